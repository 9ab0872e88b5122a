"""The protocols of a room: between the teacher's wall and the server, and between a student's line and the server.

Both are pulled, like the stage's (`playground/protocol.py`, whose bytes they share): the browser asks, the server
answers. Whoever changes what is written down here raises VERSION, here and in `static/stage/wall/protocol.js`: a page
that was loaded before is then told to load anew.

**The wall.** A request is a JSON object, sent as the component's trigger `ask`:

    version   of the protocol, see VERSION
    id        the wall's number for the request; the answer names it
    do        "new" (a key, for a room that is to be opened) | "enter" (open the room of a key, or come back to it) |
              "find" (a student has typed a code) | "pull" (what is new?) | one of what a teacher does: "lead",
              "student", "experiment", "challenge", "results", "end"
    since     for "pull" and what a teacher sets: the number of the last answer that was taken in
    looking   likewise: the id of the student who is looked at, else null; watching: the run of theirs of which the
              browser knows settings and points, else null
    for "enter":
    key       the room's; code: of which room it is to be the key, null where the browser does not know
    kept      what the browser was last given to keep, else null
    for "find":
    code      as it was typed
    for "lead", one of:
    pause     true | false
    start     true: let all play
    stop      an epoch to stop at, or null for none
    show, lock   names of controls, as an address has them; show is null where all are shown
    send      "mine" (the teacher's own settings) | the name of a scene | the id of a student, whose run all get as a
              copy; with at_once: true, or false for an offer; for a student's named: true if the class may know whose
    unsend    true: nothing is on offer any more
    for "student":
    student   an id, with rename: a nickname | remove: true | calm: true (help was given); or readmit: a nickname
    for "experiment":
    vary      a key of `rooms.experiments.VARIED`; values: a list, null for the usual ones; base: "mine" or a scene;
              epochs; or end: true
    for "challenge":
    name      a key of `rooms.challenges.CHALLENGES`; or base, counts, goal: one of the teacher's own; or end: true

An answer is bytes, as the stage's: the length of the header, the header, float32 numbers. Its `kind`:

    lobby     {version, kind, labels, language}: this tab teaches no room
    key       {version, kind, id, key, code}
    found     {version, kind, id, code}
    refused   {version, kind, id, sentence}: nothing has changed
    results   {version, kind, id, name, text}: a file
    wall      {version, kind, id, number, room, lead, names, removed, students, data, watched, experiment, challenge,
              keep}, and after "enter" {labels, language, scenes, challenges, counts, varied, controls}
              number: what `since` is to be next;
              room {code, shown, link, minutes_left, most}, after "enter" with qr, an SVG of the link;
              lead {paused, stop, show, lock, offer}, offer null or {number, text, at_once, taken};
              names, the ids of all students in the order in which they came; removed, nicknames of those taken out;
              students, those of whom something is new: {id, nickname, animal, sign, state, help, page, epoch, metrics
              (training and test loss, training and test score), network, told, neurons, parameters, link, ends, run,
              width}, with run where that is new, else null: {run_id, task, features, sizes, activations, n, n_train,
              data}; width, how many parameters of the epoch are among the numbers, 0 where none are new;
              data, sets of points that are new to this browser: {key, task, n, n_train};
              watched, null or {student, run, points, history}: run, what the stage would be told of it; points, true
              where they are among the numbers; history, how many epochs are;
              experiment and challenge: null where there is none, else see `rooms/experiments.py` and
              `rooms/challenges.py`; keep, what the browser is to keep, null where it has that;
              then for each of data x1 of its points, x2, labels; for each of students its parameters; for watched x1
              of all points, x2, labels, and the losses as (epoch, training loss, test loss); for each curve of the
              experiment its losses, as (epoch, test loss)

A wall that has nothing to show asks for nothing, and a room that nobody looks at costs nothing but its memory.

**The line**, of a student. A request is {version, id, do, …}, sent as the component's trigger `ask`:

    join      {name, token, animal}: a nickname, or null; the token by which the room knows them again, or null;
              animal, true for who wants to be called as one. With nothing of all this: is there a room?
    beat      {run_id, revision, epoch, state}: what is on show on the stage, each null on another page; asked every few
              seconds by who does not play, and at once when something has changed, or when an answer of the stage has
              brought a new `view.room`: a number that rises with everything that the line has to say
    help      {on}
    take      take what is on offer; back: bring back what gave way to what the teacher sent
    leave

and is answered with JSON:

    {version, id, kind, code, shown, labels, language, sentence}, with kind "asks" (for a nickname) | "none" (no such
    room now) | "over" | "refused" (they cannot join, the sentence says why) | "elsewhere" (in another tab) |
    "teaches" | "in", which has besides

    nickname, animal, sign, token, help, paused
    number    see "beat"
    started   rises when the teacher lets all play, which the stage does once it has the run of run_id
    offer     {number, text} or null
    stop      [number of the change, epoch or null] of an epoch to stop at; who is beyond it stops at once
    back      true where something of theirs waits
    board     a sentence
"""

from nn_core import checks
from playground.protocol import MOST_COUNTED, number_of

VERSION = 1
MOST_TEXT = 200  # characters of whatever is typed
MOST_KEPT = 200_000  # characters of what a browser has kept


def _text(name, value):
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        raise ValueError(f"{name} must be a text of at most {MOST_TEXT} characters.")


def _anything(name, value):
    """Whoever reads it checks it."""


def _count(name, value):
    checks.whole(name, value, 0, MOST_COUNTED)


def or_none(check):
    """Return a check that lets None pass."""
    return lambda name, value: value is None or check(name, value)


def _flag(name, value):
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false.")


_PULL = {"since": _count, "looking": or_none(_count), "watching": or_none(_text)}
# What each request holds, and how that is checked. What a teacher wants is checked by what carries it out.
OF_WALL = {
    "new": {},
    "enter": {"key": _text, "code": or_none(_text), "kept": or_none(_anything)},
    "find": {"code": _text},
    "pull": _PULL,
    "lead": _PULL,
    "student": _PULL,
    "experiment": _PULL,
    "challenge": _PULL,
    "results": {},
    "end": {},
}
OF_LINE = {
    "join": {"name": or_none(_anything), "token": or_none(_text), "animal": _flag},
    "beat": {
        "run_id": or_none(_text),
        "revision": or_none(_count),
        "epoch": or_none(_count),
        "state": or_none(_text),
    },
    "help": {"on": _flag},
    "take": {},
    "back": {},
    "leave": {},
}


def read(request, requests):
    """Return a request whose shape is right, of those in `requests`; ValueError says what is wrong with it."""
    if not isinstance(request, dict):
        raise ValueError("A request must be an object.")
    if request.get("version") != VERSION:
        raise ValueError("The request is of another version.")
    if number_of(request) is None:
        raise ValueError("The request has no number.")
    for name, check in requests[checks.choice("do", request.get("do"), requests)].items():
        check(name, request.get(name))
    return request
