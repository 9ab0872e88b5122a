"""Tests that the stage's requests are answered through the page, and that its view is remembered."""

import numpy as np
import pytest
from app_helpers import answer, change, opened, opening, press, run_of, send, send_raw, send_view, shown

from nn_core import Description, Run

SCENE = {"n": "30", "hidden": "3", "batch": "5"}  # little to train
DESCRIPTION = Description(n=30, hidden=(3,), batch_size=5)


def train(at, start, count, **named):
    """Ask for epochs as the stage does; return (header, numbers)."""
    token, revision = run_of(at)
    about = {"do": "train", "run": token, "revision": revision, "from": start, "shown": start, "count": count}
    return answer(send(at, **about | {"pace": "max", "urgent": True} | named))


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Time to train all that is asked for, on however slow a computer."""
    monkeypatch.setattr("playground.feed.URGENT_SECONDS", 60)


# --- training


def test_a_request_for_training_is_answered_with_its_epochs():
    at = opened(**SCENE)
    header, numbers = train(at, 0, 5)
    losses = [[record.train_loss, record.test_loss] for record in Run(DESCRIPTION).advance(5)]
    assert (header["kind"], header["from"], header["count"]) == ("chunk", 0, 5)
    assert header["view"] == {"number": 1, "speed": "60", "stop": None}
    np.testing.assert_array_equal(numbers[:25].reshape(5, 5)[:, 1:3], np.float32(losses))


def test_a_request_is_answered_once_and_every_other_run_of_the_page_sends_an_opening():
    at = opened(**SCENE)
    token = run_of(at)[0]
    train(at, 0, 5)
    assert run_of(at.run())[0] == token


def test_a_change_of_the_learning_rate_acts_on_the_next_epochs():
    at = opened(**SCENE)
    train(at, 0, 5)
    change(at.run(), learning_rate=1.0)
    header, numbers = train(at, 3, 4)
    run = Run(DESCRIPTION)
    list(run.advance(3))
    run.change(learning_rate=1.0)
    assert (header["revision"], header["from"]) == (1, 3)
    np.testing.assert_array_equal(
        numbers[:20].reshape(4, 5)[:, 1], np.float32([record.train_loss for record in run.advance(4)])
    )


@pytest.mark.parametrize(
    "odd",
    [
        {"do": "train"},
        {"do": "train", "run": "0123456789abcdef"},
        {"do": "open"},
        {"do": ["train"]},
        {"do": "reset", "run": [1]},
        {"do": "reseed", "run": None},
        {"version": 99, "do": "train"},
        {},
    ],
    ids=str,
)
def test_any_other_request_is_answered_with_an_opening_of_the_same_run(odd):
    at = opened(**SCENE)
    run, settings = run_of(at), shown(at)
    send(at, **odd)
    assert not at.exception
    assert (run_of(at), shown(at)) == (run, settings)


@pytest.mark.parametrize("odd", [None, "train", 7, ["train"], True], ids=str)
def test_what_is_no_request_at_all_is_answered_with_an_opening_of_the_same_run(odd):
    at = opened(**SCENE)
    run = run_of(at)
    send_raw(at, odd)
    assert not at.exception
    assert run_of(at) == run


# --- back to the start


def test_reset_starts_a_run_with_the_same_first_weights():
    at = opened(**SCENE)
    before, settings, (token, _) = answer(at)[1].tobytes(), shown(at), run_of(at)
    train(at, 0, 5)
    send(at.run(), do="reset", run=token)
    assert run_of(at)[0] != token
    assert (answer(at)[1].tobytes(), shown(at)) == (before, settings)


def test_reset_keeps_a_changed_learning_rate():
    at = change(opened(**SCENE), learning_rate=1.0)
    send(at, do="reset", run=run_of(at)[0])
    assert run_of(at.run())[1] == 0
    _, numbers = train(at, 0, 1)
    (first,) = Run(Description(n=30, hidden=(3,), batch_size=5, learning_rate=1.0)).advance(1)
    assert numbers[1] == np.float32(first.train_loss)


def test_a_reset_of_a_run_that_is_gone_resets_nothing():
    at = opened(**SCENE)
    first = run_of(at)[0]
    send(at, do="reset", run=first)
    second = run_of(at)
    send(at, do="reset", run=first)
    assert run_of(at) == second


def test_another_seed_is_a_setting_like_any_other():
    at = opened(**SCENE)
    token, before = run_of(at)[0], answer(at)[1].tobytes()
    send(at, do="reseed", run=token)
    assert not at.exception
    assert run_of(at)[0] != token
    assert answer(at)[1].tobytes() != before
    seed = shown(at)["seed"]
    assert seed != 0
    assert at.query_params["seed"] == str(seed)
    assert opened(**at.query_params).query_params == at.query_params


@pytest.mark.parametrize("drawn", [0, 5, 999])
def test_another_seed_is_never_the_same(drawn, monkeypatch):
    monkeypatch.setattr("random.SystemRandom.randrange", lambda *arguments: drawn)
    at = opened(**SCENE, seed=str(drawn))
    send(at, do="reseed", run=run_of(at)[0])
    assert shown(at)["seed"] != drawn


# --- the view


def test_speed_and_stop_set_in_the_stage_go_into_the_address_and_keep_the_run():
    at = opened(**SCENE)
    run, number = run_of(at), opening(at)["view"]["number"]
    send_view(at, {"speed": "max", "stop": 12})
    assert (at.query_params["speed"], at.query_params["stop"]) == ("max", "12")
    assert run_of(at) == run
    assert opening(at)["view"]["number"] == number  # the stage knows it already


def test_speed_and_stop_set_in_the_stage_outlast_changes_of_controls():
    at = send_view(opened(**SCENE), {"speed": "5", "stop": None})
    change(at, noise=20)
    assert (at.query_params["speed"], at.query_params["stop"], at.query_params["noise"]) == ("5", "none", "20")


def test_a_preset_brings_its_own_speed_and_stop():
    at = send_view(opened(), {"speed": "1", "stop": 3})
    number = opening(at)["view"]["number"]
    press(at, "course")
    assert opening(at)["view"] == {"number": number + 1, "speed": "5", "stop": 10}


@pytest.mark.parametrize("odd", [None, [], "max", 5], ids=str)
def test_a_view_that_is_none_changes_nothing(odd):
    at = opened(**SCENE)
    query = dict(at.query_params)
    send_view(at, odd)
    assert not at.exception
    assert at.query_params == query


def test_a_speed_picked_again_after_a_preset_is_taken_again():
    at = opened()
    pick = lambda: send_view(at, {"speed": "max", "stop": None, "number": opening(at)["view"]["number"]})  # noqa: E731
    pick()
    press(at, "spiral")
    assert at.query_params["speed"] == "60"
    pick()
    assert at.query_params["speed"] == "max"


@pytest.mark.parametrize("view", [{"speed": "77", "stop": None}, {"speed": "60", "stop": -1}, {}, [1], "max"], ids=str)
def test_what_is_no_view_is_passed_over(view):
    at = opened()
    before = dict(at.query_params)
    send_view(at, view)
    assert not at.exception
    assert at.query_params == before


@pytest.mark.parametrize("do", ["preset", "reseed"])
def test_a_preset_or_a_new_seed_is_not_undone_by_an_address_that_is_a_moment_old(do):
    at = opened()
    stale = dict(at.query_params)
    change(at, noise=20)
    at.query_params = stale
    if do == "preset":
        press(at, "spiral")
        assert at.query_params["dataset"] == "spiral"
    else:
        send(at, do="reseed", run=run_of(at)[0])
        assert at.query_params["seed"] != "0"
        assert at.query_params["noise"] == "20"
