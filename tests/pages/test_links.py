"""Tests of what a link can bring: own points, a training, few controls; and of the stage in another page."""

import json
from dataclasses import replace
from urllib.parse import urlencode

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from export.model import write
from nn_core import Description, Run
from nn_core.own import encode
from own_data.plane import as_sent
from playground import run_link
from playground.address import name_of, to_query
from playground.choices import CONTROLS
from playground.feed import Snapshot
from playground.settings import Settings
from tests.helpers.pages import (
    ROOT,
    change,
    components,
    controls_on,
    opened,
    opening,
    panel,
    send,
    send_to,
    shown,
    told,
)

POINTS = encode([[1.5, -2], [0, 3], [5, -5], [-4, 4]], [0, 1, 1, 0])
MINE = encode([[1, 1], [2, 2], [3, 3]], [0, 1, 1])
MORE = encode([[1.5, -2], [0, 3], [5, -5], [-4, 4], [0, 0]], [0, 1, 1, 0, 1])
MANY_POINTS = encode(np.random.default_rng(0).uniform(-6, 6, (4000, 2)), np.arange(4000) % 2)
SMALL = Description(n=30, hidden=(3,), batch_size=4, learning_rate=0.1)


def trained():
    """The snapshot of a small run at epoch 12, with a change and a weight set by hand on its way."""
    run = Run(SMALL)
    list(run.advance(5))
    run.change(learning_rate=0.5, parameters=[[0, 0.25]])
    *_, record = run.advance(7)
    return Snapshot(SMALL, replace(SMALL, learning_rate=0.5), run.journal, record, "numpy")


def shared_query(snapshot):
    return to_query(Settings(snapshot.description)) | {"run": run_link.pack(snapshot)}


def kept_by_the_browser(at, *texts):
    """Send what the browser says that it has kept: the points that are wanted, and others."""
    return send_to(at, "own_points", "kept", texts)


# --- a training


def test_a_link_brings_the_run_to_its_epoch_with_the_same_bits():
    snapshot = trained()
    at = opened(**shared_query(snapshot))
    header = opening(at)
    assert header["goal"] == {"epoch": 12, "engine": "numpy"}
    assert (header["start"]["learning_rate"], header["description"]["learning_rate"]) == (0.1, 0.5)
    assert [[epoch, changes] for epoch, changes in header["journal"]] == [
        [5, {"learning_rate": 0.5, "parameters": [[0, 0.25]]}]
    ]
    feed = at.session_state["session"].feed
    about = {"run_id": feed.run_id, "revision": 0, "id": 1, "from": 0, "shown": 0, "count": 12, "pace": "max"}
    send(at, do="train", urgent=False, **about)
    assert feed.snapshot(12).record.parameters.tobytes() == snapshot.record.parameters.tobytes()
    assert not told(at)


def test_the_training_stays_in_the_address_until_another_setting_is_chosen():
    query = shared_query(trained())
    at = opened(**query)
    assert at.query_params == query
    change(at, seed=3)
    assert "run" not in at.query_params
    assert opening(at)["goal"] is None


@pytest.mark.parametrize("damage", [lambda text: text[:-7], lambda text: text[:20] + "A" + text[21:], lambda text: "1"])
def test_a_training_that_was_cut_or_edited_leaves_the_settings_and_a_sentence(damage):
    query = shared_query(trained())
    at = opened(**query | {"run": damage(query["run"])})
    (sentence,) = told(at)
    assert sentence.startswith("The run in this link cannot be used: ")
    assert opening(at)["goal"] is None
    assert at.query_params == to_query(Settings(trained().description))


def test_a_training_of_other_settings_is_not_taken_for_one_of_these():
    at = opened(**shared_query(trained()) | {"seed": "5"})
    (sentence,) = told(at)
    assert "it does not match the settings in the link" in sentence


# --- own points


def test_own_points_in_an_address_are_what_trains():
    at = opened(points=POINTS)
    assert opening(at)["description"] | {"dataset": "own", "points": POINTS, "n": 4} == opening(at)["description"]
    assert panel(at)["groups"][0]["note"] == "4 points of your own: 2 of class 1, 2 of class 0."
    assert not {"n", "noise"} & shown(at).keys()


def test_from_own_points_a_link_leads_to_the_page_where_they_are_made_unless_they_are_to_stay():
    at = opened(points=POINTS)
    query = dict(at.query_params)
    assert panel(at)["groups"][0]["link"] == {
        "label": "Change your points",
        "address": f"your_data?{urlencode(query)}",
    }
    change(at, your_data=True)
    assert not at.exception and components(at, "own_plane")
    assert dict(at.query_params) == query
    assert "link" not in panel(opened(points=POINTS, lock="dataset"))["groups"][0]


def test_own_points_come_back_when_another_data_set_was_looked_at():
    at = opened(points=POINTS)
    for dataset, points in (("xor", ""), ("own", POINTS)):
        change(at, dataset=dataset)
        assert opening(at)["description"]["points"] == points
    assert not told(at)


def test_without_own_points_the_data_set_stays_and_a_sentence_says_where_to_make_some():
    at = opened()
    change(at, dataset="own")
    assert told(at) == ["You have no points of both classes yet: draw or load some on the page Your data."]
    assert shown(at)["dataset"] == opening(at)["description"]["dataset"] == "circle"


def test_points_that_the_browser_has_kept_are_there_another_day():
    at = opened()
    kept_by_the_browser(at, POINTS)
    change(at, dataset="own")
    assert opening(at)["description"]["points"] == POINTS


def test_what_a_browser_says_that_it_has_kept_may_be_anything():
    for kept in ["1abc", 7, None, {}, [], ["1"], [7, {}], "", ["1" * 50_000] * 20]:
        at = send_to(opened(), "own_points", "kept", kept)
        assert not at.exception and not told(at), kept
        assert at.session_state["session"].own_points == ("" if kept is not None else None), kept


def test_points_that_an_address_only_names_are_fetched_from_the_browser():
    at = opened(dataset="own", points=f"~{name_of(MANY_POINTS)}", lr="0.5")
    assert not components(at, "live_stage")
    kept_by_the_browser(at, MANY_POINTS)
    described = opening(at)["description"]
    assert (described["points"], described["n"], described["learning_rate"]) == (MANY_POINTS, 4000, 0.5)
    assert at.query_params["points"] == f"~{name_of(MANY_POINTS)}"
    send(at, do="open")
    assert "Too many for a link" in panel(at)["groups"][0]["note"]


def test_points_that_this_browser_does_not_keep_give_another_data_set_and_a_sentence():
    at = opened(dataset="own", points=f"~{name_of(MANY_POINTS)}", lr="0.5")
    kept_by_the_browser(at, "")
    assert told(at) == [
        "This link was made with more points than it can hold, and this browser does not have them. Whoever has them "
        "can save them as CSV on the page Your data; you can load that file there. Using circle instead."
    ]
    assert opening(at)["description"] | {"dataset": "circle", "learning_rate": 0.5} == opening(at)["description"]


def test_points_that_have_given_way_to_others_are_fetched_when_an_address_names_them_again():
    at = opened(dataset="own", points=POINTS)
    at.query_params.update(dataset="own", points=f"~{name_of(MANY_POINTS)}")
    at.run()
    assert not components(at, "live_stage")
    kept_by_the_browser(at, MANY_POINTS)
    assert opening(at)["description"]["points"] == MANY_POINTS and not told(at)


# --- own points that give way to others


def left(at):
    """The button that brings other own points back, as it reads, on the page Your data; None where there is none."""
    buttons = [button for button in at.button if button.key == "own_back"]
    return buttons[0].label if buttons else None


def in_training(at):
    """The points that the run on the stage has."""
    return at.session_state["session"].settings.description.points


def bring_back(at):
    at.button(key="own_back").click()
    at.run()
    assert not at.exception
    return at.session_state["session"].own_points


def draw(at, text):
    """Draw these points on the plane."""
    (proto,) = components(at, "own_plane")
    message = {"revision": json.loads(proto.bytes)["revision"], "id": 1, "points": as_sent(text)}
    return send_to(at, "own_plane", "stroke", message)


def load_a_model(at, points):
    """Load a model with these points, as the dialog "Share and save" does."""
    header = opening(send(at, do="open"))
    send(at, do="share", run_id=header["run_id"], id=2, revision=header["revision"], epoch=0)
    run = Run(Description(dataset="own", points=points, hidden=(), batch_size=1))
    contents = write(Snapshot(run.description, run.description, [], run.record(), "numpy")).encode()
    at.file_uploader(key="model_file").set_value(("model.json", contents, "application/json"))
    at.run()
    at.button(key="model_load").click()
    at.run()
    assert opening(at)["description"]["points"] == points


def test_points_of_a_model_do_not_cost_the_persons_own():
    at = kept_by_the_browser(opened(), MINE)
    load_a_model(at, POINTS)
    at.switch_page("pages/your_data.py").run()
    assert at.session_state["session"].own_points == POINTS
    assert left(at) == "Bring back my own 3 points"
    assert bring_back(at) == in_training(at) == MINE
    assert left(at) == "Bring back my own 4 points"


def test_points_drawn_onto_those_of_a_link_do_not_cost_the_persons_own():
    at = kept_by_the_browser(opened(points=POINTS, batch="1"), MINE)
    at.switch_page("pages/your_data.py").run()
    assert left(at) == "Bring back my own 3 points"
    draw(at, MORE)
    assert at.session_state["session"].own_points == in_training(at) == MORE
    assert left(at) == "Bring back my own 3 points"
    assert bring_back(at) == in_training(at) == MINE
    assert left(at) == "Bring back my own 5 points"
    assert bring_back(at) == MORE


def test_the_points_of_a_link_are_not_lost_either_when_the_persons_own_are_brought_back():
    at = kept_by_the_browser(opened(points=POINTS, batch="1"), MINE)
    at.switch_page("pages/your_data.py").run()
    assert bring_back(at) == in_training(at) == MINE
    assert bring_back(at) == in_training(at) == POINTS
    assert bring_back(at) == MINE


def test_all_that_has_given_way_is_brought_back_in_turn():
    at = kept_by_the_browser(opened(), MINE)
    for points in (POINTS, MORE):
        load_a_model(at, points)
    at.switch_page("pages/your_data.py").run()
    assert [bring_back(at) for _turn in range(4)] == [POINTS, MINE, MORE, POINTS]


def test_changes_of_the_persons_own_points_set_nothing_aside():
    at = kept_by_the_browser(opened(), MINE)
    at.switch_page("pages/your_data.py").run()
    draw(at, MORE)
    assert at.session_state["session"].own_points == MORE
    assert left(at) is None


def test_the_browser_keeps_what_has_given_way_and_brings_it_another_day():
    at = kept_by_the_browser(opened(), MINE)
    load_a_model(at, POINTS)
    (keeper,) = components(at, "own_points")
    told = json.loads(json.loads(keeper.json))
    assert (told["text"], told["aside"]) == (POINTS, [MINE])
    at = kept_by_the_browser(opened(), POINTS, MINE, "damaged")
    at.switch_page("pages/your_data.py").run()
    assert left(at) == "Bring back my own 3 points"
    assert bring_back(at) == MINE


# --- few controls, and the stage alone


def test_a_link_may_leave_two_controls_and_hide_all_others():
    at = opened(show="lr,hidden", dataset="xor")
    assert shown(at).keys() == {"learning_rate", "layers", "neurons_1", "neurons_2"}
    assert at.query_params["show"] == "hidden-lr"
    assert opening(at)["view"]["reseed"] is False
    change(at, learning_rate=0.3, noise=20)
    assert "noise" not in shown(at) and at.query_params["noise"] == "0"
    assert (at.query_params["lr"], at.query_params["show"]) == ("0.3", "hidden-lr")


def test_a_link_may_lock_controls_that_are_looked_at():
    at = opened(lock="dataset,noise,seed")
    locked = {key for key, control in controls_on(at).items() if control["disabled"]}
    assert locked == {"dataset", "noise", "seed", "period", "penalty_rate"}  # nothing has a period or a penalty
    change(at, dataset="xor", noise=20, seed=5, n=200)
    assert [at.query_params[name] for name in ("dataset", "noise", "seed", "n")] == ["circle", "0", "0", "200"]
    assert opening(at)["view"]["reseed"] is False


def test_what_is_fixed_is_changed_by_no_remedy_and_by_no_new_seed():
    at = opened(show="hidden")
    labels = {offer["label"] for offer in opening(at)["remedies"].values()}
    assert all(label == "" or label.startswith("Network") for label in labels)
    send(at, do="reseed", run_id=opening(at)["run_id"])
    assert at.query_params["seed"] == "0"


def test_a_scene_keeps_what_the_link_leaves_to_a_learner():
    at = opened(show="presets,lr")
    at.button(key="scenes").click()
    at.run()
    at.button(key="preset_xor").click()
    at.run()
    assert (at.query_params["dataset"], at.query_params["show"]) == ("xor", "presets-lr")


def test_a_link_that_keeps_the_data_lets_no_other_points_train():
    at = opened("app.py", points=POINTS, show="lr,hidden", batch="1")
    at.switch_page("pages/your_data.py").run()
    assert at.button(key="own_train").disabled
    assert any("The link that you opened keeps the data as they are" in text.value for text in at.markdown)


@pytest.mark.parametrize("view", [{"show": "lr"}, {"lock": "seed"}], ids=str)
def test_it_is_said_that_a_link_keeps_settings_as_they_are(view):
    said = "The link that you opened keeps the other settings as they are."
    assert panel(opened(**view))["note"] == said
    assert panel(opened())["note"] == ""


def test_nothing_at_all_may_be_left_to_a_learner():
    at = opened(show="none")
    assert not shown(at)
    assert not at.exception


def test_every_control_that_a_link_can_name_is_there():
    for name in CONTROLS:
        keys = shown(opened(show=name)).keys() if name != "presets" else {"scenes"}
        assert keys, name


def test_embedded_in_another_page_the_stage_is_alone():
    at = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    at.context["is_embedded"] = True
    at.run()
    send(at, do="open")
    assert opening(at)["kind"] == "opening"
    assert not shown(at) and not at.button
