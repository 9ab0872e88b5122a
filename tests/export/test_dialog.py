"""Tests that the dialog's line says which run it is about, and that it waits for a snapshot, but not for ever."""

import numpy as np

from export import dialog
from nn_core import Description, Record
from playground.feed import Snapshot


def snapshot(loss=0.0834, **named):
    """A snapshot at epoch 240, with such a training loss."""
    description = Description(**named)
    record = Record(240, loss, loss, loss, 1.0, 1.0, 0.03, np.zeros(3))
    return Snapshot(description, description, [], record, "numpy")


class Slow:
    """A feed that takes so many goes."""

    def __init__(self, goes):
        self.goes = goes
        self.asked = []

    def snapshot(self, epoch):
        self.asked.append(epoch)
        return None if len(self.asked) < self.goes else "snapshot"


def test_the_line_says_where_the_run_is_and_what_it_is():
    assert dialog.about(snapshot()) == (
        "Epoch 240 · training loss 0.083 · Circle · 2-4-2-1 · tanh · learning rate 0.03"
    )


def test_a_small_loss_keeps_two_digits():
    for loss, reads in (
        (12.3456, "12.346"),
        (0.01, "0.010"),
        (0.00987, "0.0099"),
        (0.005, "0.0050"),
        (2e-6, "0.0000020"),
        (2e-7, "2.0e−07"),
        (0.0, "0.000"),
    ):
        assert f"training loss {reads} ·" in dialog.about(snapshot(loss))


def test_an_epoch_is_asked_for_until_it_is_there():
    feed = Slow(3)
    assert dialog._snapshot(feed, 7) == "snapshot"
    assert feed.asked == [7, 7, 7]


def test_an_epoch_that_takes_too_long_is_given_up():
    feed = Slow(10**9)
    assert dialog._snapshot(feed, 7) is None
    assert len(feed.asked) == dialog.GOES
