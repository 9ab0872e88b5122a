"""Tests that the challenge checks, hints and trains, that nothing typed is lost, and that it is shown as text only."""

import html
import re

import pytest

from course.challenge import page
from course.challenge.exercise import BACKWARD, EXERCISES, FIT
from course.challenge.marking import COURSE, course_network
from nn_core.utils import X_train, y_train
from playground.texts import prose
from tests.helpers.pages import START, figures, opened, told

CHALLENGE = "pages/challenge.py"
HALF = BACKWARD.solution.replace("np.dot(self.weights.T, dz)", "___")


def area(at, exercise):
    return at.text_area(key=page.lines_key(exercise))


def fill(at, backward=None, fit=None):
    for exercise, text in ((BACKWARD, backward), (FIT, fit)):
        if text is not None:
            area(at, exercise).set_value(text)
    return at.run()


def press(at, key):
    at.button(key=key).click()
    at.run()
    assert not at.exception
    return at


def keys(at):
    return {button.key for button in at.button}


def verdicts(at):
    """What is said of each blank, as HTML."""
    return [element.value for element in at.get("html") if 'class="verdicts"' in element.value]


def quoted(at):
    """The lines that are shown with what is said of them, with their numbers."""
    found = re.findall(
        r'class="challenge-line"><span>(\d+)</span>(.*?)</code>', "".join(e.value for e in at.get("html"))
    )
    return [f"{number} {html.unescape(line)}" for number, line in found]


def texts(at):
    return [element.value for element in at.markdown]


@pytest.fixture
def at():
    return opened(CHALLENGE)


def test_it_begins_with_the_blanks_and_says_nothing_yet(at):
    for exercise in EXERCISES.values():
        assert area(at, exercise).value == exercise.start
        assert exercise.above in [code.value for code in at.code]
    assert prose("challenge").strip() in texts(at)
    assert verdicts(at) == told(at) == []


def test_check_says_blank_by_blank_what_is_right(at):
    press(fill(at, backward=HALF), "check_backward")
    (found,) = verdicts(at)
    assert found.count('class="right"') == 3
    assert found.count('class="wrong"') == 1
    assert "<strong>da_prev</strong> is still a blank." in found
    press(fill(at, backward=BACKWARD.solution, fit=FIT.solution), "check_backward")
    press(at, "check_fit")
    assert [found.count('class="right"') for found in verdicts(at)] == [4, 4]
    assert texts(at).count("**All correct.** These lines do the same as the course's own.") == 2


def test_what_cannot_be_run_gets_a_sentence_and_stays_in_the_field(at):
    text = "dz = (lambda: 1)()"
    press(fill(at, backward=text), "check_backward")
    assert told(at) == ["Line 1: “lambda” cannot be used here: the course's functions are there already."]
    assert quoted(at) == ["1 dz = (lambda: 1)()"]
    assert area(at, BACKWARD).value == text
    assert verdicts(at) == []


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "a" * 100_000, "dz = da\u200b", "\x00", "(" * 3000])
def test_whatever_is_typed_gets_one_sentence(at, text):
    press(fill(at, fit=text), "check_fit")
    (sentence,) = told(at)
    assert sentence.endswith((".", "?"))
    assert area(at, FIT).value == text[: page.MOST_CHARACTERS]


def test_a_sentence_about_a_line_shows_it_and_keeps_to_the_lines_that_were_checked(at):
    press(
        fill(at, backward="# mine\n" + BACKWARD.solution.replace("d_biases = dz", "d_biases = dz < self")),
        "check_backward",
    )
    fill(at, backward="")
    assert quoted(at) == ["4 d_biases = dz < self"]


def test_where_a_character_cannot_be_seen_the_line_shows_it(at):
    press(fill(at, backward="dz = da\u200b * <b>"), "check_backward")
    assert quoted(at) == ["1 dz = da\ufffd * <b>"]


def test_a_name_of_the_learner_is_shown_as_text(at):
    press(fill(at, backward="dz = 1 < mine"), "check_backward")
    assert "Line 1: mine has no value yet." in verdicts(at)[0]
    press(fill(at, backward="dz = da < self"), "check_backward")
    assert html.escape("Line 1: < works with numbers") in verdicts(at)[0]


def test_it_says_when_the_lines_have_changed_since_the_check(at):
    line = ":small[You have changed your lines since this check.]"
    press(fill(at, backward=HALF), "check_backward")
    assert line not in texts(at)
    fill(at, backward=BACKWARD.solution)
    assert line in texts(at)
    assert verdicts(at)


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_three_hints_and_then_the_solution_are_shown_beside_the_lines(at, exercise):
    steps = [step.strip() for step in prose(f"challenge/{exercise.name}").split("\n---\n")]
    assert len(steps) == page.HINTS + 1
    area(at, exercise).set_value("dz = 1  # mine")
    for shown in range(1, len(steps) + 1):
        press(at, f"hint_{exercise.name}")
        assert [step in texts(at) for step in steps] == [n < shown for n in range(len(steps))]
    assert f"hint_{exercise.name}" not in keys(at)
    assert exercise.solution.strip() in [code.value for code in at.code]
    assert area(at, exercise).value == "dz = 1  # mine"
    press(at, f"hide_{exercise.name}")
    assert steps[0] not in texts(at)
    assert area(at, exercise).value == "dz = 1  # mine"


def test_the_solution_is_taken_over_by_a_button_of_its_own_and_given_back(at):
    fill(at, backward=HALF)
    for _step in range(4):
        press(at, "hint_backward")
    press(at, "use_backward")
    assert area(at, BACKWARD).value == BACKWARD.solution
    press(at, "check_backward")
    assert verdicts(at)[0].count('class="right"') == 4
    press(at, "mine_backward")
    assert area(at, BACKWARD).value == HALF


def test_who_starts_again_can_have_their_lines_back(at):
    press(fill(at, fit="output = 1"), "restart_fit")
    assert area(at, FIT).value == FIT.start
    press(at, "mine_fit")
    assert area(at, FIT).value == "output = 1"


def test_the_last_versions_of_a_learner_s_lines_can_all_be_had_back(at):
    written = [f"output = {n}" for n in range(page.MINE + 1)]
    for text in written:
        press(fill(at, fit=text), "restart_fit")
    for text in (*reversed(written[1:]), written[-1]):
        press(at, "mine_fit")
        assert area(at, FIT).value == text


def test_lines_that_are_changed_are_kept_when_older_ones_are_taken(at):
    press(fill(at, fit="output = 1"), "restart_fit")
    press(fill(at, fit="output = 2"), "mine_fit")
    assert area(at, FIT).value == "output = 1"
    press(at, "mine_fit")
    assert area(at, FIT).value == "output = 2"


def test_another_page_and_back_keeps_lines_verdicts_hints_and_training():
    at = opened()
    at.switch_page(CHALLENGE).run()
    press(fill(at, backward=HALF, fit=FIT.solution), "check_backward")
    press(at, "hint_backward")
    press(at, "train")
    before = (area(at, BACKWARD).value, area(at, FIT).value, verdicts(at), told(at), texts(at))
    at.switch_page(START).run()
    at.switch_page(CHALLENGE).run()
    assert (area(at, BACKWARD).value, area(at, FIT).value, verdicts(at), told(at), texts(at)) == before


# --- training


def test_training_prints_and_draws_what_fit_of_nn_core_prints(at, capsys):
    perceptron, rng = course_network()
    perceptron.fit(X_train, y_train, COURSE.stop, COURSE.description.learning_rate, rng=rng)
    expected = capsys.readouterr().out.strip()
    press(fill(at, BACKWARD.solution, FIT.solution), "train")
    assert expected in [code.value for code in at.code]
    (curve,) = figures(at)
    assert len(curve["figure"]["data"][0]["x"]) == COURSE.stop
    assert any(text.startswith("✓ **The loss falls:**") for text in texts(at))
    assert any(text.startswith("**Your perceptron learns.**") for text in texts(at))
    assert not told(at)


def test_lines_that_are_not_right_train_all_the_same_and_the_page_says_so(at):
    still = BACKWARD.solution.replace("-= learning_rate *", "-= 0 *")
    press(fill(at, still, FIT.solution), "train")
    assert any(text.startswith("✗ **The loss does not fall:**") for text in texts(at))
    assert "Not every line is right yet: Check says which." in texts(at)
    press(fill(at, backward=BACKWARD.solution.replace("dz = da *", "dz = 0.9 * da *")), "train")
    assert "But not every line is right yet: Check says which. A loss may fall by luck." in texts(at)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ({}, "Training stopped in epoch 1, in Perceptron.fit. Line 1: here is a blank that is still to be filled."),
        ({"backward": "import os"}, "Layer.backward cannot be run yet. Line 1: “import” cannot be used here"),
        ({"fit": FIT.solution.replace("np.log(output)", "np.log(-output)")}, "Training stopped in epoch 1, in Percep"),
        ({"backward": BACKWARD.solution.replace("learning_rate", "-1e99"), "fit": FIT.solution}, "Training stopped in"),
        (
            {"backward": "for k in range(10**9):\n    pass"},
            "Layer.backward cannot be run yet. These lines take too many",
        ),
    ],
)
def test_training_that_cannot_go_on_says_where(at, lines, sentence):
    press(fill(at, **lines), "train")
    (found,) = told(at)
    assert found.startswith(sentence)
    assert not figures(at)


def test_the_line_that_stopped_a_training_is_that_of_its_method(at):
    press(fill(at, BACKWARD.solution.replace("d_biases = dz", "d_biases = mine"), "\n\n" + FIT.solution), "train")
    assert quoted(at) == ["3 d_biases = mine"]


def test_it_says_when_the_lines_have_changed_since_the_training(at):
    line = ":small[You have changed your lines since this training.]"
    press(fill(at, BACKWARD.solution, FIT.solution), "train")
    assert line not in texts(at)
    assert line in texts(fill(at, fit=FIT.solution + "# more"))


def test_what_the_session_keeps_is_small(at):
    press(fill(at, BACKWARD.solution, FIT.solution), "check_backward")
    press(at, "train")
    assert len(repr(at.session_state["challenge"])) < 4000
