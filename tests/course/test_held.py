"""Tests that the course's pages stand whatever their widgets are said to hold: a message can say anything."""

import pytest
import streamlit as st

from course.backpropagation import page as backpropagation
from course.challenge import page as challenge
from course.challenge.exercise import FIT
from course.training import page as training
from nn_core import Description


class State(dict):
    """What the session state is to a page: values by key, and by attribute."""

    __getattr__, __setattr__ = dict.__getitem__, dict.__setitem__


@pytest.fixture
def state(monkeypatch):
    held = State()
    monkeypatch.setattr(st, "session_state", held)
    return held


@pytest.mark.parametrize("held", [None, 5, b"dz", ["dz"], {}])
def test_lines_that_are_no_text_are_those_that_were_there_at_first(state, held):
    state[challenge.lines_key(FIT)] = held
    assert challenge.lines(FIT) == FIT.start


def test_a_choice_that_there_is_not_is_the_first(state):
    for held in ["1", [0], 2**63 - 1, -1, 0.5, None]:
        state.step = held
        backpropagation._move(0, 3)
        assert state.step == 0, held


def test_a_comparison_of_what_cannot_be_compared_is_refused_in_a_sentence(state):
    for held in [
        {"compare_setting": None},
        {"compare_setting": ["learning_rate"]},
        {"compare_seeds": 2**63 - 1},
        {"compare_seeds": "x" * 10**5},
        {"compare_epochs": float("nan")},
        {"compare_values_learning_rate": 5},
    ]:
        state.clear()
        state.update({"compare_setting": "learning_rate", "compare_seeds": 1, "compare_epochs": 5} | held)
        training._run_own(Description())
        assert "shown_comparison" not in state, held
        sentence = str(state.refused_comparison)
        assert sentence.endswith(".") and len(sentence) < 300, held
