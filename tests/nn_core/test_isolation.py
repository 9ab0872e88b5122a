"""Tests that nn_core stands alone: NumPy is all it needs, Numba comes when it is asked for, and the app never."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import nn_core

ROOT = Path(nn_core.__file__).parents[1]
NEEDED = {"nn_core", "numpy"}

IMPORT_EVERYTHING = """
import importlib, pkgutil
import nn_core
for module in pkgutil.walk_packages(nn_core.__path__, "nn_core."):
    importlib.import_module(module.name)
"""
WITHOUT_NUMBA = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("numba", "llvmlite"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Blocked())
"""
TRAIN = """
from nn_core import Description, Run
run = Run(Description(n=20, hidden=(3,), batch_size=5, optimiser="adam", dataset="hills"), engine={engine!r})
(*_, record) = run.advance(3)
"""


def result_of(program):
    """What a fresh interpreter has as `result` at the end of the program; it knows `foreign`, see below."""
    foreign = """
import json as _json, sys as _sys
_before = set(_sys.modules)

def foreign():
    "The packages imported since the start that do not come with Python; what has no spec was made, not imported."
    imported = {name for name in set(_sys.modules) - _before if getattr(_sys.modules[name], "__spec__", None)}
    return sorted({name.partition(".")[0] for name in imported} - set(_sys.stdlib_module_names))
"""
    command = [sys.executable, "-c", f"{foreign}\n{program}\nprint(_json.dumps(result))"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    return json.loads(done.stdout.splitlines()[-1])


def test_nn_core_imports_neither_the_app_nor_a_drawing_library():
    modules = set(result_of(f"{IMPORT_EVERYTHING}\nresult = sorted(_sys.modules)"))
    assert {f"nn_core.{path.stem}" for path in Path(nn_core.__file__).parent.glob("[a-z]*.py")} <= modules
    top_level = {name.partition(".")[0] for name in modules}
    assert not top_level & {"streamlit", "plotly", "playground", "pages", "app", "matplotlib", "pandas"}


def test_what_tells_so_would_see_a_drawing_library():
    found, modules = result_of("import plotly\nresult = foreign(), sorted(_sys.modules)")
    assert "plotly" in found and "plotly" in modules


def test_to_import_nn_core_and_to_train_on_numpy_is_to_import_numpy_and_nothing_else():
    program = f"import nn_core\nbefore = foreign()\n{TRAIN.format(engine='numpy')}\nresult = before, foreign()"
    assert [set(found) for found in result_of(program)] == [NEEDED, NEEDED]


def test_numba_is_imported_when_an_engine_is_made_of_it():
    program = """
from nn_core.engine import ENGINES
before = foreign()
import numpy
from nn_core import Description
ENGINES["numba"](Description(), numpy.random.default_rng(0))
result = [before, foreign()]
"""
    before, after = result_of(program)
    assert "numba" not in before and "numba" in after


@pytest.fixture(scope="module")
def with_and_without_numba():
    """{"missing": modules, "answers": to making its engine, "parameters": of a run on NumPy}, of two interpreters."""
    program = f"""
import importlib, pkgutil
import nn_core
from numpy.random import default_rng
from nn_core import Description, Run
from nn_core.engine import NumbaEngine

{TRAIN.format(engine="numpy")}
missing, answers = [], []
for make in (lambda: Run(Description(), engine="numba"), lambda: NumbaEngine(Description(), default_rng(0))):
    try:
        make()
        answers.append("made")
    except ImportError as error:
        answers.append(str(error))
for module in pkgutil.walk_packages(nn_core.__path__, "nn_core."):
    try:
        importlib.import_module(module.name)
    except ImportError:
        missing.append(module.name)
result = {{"missing": missing, "answers": answers, "parameters": record.parameters.tolist()}}
"""
    return result_of(program), result_of(WITHOUT_NUMBA + program)


def test_without_numba_a_run_on_numpy_goes_as_it_does_with_it(with_and_without_numba):
    with_it, without = with_and_without_numba
    assert with_it["parameters"] == without["parameters"]


def test_without_numba_all_but_the_kernel_can_be_imported(with_and_without_numba):
    with_it, without = with_and_without_numba
    assert (with_it["missing"], without["missing"]) == ([], ["nn_core.kernel"])


def test_without_numba_its_engine_is_refused_with_an_import_error_that_names_it(with_and_without_numba):
    with_it, without = with_and_without_numba
    assert with_it["answers"] == ["made", "made"]
    assert all("numba" in answer for answer in without["answers"])
