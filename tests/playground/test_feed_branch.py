"""Tests that a run can be branched at any epoch, with weights set by hand, and that the stage is told truly of it."""

import math
from dataclasses import asdict, replace

import numpy as np
import pytest

from nn_core import Description, Run
from playground import feed as feeds
from playground.feed import Feed
from playground.protocol import unpack
from tests.playground.test_feed import SMALL, as_json, ask, assert_shows, metrics, outcome, read, request
from tests.playground.test_feed_past import ask_sought


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Time to train all that is asked for, on however slow a computer."""
    monkeypatch.setattr(feeds, "SECONDS", math.inf)
    monkeypatch.setattr(feeds, "URGENT_SECONDS", math.inf)


def ask_branch(feed, epoch, edits=(), **named):
    """A request to go on from an epoch, as the stage makes it."""
    return ask_sought(feed, epoch, do="branch", edits=[list(edit) for edit in edits]) | named


def branch(feed, epoch, edits=()):
    """(header, numbers) of the answer to a branch."""
    return unpack(feed.answer(ask_branch(feed, epoch, edits)))


def trained_feed(epochs=20, description=SMALL):
    feed = Feed(description)
    ask(feed, 0, epochs)
    return feed


def straight(epoch, edits=(), description=SMALL):
    """A run that went to an epoch and was set there by hand."""
    run = Run(description)
    list(run.advance(epoch))
    run.change(parameters=edits)
    return run


def test_a_branch_shows_its_epoch_and_goes_on_as_a_run_that_was_set_there():
    for epoch in [0, 7, 20]:
        for edits in [[], [[2, 0.75]], [[0, -1.0], [3, 4.0]]]:
            feed, run = trained_feed(), straight(epoch, edits)
            header, numbers = branch(feed, epoch, edits)
            record = run.record()
            assert {name: header[name] for name in ("kind", "id", "run_id", "revision", "epoch", "ready")} == {
                "kind": "branch", "id": 2, "run_id": feed.run_id, "revision": 1, "epoch": epoch, "ready": True,
            }, (epoch, edits)  # fmt: skip
            assert header["journal"] == as_json(run.journal), (epoch, edits)
            np.testing.assert_array_equal(numbers, np.float32([*metrics(record), *record.parameters]))
            assert_shows(ask(feed, epoch, 5), list(run.advance(5)))


def test_a_branch_that_is_asked_for_twice_is_made_once_and_answered_alike():
    feed = trained_feed()
    asked = ask_branch(feed, 7, [[0, 1.0]])
    assert feed.answer(asked) == feed.answer(asked)
    assert feed.revision == 1


def test_what_was_asked_before_a_branch_is_answered_with_an_opening():
    feed = trained_feed()
    before = request(feed, 20, 5)
    branch(feed, 7)
    assert feed.answer(before) is None


def test_a_branch_takes_the_settings_as_they_are_now():
    feed = trained_feed()
    feed.follow(replace(SMALL, learning_rate=0.5))
    header, _ = branch(feed, 7)
    assert header["journal"] == [[7, {"learning_rate": 0.5}]]


def test_a_branch_at_the_first_epoch_shows_in_the_opening_until_a_reset():
    feed = Feed(SMALL)
    branch(feed, 0, [[1, 0.125]])
    first = unpack(feed.opening())[1]
    assert first[-feed.run.n_parameters :][1] == 0.125
    assert unpack(Feed(feed.description).opening())[1][-feed.run.n_parameters :][1] != 0.125


def test_an_epoch_that_takes_training_to_get_to_is_shared_out_over_several_answers(monkeypatch):
    feed = trained_feed()
    monkeypatch.setattr("nn_core.run.CHECKPOINTS", 1)
    feed.run.forget(lambda epoch: False)
    monkeypatch.setattr(feeds, "SECONDS", -1.0)
    header, numbers = branch(feed, 12)
    assert (header["ready"], numbers.size, feed.revision) == (False, 0, 0)
    monkeypatch.setattr(feeds, "SECONDS", math.inf)
    assert branch(feed, 12)[0]["ready"]


def test_what_cannot_be_set_leaves_a_line_and_the_run_as_it_is(caplog):
    for edits in [[7], [[0]], [[0, "abc"]], [[0, float("inf")]], [[99, 0.0]], [[-1, 0.0]], [[0, 1e309]]]:
        feed = trained_feed()
        caplog.clear()
        caplog.set_level("INFO", logger="playground")
        assert outcome(feed.answer(ask_sought(feed, 20, do="branch", edits=edits))) == "refused", edits
        assert (feed.revision, len(caplog.records)) == (0, 1), edits
        run = straight(20)
        assert_shows(ask(feed, 20, 5), list(run.advance(5)))


def test_no_branch_is_made_of_an_epoch_that_there_is_not():
    feed = trained_feed()
    assert outcome(feed.answer(ask_branch(feed, 21))) == "refused"
    assert feed.revision == 0


def test_a_run_that_is_continued_has_what_was_set_by_hand():
    feed = trained_feed()
    branch(feed, 7, [[2, 0.75]])
    expected = read(feed.answer(request(feed, 7, 10))).rows
    again = Feed.continued(SMALL, asdict(SMALL), as_json(feed.run.journal), 17)
    assert (read(again.answer(request(again, 0, 17))).rows[7:] == expected).all()


# --- a run that was changed too often


@pytest.fixture
def short(monkeypatch):
    """Journals that hold one change."""
    for module in ("nn_core.run", "playground.feed"):
        monkeypatch.setattr(f"{module}.MAX_JOURNAL", 1)


def test_where_the_journal_is_full_a_branch_is_refused_and_the_run_goes_on_as_it_is(short):
    feed, run = trained_feed(), straight(7, [[0, 1.0]])
    branch(feed, 7, [[0, 1.0]])
    assert_shows(ask(feed, 7, 5), list(run.advance(5)))
    header, numbers = branch(feed, 12, [[0, 2.0]])
    assert (header["full"], header["ready"], numbers.size, header["revision"], feed.revision) == (True, False, 0, 1, 1)
    chunk = ask(feed, 12, 5)
    assert_shows(chunk, list(run.advance(5)))
    assert chunk.header["full"]


def test_where_the_journal_is_full_a_setting_that_is_changed_is_not_taken_over(short):
    feed, run = trained_feed(), straight(7, [[0, 1.0]])
    branch(feed, 7, [[0, 1.0]])
    assert_shows(ask(feed, 7, 5), list(run.advance(5)))
    feed.follow(replace(SMALL, learning_rate=0.5))
    for _ in range(2):  # and so it stays
        chunk = ask(feed, run.epoch, 5)
        assert_shows(chunk, list(run.advance(5)))
        assert chunk.header["full"] and chunk.header["journal"] == [[7, {"parameters": [[0, 1.0]]}]]
    assert feed.again().run.description.learning_rate == 0.5  # a reset begins with it


def test_a_change_that_finds_room_ends_it(short):
    feed = trained_feed()
    branch(feed, 7)
    feed.follow(replace(SMALL, learning_rate=0.5))
    ask(feed, 7, 5)
    header, _ = branch(feed, 12, [[0, 2.0]])
    assert header["full"]
    header, _ = branch(feed, 3, [[0, 2.0]])
    assert (header["ready"], header["full"]) == (True, False)
    assert not ask(feed, 3, 5).header["full"]


def test_a_run_whose_journal_is_full_is_continued_as_it_was_whatever_the_controls_show(short):
    run = straight(7, [[0, 1.0]])
    again = Feed.continued(replace(SMALL, learning_rate=0.5), asdict(SMALL), as_json(run.journal), 12)
    chunk = ask(again, 0, 20)
    assert_shows(chunk, list(Run(SMALL, journal=run.journal).advance(20)))
    assert chunk.header["full"]


def test_what_was_set_at_the_very_epoch_a_run_had_come_to_is_continued_too_and_nothing_later():
    run = straight(7, [[0, 1.0]])
    later = [*as_json(run.journal), [9, {"parameters": [[0, 5.0]]}]]
    again = Feed.continued(SMALL, asdict(SMALL), later, 7)
    assert again.run.journal == run.journal
    assert_shows(ask(again, 0, 20), list(Run(SMALL, journal=run.journal).advance(20)))


def test_the_chunk_after_a_branch_does_not_bring_its_journal_once_more():
    feed = trained_feed()
    header, _ = branch(feed, 7, [[0, 1.0]])
    assert ask(feed, 7, 5, journal=header["journal_number"]).header["journal"] is None


# --- one update


def walk(feed, epoch, update):
    return feed.answer(ask_sought(feed, epoch, do="walk", update=update))


def test_a_walk_is_trained_in_a_turn():
    feed, free = trained_feed(), []
    before, train_epoch = feeds.turns._free, feed.run.engine.train_epoch
    feed.run.engine.train_epoch = lambda *those: free.append(feeds.turns._free) or train_epoch(*those)
    walk(feed, 20, 2)
    assert free and set(free) == {before - 1}
    assert feeds.turns._free == before


@pytest.mark.parametrize(("epoch", "update"), [(0, 0), (7, 2), (20, 0)])
def test_a_walk_is_answered_with_the_update_and_the_run_goes_on_as_it_would(epoch, update):
    feed, run = trained_feed(), straight(20)
    walked = run.walk(epoch, update)
    header, numbers = unpack(walk(feed, epoch, update))
    about = {
        name: header[name]
        for name in ("kind", "id", "revision", "epoch", "update", "ready", "updates", "examples", "rate")
    }
    assert about == {
        "kind": "walk", "id": 2, "revision": 0, "epoch": epoch, "update": update, "ready": True,
        "updates": walked.updates, "examples": walked.examples.tolist(), "rate": walked.learning_rate,
    }  # fmt: skip
    losses = [walked.loss_before, walked.loss_after]
    np.testing.assert_array_equal(numbers, np.float32([*losses, *walked.before, *walked.after, *walked.gradient]))
    run.restore(20)
    assert_shows(ask(feed, 20, 5), list(run.advance(5)))


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        ({"update": 99}, "refused"),
        ({"epoch": 21}, "refused"),
        ({"revision": 1}, "opening"),
        ({"run_id": "b"}, "opening"),
    ],
    ids=str,
)
def test_no_walk_is_made_of_what_there_is_not(named, kind):
    feed = trained_feed()
    assert outcome(feed.answer(ask_sought(feed, 20, do="walk", update=0) | named)) == kind


@pytest.mark.filterwarnings("error")
def test_an_update_that_diverges_is_answered_without_numbers():
    feed = Feed(Description("hills", n=30, hidden=(8,), activation="relu", learning_rate=10.0, batch_size=4))
    headers, numbers = zip(*(unpack(walk(feed, 0, update)) for update in range(4)), strict=True)
    assert headers[0]["finite"] and not headers[-1]["finite"]
    for header, sent in zip(headers, numbers, strict=True):
        assert header["ready"] and (sent.size > 0) == header["finite"] and np.isfinite(sent).all()


def test_a_walk_that_takes_training_to_get_to_says_so(monkeypatch):
    feed = trained_feed()
    monkeypatch.setattr("nn_core.run.CHECKPOINTS", 1)
    feed.run.forget(lambda epoch: False)
    monkeypatch.setattr(feeds, "SECONDS", -1.0)
    header, numbers = unpack(walk(feed, 12, 0))
    assert (header["ready"], numbers.size) == (False, 0)
