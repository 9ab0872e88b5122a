"""Tests that a run written as Python is that run, in a clean interpreter, and a file that a learner is glad to read."""

import ast
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from export.python import EPOCHS, script
from nn_core import Description, Run
from nn_core.description import LIMITS
from nn_core.own import OWN, encode
from playground.presets import PRESETS
from tests.helpers.core import described
from tests.helpers.export import (
    CLEAN,
    REGISTRIES,
    assert_is_the_run,
    covered,
    random_case,
    random_description,
    run_all,
    taken,
)

ROOT = Path(__file__).parents[2]
CASES = range(30)
POINTS = encode([[-3, 1], [2, 2], [4.5, -1.25], [-1, -5], [0, 6], [-6, 0.01]], [0, 1, 1, 0, 1, 0])


# --- it is the run


def check(cases, folder):
    """Run the exports of (snapshot, records) in one interpreter, and hold each to its run."""
    for (snapshot, records), done in zip(cases, run_all([script(s) for s, _ in cases], folder), strict=True):
        assert_is_the_run(done, snapshot, records)


def test_the_random_descriptions_have_every_row_of_the_registries_between_them():
    assert covered([random_description(number) for number in CASES]) == REGISTRIES


def test_the_exports_of_random_runs_print_every_loss_and_end_with_the_same_bits(tmp_path):
    cases = [random_case(number) for number in CASES]
    trained = [records[-1].epoch for _snapshot, records in cases]
    assert trained.count(8) > 25 and min(trained) > 0
    assert sum(len(snapshot.journal) > 0 for snapshot, _records in cases) > 15
    check(cases, tmp_path)


@pytest.mark.slow
def test_the_exports_of_many_random_runs_do_so_too(tmp_path):
    cases = [case for number in range(100, 250) if (case := random_case(number, 20))[0].record.epoch]
    assert len(cases) > 145  # the others diverge in their first epoch
    check(cases, tmp_path)


def test_the_exports_of_all_presets_print_every_loss_of_their_first_epochs(tmp_path):
    check([taken(preset.settings.description, epochs=5) for preset in PRESETS.values()], tmp_path)


@pytest.mark.slow
def test_an_export_prints_every_loss_of_a_long_run(tmp_path):
    start = described(n=60, optimiser="adam", schedule="cosine", penalty="l2", clip=1.0, dataset="moons", noise=20)
    check([taken(start, [(250, {"learning_rate": 0.3}), (600, {"parameters": [[0, 1.0]]})], 1000)], tmp_path)


@pytest.mark.parametrize("case", [taken(Description(), epochs=5), random_case(4)], ids=["default", "random"])
def test_the_file_runs_by_itself(case, tmp_path):
    snapshot, records = case
    file = tmp_path / "perceptron.py"
    file.write_text(script(snapshot), encoding="utf-8")
    done = subprocess.run([*CLEAN, file.name], cwd=tmp_path, capture_output=True, timeout=60, check=True)
    lines = done.stdout.decode().splitlines()
    assert lines[:-2] == [f"Loss at epoch {record.epoch}: {record.loss:.3f}" for record in records[1:]]
    assert lines[-2].startswith("Training loss: ") and lines[-1].startswith("Test loss: ")
    assert done.stderr == b""


# --- changes on the way


def test_changes_hold_from_the_epoch_at_which_they_were_made(tmp_path):
    journals = [
        [(0, {"learning_rate": 0.5})],
        [(0, {"parameters": [[0, 0.5], [12, -2.0]]}), (0, {"parameters": [[0, 0.75]]})],
        [(3, {"batch_size": 15})],
        [(2, {"penalty_rate": 0.3}), (4, {"penalty_rate": 0.0})],
        [(6, {"parameters": [[3, 1.5]], "penalty_rate": 0.5, "learning_rate": 0.01})],
        [(5, {"learning_rate": 0.2}), (5, {"learning_rate": 0.1, "batch_size": 3})],
        [(2, {"learning_rate": 0.1})],  # to what it is
    ]
    start = described(penalty="l1", penalty_rate=0.01, optimiser="momentum", schedule="step", period=2)
    check([taken(start, journal, 6) for journal in journals], tmp_path)


def test_what_cannot_change_anything_makes_no_stretch_of_its_own():
    plain, _ = taken(described(), epochs=6)
    changed, _ = taken(described(), [(2, {"penalty_rate": 0.5, "learning_rate": 0.1}), (6, {"batch_size": 1})], 6)
    assert script(changed) == script(plain)


def test_every_weight_and_bias_can_be_set_by_hand(tmp_path):
    start = described(hidden=(3, 2), features=("x1", "x2", "sinx1"))
    values = [[place, place / 8] for place in range(3 * 3 + 3 + 3 * 2 + 2 + 2 + 1)]
    check([taken(start, [(2, {"parameters": values})], epochs) for epochs in (2, 3)], tmp_path)


# --- an engine, an epoch, numbers that are large


def test_the_file_says_what_trained_on_screen():
    by_numpy, _ = taken(described(), epochs=2)
    by_numba = replace(by_numpy, engine="numba")
    assert "Numba" not in script(by_numpy) and "On screen it was trained by Numba" in " ".join(script(by_numba).split())
    assert code_of(script(by_numba)) == code_of(script(by_numpy))


def test_a_run_of_the_compiled_kernel_agrees_to_rounding(tmp_path):
    snapshot, records = taken(described(n=60), epochs=10, engine="numba")
    (done,) = run_all([script(snapshot)], tmp_path)
    assert done["printed"][:-2] == [f"Loss at epoch {record.epoch}: {record.loss:.3f}" for record in records[1:]]
    assert done["parameters"] == pytest.approx(snapshot.record.parameters, rel=1e-9, abs=1e-9)


def test_a_run_that_has_not_begun_trains_for_some_epochs_and_says_so(tmp_path):
    snapshot, _ = taken(described(), [(0, {"learning_rate": 0.2})], epochs=0)
    text = script(snapshot)
    assert f"The run is at epoch 0: here it trains for {EPOCHS} epochs." in text
    (done,) = run_all([text], tmp_path)
    expected = Run(snapshot.start, journal=snapshot.journal).advance(EPOCHS)
    assert done["printed"][:-2] == [f"Loss at epoch {record.epoch}: {record.loss:.3f}" for record in expected]


def test_a_run_that_diverges_is_written_up_to_its_last_epoch_and_ends_there_with_a_sentence(tmp_path):
    start = described(dataset="plane", activation="linear", learning_rate=0.1, hidden=(8, 8), batch_size=15)
    snapshot, records = taken(start, epochs=200)
    assert 1 < snapshot.record.epoch < 200
    check([(snapshot, records)], tmp_path)
    begun, _ = taken(start, epochs=0)
    (done,) = run_all([script(begun)], tmp_path)
    *losses, end, train, test = done["printed"]
    known = [f"Loss at epoch {record.epoch}: {record.loss:.3f}" for record in records[1:]]
    assert losses[: len(known)] == known and len(losses) <= len(known) + 1  # it has no test points to look at
    assert end == f"Training ends, since it has diverged: the numbers of epoch {len(losses) + 1} are too large."
    assert not re.search("nan|inf", "".join([*losses, train, test]))


# --- a file to read


def code_of(text):
    """The syntax tree of a program without its docstring."""
    return ast.dump(ast.Module(ast.parse(text).body[1:], []))


def test_only_what_the_run_uses_is_in_the_file():
    text = script(taken(Description(), epochs=1)[0])
    definitions = [node.name for node in ast.parse(text).body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    layers = ["Sigmoid", "Tanh", "uniform", "Layer", "BinaryCrossEntropy", "is_finite", "Perceptron"]
    assert definitions == ["generator", "circle", "_jitter", *layers, "accuracy"]
    assert not re.search(r"adam|momentum|clip|penal|cosine|period|import math|isinstance|raise|checks", text, re.I)


def test_every_name_that_a_file_defines_it_also_uses():
    for number in CASES:
        tree = ast.parse(script(random_case(number)[0]))
        made = {node.name for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
        assigned = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
        made |= {node.id for target in assigned for node in ast.walk(target) if isinstance(node, ast.Name)}
        read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        unused = made - read
        assert unused <= {"x1", "x2", "SMALLEST", "rng"}, (number, unused)


def test_the_file_speaks_the_courses_language():
    text = script(taken(Description(), epochs=1)[0])
    tree = ast.parse(text)
    methods = {
        node.name: {inner.name for inner in node.body if isinstance(inner, ast.FunctionDef)}
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }
    assert methods["Layer"] == {"__init__", "forward", "backward"}
    assert methods["Perceptron"] == {"__init__", "forward", "backward", "fit"}
    for line in (
        "        dz = da * self.activation.derivative(self.outputs)",
        "        d_weights = dz @ self.inputs.T / n_examples",
        "        self.weights = self.weights - learning_rate * d_weights",
        "perceptron.fit(X_train, y_train, epochs=1, learning_rate=0.03, batch_size=10, rng=rng)",
    ):
        assert f"{line}\n" in text


def test_the_docstring_says_the_settings_in_words():
    start = Description(dataset="moons", noise=15, optimiser="adam", penalty="l2", hidden=(5,), activation="relu")
    said = ast.get_docstring(ast.parse(script(taken(start, epochs=1)[0])))
    for name, value in (("data set", "Moons"), ("noise", "15%"), ("activation", "ReLU"), ("penalty", "L2 0.001")):
        assert re.search(rf"^ +{name} +{value}$", said, re.M)
    assert "clip" not in said


def test_the_files_are_clean_to_the_linter_and_formatted(tmp_path):
    cases = [*map(random_case, CASES), taken(Description(), epochs=0)]
    long = described(learning_rate=1 / 3e4, penalty_rate=0.1 + 0.2, penalty="l1")
    cases.append(taken(long, [(2, {"learning_rate": 0.1, "penalty_rate": 1 / 7})], 4))
    for number, (snapshot, _records) in enumerate(cases):
        (tmp_path / f"perceptron_{number}.py").write_text(script(snapshot), encoding="utf-8")
    for command in (["check"], ["format", "--check", "--diff"]):
        options = ["--no-cache", "--config", str(ROOT / "pyproject.toml"), str(tmp_path)]
        done = subprocess.run([sys.executable, "-m", "ruff", *command, *options], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def test_own_points_are_written_as_numbers_with_two_decimals(tmp_path):
    snapshot, records = taken(Description(dataset=OWN, points=POINTS, batch_size=1), epochs=3)
    text = script(snapshot)
    assert re.search("data set +your own points\n", text)
    assert "[-3.00, 1.00, 0], [2.00, 2.00, 1], [4.50, -1.25, 1], [-1.00, -5.00, 0], [0.00, 6.00, 1],\n" in text
    assert "    [-6.00, 0.01, 0],\n" in text
    check([(snapshot, records)], tmp_path)


def test_the_most_own_points_there_may_be_are_written_too(tmp_path):
    rng = np.random.default_rng(0)
    points = encode(rng.uniform(-6, 6, (5000, 2)), np.arange(5000) % 2)
    snapshot, records = taken(Description(dataset=OWN, points=points, batch_size=500), epochs=2)
    assert len(script(snapshot)) < 110_000
    check([(snapshot, records)], tmp_path)


# --- nothing but numbers and known names gets in


def strings_of(text):
    """The texts in a program's code, but for docstrings."""
    tree = ast.parse(text)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = [
        node.body[0].value for node in ast.walk(tree) if isinstance(node, documented) and ast.get_docstring(node)
    ]
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {node.value for node in constants if node not in docstrings}


KNOWN = {
    "ignore",
    "stable",
    "Loss at epoch ",
    "Training ends, since it has diverged: the numbers of epoch ",
    " are too large.",
    ": ",
    ".3f",
    "Training loss: ",
    "Test loss: ",
    ", accuracy: ",
    ", R²: ",
    "nan",
}
SHORT = taken(described(), epochs=1)[0]


def real(name):
    return st.floats(*LIMITS[name])


@given(
    number=st.integers(0, 10_000),
    numbers=st.fixed_dictionaries({name: real(name) for name in ("learning_rate", "clip", "penalty_rate")}),
    seeds=st.fixed_dictionaries({name: st.integers(*LIMITS[name]) for name in ("seed", "dataseed", "period")}),
    epochs=st.integers(0, 10**9),
    value=st.floats(-1e6, 1e6),
)
def test_whatever_the_settings_are_the_file_parses_and_holds_no_text_from_outside(
    number, numbers, seeds, epochs, value
):
    start = replace(random_description(number), **numbers, **seeds)
    journal = [(0, {"parameters": [[0, value]]}), (epochs // 2, {"learning_rate": numbers["learning_rate"]})]
    snapshot = replace(SHORT, start=start, journal=journal, record=replace(SHORT.record, epoch=epochs))
    text = script(snapshot)
    assert strings_of(text) <= KNOWN
    assert start.points == "" or start.points not in text
    assert max(map(len, text.splitlines())) <= 120


def test_that_look_would_see_a_text_from_outside():
    assert strings_of(script(SHORT) + "\nprint('from outside')") - KNOWN == {"from outside"}


def test_the_same_snapshot_makes_the_same_file():
    snapshot, _ = random_case(3)
    assert script(snapshot) == script(replace(snapshot, journal=json.loads(json.dumps(snapshot.journal))))
