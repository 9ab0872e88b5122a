"""Tests that a run written as a notebook is a notebook, and that its cells are the script, part by part."""

import ast
import json

import nbformat

from export.notebook import notebook
from export.python import parts, script
from nn_core import Description
from playground.languages import CONTENT
from tests.helpers.core import described
from tests.helpers.export import assert_is_the_run, random_case, run_all, taken

CASES = [taken(Description(), epochs=2), taken(Description(dataset="hills"), epochs=0), *map(random_case, range(6))]


def code_cells(text):
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]


def test_it_is_a_notebook_of_the_format_4_5():
    for snapshot, _records in CASES:
        text = notebook(snapshot)
        assert (json.loads(text)["nbformat"], json.loads(text)["nbformat_minor"]) == (4, 5)
        nbformat.validate(json.loads(text), relax_add_props=False)
        assert nbformat.writes(nbformat.reads(text, as_version=4)) == text.rstrip("\n")  # as Jupyter writes it


def test_its_code_cells_are_the_script():
    for snapshot, _records in CASES:
        cells = code_cells(notebook(snapshot))
        assert "\n\n\n".join(cells) + "\n" == script(snapshot)
        for cell in cells:
            ast.parse(cell)


def test_its_cells_run_one_by_one_and_do_what_the_run_did(tmp_path):
    cases = CASES[2:]
    one_by_one = ["\n".join(f"exec({cell!r}, globals())" for cell in code_cells(notebook(s))) for s, _ in cases]
    for case, done in zip(cases, run_all(one_by_one, tmp_path), strict=True):
        assert_is_the_run(done, *case)


def test_a_cell_shows_nothing_but_what_it_prints():
    """Jupyter shows the value of an expression that a cell ends with."""
    for cell in code_cells(notebook(CASES[0][0])):
        last = ast.parse(cell).body[-1]
        is_print = isinstance(last, ast.Expr) and ast.unparse(last).startswith(("print(", "perceptron.fit("))
        assert is_print or not isinstance(last, ast.Expr)


def test_there_are_a_few_words_before_every_part_and_none_without_one():
    cells = json.loads(notebook(CASES[0][0]))["cells"]
    assert [cell["cell_type"] for cell in cells] == ["markdown", "code"] * (len(cells) // 2)
    assert all("".join(cell["source"]).startswith("#") for cell in cells[::2])
    names = [cell["id"] for cell in cells[::2]]
    assert names == list(parts(CASES[0][0]))
    assert {path.stem for path in (CONTENT / "en" / "notebook").glob("*.md")} == set(names)


def test_words_are_the_same_whatever_the_run_and_every_notebook_is_the_same_twice():
    words = {
        json.dumps([cell["source"] for cell in json.loads(notebook(snapshot))["cells"][::2]]) for snapshot, _ in CASES
    }
    assert len(words) == 1
    snapshot, _ = taken(described(), epochs=2)
    assert notebook(snapshot) == notebook(taken(described(), epochs=2)[0])
