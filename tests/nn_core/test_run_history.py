"""Tests that a run taken back, changed and thinned out is, to the last bit, one that went straight there."""

import dataclasses
import itertools
from types import SimpleNamespace
from unittest import mock

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from nn_core import ACTIVATIONS, DATASETS, FEATURES, INITIALISERS, OPTIMISERS, ORDERS, PENALTIES, SCHEDULES, Run
from nn_core.engine import build_perceptron
from nn_core.run import CHECKPOINTS, LOOSE_BYTES
from nn_core.updates import UpdateRule
from tests.helpers.core import bits, described, fill, flat, shuffler, trained


def nothing(epoch):
    return False


def straight(description, journal, epoch):
    """A fresh run that makes the changes of the journal on its way to `epoch`, without ever turning back."""
    run = Run(description)
    for changed_at, changes in journal:
        list(run.advance(changed_at - run.epoch))
        run.change(**changes)
    list(run.advance(epoch - run.epoch))
    return run


@pytest.fixture
def one_checkpoint(monkeypatch):
    """As after very many epochs: of the checkpoints, `forget` leaves only epoch 0."""
    monkeypatch.setattr("nn_core.run.CHECKPOINTS", 1)


def journalled(epochs=50, **named):
    """A run with changes at 10, 10 and 25, and the bits of all its epochs."""
    run = Run(described(**named))
    records = [bits(run.record()), *trained(run, 10)]
    run.change(learning_rate=0.3)
    run.change(batch_size=2)
    records += trained(run, 15)
    run.change(learning_rate=0.05, batch_size=7)
    return run, records + trained(run, epochs - 25)


# --- restoring


def test_an_epoch_that_is_held_comes_back_bit_for_bit():
    run, records = journalled()
    for epoch in (0, 1, 9, 10, 11, 24, 25, 26, 49, 50):
        assert bits(run.restore(epoch)) == records[epoch], epoch
        assert run.epoch == epoch and bits(run.record()) == records[epoch]


def test_an_epoch_that_was_thinned_away_comes_back_bit_for_bit(one_checkpoint):
    run, records = journalled()
    for epoch in (1, 9, 10, 11, 24, 25, 26, 49):
        run.let_go()
        assert epoch not in run.held
        restored = run.restore(epoch)
        assert bits(restored) == records[epoch], epoch
        assert np.array_equal(restored.parameters, run.engine.parameters), epoch


REMEMBERING = [
    {"optimiser": "momentum", "learning_rate": 0.01},
    {"optimiser": "adam"},
    {"optimiser": "adam", "dataset": "hills", "penalty": "l1", "penalty_rate": 0.01, "schedule": "cosine", "clip": 0.5},
    {"optimiser": "momentum", "dataset": "plane", "clip": 0.1, "schedule": "step", "period": 7, "initialiser": "he"},
    {"hidden": (4, 3), "activation": ("silu", "elu"), "features": ("x1", "x1x2"), "penalty": "l2", "penalty_rate": 0.1},
]


def test_what_an_optimiser_remembers_is_restored_with_the_epoch(one_checkpoint):
    for thin in [False, True]:
        for named in REMEMBERING:
            run, records = journalled(**named)
            if thin:
                run.forget(nothing)
                assert run.held == [0, 50], (thin, named)
            for epoch in (17, 3, 40, 0):
                assert bits(run.restore(epoch)) == records[epoch], (thin, named)
                assert trained(run, 8) == records[epoch + 1 : epoch + 9], (thin, named)
            assert trained(run, 42) == records[9:], (thin, named)


@pytest.mark.parametrize("named", REMEMBERING, ids=str)
def test_a_new_run_with_the_journal_goes_the_same_way_with_any_optimiser(named):
    run, records = journalled(**named)
    replayed = Run(run.description, journal=run.journal)
    assert [bits(replayed.record()), *trained(replayed, 50)] == records


@pytest.mark.parametrize("named", REMEMBERING, ids=str)
def test_a_change_in_the_past_goes_on_with_what_the_optimiser_remembered_there(named):
    run, _ = journalled(**named)
    run.restore(20)
    run.change(learning_rate=0.02, penalty_rate=0.3)
    again = straight(run.description, run.journal, 20)
    assert np.array_equal(run.engine.state, again.engine.state)
    assert trained(run, 20) == trained(again, 20)


@pytest.mark.parametrize("thin", [False, True])
def test_a_restored_run_goes_on_as_it_did_before(thin, one_checkpoint):
    run, records = journalled()
    for epoch in (40, 25, 17, 10, 0):
        if thin:
            run.forget(nothing)
        run.restore(epoch)
        assert trained(run, 50 - epoch) == records[epoch + 1 :], epoch


def test_restoring_back_and_forth_ends_where_it_was():
    run, records = journalled()
    for epoch in (3, 40, 0, 50, 26, 50):
        assert bits(run.restore(epoch)) == records[epoch]
    assert trained(run, 5) == trained(journalled()[0], 5)


def test_restoring_keeps_the_journal():
    run, _ = journalled()
    journal = list(run.journal)
    run.restore(5)
    assert run.journal == journal


def test_an_epoch_that_was_never_reached_is_refused_in_no_time_too():
    run, records = journalled()
    for epoch in (-1, 51, 2.5, True, "3", None):
        for seconds in (np.inf, 0):
            with pytest.raises(ValueError, match=r"^epoch must be a whole number from 0 to 50"):
                run.restore(epoch, seconds)
            assert bits(run.record()) == records[50], epoch


def test_numpys_whole_numbers_are_epochs_too():
    run, records = journalled()
    assert bits(run.restore(np.int64(20))) == records[20]


# --- restoring in several goes


@pytest.fixture
def ticking(monkeypatch):
    """A clock of nn_core's own, by which each look at it comes a second after the one before."""
    seconds = itertools.count()
    monkeypatch.setattr("nn_core.run.time", SimpleNamespace(perf_counter=lambda: next(seconds)))


def thinned(epochs=50):
    """The run with changes, of which only the first epoch and the last are held, and the bits of all its epochs."""
    run, records = journalled(epochs)
    run.forget(nothing)
    assert run.held == [0, epochs]
    return run, records


def goes(run, epoch, seconds, forget=lambda: None):
    """Restore an epoch in as many goes as it takes; return its Record, and the epochs that the goes came to."""
    reached = []
    while (record := run.restore(epoch, seconds)) is None:
        assert run.epoch not in reached, "it does not go on from where it came to"
        reached.append(run.epoch)
        forget()
    return record, [*reached, run.epoch]


def test_an_epoch_far_away_is_restored_in_several_goes_none_of_them_longer_than_its_time(one_checkpoint, ticking):
    run, records = thinned()
    record, reached = goes(run, 48, seconds=11)
    assert bits(record) == records[48]
    assert reached == [10, 20, 30, 40, 48]


@pytest.mark.parametrize("forgetful", [False, True])
def test_restoring_in_several_goes_trains_no_epoch_twice(forgetful, one_checkpoint, ticking):
    run, records = thinned()
    trained_epochs, train_epoch = [], run.engine.train_epoch
    run.engine.train_epoch = lambda *arguments: trained_epochs.append(1) or train_epoch(*arguments)
    record, _ = goes(run, 37, seconds=5, forget=lambda: forgetful and run.forget(nothing))
    assert bits(record) == records[37]
    assert len(trained_epochs) == 37


def test_a_restore_that_is_not_finished_leaves_the_run_at_an_epoch_of_its_own(one_checkpoint, ticking):
    run, records = thinned()
    assert run.restore(48, seconds=11) is None
    assert bits(run.record()) == records[run.epoch]
    assert max(run.held) == 50
    assert trained(run, 50 - run.epoch)[-1] == records[50]


def test_another_epoch_can_be_restored_in_between(one_checkpoint, ticking):
    run, records = thinned()
    assert run.restore(48, seconds=11) is None
    assert bits(run.restore(3)) == records[3]
    assert bits(run.restore(50, seconds=11)) == records[50]
    assert bits(goes(run, 48, seconds=11)[0]) == records[48]
    assert trained(run, 2) == records[49:]


@pytest.mark.parametrize("epoch", [0, 50])
def test_an_epoch_that_is_held_is_restored_in_no_time(epoch, one_checkpoint):
    run, records = thinned()
    assert bits(run.restore(epoch, seconds=0)) == records[epoch]


# --- changing the past


def test_a_change_after_going_back_is_as_if_made_there_straight_away():
    back = Run(described())
    list(back.advance(50))
    for changes in ({"learning_rate": 0.5}, {"batch_size": 1}, {"learning_rate": 0.2, "batch_size": 15}):
        back.restore(20)
        back.change(**{"learning_rate": 0.1, "batch_size": 4} | changes)
        at_once = straight(described(), [(20, changes)], 20)
        assert trained(back, 30) == trained(at_once, 30), changes


@pytest.mark.parametrize("epoch", [0, 5, 10, 25, 40])
def test_a_change_in_the_past_strikes_out_the_changes_after_it(epoch):
    run, _ = journalled()
    kept = [entry for entry in run.journal if entry[0] < epoch]
    of_the_epoch = dict(run.journal).get(epoch, {})
    run.restore(epoch)
    run.change(learning_rate=0.9)
    assert run.journal == [*kept, (epoch, of_the_epoch | {"learning_rate": 0.9})]
    assert bits(straight(described(), run.journal, epoch + 20).record()) == trained(run, 20)[-1]


def test_what_was_struck_out_can_no_longer_be_restored():
    run, _ = journalled()
    run.restore(20)
    run.change(learning_rate=0.9)
    assert run.held == list(range(21))
    with pytest.raises(ValueError, match="from 0 to 20"):
        run.restore(21)


def test_a_change_at_an_epoch_that_was_thinned_away_and_trained_again(one_checkpoint):
    run, _ = journalled()
    run.forget(nothing)
    run.restore(20)
    run.change(learning_rate=0.9)
    run.forget(nothing)
    assert run.held == [0, 20]
    assert trained(run, 10)[-1] == bits(straight(described(), run.journal, 30).record())


# --- forgetting


def test_forget_keeps_what_it_is_asked_to_the_newest_the_present_and_checkpoints():
    run = Run(described(n=10, batch_size=1))
    list(run.advance(200))
    run.restore(33)
    run.forget(lambda epoch: epoch in (150, 151))
    assert set(run.held) >= {0, 33, 150, 151, 200}
    assert len(run.held) <= CHECKPOINTS + 4


def test_forget_changes_neither_the_present_epoch_nor_what_follows(one_checkpoint):
    run, plain = Run(described()), Run(described())
    list(run.advance(20))
    before = bits(run.record())
    run.forget(nothing)
    assert run.held == [0, 20]
    assert run.epoch == 20 and bits(run.record()) == before
    assert trained(run, 5) == trained(plain, 25)[20:]


def test_what_is_held_stays_bounded_over_thousands_of_epochs_and_all_can_be_restored():
    run = Run(described(n=10, hidden=(2,), batch_size=5))
    noted, sizes = {}, []
    for record in run.advance(3000):
        if record.epoch % 500 == 321:
            noted[record.epoch] = bits(record)
        if record.epoch % 20 == 0:
            run.forget(nothing)
            sizes.append(len(run.held))
    assert max(sizes) <= CHECKPOINTS + 2
    # From any epoch the checkpoint before it is not far: no gap is wider than twice the even spacing.
    assert np.diff(run.held).max() <= 2 * 3000 / CHECKPOINTS
    assert set(np.diff(run.held)[:-1]) == {64}  # every second one has gone, again and again
    for epoch, expected in noted.items():
        assert epoch not in run.held
        assert bits(run.restore(epoch)) == expected


DEEP = described(n=10, hidden=(16,) * 6, optimiser="adam", batch_size=5)  # as large as an epoch can be


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_what_is_passed_on_the_way_to_a_past_epoch_is_not_held(engine, one_checkpoint):
    run = Run(DEEP, engine)
    for _ in run.stretches(600):
        run.forget(nothing)
    most = []
    run.restore(599, rest=lambda: most.append(len(run.held)))
    loose = LOOSE_BYTES // run.state_bytes
    assert max(most) <= loose + 3  # the first, the newest and the present one


def test_a_record_holds_its_parameters_and_nothing_else_of_the_epoch():
    run = Run(DEEP, "numba")
    *_, (last,) = run.advance(1), list(run.advance(1))
    *_, records = run.stretches(40)
    for record in (last, run.record(), *records):
        held = record.parameters if record.parameters.base is None else record.parameters.base
        assert held.nbytes == 8 * run.n_parameters < run.state_bytes / 2


# --- any sequence of all this


class Straight:
    """The same training, of which nothing is held: every question starts it again from its initial weights."""

    def __init__(self, description):
        first = Run(description)
        self.description = description
        self.initial_weights = first.record().parameters
        self.inputs, self.targets = first.points.training

    def parameters_at(self, epoch, changes):
        of = self.description
        shuffle = shuffler(of.seed)
        perceptron = build_perceptron(of, np.random.default_rng(0))
        fill(perceptron, self.initial_weights)
        rule = UpdateRule(perceptron, of.optimiser, of.penalty, of.penalty_rate, of.clip)
        now = {name: getattr(of, name) for name in ("learning_rate", "batch_size", "penalty_rate")}
        for trained_epochs in range(epoch):
            now.update(changes.get(trained_epochs, {}))
            if of.order == "sorted":
                order = np.argsort(self.targets[0], kind="stable")
            else:
                order = shuffle.permutation(self.inputs.shape[1])
            rate = now["learning_rate"] * SCHEDULES[of.schedule](trained_epochs, of.period)
            rule.penalty_rate = now["penalty_rate"]
            perceptron.train_epoch(self.inputs, self.targets, order, rate, now["batch_size"], rule)
        return flat(perceptron)


class AnyHistory(RuleBasedStateMachine):
    """Advance, restore, change and forget in any order; the run must be where straight training would be."""

    def __init__(self):
        super().__init__()
        self.few_checkpoints = mock.patch("nn_core.run.CHECKPOINTS", 3)  # so that few epochs are enough to thin out
        self.few_checkpoints.start()

    def teardown(self):
        self.few_checkpoints.stop()

    @initialize(
        dataset=st.sampled_from(list(DATASETS)),
        layers=st.lists(st.tuples(st.integers(1, 3), st.sampled_from(list(ACTIVATIONS))), max_size=2),
        features=st.sets(st.sampled_from(list(FEATURES)), min_size=1, max_size=3),
        initialiser=st.sampled_from(list(INITIALISERS)),
        order=st.sampled_from(list(ORDERS)),
        optimiser=st.sampled_from(list(OPTIMISERS)),
        schedule=st.sampled_from(list(SCHEDULES)),
        period=st.integers(1, 20),
        clip=st.sampled_from([None, 1.0]),
        penalty=st.sampled_from(list(PENALTIES)),
        batch_size=st.integers(1, 8),
        seed=st.integers(0, 2**32 - 1),
    )
    def start(self, layers, features, **named):
        named["features"] = sorted(features)
        named["hidden"] = [size for size, _ in layers]
        named["activation"] = [name for _, name in layers] or "tanh"
        description = described(n=16, learning_rate=0.05, **named)
        unbounded = {"relu", "leaky_relu", "elu", "silu", "softplus", "linear"} & set(description.activations)
        if unbounded or description.optimiser == "momentum":
            description = dataclasses.replace(description, clip=1.0)  # no run here is meant to diverge
        self.run, self.straight = Run(description), Straight(description)
        self.epoch = self.newest = 0
        self.changes = {}

    @rule(epochs=st.integers(0, 12))
    def advance(self, epochs):
        reached = [record.epoch for record in self.run.advance(epochs)]
        assert reached == list(range(self.epoch + 1, self.epoch + epochs + 1))
        self.epoch += epochs
        self.newest = max(self.newest, self.epoch)

    @rule(share=st.floats(0, 1))
    def restore(self, share):
        self.epoch = round(share * self.newest)
        assert self.run.restore(self.epoch).epoch == self.epoch

    @rule(share=st.floats(0, 1), seconds=st.integers(2, 6), forgetful=st.booleans())
    def restore_in_several_goes(self, share, seconds, forgetful):
        ticks = itertools.count()
        self.epoch = round(share * self.newest)
        with mock.patch("nn_core.run.time", SimpleNamespace(perf_counter=lambda: next(ticks))):
            record, _ = goes(self.run, self.epoch, seconds, lambda: forgetful and self.run.forget(nothing))
        assert record.epoch == self.epoch

    @rule()
    def begin_anew_with_the_journal(self):
        """As a browser does that has remembered it; the newest epoch is then the one it had come to."""
        self.run = Run(self.run.description, journal=self.run.journal)
        list(self.run.advance(self.epoch))
        self.newest = self.epoch

    def changed(self, **named):
        self.run.change(**named)
        self.changes = {epoch: changes for epoch, changes in self.changes.items() if epoch <= self.epoch}
        self.changes.setdefault(self.epoch, {}).update(named)
        self.newest = self.epoch

    @rule(learning_rate=st.sampled_from([0.001, 0.01, 0.02, 0.05]))
    def change_learning_rate(self, learning_rate):
        self.changed(learning_rate=learning_rate)

    @rule(batch_size=st.integers(1, 8))
    def change_batch_size(self, batch_size):
        self.changed(batch_size=batch_size)

    @rule(penalty_rate=st.sampled_from([0.0, 0.001, 0.1]))
    def change_penalty_rate(self, penalty_rate):
        self.changed(penalty_rate=penalty_rate)

    @rule(modulus=st.integers(2, 30))
    def forget(self, modulus):
        self.run.forget(lambda epoch: epoch % modulus == 1)

    @invariant()
    def the_run_is_where_straight_training_would_be(self):
        record = self.run.record()
        assert record.epoch == self.run.epoch == self.epoch
        assert max(self.run.held) == self.newest
        expected = self.straight.parameters_at(self.epoch, self.changes)
        assert np.array_equal(record.parameters, expected)
        assert np.array_equal(self.run.engine.parameters, expected)


AnyHistory.TestCase.settings = settings(max_examples=100, stateful_step_count=15)
test_any_history = AnyHistory.TestCase


class AnyLongHistory(AnyHistory):
    """The same, three times as many and longer."""


AnyLongHistory.TestCase.settings = settings(max_examples=300, stateful_step_count=25)
test_any_long_history = pytest.mark.slow(AnyLongHistory.TestCase)


def test_a_run_that_lets_go_keeps_its_first_epoch_and_the_newest_and_can_be_brought_anywhere():
    run = Run(described(n=20, hidden=(2,)))
    records = [bits(run.record()), *(bits(record) for record in run.advance(40))]
    run.restore(17)
    run.let_go()
    assert run.held == [0, 17, 40]
    assert [bits(run.restore(epoch)) for epoch in (40, 3, 17, 39)] == [records[epoch] for epoch in (40, 3, 17, 39)]


def test_between_the_epochs_that_it_trains_again_a_run_can_rest():
    run, rests = Run(described(n=20, hidden=(2,))), []
    list(run.advance(30))
    run.let_go()
    run.restore(12, rest=lambda: rests.append(run.epoch))
    assert rests == list(range(1, 13))
