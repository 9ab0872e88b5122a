"""Tests that the tab offers the model on show, and that of the files only a model can replace the run."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.helpers.pages import told

BYTES = b'{"layers": [{"activation": "sigmoid", "weights": [[1, 2]], "biases": [3]}], "epoch": 9}'


def script():
    from dataclasses import replace

    import streamlit as st

    from export.model_tab import tab
    from nn_core import Description, Run
    from playground.feed import Snapshot

    def load(model):
        st.session_state.loaded = model
        st.rerun()

    run = Run(Description(n=20, hidden=(3, 2)))
    list(run.advance(4))
    description = replace(run.description, **run.settings_at(4))
    tab(Snapshot(run.description, description, run.journal, run.record(), "numpy"), load)


@pytest.fixture
def at():
    return AppTest.from_function(script, default_timeout=60).run()


def upload(at, contents):
    at.file_uploader(key="model_file").set_value(("model.json", contents, "application/json"))
    return at.run()


def test_it_offers_the_model_on_show_without_disturbing_anything(at):
    (button,) = at.get("download_button")
    assert button.proto.label == "Download model.json" and button.proto.ignore_rerun
    assert "The 2-3-2-1 network at epoch 4:" in at.markdown[0].value
    assert not told(at) and [each.key for each in at.button] == []


def test_a_model_is_loaded_on_a_click(at):
    upload(at, BYTES)
    assert at.markdown[-1].value == "A 2-1 network. Epochs trained: 9."
    assert not told(at) and "loaded" not in at.session_state
    at.button(key="model_load").click()
    at.run()
    assert not at.exception
    assert at.session_state.loaded.parameters.tolist() == [1, 2, 3]


def test_what_of_its_settings_cannot_be_used_is_told_before(at):
    upload(at, BYTES[:-1] + b', "settings": {"noise": "<b>"}}')
    expected = "In the model's settings, noise must be a whole number from 0 to 50, not '<b>'. Using 0 instead."
    assert told(at) == [expected]
    assert at.button(key="model_load")


@pytest.mark.parametrize("contents", [b"", b"PK\3\4", b"<b>", BYTES[:40], b'{"layers": ["<b>"]}'], ids=str)
def test_what_is_no_model_is_told_and_cannot_be_loaded(at, contents):
    upload(at, contents)
    sentence, stays = told(at)
    assert sentence.endswith(".") and stays == "The run on the stage stays as it is."
    assert not at.exception and [each.key for each in at.button] == []
    assert all("<b>" not in element.value for element in at.get("html"))


def test_after_a_bad_file_comes_a_good_one(at):
    upload(at, b"{")
    assert told(at)
    upload(at, BYTES)
    assert not told(at) and at.button(key="model_load")
