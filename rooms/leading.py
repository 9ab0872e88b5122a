"""How a teacher leads: pause all, let all play, an epoch to stop at, controls hidden or locked, settings for all."""

from dataclasses import replace

from nn_core import checks
from playground.choices import MAX_STOP
from playground.presets import PRESETS
from playground.run_link import Shared
from playground.settings import Settings
from playground.texts import _
from rooms.room import Offer

MINE = "mine"


def lead(room, wish, mine):
    """Carry out what a teacher wants, whose own settings are `mine`; ValueError with a sentence if it cannot be."""
    for name, act in ACTS.items():
        if name in wish:
            act(room, wish, mine)
            return
    raise ValueError("It asks for nothing that a teacher can do.")


def _pause(room, wish, mine):
    room.set_lead(paused=lambda _number: bool(wish["pause"]))


def _start(room, wish, mine):
    room.set_lead(started=lambda number: number, paused=lambda _number: False)


def _stop(room, wish, mine):
    epoch = wish["stop"] if wish["stop"] is None else checks.whole("stop", wish["stop"], 1, MAX_STOP)
    room.set_lead(stop=lambda number: (number, epoch))


def _controls(room, wish, mine):
    names = [wish.get("show"), wish.get("lock") or []]
    if not all(each is None or (isinstance(each, list) and all(type(n) is str for n in each)) for each in names):
        raise ValueError("show and lock must be lists of names.")
    narrowed = Settings(show=names[0], lock=names[1])  # checks them
    room.set_lead(controls=lambda number: (number, narrowed.show, narrowed.lock))


def _send(room, wish, mine):
    name, at_once = wish["send"], bool(wish.get("at_once"))
    if type(name) is int:
        _send_copy(room, room.student(name), at_once, wish.get("named") is True)
    else:
        send(room, lambda _student: title_of(name), at_once, base(name, mine))


def send(room, what, at_once, settings, controls=None, **more):
    """Give settings to all; `what` and what `more` there may be see `Offer`, `controls` are (show, lock) besides."""
    narrowed = {"controls": lambda number: (number, *controls)} if controls else {}
    room.set_lead(offer=lambda number: Offer(number, what, at_once, settings, **more), **narrowed)


def base(name, mine):
    """Return the Settings of a scene, or the teacher's own; ValueError for any other name."""
    if name == MINE:
        return replace(mine, show=None, lock=())
    return PRESETS[checks.choice("send", name, PRESETS)].settings


def title_of(name):
    """Return what these settings are called."""
    return PRESETS[name].title if name in PRESETS else _("the teacher's own settings")


def _send_copy(room, student, at_once, is_named):
    """Give all a copy of a student's run, as it was heard of last; the name is told only where the wall shows names."""
    report = student.report
    if report is None:
        raise ValueError(_("{name} has no run yet.").format(name=student.nickname))
    epoch = report.record.epoch
    journal = [entry for entry in report.journal if entry[0] <= epoch]
    shared = Shared(report.start, journal, epoch, report.engine, None)  # no loss: see `rooms.membership.mine`
    nickname = student.nickname

    def what(_student):
        return _("the run of {name}").format(name=nickname) if is_named else _("the run of a student")

    send(room, what, at_once, Settings(report.description), shared=shared, source=student.mark)


def _unsend(room, wish, mine):
    room.unsend()


ACTS = {
    "pause": _pause,
    "start": _start,
    "stop": _stop,
    "show": _controls,
    "lock": _controls,
    "send": _send,
    "unsend": _unsend,
}
