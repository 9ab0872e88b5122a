"""Tests that an experiment deals out one setting, and says of what came of it only what is true."""

import math
from dataclasses import fields, replace
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import Description
from nn_core.description import MAX_SEED
from playground.languages import speaking
from playground.settings import Settings
from rooms.experiments import SOLVED, VARIED, Curve, Experiment, has_ended, score_at_the_end, seen
from tests.helpers.core import described, refusal
from tests.helpers.rooms import trained
from tests.helpers.share import any_json

BASE = Settings(Description(), lock=("hidden",), show=("lr", "hidden"))
VALUES = {"seed": [7, 9], "learning_rate": [0.1, 3], "activation": ["relu", "tanh"], "hidden": [[3], [3, 2], []]}


def experiment(vary="learning_rate", values=None, base=BASE, epochs=100):
    return Experiment(vary, values, base, epochs)


def curve(turn, loss=0.3, score=0.9, epoch=100, **named):
    """The curve of a run with these numbers at its last epoch."""
    return Curve(turn, [(0, 0.7, 0.7, 0.5), (epoch, loss / 2, loss, score)], **named)


def told(made, *curves):
    return seen(made, curves).sentence


# --- what is dealt out


def test_without_values_every_student_gets_the_next_seed():
    made = experiment("seed", base=replace(BASE, description=described(seed=MAX_SEED - 1)))
    assert [made.dealt(turn).description.seed for turn in range(3)] == [MAX_SEED - 1, MAX_SEED, 0]
    assert made.shown(1) == str(MAX_SEED)


@pytest.mark.parametrize("vary", VALUES)
def test_one_setting_is_dealt_out_and_all_others_stay(vary):
    made = experiment(vary, VALUES[vary])
    for turn, value in enumerate(made.values):
        dealt = made.dealt(turn)
        assert replace(dealt, description=BASE.description, stop=None) == BASE
        assert dealt.stop == 100
        differing = [f.name for f in fields(Description) if dealt.value(f.name) != BASE.value(f.name)]
        assert differing in ([vary], [])
        assert dealt.value(vary) == value == made.value_of(turn)


@pytest.mark.parametrize("vary", VARIED)
def test_there_are_values_to_begin_with_that_suit_any_network(vary):
    networks = [Description(hidden=(4, 2), activation=("relu", "tanh")), Description(hidden=(3,))]
    for description in networks + [Description(hidden=())] * (vary != "activation"):
        made = experiment(vary, base=Settings(description))
        assert len({made.dealt(turn) for turn in range(5)}) == 5


def test_values_that_go_round_again_come_with_another_seed():
    made = experiment(values=[0.1, 0.3])
    dealt = [made.dealt(turn).description for turn in range(5)]
    assert [(each.learning_rate, each.seed) for each in dealt] == [(0.1, 0), (0.3, 0), (0.1, 1), (0.3, 1), (0.1, 2)]
    assert len(set(dealt)) == 5


def test_values_may_be_typed_as_the_reader_writes_them():
    with speaking("pt"):
        assert experiment(values=["0,1", " 3 "]).values == (0.1, 3.0)
    assert experiment("hidden", ["4-2", "none", 3, "4-2"]).values == ((4, 2), (), (3,))
    assert experiment("activation", ["ReLU"]).values == ("relu",)


@pytest.mark.parametrize(
    "vary, values, sentence",
    [
        ("learning_rate", [0.1, 99], "Learning rate must be a finite number from 0.00001 to 10, not 99."),
        ("learning_rate", ["fast"], "Learning rate must be a finite number from 0.00001 to 10, not 'fast'."),
        ("hidden", [[17]], "Hidden layers, layer 1, must be a whole number from 1 to 16, not 17."),
        ("hidden", [True], "Hidden layers, layer 1, must be a whole number from 1 to 16, not True."),
        ("seed", [-1], "Seed must be a whole number from 0 to 4294967295, not -1."),
        ("seed", [], "Choose from 1 to 120 values."),
        ("seed", "123", "Choose from 1 to 120 values."),
        ("noise", None, "The setting that is dealt out must be one of seed, learning_rate, activation, hidden, "
                        "not 'noise'."),
    ],
)  # fmt: skip
def test_what_cannot_be_dealt_out_is_said_in_a_sentence(vary, values, sentence):
    assert refusal(experiment, vary, values) == sentence


def test_an_activation_is_dealt_out_only_where_there_is_a_hidden_layer():
    assert "no hidden layer" in refusal(experiment, "activation", ["relu"], Settings(Description(hidden=())))


def test_an_experiment_ends_at_an_epoch_that_there_can_be():
    for epochs in (0, 1.5, None, 10**9):
        assert refusal(experiment, epochs=epochs).startswith("The last epoch must be a whole number from 1 to ")


@given(st.sampled_from([*VARIED]), st.lists(any_json, max_size=4) | any_json)
def test_whatever_the_values_are_they_are_dealt_out_or_refused(vary, values):
    try:
        made = experiment(vary, values)
    except ValueError as error:
        assert str(error).endswith(".")
    else:
        assert {made.dealt(turn).value(vary) for turn in range(len(made.values))} == set(made.values)


def test_a_run_counts_as_it_was_dealt_out_and_in_no_other_way():
    made = experiment("seed", base=Settings(described()), epochs=3)
    _run, report = trained(made.dealt(2).description, 3)
    assert made.is_dealt(2, report)
    others = {"turn": (1, report), "changed": (2, replace(report, journal=[(1, {"learning_rate": 0.5})]))}
    others |= {"loaded": (2, replace(report, loaded=True)), "begun": (2, replace(report, start=described(seed=9)))}
    assert not [name for name, (turn, other) in others.items() if made.is_dealt(turn, other)]


# --- what was seen


def test_while_nobody_has_come_to_the_end_it_says_how_many_train():
    made = experiment("seed")
    assert told(made) == told(made, Curve(0, [])) == "Nobody has begun yet."
    one = told(made, curve(0, epoch=50), Curve(1, []))
    assert one == "1 network is training; it has not come to epoch 100 yet."
    two = told(made, curve(0, epoch=50), curve(1, epoch=99))
    assert two == "2 networks are training; none has come to epoch 100 yet."


def test_of_seeds_it_says_how_many_solved_it_and_how_far_their_losses_lie_apart():
    curves = [curve(turn, loss, score) for turn, (loss, score) in enumerate([(0.012, 1.0), (0.69, 0.5), (0.05, 0.95)])]
    assert told(experiment("seed"), *curves) == (
        "2 of 3 networks solved it (test accuracy at least 95%), though they differ in nothing but the seed. "
        "At the end the test loss lies between 0.012 and 0.69, with the median 0.050."
    )


def test_of_values_it_says_with_which_it_was_solved():
    made = experiment(values=[0.001, 0.1, 0.3])
    scores = [0.5, 0.99, 0.97, 0.6, 1.0, 0.96]
    assert told(made, *(curve(turn, score=score) for turn, score in enumerate(scores))) == (
        "4 of 6 networks solved it (test accuracy at least 95%). "
        "Learning rate: solved most often with 0.1, 0.3 (4 of 4), least often with 0.001 (0 of 2)."
    )


def test_where_all_values_did_as_well_it_compares_their_losses():
    made = experiment("hidden", [[1], [3]])
    assert told(made, curve(0, 0.2, 1), curve(1, 0.004, 1)) == (
        "All of the 2 networks solved it (test accuracy at least 95%). "
        "Hidden layers: the median test loss at the end is lowest with 3 (0.0040), highest with 1 (0.20)."
    )
    same = told(made, curve(0, 0.2001, 0.5), curve(1, 0.2, 0.5))
    assert same == (
        "None of the 2 networks solved it (test accuracy at least 95%). At the end all test losses are about 0.20."
    )


def test_of_a_single_run_it_speaks_in_the_singular():
    made = experiment("seed")
    assert told(made, curve(0, 0.2, 1)) == (
        "1 network solved it (test accuracy at least 95%). Its test loss at the end is 0.20."
    )
    assert told(made, curve(0, 0.2, 0.5), curve(1, epoch=3)) == (
        "So far 1 of 2 networks is done. 1 network did not solve it (test accuracy at least 95%). "
        "Its test loss at the end is 0.20."
    )


def test_a_run_that_has_diverged_has_not_solved_it_and_its_loss_is_left_out():
    made = experiment("seed")
    gone = curve(1, 1e12, 0.99, epoch=40, diverged=True)
    result = seen(made, [curve(0, 0.2, 1), gone])
    assert (result.done, result.solved, result.spread) == (2, 1, (0.2, 0.2, 0.2))
    assert result.sentence.endswith("Its test loss at the end is 0.20. 1 run diverged.")
    assert told(made, gone) == "1 network did not solve it (test accuracy at least 95%). 1 run diverged."


def test_what_is_trained_beyond_the_end_changes_nothing():
    made, rows = experiment("seed"), [(0, 0.7, 0.7, 0.5), (100, 0.1, 0.2, 1.0)]
    beyond = Curve(0, [*rows, (300, 9.0, 9.0, 0.1)], diverged=True)
    assert seen(made, [beyond]) == seen(made, [Curve(0, rows)])
    assert score_at_the_end(made, beyond) == 1.0


def test_a_run_that_was_changed_does_not_count():
    result = seen(experiment("seed"), [curve(0, 0.2, 1), curve(1, 0.1, 1, changed=True)])
    assert (result.of, result.counted, result.done, result.solved) == (2, 1, 1, 1)
    assert result.sentence.endswith("1 run does not count, since its settings were changed.")


def test_of_values_it_speaks_of_r2():
    made = experiment("seed", base=Settings(Description(dataset="hills")))
    assert told(made, curve(0, 0.2, 0.96), curve(1, 0.2, math.nan)).startswith(
        "1 of 2 networks solved it (test R² at least 0.95)"
    )
    assert score_at_the_end(made, curve(1, 0.2, math.nan)) is None


numbers = st.floats(0, 1e6) | st.just(math.nan)
curves = st.builds(
    lambda turn, loss, score, epoch, diverged, changed, begun: (
        curve(turn, loss, score, epoch, diverged=diverged, changed=changed) if begun else Curve(turn, [])
    ),
    st.integers(0, 9),
    numbers,
    st.floats(-9, 1) | st.just(math.nan),
    st.sampled_from([50, 100, 200]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(st.sampled_from([*VARIED]), st.lists(curves, max_size=9))
def test_whatever_there_is_to_see_the_numbers_are_those_of_the_runs(vary, curves):
    made = experiment(vary)
    result = seen(made, curves)
    ended = [each for each in curves if not each.changed and has_ended(made, each)]
    reached = [each for each in ended if each.rows[-1][0] == 100]
    losses = [each.rows[-1][2] for each in reached if math.isfinite(each.rows[-1][2])]
    assert result.done == len(ended)
    assert sum(each.rows[-1][3] >= SOLVED for each in reached) <= result.solved <= len(ended)
    if not [each for each in ended if each.rows[-1][0] > 100]:  # those end with the row before
        assert result.spread == ((min(losses), median(losses), max(losses)) if losses else None)
    if made.values:
        assert sum(group.count for group in result.groups) == result.done
        assert sum(group.solved for group in result.groups) == result.solved
    assert result.sentence.endswith(".") and "nan" not in result.sentence and "{" not in result.sentence
