"""What a teacher's browser keeps of a room, so that the room is as it was when the server had to be started again."""

import json

from playground.protocol import log_rejected
from rooms.leading import send
from rooms.lessons import Contest, Trial
from rooms.protocol import MOST_KEPT
from rooms.teaching import a_challenge


def kept(room):
    """Return what is to be kept, as JSON has it."""
    lead = room.lead
    return {
        "experiment": room.experiment and room.experiment.as_kept(),
        "challenge": room.challenge and room.challenge.as_kept(),
        "taken": sorted(lead.offer.taken) if lead.offer and lead.offer.at_once else [],
        "removed": dict(room.removed),
    }


def bring_back(room, held):
    """Let a room that was opened again be as it was, by what a browser has kept, which can be anything."""
    if not isinstance(held, dict) or len(json.dumps(held)) > MOST_KEPT:
        return
    for name, back in (("experiment", _experiment), ("challenge", _challenge), ("removed", _removed)):
        if not held.get(name):
            continue
        try:
            back(room, held[name], held)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            log_rejected(f"{name}: {error!r}", "a room that was kept")


def _experiment(room, about, held):
    room.experiment = trial = Trial.from_kept(about)
    send(room, trial.part_of, True, trial.experiment.base, dealt=trial.dealt, taken=_marks(held))


def _challenge(room, about, held):
    room.challenge = contest = Contest.from_kept(about)
    given = contest.challenge.given
    send(room, a_challenge, True, given, (given.show, given.lock), taken=_marks(held))


def _marks(held):
    """Return the marks of those who had it before."""
    return {mark for mark in held["taken"] if isinstance(mark, str)}


def _removed(room, about, held):
    room.removed = {token[:40]: name[:40] for token, name in list(about.items())[:200]}
