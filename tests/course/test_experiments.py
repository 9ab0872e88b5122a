"""Tests that every experiment shows what its text says, and that every setting can be varied by values that suit it."""

import re
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest

from course.training.comparison import MAX_SEEDS, MAX_VALUES, Outcome, check
from course.training.experiments import (
    EXPERIMENTS,
    SETTINGS,
    cases,
    chosen_values,
    first_values,
    settings_for,
    values_for,
)
from nn_core import Description, Run, Training
from nn_core.description import MAX_SEED
from nn_core.own import encode
from nn_core.run import draw_points
from playground.address import from_query, to_query
from playground.claims import KEPT
from playground.languages import LANGUAGES, speaking
from playground.settings import Settings
from tests.helpers.core import refusal

OWN = None  # the experiment's own seeds
CLAIMS = {}

every_experiment = pytest.mark.parametrize("name", EXPERIMENTS)


# --- what an experiment is


@every_experiment
def test_an_experiment_says_what_it_asks_and_what_to_look_for(name):
    experiment = EXPERIMENTS[name]
    assert experiment.title and "?" in experiment.question
    assert experiment.look_for.endswith(".")
    assert 2 <= len(experiment.values) <= MAX_VALUES and experiment.seeds <= MAX_SEEDS


def test_an_experiment_is_little_enough_work_for_any_engine():
    for experiment in EXPERIMENTS.values():
        for engine in ("numpy", "numba"):
            check(experiment.cases(), experiment.epochs, engine)


@every_experiment
def test_the_runs_of_an_experiment_differ_in_its_setting_and_seed_alone_and_can_be_shared(name):
    experiment = EXPERIMENTS[name]
    for _label, description in experiment.cases():
        value = getattr(description, experiment.setting)
        assert value in experiment.values
        assert replace(experiment.description, **{experiment.setting: value, "seed": description.seed}) == description
        assert from_query(to_query(Settings(description))) == (Settings(description), [])


@every_experiment
def test_runs_side_by_side_begin_with_the_same_points_and_weights(name):
    experiment = EXPERIMENTS[name]
    runs = [Run(description) for _label, description in experiment.cases()]
    assert all((run.points.inputs == runs[0].points.inputs).all() for run in runs)
    if experiment.setting != "hidden":
        for run in runs:
            assert (
                run.engine.parameters == Run(experiment.description).engine.parameters
            ).all() or experiment.seeds > 1


# --- what its text claims, for its own seeds and for others


def test_what_every_experiment_claims_is_tested():
    assert list(CLAIMS) == list(EXPERIMENTS)


@every_experiment
def test_what_an_experiment_tells_one_to_look_for_happens(name):
    for seed in (OWN, 1, 2, 3, 4, 5):
        check_claim(name, seed, "numba")


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(EXPERIMENTS) - {"luck"}))  # which speaks of its own five seeds
def test_it_happens_with_95_of_a_hundred_seeds(name):
    kept = 0
    for seed in range(100):
        with suppress(AssertionError):
            check_claim(name, seed, "numba")
            kept += 1
    assert kept >= KEPT


@pytest.mark.slow
@every_experiment
def test_and_so_it_does_when_numpy_trains(name):
    check_claim(name, OWN, "numpy")


def check_claim(name, seed, engine):
    experiment = EXPERIMENTS[name]
    description = experiment.description
    if seed is not OWN:
        description = replace(description, seed=MAX_SEEDS * seed, dataseed=seed)
    curves = {}
    for _label, case in cases(description, experiment.setting, experiment.values, experiment.seeds):
        training = Training(case, engine)
        losses = [training.measure()[0], *training.advance(experiment.epochs)[:, 0]]
        curves.setdefault(getattr(case, experiment.setting), []).append(np.array(losses))
    CLAIMS[name](curves, description)


def claim(function):
    """Make this the test of the claim of the experiment of its name."""
    CLAIMS[function.__name__] = function
    return function


@claim
def rates(curves, description):
    (slow,), (right,), (fast,) = curves[0.001], curves[0.1], curves[10.0]
    assert 0.2 < slow[-1] < slow[0]
    assert (np.diff(slow) < 0).mean() > 0.9  # it falls
    assert right[-1] < 0.02
    assert fast[1:].min() > 0.2
    assert 0.25 < np.mean(np.diff(fast[20:]) > 0) < 0.75  # up and down
    assert np.mean(np.abs(np.diff(fast[20:])) > 0.1) > 0.5


@claim
def batches(curves, description):
    single, few, all_of_them = curves[1][0], curves[20][0], curves[200][0]
    assert description.n_train == 200  # "all"
    assert single[50] < 0.05 and few[50] > 0.15 and all_of_them[50] > 0.4
    after = [single[200 // 200], few[200 // 10], all_of_them[200]]  # as many updates each
    assert np.ptp(after) < 0.2
    assert min(single[0] - np.array(after)) > 0.1  # each has come some way


@claim
def order(curves, description):
    shuffled, by_label = curves["shuffled"][0], curves["sorted"][0]
    training = Training(replace(description, order="sorted"), "numba")
    training.advance(1)
    assert (training.engine.predict(training.points.inputs) >= 0.5).mean() > 0.9  # class 1 nearly everywhere
    assert by_label[1] > 1.5 * shuffled[1]
    assert by_label[-1] > 1.5 * shuffled[-1]


@claim
def luck(curves, description):
    few, many = ([losses[-1] for losses in curves[value]] for value in ((3,), (16,)))
    assert len(few) == len(many) == 5
    assert min(few) < 0.1 and max(few) > 0.25
    assert max(many) < 0.05


# --- its text has the numbers of the run


@every_experiment
def test_no_outcome_is_typed_into_the_text_of_an_experiment(name):
    for code in LANGUAGES:
        with speaking(code):
            text = re.sub(r"\{\w+\}", "", EXPERIMENTS[name].look_for)
        assert re.findall(r"\d+[.,]\d+|\d{2,}", text) == []


def outcomes_of(name, losses):
    """Outcomes of an experiment, complete, with these losses at all epochs of each run."""
    experiment = EXPERIMENTS[name]
    epochs = np.arange(experiment.epochs + 1.0)
    return [
        Outcome(value, case, np.array([epochs, epochs * 0 + loss, epochs, epochs]), epochs.size, experiment.epochs)
        for (value, case), loss in zip(experiment.cases(), losses, strict=True)
    ]


@pytest.mark.parametrize(
    ("name", "losses", "numbers"),
    [
        ("rates", (0.31, 0.017, 0.45), ["0.001", "100", "0.31", "0.1", "0.017", "10", "0.45"]),
        (
            "batches",
            (0.012, 0.34, 0.56),
            ["50", "0.012", "20", "0.34", "200", "0.56", "200", "0.012", "0.34", "0.56", "200"],
        ),
        ("luck", (0.02, 0.001, 0.3, 0.002, 0.2, 0.003, 0.1, 0.004, 0.1, 0.005),
         ["5", "3", "100", "0.02", "0.3", "16", "5", "0.005"]),
    ],
)  # fmt: skip
def test_the_text_of_an_experiment_says_what_came_of_the_run(name, losses, numbers):
    assert re.findall(r"\d[\d.]*(?<!\.)", EXPERIMENTS[name].seen(outcomes_of(name, losses))) == numbers


def test_how_much_worse_sorted_examples_do_is_worked_out():
    text = EXPERIMENTS["order"].seen(outcomes_of("order", (0.2, 0.7)))
    assert "its loss is 0.7; shuffled, it is 0.2." in text and "still 3.5 times as high" in text
    assert f"{int(draw_points(EXPERIMENTS['order'].description).training[1].sum())} examples of class 1" in text


# --- what can be varied


def test_the_values_of_a_setting_suit_and_read_differently():
    description = Description(penalty="l2", hidden=(4,), schedule="step")
    for name, setting in SETTINGS.items():
        values = values_for(description, name)
        assert len(values) >= 2 and len(set(values)) == len(values), name
        assert getattr(description, name) in values, name
        labels = [setting.shown(value) for value, _description in cases(description, name, values, 1)]
        assert len(set(labels)) == len(labels), name
        assert all(isinstance(label, str) and label for label in labels), name


@pytest.mark.parametrize(
    "description",
    [
        Description(penalty="l2", schedule="step"),
        Description("hills", n=10, batch_size=5, penalty="l1", hidden=(2,), schedule="cosine"),
    ],
    ids=["usual", "small"],
)
def test_one_begins_with_some_of_the_values(description):
    for name in SETTINGS:
        first = first_values(description, name)
        assert 1 <= len(first) <= MAX_VALUES, name
        assert [value for value in values_for(description, name) if value in first] == first, name


def test_the_learners_own_value_is_offered_wherever_it_came_from():
    own = {"learning_rate": 0.0173, "hidden": (5, 7, 2), "activation": ("relu", "tanh"), "batch_size": 17, "n": 123,
           "noise": 7, "clip": 0.77, "features": ("sinx1",)}  # fmt: skip
    for name, value in own.items():
        values = values_for(Description(**{name: value}), name)
        assert value in values, name
        numbers = [value for value in values if isinstance(value, (int, float))]
        assert numbers == sorted(numbers), name


def test_a_learner_may_type_values():
    for name, chosen, values in (
        ("learning_rate", [0.1, "0.02", "0.1", " 7 "], [0.02, 0.1, 7.0]),
        ("batch_size", ["17", 5], [5, 17]),
        ("hidden", ["5-3", (4,), "4"], [(4,), (5, 3)]),
        ("clip", ["0.5", None], [None, 0.5]),
        ("noise", ["7 %", 5], [5, 7]),
    ):
        assert chosen_values(Description(), name, chosen) == values, name


def test_a_value_is_typed_with_the_decimal_mark_of_the_reader():
    with speaking("pt"):
        assert chosen_values(Description(), "learning_rate", ["0,02"]) == [0.02]
    with pytest.raises(ValueError, match=r"not '0,02'\. Decimals are written with a point\.$"):
        chosen_values(Description(), "learning_rate", ["0,02"])


def test_a_value_that_a_setting_cannot_have_is_told_by_the_name_that_the_page_has_for_it():
    for name, text, sentence in (
        ("learning_rate", "11", "Learning rate must be a finite number from 0.00001 to 10, not 11.0."),
        ("learning_rate", "<b>", "Learning rate must be a finite number from 0.00001 to 10, not '<b>'."),
        ("batch_size", "251", "Batch size must be a whole number from 1 to 250, not 251."),
        ("hidden", "4-99", "Hidden layers, layer 2, must be a whole number from 1 to 16, not 99."),
        ("split", "", "For training must be a whole number from 10 to 90, not ''."),
    ):
        assert refusal(chosen_values, Description(), name, [0.1, text]) == sentence


def test_what_is_no_longer_offered_is_left_out_and_of_names_none_can_be_typed():
    assert chosen_values(Description(n=20, batch_size=1), "batch_size", [5, 200]) == [5]
    assert chosen_values(Description(), "order", ["sorted", "backwards"]) == ["sorted"]


def test_values_that_another_setting_rules_out_are_not_offered():
    assert max(values_for(Description(n=100), "batch_size")) == 50
    assert min(values_for(Description(batch_size=100), "n")) == 200
    assert values_for(Description(activation=("relu", "tanh")), "hidden") == [(4, 2), (4, 4), (8, 8), (16, 16)]


@pytest.mark.parametrize(
    ("description", "without"),
    [
        (Description(hidden=(), penalty="l2", schedule="step"), "activation"),
        (Description(schedule="step"), "penalty_rate"),
        (Description(penalty="l2"), "period"),
    ],
    ids=["no hidden layer", "no penalty", "no schedule"],
)
def test_a_setting_that_makes_no_difference_is_not_offered(description, without):
    assert set(SETTINGS) - set(settings_for(description)) == {without}


def test_seeds_count_on_from_the_learners_own_and_never_leave_the_range():
    made = cases(Description(seed=MAX_SEED - 1), "learning_rate", [0.1, 0.2], 3)
    assert [(value, description.seed) for value, description in made] == [
        (0.1, MAX_SEED - 1), (0.2, MAX_SEED - 1), (0.1, MAX_SEED), (0.2, MAX_SEED), (0.1, 0), (0.2, 0),
    ]  # fmt: skip


def test_own_points_can_be_compared_with_drawn_ones_but_not_in_other_numbers():
    points = np.random.default_rng(0).uniform(-6, 6, (40, 2))
    description = Description(dataset="own", points=encode(points, np.arange(40) % 2))
    assert {"circle", "xor", "own"} <= set(values_for(description, "dataset"))
    assert not {"n", "noise"} & set(settings_for(description))
    assert "own" not in values_for(Description(), "dataset")
