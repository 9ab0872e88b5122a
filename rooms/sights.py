"""What there is to see of a student on the wall: numbers and words of the run, and the points under the boundary."""

import hashlib
from urllib.parse import urlencode

import numpy as np

from nn_core.engine import n_parameters
from playground.address import to_query
from playground.labels import options_label
from playground.settings import Settings
from playground.summaries import summary
from playground.texts import _, number
from rooms.nicknames import ANIMALS

MOST_POINTS = 250  # under the boundary of a tile: more could not be told apart
_DATA = ("dataset", "noise", "split", "n", "dataseed", "points")  # what decides which points there are


def data_key(description):
    """Return a name of the points of a description: the same for all who have the same."""
    values = [getattr(description, name) for name in _DATA]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:12]


def tile_points(points):
    """Return (x1, x2, labels) of training points, every so many of them where there are too many for a tile."""
    stride = -(-points.n_train // MOST_POINTS)
    kept = slice(0, points.n_train, stride)
    return points.coordinates[0, kept], points.coordinates[1, kept], points.targets[0, kept]


def of_run(report):
    """Return what the wall has to know of a run to draw it."""
    about = report.start
    return {
        "run_id": report.run_id,
        "task": about.task,
        "features": about.features,
        "sizes": about.sizes,
        "activations": about.activations,
        "n": about.n,
        "n_train": report.points.n_train,
        "data": data_key(about),
    }


def large(report):
    """Return what the large view says of a run besides."""
    return of_run(report) | {"summary": summary(report.description)}


def in_short(description):
    """Return the settings that tell runs of a class apart, in a few words."""
    words = [options_label("activation", _names(description))] if description.hidden else []
    words += [f"{_('learning rate')} {number(description.learning_rate, 'g')}"]
    words += [f"{_('batch size')} {number(description.batch_size)}"]
    return ", ".join(words)


def _names(description):
    return [description.activation] if isinstance(description.activation, str) else description.activation


def of_student(student, since, now):
    """Return (what the wall is told of a student, the parameters that go with it, if they are new)."""
    report = student.report
    said = {
        "id": student.id,
        "nickname": student.nickname,
        "animal": ANIMALS[student.animal].name,
        "sign": ANIMALS[student.animal].sign,
        "state": student.state_at(now),
        "help": student.wants_help,
        "page": student.page,
        "run": None,
        "width": 0,
    }
    if report is None:
        return said, np.zeros(0)
    record, description = report.record, report.description
    numbers = [record.train_loss, record.test_loss, record.train_score, record.test_score]
    said |= {
        "epoch": record.epoch,
        "metrics": [float(value) if np.isfinite(value) else None for value in numbers],
        "network": "-".join(map(str, description.sizes)),
        "told": in_short(description),
        "neurons": sum(description.hidden),
        "parameters": n_parameters(description.sizes),
        "link": f"./?{urlencode(to_query(Settings(description)))}",
    }
    if student.run_changed > since:
        said["run"] = of_run(report)
    if student.record_changed > since:
        said["width"] = len(record.parameters)
        return said, record.parameters
    return said, np.zeros(0)
