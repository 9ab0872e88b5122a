"""A person's own points: those they have before them, and what becomes of a run when they change.

They are texts of `nn_core.own`; the session keeps them, and so does the browser, see `playground/kept_points.py`.
"""

from contextlib import suppress
from dataclasses import replace

from nn_core.description import training_size
from nn_core.own import OWN, trainable
from playground import kept_points, session


def text():
    """Return the text of the own points that a person has before them, "" for none.

    Those of the run, as a link may have brought them, until they are changed; else the session's.
    """
    now = session.current()
    if now.is_lost:
        return ""
    in_use = now.settings.description.points
    return in_use if in_use and in_use != now.points_replaced else kept_points.own()


def keep(changed):
    """Make these the session's own points; a run on own points takes them over as soon as it can.

    Where they were made out of points that a link has brought, the session's own are set aside.
    """
    if text() != kept_points.own():
        kept_points.set_aside()
    _take(changed)


def others():
    """Return the texts of the own points beside those before the person, the latest first: they can be brought back."""
    here = text()
    return [points for points in dict.fromkeys([kept_points.own(), *kept_points.aside()]) if points not in ("", here)]


def bring_back():
    """Bring back the first of the others; those before the person become the last of them."""
    if not (waiting := others()):
        return
    kept_points.put_aside([*waiting[1:], text()])
    _take(waiting[0])


def _take(points):
    now = session.current()
    description = now.settings.description
    now.own_points, now.points_replaced = points, description.points
    if description.dataset == OWN and points and may_use():
        with suppress(ValueError):  # of one class only: the run keeps those it has
            now.use(_with_points(points))


def may_use():
    """False where a link keeps the data as they are."""
    return session.current().settings.may_change("dataset")


def use():
    """Return the session's settings with its own points as the data set; ValueError if they cannot be learned."""
    return _with_points(text())


def _with_points(text):
    settings = session.current().settings
    batch_size = min(settings.description.batch_size, training_size(trainable(text), settings.description.split))
    description = replace(settings.description, dataset=OWN, points=text, batch_size=batch_size)
    return replace(settings, description=description)
