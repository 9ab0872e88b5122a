"""Tests that a run ends at its last epoch whose every number can be sent, on both engines, however it is trained."""

import numpy as np
import pytest

from nn_core import ACTIVATIONS, DATASETS, FEATURES, OPTIMISERS, PENALTIES, Description, Run, Training
from nn_core.divergence import LARGEST_NUMBER, are_finite, finite_epochs, is_finite
from tests.helpers.core import described

ENGINES = ("numpy", "numba")
MEASURES = ("training loss", "test loss", "training score", "test score")
# The weights double with every update, and their penalty is too large for float32 long before they are.
DOUBLING = Description(
    "spiral", noise=15, hidden=(8, 8), learning_rate=0.3, batch_size=30, split=90, penalty="l2", penalty_rate=10.0,
    features=tuple(FEATURES),
)  # fmt: skip


@pytest.mark.parametrize("loss", [LARGEST_NUMBER, -LARGEST_NUMBER, np.inf, np.nan])
def test_training_is_finite_where_loss_and_parameters_fit_a_float32(loss):
    assert is_finite(0.99 * LARGEST_NUMBER, np.array([-0.99 * LARGEST_NUMBER, 0.0]))
    assert not is_finite(loss, np.zeros(2))
    assert not is_finite(0.0, np.array([0.0, loss]))


def test_measures_are_finite_where_losses_and_scores_are_and_a_score_may_be_missing():
    too_large = [[LARGEST_NUMBER, 2, 1, 1], [1, LARGEST_NUMBER, 1, 1], [1, np.nan, 1, 1], [1, 2, 1, -LARGEST_NUMBER]]
    rows = [[1, 2, 0.5, -9], [1, 2, np.nan, 0.5], *too_large, [1, 2, 1, 1]]
    assert [are_finite(row) for row in rows] == [True, True, *[False] * len(too_large), True]
    assert finite_epochs(np.array(rows)) == 2
    assert finite_epochs(np.array(rows[:2])) == 2
    assert finite_epochs(np.empty((0, 4))) == 0


def numbers_of(record):
    losses, scores = [record.loss, record.train_loss, record.test_loss], [record.train_score, record.test_score]
    return np.array([*losses, *np.nan_to_num(scores), *record.parameters])


def ends(description, epochs):
    """Train on both engines, epoch by epoch, in stretches and straight ahead; return the epochs at which they end."""
    ended = []
    for engine in ENGINES:
        run, straight = Run(description, engine), Run(description, engine)
        training = Training(description, engine)
        records = [record for stretch in run.stretches(epochs) for record in stretch]
        rows = training.advance(epochs)
        assert len(list(straight.advance(epochs))) == len(records) == len(rows) == run.epoch
        assert run.diverged == straight.diverged == training.diverged == (len(records) < epochs)
        assert run.engine.state.tobytes() == straight.engine.state.tobytes() == training.engine.state.tobytes()
        for record in records:  # a number that is too large for float32 would be a warning, and so an error
            assert np.isfinite(numbers_of(record).astype(np.float32)).all()
        ended.append(run.epoch)
    return ended


def test_a_run_ends_before_the_epoch_whose_penalty_is_too_large_to_be_sent():
    assert ends(DOUBLING, 30) == [4, 4]


@pytest.mark.parametrize(("dataseed", "end", "what"), [(14, 21, ["test loss", "test score"]), (19, 19, ["test score"])])
def test_a_run_ends_before_the_epoch_of_which_what_is_only_measured_is_too_large_to_be_sent(dataseed, end, what):
    # A single point to train with: the line through it says nothing of the others.
    of = Description("plane", n=10, split=10, hidden=(), batch_size=1, learning_rate=1.0, dataseed=dataseed)
    assert ends(of, 300) == [end, end]
    training = Training(of)
    training.advance(end)
    engine, points = training.engine, training.points
    losses, _trail = engine.train_epochs(*points.training, [np.array([0])], [1.0], 1)  # all that training itself sees
    measures = dict(zip(MEASURES, training.measure(), strict=True))
    assert len(losses) == 1
    assert [name for name, value in measures.items() if abs(value) >= LARGEST_NUMBER] == what


def random_description(seed):
    """One that is likely to diverge: anything goes, with steps that are too long."""
    rng = np.random.default_rng(seed)

    def one_of(options):
        return rng.choice(sorted(options)).item()

    return described(
        dataset=one_of(DATASETS), noise=30, n=int(rng.integers(10, 60)), batch_size=int(rng.integers(1, 5)),
        hidden=(3,) * int(rng.integers(0, 4)), activation=one_of(ACTIVATIONS), features=tuple(FEATURES),
        optimiser=one_of(OPTIMISERS), penalty=one_of(PENALTIES), penalty_rate=one_of([0.0, 0.1, 10.0]),
        learning_rate=one_of([0.3, 3.0, 10.0]), seed=seed,
    )  # fmt: skip


def check(seeds):
    """How many of so many random runs diverge; all their numbers can be sent, and both engines end at one epoch."""
    ended = [ends(random_description(seed), 20) for seed in seeds]
    assert all(one == other for one, other in ended)
    return sum(epoch < 20 for epoch, _ in ended)


def test_random_runs_with_steps_that_are_too_long_end_at_their_last_finite_epoch():
    assert check(range(20)) >= 5


@pytest.mark.slow
def test_many_random_runs_do_so_too():
    assert check(range(100, 250)) > 30
