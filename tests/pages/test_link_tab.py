"""Tests that the tab offers a link that brings back what is on show, says what cannot, and can leave few controls."""

import html
import re
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from export.link import MAX_LINK
from nn_core import Description, Run
from nn_core.own import encode
from playground import run_link
from playground.address import from_query, to_query
from playground.choices import CONTROLS
from playground.settings import Settings
from tests.helpers.pages import told

FEW = encode(np.random.default_rng(0).uniform(-6, 6, (300, 2)), np.arange(300) % 2)
SEVERAL = encode(np.random.default_rng(0).uniform(-6, 6, (1000, 2)), np.arange(1000) % 2)
AS_MANY_AS_FIT = encode(np.random.default_rng(0).uniform(-6, 6, (1200, 2)), np.arange(1200) % 2)
MANY = encode(np.random.default_rng(0).uniform(-6, 6, (3000, 2)), np.arange(3000) % 2)


def script(settings, epochs, changes):
    from export.link import tab
    from nn_core import Run
    from playground import session
    from playground.feed import Snapshot

    session.current().settings = settings
    run = Run(settings.description)
    for change in changes:
        run.change(**change)
        list(run.advance(1))
    list(run.advance(epochs))
    description = settings.description.__class__(**vars(run.description) | run.settings_at(run.epoch))
    tab(Snapshot(run.description, description, run.journal, run.record(), "numpy"))


def shown(description=None, epochs=3, changes=(), **view):
    """The tab for a run of a description."""
    settings = Settings(description or Description(n=30, hidden=(3,)), **view)
    at = AppTest.from_function(script, default_timeout=60, args=(settings, epochs, list(changes))).run()
    assert not at.exception
    return at


def address(at):
    """The link as whoever opens it reads it: {name: text}."""
    return dict(parse_qsl(urlsplit(at.code[0].value).query))


def test_the_link_holds_the_settings_the_view_and_the_training():
    at = shown(speed="5", stop=9, changes=[{"learning_rate": 0.5}])
    query = address(at)
    settings, sentences = from_query({name: text for name, text in query.items() if name != "run"})
    assert (settings.speed, settings.stop, settings.description.learning_rate, sentences) == ("5", 9, 0.5, [])
    shared = run_link.unpack(query["run"], settings.description)
    run = Run(shared.start, journal=shared.journal)
    *_, record = run.advance(shared.epoch)
    assert (record.epoch, record.train_loss) == (4, shared.loss)


def test_without_the_training_the_link_holds_the_settings_alone():
    at = shown()
    at.toggle(key="link_run").set_value(False)
    at.run()
    assert address(at) == to_query(Settings(Description(n=30, hidden=(3,))))


def test_an_untrained_run_has_no_training_to_take_along():
    at = shown(epochs=0)
    assert [toggle.key for toggle in at.toggle] == ["link_few"] and "run" not in address(at)


def test_three_hundred_own_points_and_their_training_make_a_link_of_less_than_2000_characters():
    description = Description(dataset="own", points=FEW, hidden=(8, 8))
    at = shown(description, changes=[{"learning_rate": 0.5}, {"batch_size": 20}, {"learning_rate": 0.1}])
    assert 300 < len(at.code[0].value) + len("https://perceptron-playground.streamlit.app/") < 2000
    assert not told(at)


def test_points_that_are_too_many_for_a_link_are_said_to_be():
    at = shown(Description(dataset="own", points=MANY, hidden=(3,)), epochs=1)
    (sentence,) = told(at)
    assert sentence.startswith("Your 3,000 points are too many for a link: it opens with them only in this browser.")
    assert address(at)["points"].startswith("~")
    assert not at.get("image")  # a camera is in another hand


def test_a_training_that_is_too_long_for_a_link_is_said_to_be():
    description = Description(n=30, hidden=(16,) * 6)
    values = np.random.default_rng(0).uniform(-1, 1, 1425)
    changes = [{"parameters": [[place, value] for place, value in enumerate(values)]}]
    (sentence,) = told(shown(description, epochs=1, changes=changes))
    assert "does not fit" in sentence or "too often" in sentence
    assert sentence.endswith("The link brings back the settings; save the model to take the weights along.")


def test_no_link_is_longer_than_servers_take_points_and_training_together():
    values = np.random.default_rng(0).uniform(-1, 1, 193)
    by_hand = [{"parameters": [[place, value] for place, value in enumerate(values)]}]
    for points, is_there in ((FEW, True), (AS_MANY_AS_FIT, False)):
        at = shown(Description(dataset="own", points=points, hidden=(16, 8)), epochs=1, changes=by_hand)
        query = urlsplit(at.code[0].value).query
        assert 4000 < len(query) <= MAX_LINK
        assert address(at)["points"] == points
        assert ("run" in address(at), not told(at)) == (is_there, is_there)
    assert told(at) == [
        "This run was changed too often to fit into a link. The link brings back the settings; save "
        "the model to take the weights along."
    ]


@pytest.mark.parametrize("others", ["hidden", "locked"])
def test_what_a_learner_may_change_is_in_the_link(others):
    at = shown()
    at.toggle(key="link_few").set_value(True)
    at.run()
    assert at.multiselect(key="link_show").value == ["hidden", "lr"]
    at.multiselect(key="link_show").set_value(["lr", "seed"])
    at.run()
    at.get_by_key("link_others").set_value(others)
    at.run()
    query = address(at)
    settings, _ = from_query({name: text for name, text in query.items() if name != "run"})
    assert [name for name in CONTROLS if settings.may_change(name)] == ["lr", "seed"]
    assert settings.shows("hidden") == (others == "locked")


def test_a_link_made_where_controls_are_hidden_hides_them_too():
    assert address(shown(show=("lr",)))["show"] == "lr"
    assert address(shown(lock=("seed",)))["lock"] == "seed"


@pytest.mark.parametrize(("points", "is_there"), [(FEW, True), (SEVERAL, False)], ids=["short", "long"])
def test_there_is_a_qr_code_where_a_camera_can_read_it(points, is_there):
    at = shown(Description(dataset="own", points=points, hidden=(3,)), epochs=1)
    assert bool(at.get("image")) == is_there
    assert any("Too long for a QR code" in text.value for text in at.markdown) != is_there


def test_the_frame_for_another_page_holds_the_link_and_asks_for_the_stage_alone():
    at = shown()
    (source,) = re.findall('src="([^"]+)"', at.code[1].value)
    assert html.unescape(source) == f"{at.code[0].value}&embed=true"
