"""Tests that weights and biases can be set by hand at any epoch, and that the run stays one of equal bits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nn_core import Run
from nn_core.run import MAX_PARAMETER
from tests.helpers.core import bits, described, refusal, trained

ENGINES = ["numpy", "numba"]


def edited(engine="numpy", **named):
    """A run with a bias and a weight set by hand at epoch 5, and its records from there."""
    run = Run(described(**named), engine)
    list(run.advance(5))
    run.change(parameters=[[0, 2.0], [8, -1.5]])
    return run, [bits(run.record()), *trained(run, 10)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("epoch", [0, 5])
def test_what_is_set_holds_at_once_and_nothing_else_changes(engine, epoch):
    run = Run(described(), engine)
    list(run.advance(epoch))
    before = run.record()
    run.change(parameters=[[0, 2.0], [8, -1.5]])
    after = run.record()
    assert (after.parameters[0], after.parameters[8]) == (2.0, -1.5)
    assert (np.delete(after.parameters, [0, 8]) == np.delete(before.parameters, [0, 8])).all()
    assert (after.epoch, after.train_loss != before.train_loss) == (epoch, True)
    np.testing.assert_equal(after.loss, before.loss)  # what fit printed is what it met then


def test_what_the_optimiser_remembers_is_left_alone():
    for engine in ENGINES:
        for optimiser in ["sgd", "momentum", "adam"]:
            run = Run(described(optimiser=optimiser), engine)
            list(run.advance(3))
            before = run.engine.state
            run.change(parameters=[[1, 0.5]])
            assert (run.engine.state[run.n_parameters :] == before[run.n_parameters :]).all(), (engine, optimiser)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
def test_the_same_description_and_journal_give_the_same_bits(engine, optimiser):
    run, records = edited(engine, optimiser=optimiser)
    assert run.journal == [(5, {"parameters": [[0, 2.0], [8, -1.5]]})]
    again = Run(described(optimiser=optimiser), engine, run.journal)
    list(again.advance(4))
    assert trained(again, 11) == records


def test_a_journal_that_sets_at_epoch_0_makes_the_first_network():
    run = Run(described(), journal=[(0, {"parameters": [[3, 0.25]]})])
    assert run.record().parameters[3] == 0.25
    by_hand = Run(described())
    by_hand.change(parameters=[[3, 0.25]])
    assert trained(run, 5) == trained(by_hand, 5)


def test_several_edits_at_an_epoch_are_one_and_the_last_counts():
    run = Run(described())
    list(run.advance(2))
    for pair in ([4, 1.0], [0, 3.0], [4, -1.0]):
        run.change(parameters=[pair])
    assert run.journal == [(2, {"parameters": [[0, 3.0], [4, -1.0]]})]
    assert run.record().parameters[[0, 4]].tolist() == [3.0, -1.0]


@pytest.mark.parametrize("first", ["edit", "rate"])
def test_settings_and_edits_at_the_same_epoch_do_not_undo_each_other(first):
    run = Run(described())
    list(run.advance(2))
    changes = [{"parameters": [[0, 3.0]]}, {"learning_rate": 0.5}]
    for change in changes if first == "edit" else reversed(changes):
        run.change(**change)
    assert run.journal == [(2, {"learning_rate": 0.5, "parameters": [[0, 3.0]]})]
    assert (run.settings_at(2)["learning_rate"], run.record().parameters[0]) == (0.5, 3.0)


def test_going_back_and_setting_otherwise_strikes_out_what_came_later():
    run, _ = edited()
    run.restore(3)
    run.change(parameters=[[1, 0.0]])
    assert run.journal == [(3, {"parameters": [[1, 0.0]]})]
    assert run.held[-1] == 3
    fresh = Run(described())
    list(fresh.advance(3))
    fresh.change(parameters=[[1, 0.0]])
    assert trained(run, 5) == trained(fresh, 5)


@pytest.mark.parametrize("epoch", [4, 5, 6, 12])
def test_an_edit_is_made_again_when_its_epoch_is_trained_again(epoch, monkeypatch):
    monkeypatch.setattr("nn_core.run.CHECKPOINTS", 1)
    run, _ = edited()
    expected = bits(run.restore(epoch))
    list(run.advance(15 - epoch))
    run.forget(lambda epoch: False)
    assert run.held == [0, 15]
    assert bits(run.restore(epoch)) == expected


def test_a_diverged_run_goes_on_after_its_weights_were_set():
    run = Run(described(dataset="hills", hidden=(), learning_rate=10.0))
    list(run.advance(1000))
    assert run.diverged
    run.change(learning_rate=0.001, parameters=[[place, 0.0] for place in range(run.n_parameters)])
    assert len(list(run.advance(5))) == 5


@given(st.lists(st.tuples(st.integers(0, 12), st.floats(-MAX_PARAMETER, MAX_PARAMETER)), max_size=8))
@settings(max_examples=50)
def test_any_values_within_the_limits_are_set_as_they_are(pairs):
    run = Run(described())
    run.change(parameters=pairs)
    parameters = run.record().parameters
    assert {place: parameters[place] for place, _ in pairs} == dict(pairs)


SENTENCES = {
    "no list": (7, "a list of at most 13 pairs"),
    "a text": ("12", "a list of at most 13 pairs"),
    "no pairs": ([1, 2], "a list of at most 13 pairs"),
    "three": ([[1, 2, 3]], "a list of at most 13 pairs"),
    "too many": ([[0, 0.0]] * 14, "a list of at most 13 pairs"),
    "a negative place": ([[-1, 0.0]], "place of a parameter must be a whole number from 0 to 12"),
    "a place beyond": ([[13, 0.0]], "place of a parameter must be a whole number from 0 to 12"),
    "half a place": ([[0.5, 0.0]], "place of a parameter must be a whole number from 0 to 12"),
    "NaN": ([[0, float("nan")]], "parameter must be a finite number from -1000000 to 1000000"),
    "infinity": ([[0, float("inf")]], "parameter must be a finite number from -1000000 to 1000000"),
    "too large": ([[0, 1000001.0]], "parameter must be a finite number from -1000000 to 1000000"),
    "words": ([[0, "abc"]], "parameter must be a finite number from -1000000 to 1000000"),
    "nothing": ([[0, None]], "parameter must be a finite number from -1000000 to 1000000"),
    "true": ([[0, True]], "parameter must be a finite number from -1000000 to 1000000"),
}


def test_what_cannot_be_set_is_refused_with_a_sentence_and_nothing_changes():
    run = Run(described())
    list(run.advance(3))
    before = bits(run.record())
    for name, (value, sentence) in SENTENCES.items():
        assert sentence in refusal(run.change, parameters=value), name
        assert sentence in refusal(Run, described(), journal=[(0, {"parameters": value})]), name
        assert (bits(run.record()), run.journal) == (before, []), name
