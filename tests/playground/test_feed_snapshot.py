"""Tests that a snapshot of a run makes the same run again, and leaves the run that is playing as it is."""

from dataclasses import asdict, replace

import pytest

from nn_core import Run
from playground.feed import Feed
from playground.protocol import unpack
from tests.helpers.core import bits
from tests.playground.test_feed import SMALL, ask, assert_shows, request


def changed():
    """A feed that has trained 10 epochs, then 10 at another rate, and from 15 on with a weight set by hand."""
    feed = Feed(SMALL)
    ask(feed, 0, 10)
    feed.follow(replace(SMALL, learning_rate=0.5))
    ask(feed, 10, 10)
    feed.answer(request(feed, 0, 1, do="branch", id=3, epoch=15, edits=[[0, 0.25]]))
    ask(feed, 15, 5)
    return feed


def test_a_run_made_of_a_snapshot_has_the_same_bits():
    for epoch in [0, 9, 10, 14, 15, 20]:
        feed = changed()
        taken = feed.snapshot(epoch)
        run = Run(taken.start, taken.engine, taken.journal)
        records = [run.record(), *run.advance(epoch)]
        assert bits(records[-1]) == bits(taken.record), epoch
        assert taken.description == replace(SMALL, learning_rate=0.5 if epoch >= 10 else SMALL.learning_rate), epoch
        assert all(at <= epoch for at, _ in taken.journal), epoch


def test_the_run_goes_on_as_if_no_snapshot_had_been_taken():
    feed, other = changed(), changed()
    for epoch in (3, 20, 12):
        feed.snapshot(epoch)
    assert ask(feed, 20, 5).rows.tobytes() == ask(other, 20, 5).rows.tobytes()


def test_a_snapshot_of_an_epoch_that_is_not_there_yet_is_one_of_the_newest():
    assert changed().snapshot(500).record.epoch == 20


def test_a_far_epoch_takes_several_goes(monkeypatch):
    feed = Feed(SMALL)
    assert_shows(ask(feed, 0, 40), Run(SMALL).advance(40))
    monkeypatch.setattr("nn_core.run.CHECKPOINTS", 1)
    monkeypatch.setattr("playground.feed.SECONDS", 0)
    ask(feed, 40, 1, shown=40)
    assert feed.snapshot(30) is None


def test_a_journal_that_the_stage_has_does_not_travel_again():
    feed = Feed(SMALL)
    header = ask(feed, 0, 5).header
    assert (header["journal"], header["journal_number"]) == ([], 0)
    assert ask(feed, 5, 5, journal=0, id=2).header["journal"] is None
    feed.follow(replace(SMALL, learning_rate=0.5))
    header = ask(feed, 10, 5, journal=0, id=3).header
    assert (header["journal"], header["journal_number"]) == ([[10, {"learning_rate": 0.5}]], 1)
    assert ask(feed, 15, 5, journal=1, id=4).header["journal"] is None
    assert ask(feed, 20, 5, journal=0, id=5).header["journal"] == [[10, {"learning_rate": 0.5}]]


def test_a_loaded_model_is_what_a_reset_comes_back_to():
    weights = [[place, 0.01 * place] for place in range(Run(SMALL).n_parameters)]
    feed = Feed.loaded(SMALL, [(0, {"parameters": weights})])
    assert unpack(feed.opening())[0]["loaded"]
    ask(feed, 0, 10)
    feed.follow(replace(SMALL, learning_rate=0.5))
    again = feed.again()
    assert again.snapshot(0).record.parameters.tolist() == [value for _, value in weights]
    assert again.description == replace(SMALL, learning_rate=0.5) and unpack(again.opening())[0]["loaded"]


def test_after_a_reload_a_reset_still_comes_back_to_the_loaded_model():
    weights = [[place, 0.01 * place] for place in range(Run(SMALL).n_parameters)]
    header = unpack(Feed.loaded(SMALL, [(0, {"parameters": weights})]).opening())[0]
    by_hand = [[0, {"parameters": [[0, 5.0], *weights[1:]]}], [4, {"learning_rate": 0.5}]]
    description = replace(SMALL, learning_rate=0.5)
    feed = Feed.continued(description, header["start"], by_hand, 7, loaded=header["loaded"])
    assert feed.snapshot(0).record.parameters.tolist() == [5.0, *(value for _, value in weights[1:])]
    assert feed.again().snapshot(0).record.parameters.tolist() == [value for _, value in weights]


def test_what_is_no_journal_of_a_model_is_refused():
    with pytest.raises(ValueError, match="journal"):
        Feed.continued(SMALL, asdict(SMALL), [], 0, loaded=[7])


def test_weights_that_were_set_before_anything_was_trained_are_brought_back():
    feed = Feed.continued(SMALL, asdict(SMALL), [[0, {"parameters": [[0, 0.25]]}]], 0)
    assert feed.snapshot(0).record.parameters[0] == 0.25
    assert unpack(feed.opening())[0]["loaded"] is None


def test_without_a_model_a_reset_comes_back_to_the_first_weights():
    feed = changed()
    assert not unpack(feed.opening())[0]["loaded"]
    assert bits(feed.again().snapshot(0).record) == bits(Run(replace(SMALL, learning_rate=0.5)).record())
