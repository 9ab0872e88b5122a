"""Tests of the dialog's tab with the run as Python: its code, its two files, and that to take one reruns nothing."""

import pytest
from streamlit.testing.v1 import AppTest

from export.code_tab import COMPILED

SCRIPT = """
from nn_core import Description, Run
from nn_core.own import encode
from playground.feed import Snapshot
from export.code_tab import tab

start = Description(dataset="own", points=encode([[1, 2], [-3, 0.5], [2, -2]], [0, 1, 1]), batch_size=1)
run = Run(start)
records = [run.record(), *run.advance({epochs})]
tab(Snapshot(start, start, [], records[-1], "numpy"))
"""


def drawn(epochs):
    at = AppTest.from_string(SCRIPT.format(epochs=epochs), default_timeout=60).run()
    assert not at.exception
    return at


def test_the_code_is_there_to_read_and_the_files_to_take():
    at = drawn(3)
    (code,) = at.code
    assert code.language == "python" and "[-3.00, 0.50, 1]" in code.value
    assert "epoch 3" in at.markdown[0].value
    buttons = [element.proto for element in at.get("download_button")]
    assert [button.label for button in buttons] == ["perceptron.py", "perceptron.ipynb"]
    assert all(button.ignore_rerun for button in buttons)


@pytest.mark.parametrize(("engine", "is_said"), [("numpy", False), ("numba", True)])
def test_it_is_said_where_the_losses_on_screen_are_not_those_of_the_file_to_the_last_digit(engine, is_said):
    at = AppTest.from_string(SCRIPT.format(epochs=3).replace('"numpy"', f'"{engine}"'), default_timeout=60).run()
    assert (COMPILED in [text.value for text in at.markdown]) == is_said


def test_a_run_that_has_not_begun_can_be_taken_too():
    at = drawn(0)
    assert "for 100 epochs" in at.markdown[0].value
    assert "epochs=100" in at.code[0].value


def test_the_code_of_thousands_of_points_is_not_coloured_but_whole():
    points = "np.random.default_rng(0).uniform(-6, 6, (3000, 2)), np.arange(3000) % 2"
    script = "import numpy as np\n" + SCRIPT.format(epochs=0)
    at = AppTest.from_string(
        script.replace("[[1, 2], [-3, 0.5], [2, -2]], [0, 1, 1]", points), default_timeout=60
    ).run()
    assert not at.exception
    (code,) = at.code
    assert code.language in (None, "", "plaintext")
    assert code.value.endswith('{test_score:.3f}")')
