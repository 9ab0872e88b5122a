"""Tests that a text of the course is translated once, when it is read, and that numbers are as the reader has them."""

import re

import numpy as np
import pytest

from course.backpropagation import gradient_check, matrices
from course.backpropagation.diagram import network_svg
from course.backpropagation.trace import trace
from course.challenge.exercise import BACKWARD, EXERCISES, FIT, read
from course.challenge.marking import check, train
from course.challenge.mistakes import MISTAKES, made_by
from course.challenge.page import NAMES, printed
from course.challenge.syntax import Refusal
from course.chapters import CHAPTERS
from course.quiz import questions, report
from course.training import charts, comparison
from course.training.comparison import Comparison, Outcome
from course.training.experiments import EXPERIMENTS, SETTINGS, cases
from course.training.table import plain, rows, styled
from nn_core import Description
from playground import languages
from playground.languages import CONTENT, ENGLISH, LANGUAGES, speaking
from playground.spreadsheet import csv_file
from playground.texts import told
from tests.helpers.challenge_answers import REFUSED, WRONG, backward
from tests.helpers.core import described
from tests.helpers.course import by_hand, example_of
from tools.marking import Marked, Marking


@pytest.fixture
def marked(monkeypatch):
    monkeypatch.setitem(LANGUAGES, "marked", Marked("marked", "Marked", "x-marked", ",", ".", "%", Marking()))
    with speaking("marked"):
        yield


def is_marked(text):
    """True for a text that was translated as a whole."""
    return text.startswith("⟦") and text.endswith("⟧")


# --- registries: they were made before anybody read


@pytest.mark.usefixtures("marked")
def test_a_chapter_is_in_the_readers_language():
    for name, chapter in CHAPTERS.items():
        assert is_marked(chapter.title) and is_marked(chapter.what) and is_marked(chapter.look_for), name


@pytest.mark.usefixtures("marked")
def test_experiments_settings_and_their_values_are():
    for experiment in EXPERIMENTS.values():
        assert is_marked(experiment.title) and is_marked(experiment.question) and is_marked(experiment.look_for)
    assert all(is_marked(setting.title) for setting in SETTINGS.values())
    assert is_marked(SETTINGS["order"].shown("shuffled"))
    assert (SETTINGS["hidden"].shown(()), SETTINGS["clip"].shown(None)) == ("⟦none⟧", "⟦never⟧")
    assert is_marked(charts.AXES["epoch"]) and is_marked(charts.LOSSES["test_loss"]) and is_marked(NAMES["loop"])


@pytest.mark.usefixtures("marked")
def test_the_steps_of_backpropagation_are():
    perceptron, inputs, label = example_of(Description(hidden=(2,)))
    steps = trace(perceptron, inputs, label, 0.1)
    for step in steps:
        assert is_marked(step.sentence) and "⟦" in step.label, step.kind.name
    assert "⟦Its loss was" in steps[-1].sentence  # a sentence in another
    (update,) = [step for step in steps if (step.kind.name, step.layer) == ("W", 2)]
    assert "⟦W[2] after⟧" in matrices.equations_html(update.equations)
    (loss,) = [step for step in steps if step.kind.name == "loss"]
    assert "⟦loss⟧" in loss.equations[0]
    weights = [layer.weights for layer in perceptron.layers]
    assert "⟦layer 1⟧" in network_svg(steps[0], weights, ["x₁", "x₂"])


def test_a_gradient_is_checked_without_words():
    """So that the remark can be told to anybody."""
    perceptron, inputs, label = by_hand()
    perceptron.layers[0].biases = np.array([[-1.0 + 1e-7]])
    with speaking("pt"):
        assert gradient_check.check(perceptron, inputs, label)[0].remark == gradient_check.KINK


# --- the challenge


@pytest.mark.usefixtures("marked")
def test_what_is_wrong_with_an_answer_is_told_in_the_readers_language():
    made_by.cache_clear()
    for method, name, text, _sentence in WRONG:
        verdicts = check(EXERCISES[method], text)
        assert [v.name for v in verdicts if not v.right] == [name], text
        assert all(v.sentence.startswith("⟦") for v in verdicts), text


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_the_remarks_in_the_course_s_lines_are_and_its_code_is_not(exercise):
    assert exercise.above.count("⟦") == len(exercise.remarks)
    assert all("⟦" not in line.partition("#")[0] for line in exercise.above.splitlines())


@pytest.mark.usefixtures("marked")
def test_why_lines_cannot_be_run_is():
    for method, text, _sentence in REFUSED:
        with pytest.raises(Refusal) as refused:
            check(EXERCISES[method], text)
        assert str(refused.value).startswith("⟦"), text


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_every_known_mistake_is(exercise):
    for mistake in MISTAKES[exercise.name]:
        text = exercise.solution
        if mistake.name in exercise.after and not mistake.lines.startswith(("for", "pass", "d = ")):
            text = re.sub(rf"^{mistake.name} \+?= .*$", lambda _match, m=mistake: m.lines, text, flags=re.MULTILINE)
            (verdict,) = [verdict for verdict in check(exercise, text) if verdict.name == mistake.name]
            assert verdict.sentence.startswith("⟦"), mistake.lines


def test_what_one_reader_was_told_is_told_to_the_next_in_another_language(monkeypatch):
    monkeypatch.setitem(LANGUAGES, "marked", Marked("marked", "Marked", "x-marked", ",", ".", "%", Marking()))
    method, name, text, sentence = next(row for row in WRONG if row[1] == "da_prev")
    made_by.cache_clear()
    for code, start in (("marked", "⟦"), (ENGLISH, sentence), ("marked", "⟦")):
        with speaking(code):
            said = {verdict.name: verdict.sentence for verdict in check(EXERCISES[method], text)}
        assert said[name].startswith(start)


@pytest.mark.usefixtures("marked")
def test_what_stops_a_training_is():
    for line in ("self.weights = da", "dz = da * 1e300 * 1e9", "k = self.activation(7)", "k = np.log(-1)"):
        with pytest.raises(Refusal) as refused:
            list(train(read(BACKWARD, backward(**{"return": f"{line}\nreturn da_prev"})), read(FIT, FIT.solution)))
        assert str(refused.value).startswith("⟦Training stopped in epoch 1, in Layer.backward. ⟦Line "), line


def test_a_sentence_has_the_readers_numbers_and_code_has_its_own():
    with speaking("pt"):
        (found,) = [v for v in check(BACKWARD, backward(dz="dz = da * 0.123 + 7")) if not v.right]
        assert re.search(r"\d,\d", found.sentence) and not re.search(r"\d\.\d", found.sentence)
        assert printed([0.6931]) == "Loss at epoch 1: 0.693"


# --- comparisons


@pytest.mark.usefixtures("marked")
def test_why_a_comparison_cannot_be_made_is_told_in_the_language_of_whoever_looks():
    for wanted, epochs in (([], 1), ([(0.1, described())], 0), ([(0.1, described(n=5000))] * 5, 5000)):
        with pytest.raises(ValueError) as refused:
            comparison.check(wanted, epochs, "numpy")
        assert "⟦" not in str(refused.value) and is_marked(told(refused.value))


def test_a_fault_in_a_thread_which_has_no_reader_is_kept_to_be_told(monkeypatch):
    monkeypatch.setattr(comparison, "Training", None)
    failing = Comparison(cases(described(), "learning_rate", [0.1], 1), 1)
    failing.seen()
    assert failing.wait(60) and failing.fault == comparison.FAULT


def test_a_value_reads_in_the_language_of_whoever_looks_at_it():
    outcome = Outcome(0.001, described(), np.empty((4, 2)), shown=SETTINGS["learning_rate"].shown)
    assert outcome.label == "0.001"
    with speaking("pt"):
        assert outcome.label == "0,001"


@pytest.mark.usefixtures("marked")
def test_table_and_file_have_headings_and_numbers_of_the_reader():
    done = Comparison(cases(described(), "learning_rate", [0.1, 0.5], 1), 2, shown=SETTINGS["learning_rate"].shown)
    done.seen()
    assert done.wait(60)
    table = rows(done.outcomes, SETTINGS["learning_rate"].title)
    assert all(is_marked(heading) for heading in table[0])
    assert [row["⟦Learning rate⟧"] for row in table] == ["0,1", "0,5"]
    assert re.search(r">\d,\d+<", styled(done.outcomes, "x").to_html())
    first = csv_file(rows(done.outcomes, "x", plain)).decode("utf-8-sig").splitlines()[1]
    loss = str(done.outcomes[0].train_loss[-1])
    assert first.split(";")[:3] == ["0,1", "0", loss.replace(".", ",")]


# --- the quiz


def test_the_quiz_is_read_in_the_readers_language(monkeypatch, tmp_path):
    text = (CONTENT / ENGLISH / "quiz.toml").read_text(encoding="utf-8")
    for code, first in ((ENGLISH, "Which?"), ("pt", "Qual?")):
        (tmp_path / code).mkdir()
        changed = text.replace(questions()[0].text, first)
        (tmp_path / code / "quiz.toml").write_text(changed, encoding="utf-8")
    monkeypatch.setattr(languages, "CONTENT", tmp_path)
    for code, first in ((ENGLISH, "Which?"), ("pt", "Qual?"), (ENGLISH, "Which?")):
        with speaking(code):
            assert questions()[0].text == first


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_quiz_of_every_language_asks_the_same(code):
    """Answers are kept by the id of their question and their number: both must mean the same in all languages."""
    with speaking(code):
        asked = questions()
    assert [(q.id, q.right, len(q.answers), q.page, q.anchor, q.scene) for q in asked] == [
        (q.id, q.right, len(q.answers), q.page, q.anchor, q.scene) for q in questions()
    ]


@pytest.mark.usefixtures("marked")
def test_the_report_of_the_quiz_has_headings_of_the_reader():
    heading = report(questions(), {}).split("\n")[0]
    assert heading == "⟦number⟧,⟦question⟧,⟦your answer⟧,⟦right answer⟧,⟦marks⟧"


# --- numbers


def test_a_number_of_a_matrix_is_written_as_the_reader_does():
    with speaking("pt"):
        assert [matrices.number(value) for value in (-12.3456, 12345.6, 1.234e-7)] == ["−12,35", "12346", "1,23e−7"]


def test_a_decimal_comma_in_a_formula_is_none_of_a_list():
    perceptron, inputs, label = example_of(Description(hidden=(2,)))
    english = [step.formula for step in trace(perceptron, inputs, label, 0.1) if step.kind.owner == "loss"]
    with speaking("pt"):
        formulas = [step.formula for step in trace(perceptron, inputs, label, 0.1) if step.kind.owner == "loss"]
    assert all(re.search(r"\d\.\d", formula) for formula in english)
    assert [re.sub(r"(?<=\d)\.(?=\d)", "{,}", formula) for formula in english] == formulas


def test_how_good_a_boundary_is_has_the_readers_numbers():
    outcome = Outcome("x", Description("hills", hidden=()), np.empty((4, 2)), parameters=np.zeros(3))
    outcome.measures = (1.0, 1.0, 0.5, -0.25)
    with speaking("pt"):
        said = charts.boundaries([outcome], lambda description: (np.zeros((2, 0)), np.zeros(0)))
    assert "−0,25" in said
