"""Tests that right answers to the challenge pass, that wrong ones are told what is wrong, and that the lines train."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from course.challenge.exercise import BACKWARD, EXERCISES, FIT, read
from course.challenge.marking import (
    COURSE,
    EXAMPLE_OPERATIONS,
    REST,
    SEED,
    check,
    course_network,
    examined,
    falls,
    train,
)
from course.challenge.mistakes import MISTAKES, made_by
from course.challenge.syntax import CHARACTERS, Refusal
from course.challenge.trials import cases, same
from course.challenge.values import Budget
from nn_core.utils import X_train, y_train
from tests.helpers.challenge_answers import BY_ELEMENT, REFUSED, RIGHT_BACKWARD, RIGHT_FIT, WRONG, backward, fit

ROOT = Path(__file__).parents[2]
RIGHT = [(BACKWARD, RIGHT_BACKWARD), (FIT, RIGHT_FIT)]
MODULES = ("syntax", "values", "interpreter", "standins", "exercise", "trials", "mistakes", "marking")


def wrong(method, text):
    """{name: sentence} of what is wrong with an answer."""
    return {v.name: v.sentence for v in check(EXERCISES[method], text) if not v.right}


def printed(backward_text, fit_text, **options):
    losses = train(read(BACKWARD, backward_text), read(FIT, fit_text), **options)
    return [f"Loss at epoch {epoch}: {loss:.3f}" for epoch, loss in enumerate(losses, start=1)]


# --- the check


@pytest.mark.parametrize(("exercise", "texts"), RIGHT, ids=EXERCISES)
def test_a_right_answer_passes_however_it_is_written(exercise, texts):
    for text in texts:
        verdicts = [(v.name, v.right, v.sentence) for v in check(exercise, text)]
        assert verdicts == [(name, True, "Right.") for name in exercise.after], text


def test_a_wrong_answer_is_told_what_is_wrong_with_it_and_with_nothing_else():
    for blank in dict.fromkeys(f"{method} {name}" for method, name, *_ in WRONG):
        for method, name, text, sentence in WRONG:
            if f"{method} {name}" == blank:
                found = wrong(method, text)
                assert list(found) == [name], (blank, text)
                assert found[name].startswith(sentence), (blank, text)
                assert found[name].endswith((".", "?")), (blank, text)


def test_what_cannot_be_run_is_refused_with_its_line():
    for method, text, sentence in REFUSED:
        with pytest.raises(Refusal) as refused:
            check(EXERCISES[method], text)
        assert str(refused.value).startswith(sentence), text


def test_there_are_many_answers():
    assert len(RIGHT_BACKWARD) + len(RIGHT_FIT) >= 40
    assert len(WRONG) >= 40


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_at_the_start_every_blank_is_named_and_nothing_else(exercise):
    assert wrong(exercise.name, exercise.start) == {name: f"{name} is still a blank." for name in exercise.after}


def test_what_follows_from_a_wrong_line_is_judged_as_if_that_were_right():
    verdicts = check(BACKWARD, backward(dz="dz = da", da_prev="da_prev = self.weights @ dz"))
    assert [(v.name, v.right) for v in verdicts] == [
        ("dz", False), ("d_weights", True), ("d_biases", True), ("da_prev", False),
    ]  # fmt: skip
    assert verdicts[1].sentence == "Right, as soon as dz is right, too."


def test_a_line_that_fails_does_not_hide_the_others():
    assert list(wrong("backward", backward(dz="dz = da @ da", d_weights="d_weights = dz @ self.inputs"))) == [
        "dz", "d_weights",
    ]  # fmt: skip


def test_values_may_change_once_they_are_used():
    more = "\nd_biases *= 2\nd_biases /= 2\ndz *= 1"
    assert wrong("backward", backward(da_prev="da_prev = self.weights.T @ dz" + more)) == {}
    assert wrong("fit", fit(loop=FIT.solution.split("\n", 3)[3] + "inputs = da\nloss *= 1")) == {}


def test_lines_that_are_right_each_by_itself_and_wrong_together_are_told_so():
    late = "da_prev = self.weights.T @ dz\nd_weights = dz @ self.inputs.T\nd_biases = dz"
    spoilt = backward(d_weights="d_weights = 0", d_biases="d_biases = 0", da_prev="").replace("return da_prev", late)
    found = wrong("backward", spoilt + "\nreturn da_prev")
    assert found == {"update": "Weights and biases are never updated: backward must do that, too."}


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_no_known_mistake_is_right_and_each_differs_from_those_before_it(exercise):
    right = [case.right for case in cases(exercise)]
    told = {}
    for mistake in MISTAKES[exercise.name]:
        outcomes = made_by(exercise, mistake)
        expected = [each[mistake.name] for each in right]
        assert not all(map(same, outcomes, expected)), mistake.lines
        for earlier, others in told.items():
            same_sentence = (earlier.name, earlier.sentence) == (mistake.name, mistake.sentence)
            if earlier.name == mistake.name and not same_sentence:
                assert not all(map(same, outcomes, others)), (mistake.lines, earlier.lines)
        told[mistake] = outcomes


def test_numbers_that_differ_are_told_in_as_many_digits_as_it_takes():
    sentence = wrong("fit", fit(output="output = self.forward(inputs) + 2e-5"))["output"]
    got, expected = re.findall(r"0\.\d+", sentence)
    assert float(got) - float(expected) == pytest.approx(1e-5, abs=1.1e-5)
    assert got != expected


def test_a_verdict_has_the_line_that_fails_and_a_blank_is_seen_without():
    text = backward(dz="# first\ndz = da @ da", d_weights="d_weights = ___", d_biases="d_biases = da")
    assert [(v.name, v.line) for v in check(BACKWARD, text)] == [
        ("dz", 2), ("d_weights", None), ("d_biases", None), ("da_prev", None),
    ]  # fmt: skip


def test_lines_that_the_check_has_to_stop_are_not_trained_with():
    """Though on the larger data of the training they would come to their end."""
    costly = fit(da="da = 0.9 * (output - target) / (output * (1 - output))") + (
        "for k in range(16000 - 15990 * (len(training_data) > 5)):\n    pass\n"
    )
    assert list(train(read(BACKWARD, BACKWARD.solution), read(FIT, costly)))
    with pytest.raises(Refusal, match="take too many steps"):
        examined(FIT, costly)


def test_what_is_examined_is_right_or_not():
    assert examined(FIT, FIT.solution)[1]
    assert not examined(FIT, FIT.start)[1]


def test_a_check_uses_a_small_part_of_its_budget():
    for text in (*RIGHT_BACKWARD, *RIGHT_FIT):
        budget = Budget()
        check(BACKWARD if text in RIGHT_BACKWARD else FIT, text, budget)
        assert budget.left > 0.9 * Budget().left


def test_a_text_may_be_as_long_as_it_says():
    comment = "#" * (CHARACTERS - len(BACKWARD.solution))
    assert wrong("backward", BACKWARD.solution + comment) == {}
    with pytest.raises(Refusal, match="4,001 characters"):
        check(BACKWARD, BACKWARD.solution + comment + "#")


# --- training


@pytest.mark.parametrize("seed", [SEED, 7])
def test_right_lines_print_what_fit_of_nn_core_prints(seed, capsys):
    perceptron, rng = course_network(seed)
    perceptron.fit(X_train, y_train, COURSE.stop, COURSE.description.learning_rate, rng=rng)
    assert printed(BACKWARD.solution, FIT.solution, seed=seed) == capsys.readouterr().out.splitlines()


def test_it_is_the_network_and_the_learning_rate_of_the_course():
    perceptron, _ = course_network()
    assert [layer.weights.shape for layer in perceptron.layers] == [(6, 2), (6, 6), (1, 6)]
    assert (COURSE.description.learning_rate, COURSE.stop) == (0.01, 10)


def test_a_training_rests_every_few_examples():
    rests = []
    losses = train(read(BACKWARD, BACKWARD.solution), read(FIT, FIT.solution), rest=lambda: rests.append(1))
    next(losses)
    assert len(rests) == len(X_train) / REST


@pytest.mark.parametrize("line", ["k = [k]", "training_data = k", "layer = layer"])
def test_of_what_names_were_given_only_the_loss_is_there_for_the_next_example(line):
    """So that nothing piles up from example to example."""
    before = "if i:\n    k = before\nelse:\n    k = before = 0\n"
    with pytest.raises(Refusal, match="before has no value"):
        printed(BACKWARD.solution, fit(output=before + "output = self.forward(inputs)") + line)


def test_the_training_data_are_left_as_they_are():
    before = X_train.copy()
    printed(BACKWARD.solution, fit(loss="inputs *= 1.01\n" + FIT.solution.split("\n")[1]))
    np.testing.assert_array_equal(X_train, before)


def test_the_loss_of_right_lines_falls_and_that_of_lines_that_do_not_step_does_not():
    program = read(FIT, FIT.solution)
    assert falls(list(train(read(BACKWARD, BACKWARD.solution), program)))
    losses = train(read(BACKWARD, "return np.dot(self.weights.T, da)"), program)
    assert np.ptp(list(losses)) < 1e-12


def test_a_loss_that_is_the_same_but_for_rounding_does_not_fall():
    assert not falls([0.7] * 9 + [0.7 - 1e-12])


@pytest.mark.parametrize(
    ("losses", "verdict"),
    [([3, 3, 3, 0, 0, 0, 0, 2, 2, 2], True), ([2, 2, 2, 0, 0, 0, 0, 2, 2, 2], False), ([9, 1, 1, 5, 5, 5], False),
     ([2, 1], False)],
)  # fmt: skip
def test_the_loss_falls_when_the_last_three_epochs_are_better_than_the_first_three(losses, verdict):
    assert falls(losses) == verdict


def test_what_goes_wrong_in_training_is_told_in_a_sentence_with_its_place(subtests):
    for lines, sentence in [
        (
            {"fit": fit(loss="loss += -np.sum(np.log(output))")},
            "in Perceptron.fit. The line below yours reads loss[0, 0]",
        ),
        (
            {"fit": fit(loss="loss = loss + np.array([1, 2])")},
            "in Perceptron.fit. The line below yours reads loss[0, 0]",
        ),
        (
            {"fit": fit(loss="loss += -np.log(output - output)")},
            "in Perceptron.fit. Line 2: the result is not a finite",
        ),
        ({"fit": fit(output="output = ___")}, "in Perceptron.fit. Line 1: here is a blank that is still to be filled."),
        ({"backward": backward(da_prev="da_prev = self.weights @ dz")}, "in Layer.backward. Line 4: the shapes (1, 6)"),
        ({"backward": backward(**{"return": ""})}, "in Layer.backward. It returns nothing: the layer before it gets"),
        ({"backward": backward(dz="dz = da * 1e300 * 1e9")}, "in Layer.backward. Line 1: the result is not a finite"),
        ({"backward": "for k in range(10**9):\n    pass"}, "in Layer.backward. These lines take too many steps"),
        ({"backward": backward(weights="self.weights = da")}, "in Layer.backward. Line 5: self.weights must keep"),
    ]:
        with subtests.test(lines=lines, sentence=sentence):
            with pytest.raises(Refusal) as refused:
                printed(lines.get("backward", BACKWARD.solution), lines.get("fit", FIT.solution))
            assert str(refused.value).startswith(f"Training stopped in epoch 1, {sentence}")


@pytest.mark.parametrize(("exercise", "texts"), RIGHT, ids=EXERCISES)
def test_a_right_answer_trains_however_it_is_written(exercise, texts):
    for text in texts:
        solutions = {BACKWARD: BACKWARD.solution, FIT: FIT.solution} | {exercise: text}
        with pytest.raises(InterruptedError):
            printed(solutions[BACKWARD], solutions[FIT], rest=enough)


def enough():
    """What a training does when it rests: it has come through its first example, and that will do."""
    raise InterruptedError


@pytest.mark.slow
def test_lines_that_go_element_by_element_train_too():
    budget = Budget(EXAMPLE_OPERATIONS, 600)
    assert printed(BY_ELEMENT, FIT.solution, budget=budget) == printed(BACKWARD.solution, FIT.solution)


def test_training_keeps_to_its_time():
    ticks = iter(range(10**9))
    budget = Budget(10**9, 100, clock=lambda: next(ticks))
    with pytest.raises(Refusal, match="take too long"):
        printed(BACKWARD.solution, FIT.solution, budget=budget)


# --- what can be seen from the source


def test_no_module_of_the_challenge_can_run_text_or_look_a_name_up():
    """Calls by name, and what could give such a call another name."""
    banned = {"eval", "exec", "compile", "getattr", "setattr", "delattr", "hasattr", "__import__", "vars", "globals",
              "locals", "open", "builtins", "importlib", "pickle", "operator_attrgetter", "attrgetter"}  # fmt: skip
    for module in MODULES:
        tree = ast.parse((ROOT / "course" / "challenge" / f"{module}.py").read_text(encoding="utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        attributes = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert names & banned == set(), module
        assert {each for each in attributes if each.rpartition(".")[2] in banned} <= {"re.compile"}, module
