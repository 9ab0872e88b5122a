"""Tests that the playground, its dialogs and your data are in the reader's language: every text once, none plain."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from nn_core import ACTIVATIONS, DATASETS
from nn_core.own import encode
from own_data.samples import SAMPLES
from playground import presence
from playground.address import PARAMETERS, to_query
from playground.choices import CONTROLS
from playground.feed import Feed
from playground.languages import LANGUAGES, speaking
from playground.presets import PRESETS
from playground.texts import _
from tests.helpers.marking import MARKED, WORD, page, unmarked, words
from tests.helpers.pages import ROOT, change, components, opened, told
from tests.pages.test_share import SCENE, share, train
from tests.pages.test_your_data import DRAWN, GOOD, draw, edit, upload

ALL = {
    "dataset": "hills", "features": "x1-sinx2", "hidden": "4-3", "activation": "relu-tanh", "init": "he",
    "order": "sorted", "optimiser": "adam", "clip": "0.1", "schedule": "cosine", "penalty": "l2",
}  # fmt: skip
IN_ADDRESS = {*PARAMETERS, *CONTROLS, *DATASETS, *ACTIVATIONS}  # what the address calls things


@pytest.fixture(autouse=True)
def reader(marked):
    """AppTest, too, finds an option by its words."""
    with speaking(MARKED.code):
        yield


def own_names():
    """The words by which languages call themselves, in the menu."""
    return WORD.findall(" ".join(language.name for language in LANGUAGES.values()))


# --- the frame of every page


def test_the_menu_of_languages_is_in_the_readers_language_and_each_language_in_its_own():
    (menu,) = components(opened(lang=MARKED.code), "language_menu")
    names = [language.name for language in LANGUAGES.values()]
    assert all(f">{name}</a>" in menu.html_content for name in names)
    assert words(menu.html_content) == words(" ".join(names))


def test_a_house_that_is_full_says_so_in_the_readers_language(monkeypatch):
    st.cache_resource.clear()  # whoever comes has no seat yet
    monkeypatch.setattr(presence.house, "most", 0)
    at = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    at.query_params["lang"] = "marked"
    (sentence,) = told(at.run())
    assert words(sentence) == set() and sentence.startswith("⟦")


# --- the playground


@pytest.mark.parametrize(
    "query", [{}, ALL, {"show": "lr-hidden", "lock": "noise"}, {"target": "0.1"}], ids=["usual", "all", "few", "lesson"]
)
def test_every_text_of_the_playground_is(query):
    assert unmarked(page("playground", **query)) == []


def test_the_gallery_is_with_every_scene_and_so_is_the_scene_on_show():
    at = opened(lang=MARKED.code)
    at.button(key="scenes").click().run()
    assert unmarked(at, *own_names()) == []
    at.button(key="preset_xor").click().run()
    assert any(f"**{PRESETS['xor'].title}**" in element.value for element in at.markdown)
    assert unmarked(at, *own_names()) == []


def test_what_gives_way_to_a_choice_is_told_so():
    at = change(page("playground", n="300"), batch_size=150)
    assert unmarked(at) == []
    for choice in ({"n": 20}, {"features": []}, {"dataset": "own"}):
        change(at, **choice)
        assert told(at) and unmarked(at) == []


def test_what_is_said_of_an_address_is():
    for query in [
        {"noise": "77", "lr": "0,5", "batch": "x"},
        {"dataset": "cake", "activation": "cake"},
        {"task": "regression", "dataset": "xor"},
        {"show": "cake", "points": "cake", "cake": "1"},
        {"run": "1cake"},
        dict(list(to_query(PRESETS["xor"].settings).items())[:9]),
        dict.fromkeys("abcdefghijk", "1"),
    ]:
        at = page("playground", **query)
        assert told(at), query
        fields = {word for parameter in PARAMETERS.values() for word in parameter.field.split("_")}
        assert unmarked(at, "cake", "regression", "classification", *IN_ADDRESS, *fields) == [], query


def test_a_language_that_is_not_here_is_told_in_the_one_of_the_browser(monkeypatch):
    monkeypatch.setattr("playground.reader.of_browser", lambda tag, headers: MARKED.code)
    at = opened("pages/playground.py", lang="xx")
    (sentence,) = told(at)
    assert "'xx'" in sentence and unmarked(at, "lang", "xx", *LANGUAGES) == []


# --- Share and save

FILES = ("perceptron.py", "perceptron.ipynb")


@pytest.fixture
def at(monkeypatch):
    """A session whose run has been trained for nine epochs, on however slow a computer."""
    monkeypatch.setattr("playground.feed.URGENT_SECONDS", 60)
    monkeypatch.setattr("playground.feed.SECONDS", 60)
    at = page("playground", **SCENE)
    train(at, 0, 9)
    return at.run()


def test_share_and_save_is_with_all_its_tabs(at):
    share(at)
    assert len(at.tabs) == 4
    assert unmarked(at, *FILES) == []
    at.toggle(key="link_few").set_value(True).run()
    assert at.multiselect(key="link_show").value and unmarked(at, *FILES) == []


@pytest.mark.parametrize(
    "contents", [b"", b"PK\3\4", b'{"layers": 5}', b'{"layers": [{"activation": "cake"}]}'], ids=str
)
def test_what_is_said_of_a_file_that_holds_no_model_is(at, contents):
    share(at)
    at.file_uploader(key="model_file").set_value(("model.json", contents, "application/json")).run()
    assert len(told(at)) == 2
    assert unmarked(at, "cake", *FILES, *ACTIVATIONS) == []


def test_what_is_said_of_a_model_is(at):
    share(at)
    model = (
        b'{"layers": [{"activation": "sigmoid", "weights": [[1, 2]], "biases": [3]}], "settings": {"noise": "cake"}}'
    )
    at.file_uploader(key="model_file").set_value(("model.json", model, "application/json")).run()
    assert told(at) and at.button(key="model_load")
    assert unmarked(at, "noise", "cake", *FILES) == []


def test_that_an_epoch_is_too_far_is_told_so(at, monkeypatch):
    monkeypatch.setattr(Feed, "snapshot", lambda self, epoch: None)
    share(at, 4)
    assert unmarked(at) == []


def test_the_frame_for_another_page_has_a_title_in_the_readers_language(at):
    share(at)
    (frame,) = [code.value for code in at.code if code.value.startswith("<iframe")]
    assert 'title="⟦Perceptron Playground⟧"' in frame


# --- your data


def test_your_data_is_with_points_of_one_class_and_of_both():
    at = page("your_data")
    assert unmarked(at) == []
    draw(at, DRAWN[:3])
    assert unmarked(at) == []
    draw(at, DRAWN, number=2)
    assert unmarked(at) == []


def test_the_playground_with_points_of_ones_own_is():
    points = encode([[1, 2], [-3, 0.5]], [0, 1])
    assert unmarked(opened(lang=MARKED.code, points=points), *own_names()) == []


@pytest.mark.parametrize(
    "row",
    [{"x1": "1"}, {"x1": "cake", "x2": "1", "class": "1"}, {"x1": "9", "x2": "1", "class": "1"},
     {"x1": "1", "x2": "1", "class": "cake"}],
    ids=str,
)  # fmt: skip
def test_what_is_said_of_a_row_is(row):
    at = edit(page("your_data"), dict.fromkeys(range(6), row))
    assert len(told(at)) == 5
    assert unmarked(at, "cake") == []


FAULTY = {
    "empty": b"",
    "one column": b"one\n1\n2\n",
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "numbers only": b"a,b,c\n1,2,3\n4,5,6\n7,8,9\n",
    "one class": b"a,b,c\n1,2,cake\n3,4,cake\n",
    "no number": GOOD.encode() + b"\ncake,1,a\n",
    "missing": GOOD.encode() + b"\nnan,1,a\n",
    "blank": GOOD.encode() + b"\n,1,a\n",
    "infinite": GOOD.encode() + b"\ninf,1,a\n",
    "large": GOOD.encode() + b"\n1e305,1,a\n",
    "two marks": b"a;b;c\n1.5;1;cake\n2,5;3;a\n",
    "thousands": b"a;b;c\n1.234,5;1;cake\n2;3;a\n",
    "thousands or decimals": b"a;b;c\n1.234;1,5;cake\n2;3;a\n",
    "names taken for values": b"1,2,cake\n1,2,x\n3,4,y\n",
    "title": b"cake\na,b,c\n1,2,x\n",
    "all with gaps": b"a,b,c\n1,,cake\n,4,a\n",
    "short row": GOOD.encode() + b"\n1,2\n",
    "quote": b'a,b,c\n1,2,"cake\n',
    "names alone": b"a,b,c\n",
}


def test_what_is_said_of_a_file_is():
    for name, contents in FAULTY.items():
        at = upload(page("your_data"), contents)
        assert told(at), name
        assert unmarked(at, "cake", "width", "height", "kind", "nan", "inf", "one") == [], name


def test_what_is_said_of_a_good_file_and_of_its_columns_is():
    lines = [f"{line},cake" for line in GOOD.split("\n")]
    at = upload(page("your_data"), "\n".join([*lines, ",,,cake"]))
    names = ("width", "height", "kind", "cake")
    assert told(at) and unmarked(at, *names) == []
    at.selectbox[0].set_value(2).run()
    assert unmarked(at, *names) == []


def test_what_is_said_of_rows_that_were_left_out_and_points_that_cannot_be_seen_is():
    at = upload(page("your_data"), "width,height,kind\n1,1,cake\n2,2,a\n3,2,a\n1e9,3,a\n,1,a\n")
    at.button(key="own_leave_out").click().run()
    assert len(told(at)) == 2 and unmarked(at, "width", "height", "kind", "cake", "1e") == []


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_with_its_source(name):
    at = page("your_data")
    at.session_state["own_ways"] = _("Real data")
    at.run()
    at.selectbox(key="own_sample").set_value(name).run()
    at.button(key="own_sample_load").click().run()
    names = WORD.findall(SAMPLES[name].contents.decode())  # of columns and classes
    assert unmarked(at, *names) == []
