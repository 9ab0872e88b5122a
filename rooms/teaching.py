"""How a teacher begins and ends what a class does together: an experiment, a challenge."""

from nn_core import checks
from playground.texts import _
from rooms.challenges import CHALLENGES, own
from rooms.experiments import Experiment
from rooms.leading import base, send
from rooms.lessons import Contest, Trial


def a_challenge(_student):
    """Say to a student what they have been given."""
    return _("a challenge")


def experiment(room, wish, mine):
    """Deal an experiment out, or end the one there is."""
    if wish.get("end"):
        room.experiment = None
        room.unsend()
        return
    settings = base(wish.get("base"), mine)
    about = Experiment(wish.get("vary"), wish.get("values"), settings, wish.get("epochs"))
    room.experiment = trial = Trial(about, wish["base"])
    send(room, trial.part_of, True, settings, dealt=trial.dealt)


def challenge(room, wish, mine):
    """Begin a challenge, or end the one there is: then all controls are free again."""
    before = room.challenge
    if wish.get("end"):
        room.challenge = None
        room.set_lead(offer=lambda _number: None, controls=lambda number: (number, None, ()))
    else:
        chosen = _chosen(wish, mine)
        room.challenge = Contest(chosen)
        send(room, a_challenge, True, chosen.given, (chosen.given.show, chosen.given.lock))
    if before:
        before.end()


def _chosen(wish, mine):
    if "name" in wish:
        return CHALLENGES[checks.choice("name", wish["name"], CHALLENGES)]
    return own(base(wish.get("base"), mine), wish.get("counts"), wish.get("goal"))
