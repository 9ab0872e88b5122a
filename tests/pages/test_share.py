"""Tests that Share opens its dialog, once for each time it is asked, and that the run stays as it is."""

import json

import numpy as np
import pytest

from export import dialog, record
from nn_core import Description, Run
from playground.feed import Feed
from playground.texts import translated
from tests.helpers.pages import answer, change, components, opened, opening, run_of, send, send_state, stage

SCENE = {"n": "30", "hidden": "3", "batch": "5"}  # little to train
DESCRIPTION = Description(n=30, hidden=(3,), batch_size=5)


@pytest.fixture
def at(monkeypatch):
    """A session whose run has been trained for nine epochs, on however slow a computer."""
    monkeypatch.setattr("playground.feed.URGENT_SECONDS", 60)
    monkeypatch.setattr("playground.feed.SECONDS", 60)
    at = opened(**SCENE)
    train(at, 0, 9)
    return at.run()


def train(at, start, count):
    """Ask for epochs as the stage does; return (header, numbers)."""
    token, revision = run_of(at)
    about = {"do": "train", "run_id": token, "id": 1, "revision": revision, "pace": "all", "urgent": True}
    return answer(send(at, **about, **{"from": start, "shown": start, "count": count}))


def share(at, epoch=9, **named):
    """Press Share."""
    token, revision = run_of(at)
    return send(at, **{"do": "share", "run_id": token, "id": 2, "revision": revision, "epoch": epoch} | named)


def close(at):
    """Close the dialog, as a browser tells it."""
    (shown,) = at.get("dialog")
    return send_state(at, shown.proto.dialog.id, trigger_value=True)


def line(at):
    """The line at the top of the dialog."""
    (shown,) = at.get("dialog")
    return shown.text[0].value


@pytest.mark.parametrize("epoch", [4, 500])
def test_share_opens_the_dialog_for_the_epoch_on_show(at, epoch):
    run = Run(DESCRIPTION)
    list(run.advance(min(epoch, 9)))
    share(at, epoch)
    assert not at.exception
    (shown,) = at.get("dialog")
    assert shown.proto.dialog.title == "Share and save"
    assert [tab.label for tab in at.tabs] == list(dialog.TABS)
    assert line(at).startswith(f"Epoch {run.epoch} · training loss {run.record().train_loss:.3f} · Circle · 2-3-1 ·")


def test_the_stage_is_told_of_the_run_that_it_was_on_and_training_goes_on(at):
    token = run_of(at)[0]
    header = opening(share(at, 3))
    assert (header["run_id"], header["shared"]) == (token, 2)
    header, numbers = train(at, 9, 4)
    run = Run(DESCRIPTION)
    list(run.advance(9))
    losses = [record.train_loss for record in run.advance(4)]
    assert (header["kind"], header["count"]) == ("chunk", 4)
    np.testing.assert_array_equal(numbers[:24].reshape(4, 6)[:, 1], np.float32(losses))


def test_the_dialog_stays_open_when_the_page_runs_and_looks_at_the_run_once(at, monkeypatch):
    asked = []
    monkeypatch.setattr(
        Feed, "snapshot", lambda self, epoch, look=Feed.snapshot: asked.append(epoch) or look(self, epoch)
    )
    share(at, 4)
    for _ in range(2):
        at.run()
        assert line(at).startswith("Epoch 4 ·")
    assert asked == [4]


def test_a_dialog_that_was_closed_is_opened_by_another_request_not_by_the_same_once_more(at):
    share(at)
    close(at)
    assert not at.get("dialog")
    assert at.session_state["session"].share is None
    assert not share(at).get("dialog")
    share(at, 6, id=3)
    assert line(at).startswith("Epoch 6 ·")


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [({"run_id": "0123456789abcdef"}, "opening"), ({"revision": 7}, "opening"), ({"epoch": -1}, "refused")],
    ids=str,
)
def test_what_is_about_another_run_or_no_request_opens_nothing(at, wrong, kind):
    assert not share(at, **wrong).get("dialog")
    assert not at.exception
    assert answer(at)[0]["kind"] == kind


def test_a_run_that_gives_way_takes_the_dialog_along(at):
    share(at)
    change(at, seed=77)
    assert not at.get("dialog")
    assert not at.exception


def test_an_epoch_that_cannot_be_had_in_time_is_said_so(at, monkeypatch):
    monkeypatch.setattr(Feed, "snapshot", lambda self, epoch: None)
    share(at, 4)
    assert line(at) == dialog.TOO_FAR.format(epoch=4)
    assert not at.exception


def test_share_and_the_gallery_do_not_open_two_dialogs(at):
    at.button(key="scenes").click()
    share(at)
    assert len(at.get("dialog")) == 1
    at.button(key="scenes").click()
    at.run()
    (shown,) = at.get("dialog")
    assert shown.proto.dialog.title == "Pick a scene"
    assert not at.exception


def test_the_recorder_is_given_its_texts_and_bounds(at):
    share(at)
    (proto,) = components(at, "record")
    labels, header = translated(record.LABELS), translated(record.HEADER)
    assert json.loads(proto.json) == {"labels": labels, "header": header, "choices": record.CHOICES}
    assert stage(at).bytes


def test_no_word_of_a_table_can_be_taken_for_a_formula():
    for header in record.HEADER.values():
        assert len(header) == 7
        assert all(name.isascii() and name.replace(" ", "").isalnum() and name[0].isalpha() for name in header)
