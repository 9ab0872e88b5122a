"""Tests that every page runs, alone and through the app, and that no page disturbs another."""

import inspect

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from course.chapters import CHAPTERS
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


def test_every_page_of_the_folder_is_in_the_app():
    source = (ROOT / "app.py").read_text(encoding="utf-8")
    chapters = [chapter.page for chapter in CHAPTERS.values()]
    assert [page for page in PAGES if f'"{page}"' not in source and page not in chapters] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_was_run_without_the_app_is_run_anew_through_it(page):
    at = opened()
    at.switch_page(page)

    def begin_without_navigation(self, *arguments, **named):
        begin(self, *arguments, **named)
        PagesManager.uses_pages_directory = True

    begin = PagesManager.__init__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PagesManager, "__init__", begin_without_navigation)
        at.run()
    assert not at.exception
    assert PagesManager.uses_pages_directory is False


def test_who_comes_when_the_house_is_full_is_told_so_and_nothing_else_is_shown(monkeypatch):
    monkeypatch.setattr(presence, "_seat", presence.Seat)
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
    monkeypatch.setattr(presence, "_seat", presence.Seat)  # as when a connection was lost and is there again
    at.run()
    assert told(at) == []
    assert components(at, "live_stage")
