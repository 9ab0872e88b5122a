"""Tests that the address of the playground is followed, corrected in words, and kept in step with the controls."""

from urllib.parse import parse_qs

from playground import controls
from playground.address import from_query, to_query
from playground.settings import Settings
from tests.helpers.pages import EXPLANATIONS, address, change, opened, opening, run_of, send, shown, told

SCENE = {
    "dataset": "moons",
    "task": "classification",
    "noise": "15",
    "split": "70",
    "n": "123",
    "dataseed": "3",
    "features": "x1-x2-x1x2",
    "hidden": "5-4-3",
    "activation": "relu-tanh-elu",
    "init": "he",
    "seed": "7",
    "order": "sorted",
    "optimiser": "adam",
    "lr": "0.0173",
    "schedule": "cosine",
    "period": "70",
    "batch": "4",
    "clip": "2.5",
    "penalty": "l2",
    "penaltyrate": "0.02",
    "speed": "20",
    "stop": "12",
    "target": "0.25",
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
    assert (header["sizes"], header["features"], header["n"]) == ([3, 5, 4, 3, 1], ["x1", "x2", "x1x2"], 123)
    assert header["activations"] == ["relu", "tanh", "elu", "sigmoid"]
    assert [header["view"][name] for name in ("speed", "stop", "target")] == ["20", 12, 0.25]


def test_a_short_address_is_completed():
    assert opened(dataset="xor").query_params == to_query(Settings()) | {"dataset": "xor"}


def test_a_small_training_set_without_a_batch_is_no_mistake():
    at = opened(n="12")
    assert not told(at)
    assert at.query_params["batch"] == "6"


def test_what_streamlit_keeps_in_the_address_for_itself_stays_there():
    at = change(opened(embed="true", embed_options=["dark_theme", "show_padding"], dataset="xor"), noise=10)
    assert not told(at)
    own = {"embed": "true", "embed_options": ["dark_theme", "show_padding"]}
    assert at.query_params == to_query(Settings()) | own | {"dataset": "xor", "noise": "10"}


def test_a_name_that_is_no_setting_is_left_out_of_the_address_in_words():
    at = opened(lesson="3", dataset="xor")
    assert told(at) == ["In the address, 'lesson' is not a setting; it was left out."]
    assert at.query_params == to_query(Settings()) | {"dataset": "xor"}


def test_a_page_without_settings_leaves_its_address_alone():
    at = opened(EXPLANATIONS, lesson="3", lr="abc")
    assert not at.exception
    assert at.query_params == {"lesson": "3", "lr": "abc"}


# --- addresses with mistakes


def test_a_bad_address_is_answered_with_its_sentences_in_a_notice():
    query = {"dataset": "<b>", "lr": "abc", "noise": "77", "hidden": "4-99"}
    settings, sentences = from_query(query)
    at = opened(**query)
    assert not at.exception
    assert told(at) == sentences
    assert len(sentences) == 4
    assert at.query_params == to_query(settings)


BAD = {  # an address: how many sentences it gets
    "hidden=4-x-9999": 1,
    "hidden=-3": 1,
    "hidden=" + "-".join(["16"] * 400) + "&n=5000": 1,
    "lr=-1": 1,
    "lr=nan": 1,
    "lr=1e400": 1,
    "lr=0,01": 1,
    "noise=1e9&batch=0": 2,
    "batch=1.5&seed=1e30": 2,
    "split=100&n=0": 2,
    "seed=" + "9" * 350: 1,
    "seed=5.0&dataseed=0x10&noise=1_000": 3,
    "seed=%EF%BC%95&dataseed=%D9%A1&lr=%D9%A1": 3,
    "seed=%2B5&noise=+5+&n=%2050%09": 0,
    "seed=%00&dataset=%1B%5B31m&stop=5%0A6": 3,
    "dataset=%E2%80%AErox&%E2%80%AElr=1": 2,
    "seed=%FF&lr=%ED%A0%80&%C0%AF=1": 3,
    "dataset=%3Cscript%3Ealert(1)%3C/script%3E&%3Cimg+src=x+onerror%3Dalert(1)%3E=1": 2,
    "activation=%3C/p%3E%3C/div%3E%3Cb%3E&speed=%26lt%3B%26%2360%3B&{name}={0}": 3,
    "lr=" + "a" * 100_000: 1,
    "b" * 100_000 + "=1": 1,
    "&".join(f"f{i}={i}" for i in range(1000)): 6,
    "&".join(["lr=0.1"] * 1000): 1,
    "lr=0.1&lr=0.2": 1,
    "lr=0.1&lr=abc&dataset=xor&dataset=%3Cb%3E&n=1&n=2": 6,
    "lesson=3&=&LR=1": 3,
    "&".join(f"{name}=" for name in SCENE): len(SCENE),
    "&".join(f"{name}=%3Cscript%3Ealert(1)%3C/script%3E" for name in SCENE): len(SCENE),
    "&".join(f"{name}=999999999999999999" for name in SCENE): len(SCENE),
    "&".join(f"{name}=-1" for name in SCENE): len(SCENE),
    "&".join(f"{name}=nan" for name in SCENE): len(SCENE),
    "&".join(f"{name}={'9' * 350}" for name in SCENE): len(SCENE),
}


def test_no_address_breaks_the_page_and_every_mistake_has_its_sentence():
    for text, count in BAD.items():
        query = parse_qs(text, keep_blank_values=True)
        settings, sentences = from_query(query)
        at = opened(**query)
        assert not at.exception, text
        assert told(at) == sentences, text
        assert len(sentences) == count, text
        assert at.query_params == to_query(settings), text
        assert shown(at) == controls.values(settings), text
        assert opening(at)["n"] == settings.description.n, text


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
    assert opening(at)["view"] == {
        "number": view["number"] + 1,
        "reseed": True,
        "speed": "5",
        "stop": 40,
        "target": None,
    }


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


def test_an_address_that_gains_a_name_that_is_no_setting_keeps_the_run_and_gets_a_sentence():
    at = opened()
    run, view = run_of(at), opening(at)["view"]
    go_to(at, to_query(Settings()) | {"lesson": "3"})
    assert (run_of(at), opening(at)["view"]) == (run, view)
    assert told(at) == ["In the address, 'lesson' is not a setting; it was left out."]
    assert at.query_params == to_query(Settings())


def test_an_address_that_holds_no_setting_at_all_asks_for_nothing():
    at = go_to(change(opened(), noise=20), {"lesson": "3"})
    assert not told(at)
    assert at.query_params == to_query(Settings()) | {"noise": "20"}


def version(at):
    """The last version of the page that a browser has heard of."""
    return at.text_area(key="page_version").value


def change_late(at, heard, **values):
    """Change controls in a browser that has heard of a version, and of nothing since."""
    at.text_area(key="page_version").set_value(heard)
    change(at, **values)


def test_a_message_that_was_sent_before_a_change_was_heard_of_does_not_undo_it():
    at = opened()
    before, circle = version(at), dict(at.query_params)
    change(at, noise=20)
    at.query_params = circle
    change_late(at, before, dataset="xor")
    assert (at.query_params["noise"], at.query_params["dataset"]) == ("20", "xor")
    assert (shown(at)["noise"], shown(at)["dataset"]) == (20, "xor")


def test_who_goes_back_and_at_once_changes_a_control_has_both():
    at = opened()
    circle = dict(at.query_params)
    before = version(change(at, dataset="xor", noise=20))
    go_to(at, circle)
    change_late(at, before, activation="relu")
    assert at.query_params == circle | {"activation": "relu"}
    assert shown(at)["dataset"] == "circle"


def test_an_address_that_is_gone_is_written_again():
    at = go_to(change(opened(), noise=20), {})
    assert address(at) == to_query(Settings()) | {"noise": "20"}
    assert at.query_params == {}, "a new entry of the browser's history: nobody could go back any more"


def test_a_first_run_that_was_broken_off_before_it_wrote_the_address_is_made_good():
    at = opened(dataset="xor")
    at.session_state["session"].sent.clear()
    at.run()
    assert not at.exception
    assert opening(at)["description"]["dataset"] == "xor"


def test_an_address_is_followed_once_whatever_version_the_browser_says_it_has():
    at = opened(dataset="xor")
    at.text_area(key="page_version").set_value("unknown")
    at.query_params.clear()
    at.query_params.update(dataset="moons", lr="abc")
    at.run()
    assert not at.exception
    assert shown(at)["dataset"] == "moons"


def test_a_session_that_was_cleared_begins_anew_with_what_the_address_says():
    at = change(opened(dataset="xor"), noise=20)
    before = opening(at)["run_id"]
    del at.session_state["session"]
    send(at, do="open")
    assert not at.exception
    header = opening(at)
    assert (header["description"]["dataset"], header["description"]["noise"]) == ("xor", 20)
    assert header["run_id"] != before
