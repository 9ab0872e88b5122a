"""Tests that every page runs, alone and through the app, and that no page disturbs another."""

import inspect

import pytest
from app_helpers import PAGES, PLAYGROUND, ROOT, START, answer, change, opened, run_of, shown, told

from nn_core import Layer, Perceptron
from playground.texts import prose


@pytest.mark.parametrize("script", ["app.py", *PAGES])
def test_a_page_runs_alone_and_again(script):
    at = opened(script)
    assert not at.exception
    assert not at.run().exception


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_through_the_app(page):
    at = opened().switch_page(page).run()
    assert not at.exception
    assert not at.run().exception


def test_the_app_opens_on_the_playground():
    assert answer(opened())[0]["kind"] == "opening"


def test_the_page_that_explains_shows_its_prose_and_the_code_that_trains():
    at = opened(START)
    assert prose("start").strip() in [text.value for text in at.markdown]
    shown_code = "\n".join(code.value for code in at.code)
    for function in (Layer.forward, Layer.gradients, Layer.backward, Perceptron.train_epoch):
        assert inspect.cleandoc(inspect.getsource(function)) in shown_code


@pytest.mark.parametrize("address", ["kept", "dropped"])
def test_another_page_and_back_keeps_run_and_settings(address):
    at = change(opened(dataset="xor", noise="30", stop="9"), layers=3)
    at = change(at, learning_rate=0.1)
    query, run, controls = dict(at.query_params), run_of(at), shown(at)
    at.switch_page(START).run()
    at.query_params = dict(query) if address == "kept" else {}  # as a link keeps it, and as the menu drops it
    at.switch_page(PLAYGROUND).run()
    assert not at.exception
    assert (dict(at.query_params), run_of(at), shown(at)) == (query, run, controls)


def test_another_page_and_back_keeps_what_an_address_was_told():
    at = opened(noise="77")
    before = told(at)
    at.switch_page(START).run()
    at.switch_page(PLAYGROUND).run()
    assert told(at) == before != []


def test_every_page_of_the_folder_is_in_the_app():
    source = (ROOT / "app.py").read_text(encoding="utf-8")
    assert [page for page in PAGES if f'"{page}"' not in source] == []
