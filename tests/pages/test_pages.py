"""Tests that every page runs, alone and through the app, and that no page disturbs another."""

import inspect

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from nn_core import Layer, Perceptron
from playground import presence
from playground.texts import prose
from tests.helpers.pages import (
    PAGES,
    PLAYGROUND,
    ROOT,
    START,
    address,
    answer,
    change,
    components,
    opened,
    run_of,
    shown,
    told,
)


def test_a_page_runs_alone_and_again():
    for script in ["app.py", *PAGES]:
        at = opened(script)
        assert not at.exception, script
        assert not at.run().exception, script


def test_a_page_runs_through_the_app():
    for page in PAGES:
        at = opened().switch_page(page).run()
        assert not at.exception, page
        assert not at.run().exception, page


def test_the_app_opens_on_the_playground():
    assert answer(opened())[0]["kind"] == "opening"


def test_the_page_that_explains_shows_its_prose_and_the_code_that_trains():
    at = opened(START)
    texts = [text.value for text in at.markdown]
    assert prose("start").strip() in texts
    assert prose("how_it_works").strip() in texts
    shown_code = "\n".join(code.value for code in at.code)
    for function in (Layer.forward, Layer.gradients, Layer.backward, Perceptron.train_epoch):
        assert inspect.cleandoc(inspect.getsource(function)) in shown_code


@pytest.mark.parametrize("way", ["kept", "dropped"])
def test_another_page_and_back_keeps_run_and_settings(way):
    at = change(opened(dataset="xor", noise="30", stop="9"), layers=3)
    at = change(at, learning_rate=0.1)
    query, run, controls = dict(at.query_params), run_of(at), shown(at)
    at.switch_page(START).run()
    at.query_params = dict(query) if way == "kept" else {}  # as a link keeps it, and as the menu drops it
    at.switch_page(PLAYGROUND).run()
    assert not at.exception
    assert (address(at), run_of(at), shown(at)) == (query, run, controls)


def test_another_page_and_back_keeps_what_an_address_was_told():
    at = opened(noise="77")
    before = told(at)
    at.switch_page(START).run()
    at.switch_page(PLAYGROUND).run()
    assert told(at) == before != []


def test_who_comes_when_the_house_is_full_is_told_so_and_nothing_else_is_shown(monkeypatch):
    st.cache_resource.clear()  # whoever comes has no seat yet
    monkeypatch.setattr(presence.house, "most", 0)
    at = AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    assert not at.exception
    assert told(at) == [
        "This server is full: 0 people are on it, and it can serve no more. Reload this page in a minute or two."
    ]
    assert not components(at, "live_stage")
    assert components(at, "barriers")  # which say the language


def test_who_was_there_before_the_house_was_full_stays(monkeypatch):
    at = opened()
    monkeypatch.setattr(presence.house, "most", 0)
    st.cache_resource.clear()  # as when a connection was lost and is there again
    at.run()
    assert told(at) == []
    assert components(at, "live_stage")
