"""Tests that the address of the playground is followed, corrected in words, and kept in step with the controls."""

import pytest
from app_helpers import change, opened, opening, run_of, shown, told

from playground import controls
from playground.settings import Settings, from_query, to_query

SCENE = {
    "dataset": "moons",
    "noise": "15",
    "split": "70",
    "n": "123",
    "dataseed": "3",
    "hidden": "5-4-3",
    "activation": "relu",
    "seed": "7",
    "lr": "0.0173",
    "batch": "4",
    "speed": "20",
    "stop": "12",
}


def go_to(at, query):
    """Open another address in the same session, as the browser's Back button does."""
    at.query_params = dict(query)
    return at.run()


# --- the first address


def test_without_any_address_every_setting_is_written_into_it():
    assert opened().query_params == to_query(Settings())


def test_an_address_sets_controls_stage_and_view():
    at = opened(**SCENE)
    assert not told(at)
    assert at.query_params == SCENE
    assert shown(at) == controls.values(from_query(SCENE)[0])
    header = opening(at)
    assert (header["sizes"], header["activation"], header["n"]) == ([2, 5, 4, 3, 1], "relu", 123)
    assert (header["view"]["speed"], header["view"]["stop"]) == ("20", 12)


def test_a_short_address_is_completed():
    assert opened(dataset="xor").query_params == to_query(Settings()) | {"dataset": "xor"}


def test_a_small_training_set_without_a_batch_is_no_mistake():
    at = opened(n="12")
    assert not told(at)
    assert at.query_params["batch"] == "6"


def test_other_parameters_of_an_address_are_left_alone():
    at = change(opened(lesson="3", dataset="xor"), noise=10)
    assert (at.query_params["lesson"], at.query_params["dataset"], at.query_params["noise"]) == ("3", "xor", "10")


# --- addresses with mistakes


def test_a_bad_address_is_answered_with_its_sentences_in_a_notice():
    query = {"dataset": "<b>", "lr": "abc", "noise": "77", "hidden": "4-99"}
    settings, sentences = from_query(query)
    at = opened(**query)
    assert not at.exception
    assert told(at) == sentences
    assert len(sentences) == 4
    assert at.query_params == to_query(settings)


@pytest.mark.parametrize(
    "query",
    [
        dict.fromkeys(SCENE, ""),
        dict.fromkeys(SCENE, "<script>alert(1)</script>"),
        dict.fromkeys(SCENE, "999999999999999999"),
        dict.fromkeys(SCENE, "-1"),
        dict.fromkeys(SCENE, "nan"),
        {"dataset": ["xor", "<b>"], "n": ["1", "2"]},
        {"hidden": "-".join(["16"] * 40), "n": "5000"},
    ],
    ids=["empty", "markup", "huge", "negative", "nan", "repeated", "long"],
)
def test_no_address_breaks_the_page(query):
    at = opened(**query)
    assert not at.exception
    settings, sentences = from_query(dict(at.query_params))
    assert sentences == []
    assert shown(at) == controls.values(settings)


def test_the_sentences_stay_until_something_is_changed():
    at = opened(noise="77")
    assert told(at.run())
    assert not told(change(at, dataset="xor"))


# --- other addresses in the same session


def test_an_address_that_changes_is_followed():
    at = opened()
    token, _ = run_of(at)
    go_to(at, SCENE)
    assert run_of(at)[0] != token
    assert shown(at) == controls.values(from_query(SCENE)[0])
    assert at.query_params == SCENE


def test_an_address_that_changes_in_a_live_setting_keeps_the_run():
    at = opened()
    token, revision = run_of(at)
    go_to(at, to_query(Settings()) | {"lr": "0.5"})
    assert run_of(at) == (token, revision + 1)
    assert shown(at)["learning_rate"] == 0.5


def test_an_address_that_changes_only_speed_and_stop_keeps_the_run_and_tells_the_stage():
    at = opened()
    run, view = run_of(at), opening(at)["view"]
    go_to(at, to_query(Settings()) | {"speed": "5", "stop": "40"})
    assert run_of(at) == run
    assert opening(at)["view"] == {"number": view["number"] + 1, "speed": "5", "stop": 40}


def test_the_address_before_a_change_brings_back_what_was_set():
    at = opened(**SCENE)
    change(at, noise=30)
    assert at.query_params == SCENE | {"noise": "30"}
    go_to(at, SCENE)
    assert shown(at)["noise"] == 15


def test_an_address_that_changes_to_a_bad_one_is_answered_with_a_sentence():
    at = go_to(opened(), {"dataset": "xor", "noise": "77"})
    (sentence,) = told(at)
    assert "noise" in sentence
    assert at.query_params == to_query(Settings()) | {"dataset": "xor", "noise": "50"}


def test_a_stale_address_along_with_a_changed_control_is_not_followed():
    at = opened()
    stale = dict(at.query_params)
    change(at, noise=20)
    at.query_params = stale
    change(at, dataset="xor")
    assert (at.query_params["noise"], at.query_params["dataset"]) == ("20", "xor")
    assert (shown(at)["noise"], shown(at)["dataset"]) == (20, "xor")


def test_an_address_that_is_gone_is_written_again():
    at = go_to(change(opened(), noise=20), {})
    assert at.query_params == to_query(Settings()) | {"noise": "20"}
