"""Tests that nn_core stands alone: importing all of it brings in neither the app nor what draws it."""

import json
import subprocess
import sys
from pathlib import Path

import nn_core

ROOT = Path(nn_core.__file__).parents[1]

IMPORT_EVERYTHING = """
import importlib, json, pkgutil, sys
import nn_core
for module in pkgutil.walk_packages(nn_core.__path__, "nn_core."):
    importlib.import_module(module.name)
print(json.dumps(sorted(sys.modules)))
"""


def modules_after(program):
    """The names of all modules that a fresh interpreter has imported at the end of the program."""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_nn_core_imports_neither_the_app_nor_a_drawing_library():
    modules = modules_after(IMPORT_EVERYTHING)
    assert {f"nn_core.{path.stem}" for path in Path(nn_core.__file__).parent.glob("[a-z]*.py")} <= modules
    top_level = {name.partition(".")[0] for name in modules}
    assert not top_level & {"streamlit", "plotly", "playground", "pages", "app", "matplotlib", "pandas"}


def test_the_same_look_would_see_a_drawing_library():
    assert "plotly" in modules_after("import plotly\n" + IMPORT_EVERYTHING)
