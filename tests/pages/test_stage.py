"""Tests that the stage's requests are answered through the page, and that its view is remembered."""

import itertools
import json
from dataclasses import asdict, replace
from types import SimpleNamespace
from unittest import mock

import numpy as np
import pytest

from nn_core import Description, Run
from playground.protocol import VERSION
from tests.helpers.pages import (
    answer,
    change,
    opened,
    opening,
    press,
    run_of,
    send,
    send_events,
    send_raw,
    send_state,
    send_view,
    shown,
    stage,
)
from tools.messages import trigger

SCENE = {"n": "30", "hidden": "3", "batch": "5"}  # little to train
DESCRIPTION = Description(n=30, hidden=(3,), batch_size=5)
START = json.loads(json.dumps(asdict(DESCRIPTION)))


def about(at, do):
    """What a request about the present run says of it."""
    token, revision = run_of(at)
    return {"do": do, "run_id": token, "id": 1, "revision": revision}


def train(at, start, count, **named):
    """Ask for epochs as the stage does; return (header, numbers)."""
    epochs = {"from": start, "shown": start, "count": count, "pace": "max", "urgent": True}
    return answer(send(at, **about(at, "train") | epochs | named))


def losses(records):
    """Training and test loss of each record, as they travel."""
    return np.float32([[record.train_loss, record.test_loss] for record in records])


def assert_trains(at, start, count, run=None):
    """The next epochs are those of a run, or of one that went straight there."""
    if run is None:
        run = Run(DESCRIPTION)
        list(run.advance(start))
    header, numbers = train(at, start, count)
    assert (header["kind"], header["from"], header["count"]) == ("chunk", start, count)
    np.testing.assert_array_equal(numbers[: 6 * count].reshape(count, 6)[:, 1:3], losses(run.advance(count)))


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Time to train all that is asked for, on however slow a computer."""
    monkeypatch.setattr("playground.feed.URGENT_SECONDS", 60)
    monkeypatch.setattr("playground.feed.SECONDS", 60)


@pytest.fixture
def lines(caplog):
    """The lines that the project has written into the log."""
    return lambda: [record.getMessage() for record in caplog.records if record.name == "playground"]


# --- training


def test_a_request_for_training_is_answered_with_its_epochs():
    at = opened(**SCENE)
    header, numbers = train(at, 0, 5)
    assert (header["kind"], header["from"], header["count"]) == ("chunk", 0, 5)
    assert header["view"] == {"number": 1, "reseed": True, "speed": "60", "stop": None, "target": None}
    np.testing.assert_array_equal(numbers[:30].reshape(5, 6)[:, 1:3], losses(Run(DESCRIPTION).advance(5)))


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
        numbers[:24].reshape(4, 6)[:, 1], np.float32([record.train_loss for record in run.advance(4)])
    )


# --- the past


@pytest.mark.parametrize("epoch", [0, 1, 4, 8])
def test_a_look_is_answered_with_the_epoch_and_training_goes_on_from_the_newest(epoch):
    at, run = opened(**SCENE), Run(DESCRIPTION)
    records = [run.record(), *run.advance(8)]
    train(at, 0, 8)
    header, numbers = answer(send(at.run(), **about(at, "seek"), epoch=epoch))
    assert (header["kind"], header["epoch"], header["ready"]) == ("seek", epoch, True)
    assert header["view"] == {"number": 1, "reseed": True, "speed": "60", "stop": None, "target": None}
    np.testing.assert_array_equal(numbers[1:3], losses(records[epoch : epoch + 1])[0])
    np.testing.assert_array_equal(numbers[6:], np.float32(records[epoch].parameters))
    assert_trains(at.run(), 8, 5)


def test_a_look_that_takes_too_long_is_answered_in_several_goes(monkeypatch):
    monkeypatch.setattr("nn_core.run.CHECKPOINTS", 1)
    at = opened(**SCENE)
    train(at, 0, 9)
    monkeypatch.setattr("playground.feed.SECONDS", 5)
    ticks = itertools.count()
    monkeypatch.setattr("nn_core.run.time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    ready = [answer(send(at.run(), **about(at, "seek"), epoch=8))[0]["ready"] for _ in range(2)]
    assert ready == [False, True]


def changed_on_its_way(epochs):
    """A run whose learning rate is changed after three epochs, as it stands after so many."""
    run = Run(DESCRIPTION)
    list(run.advance(3))
    run.change(learning_rate=1.0)
    list(run.advance(epochs - 3))
    return run


def test_a_run_is_continued_in_another_session():
    at = opened(**SCENE)
    train(at, 0, 3)
    change(at.run(), learning_rate=1.0)
    journal = train(at, 3, 4)[0]["journal"]
    address, start = dict(at.query_params), opening(at.run())["start"]
    assert (start, journal) == (START, [[3, {"learning_rate": 1.0}]])

    again = opened(**address)
    token = run_of(again)[0]
    send(again, do="continue", run_id=token, start=start, journal=journal, epoch=7)
    header = opening(again)
    assert header["run_id"] != token
    assert (header["start"], header["journal"], header["description"]["learning_rate"]) == (START, journal, 1.0)
    assert dict(again.query_params) == address
    header, numbers = train(again, 0, 12)
    run = Run(DESCRIPTION)
    records = [*run.advance(3)]
    run.change(learning_rate=1.0)
    np.testing.assert_array_equal(numbers[:72].reshape(12, 6)[:, 1:3], losses([*records, *run.advance(9)]))


def test_a_continued_run_outlasts_other_runs_of_the_page_and_follows_the_controls():
    at = opened(**SCENE)
    send(at, do="continue", run_id=run_of(at)[0], start=START, journal=[], epoch=3)
    token = run_of(at)[0]
    assert run_of(at.run()) == (token, 0)
    train(at, 0, 3)
    change(at.run(), learning_rate=1.0)
    assert run_of(at) == (token, 1)
    assert_trains(at, 3, 4, changed_on_its_way(3))


def test_a_run_is_continued_with_what_the_controls_show():
    at = change(opened(**SCENE), learning_rate=1.0)
    send(at, do="continue", run_id=run_of(at)[0], start=START, journal=[], epoch=3)
    assert opening(at)["journal"] == [[3, {"learning_rate": 1.0}]]
    train(at, 0, 3)
    assert_trains(at.run(), 3, 4, changed_on_its_way(3))


@pytest.mark.parametrize(
    ("known", "kind"),
    [
        ({"start": START, "journal": [], "epoch": 3}, "opening"),
        ({"start": START | {"seed": 1}, "journal": [], "epoch": 3}, "refused"),
        ({"start": START, "journal": [[3, {"seed": 1}]], "epoch": 3}, "refused"),
    ],
    ids=["a run", "another", "none"],
)
def test_the_stage_is_told_of_a_run_that_could_not_be_continued(known, kind):
    at = opened(**SCENE)
    send(at, do="continue", run_id=run_of(at)[0], id=5, **known)
    header, _ = answer(at)
    assert (header["kind"], header.get("id")) == (kind, 5 if kind == "refused" else None)
    assert opening(at.run())["run_id"] == header["run_id"]


REFUSED = {
    "an edit that is none": {"do": "branch", "epoch": 0, "edits": [[99, 0.5]]},
    "more edits than there are weights": {"do": "branch", "epoch": 0, "edits": [[0, 0.5]] * 100},
    "an epoch to come": {"do": "seek", "epoch": 7},
    "an update that there is not": {"do": "walk", "epoch": 0, "update": 99},
    "what cannot be read": {"do": "seek", "epoch": "7"},
    "an explanation that offers nothing here": {"do": "apply", "explanation": "done"},
}


@pytest.mark.parametrize("name", REFUSED)
def test_of_a_request_that_cannot_be_carried_out_the_stage_is_told_by_its_number(name, lines):
    at = opened(**SCENE)
    run, revision = run_of(at)
    send(at, run_id=run, revision=revision, id=5, **REFUSED[name])
    header, _ = answer(at)
    about = ("kind", "id", "run_id", "revision")
    assert [header[name] for name in about] == ["refused", 5, run, revision]
    assert len(lines()) == 1
    assert_trains(at, 0, 5)


def test_a_number_that_is_none_is_not_sent_back():
    at = opened(**SCENE)
    for number in (None, "5", 10**30, {"id": 5}):
        send(at, do="seek", run_id=run_of(at)[0], id=number)
        assert answer(at)[0]["kind"] == "refused" and answer(at)[0]["id"] is None


def test_a_seed_that_may_not_be_changed_is_refused(lines):
    at = opened(**SCENE)
    run, _revision = run_of(at)
    with mock.patch("playground.settings.Settings.may_change", return_value=False):
        send(at, do="reseed", run_id=run, id=5)
    header, _ = answer(at)
    assert (header["kind"], header["id"], header["run_id"]) == ("refused", 5, run)
    assert len(lines()) == 1


def test_a_reset_of_a_continued_run_starts_with_what_the_controls_show():
    at = change(opened(**SCENE), learning_rate=1.0)
    send(at, do="continue", run_id=run_of(at)[0], start=START, journal=[[3, {"learning_rate": 1.0}]], epoch=7)
    send(at, do="reset", run_id=run_of(at)[0])
    assert opening(at)["journal"] == []
    assert_trains(at, 0, 3, Run(Description(n=30, hidden=(3,), batch_size=5, learning_rate=1.0)))


def test_no_request_that_is_carried_out_leaves_a_line(lines):
    at = opened(**SCENE)
    for do in ("open", "reset", "reseed"):
        send(at, do=do, run_id=run_of(at)[0], id=3)
        at.run()
    settings = json.loads(json.dumps(opening(at)["start"]))
    send(at, do="continue", run_id=run_of(at)[0], start=settings, journal=[], epoch=3, id=4)
    train(at, 0, 5)
    send(at.run(), **about(at, "seek"), epoch=2)
    send_view(at.run(), {"speed": "5", "stop": 12, "target": None})
    assert lines() == []


# --- what is no request, or none of this run


def changed(request, **named):
    """A good request with some fields changed, once the run is known."""
    return lambda at: {"version": VERSION} | request(at) | named


def without(request, name):
    """A good request that lacks a field."""
    return lambda at: {key: value for key, value in changed(request)(at).items() if key != name}


def good_train(at):
    return about(at, "train") | {"from": 5, "shown": 5, "count": 3, "pace": "all", "urgent": False}


def good_look(at):
    return about(at, "seek") | {"epoch": 3}


def good_continue(at):
    return about(at, "continue") | {"start": START, "journal": [[2, {"learning_rate": 0.5}]], "epoch": 5}


def good_reset(at):
    return about(at, "reset")


def good_reseed(at):
    return about(at, "reseed")


ANOTHER = "0123456789abcdef"
LONG = "a very long string\n\x1b[2J" * 20_000
DEEP = json.loads("[" * 100 + "]" * 100)
# Each fault is told in tests/playground, by what reads or answers a request; here it is that nothing comes of one.
REJECTED = {
    "no object": 7,
    "a long text": LONG,
    "many lists": [[]] * 10**5,
    "another version": changed(good_reset, version=99),
    "nothing asked": without(good_train, "do"),
    "a deep do": changed(good_train, do=DEEP),
    "a number that is none": changed(good_train, count=0),
    "a place in what was never trained": changed(good_train, **{"from": 6}),
    "an epoch to come": changed(good_look, epoch=6),
    "another network": changed(good_continue, start=START | {"hidden": [4]}),
    "a journal out of order": changed(good_continue, journal=[[3, {}], [2, {}]]),
    "a journal of a hundred thousand": changed(good_continue, journal=[[i, {}] for i in range(10**5)]),
    **{f"{do.__name__} of another run": changed(do, run_id=ANOTHER)
       for do in (good_train, good_look, good_continue, good_reset, good_reseed)},
}  # fmt: skip


def assert_rejected(line):
    assert line.startswith("A request of the stage was rejected: ") and line.isprintable() and len(line) < 1000


def test_what_is_no_request_of_this_run_is_rejected_with_one_line_and_does_no_harm(lines):
    at = opened(**SCENE)
    train(at, 0, 5)
    at.run()
    before = run_of(at), shown(at), dict(at.query_params)
    busy = AssertionError("it works for what is no request")
    for count, (name, odd) in enumerate(REJECTED.items(), start=1):
        odd = odd(at) if callable(odd) else odd
        with (
            mock.patch("nn_core.run.Run._train_epoch", side_effect=busy),
            mock.patch("nn_core.run.Points", side_effect=busy),
        ):
            send_raw(at, odd)
        assert not at.exception, name
        assert len(lines()) == count, name
        assert_rejected(lines()[-1])
        assert (run_of(at), shown(at), dict(at.query_params)) == before, name
    assert_trains(at, 5, 5)


def test_a_null_is_no_request_at_all_and_leaves_no_line(lines):
    at = opened(**SCENE)
    before = run_of(at)
    send_raw(at, None)
    assert not at.exception
    assert (run_of(at), lines()) == (before, [])


def test_an_old_revision_is_nobodys_fault_and_leaves_no_line(lines):
    at = opened(**SCENE)
    train(at, 0, 5)
    late = about(at.run(), "train")
    change(at, learning_rate=1.0)
    send(at, **late | {"from": 5, "shown": 5, "count": 3, "pace": "all", "urgent": False})
    assert (opening(at)["revision"], lines()) == (1, [])


def test_a_request_that_is_rejected_may_come_again_and_again(lines):
    at = opened(**SCENE)
    for number in range(1, 4):
        send(at, do="reset", run_id=ANOTHER)
        assert len(lines()) == number
    assert_trains(at, 0, 5)


def test_a_message_without_a_request_in_it_changes_nothing(lines):
    at = opened(**SCENE)
    before, settings = run_of(at), shown(at)
    for text in (
        '"ask"', "7", "null", "[7, null, []]", '[{"event": 7, "value": 1}]', '[{"event": ["ask"], "value": 1}]',
        '[{"event": "asks", "value": {"do": "reset"}}]', '[{"value": {"do": "reset"}}]', '{"event": "ask"}', "[[[]]]",
        "no JSON at all", '[{"event": "ask", "value": ', "",
    ):  # fmt: skip
        send_state(at, trigger(stage(at).id), json_trigger_value=text)
        assert not at.exception, text
        assert (run_of(at), shown(at), lines()) == (before, settings, []), text
    assert_trains(at, 0, 5)


def test_of_several_requests_in_one_message_the_last_counts(lines):
    at = opened(**SCENE)
    events = [{"event": "ask", "value": {"version": VERSION} | request(at)} for request in (good_reseed, good_reset)]
    first = answer(at)[1].tobytes()
    send_events(at, stage(at), "odd", *events)
    assert not at.exception
    assert (answer(at)[1].tobytes(), lines()) == (first, [])


# --- back to the start


def test_reset_starts_a_run_with_the_same_first_weights():
    at = opened(**SCENE)
    before, settings, (token, _) = answer(at)[1].tobytes(), shown(at), run_of(at)
    train(at, 0, 5)
    send(at.run(), do="reset", run_id=token)
    assert run_of(at)[0] != token
    assert (answer(at)[1].tobytes(), shown(at)) == (before, settings)


def test_reset_keeps_a_changed_learning_rate():
    at = change(opened(**SCENE), learning_rate=1.0)
    send(at, do="reset", run_id=run_of(at)[0])
    assert run_of(at.run())[1] == 0
    _, numbers = train(at, 0, 1)
    (first,) = Run(Description(n=30, hidden=(3,), batch_size=5, learning_rate=1.0)).advance(1)
    assert numbers[1] == np.float32(first.train_loss)


def test_a_reset_of_a_run_that_is_gone_resets_nothing():
    at = opened(**SCENE)
    first = run_of(at)[0]
    send(at, do="reset", run_id=first)
    second = run_of(at)
    send(at, do="reset", run_id=first)
    assert run_of(at) == second


def test_another_seed_is_a_setting_like_any_other():
    at = opened(**SCENE)
    token, before = run_of(at)[0], answer(at)[1].tobytes()
    send(at, do="reseed", run_id=token)
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
    send(at, do="reseed", run_id=run_of(at)[0])
    assert shown(at)["seed"] != drawn


# --- what an explanation advises


def apply(at, advice, **named):
    return send(at, **{"explanation": advice} | about(at, "apply") | named)


def test_a_remedy_for_the_running_network_is_set_and_keeps_the_run():
    at = opened(**SCENE, lr="0.3")
    run, revision = run_of(at)
    train(at, 0, 5)
    at.run()
    apply(at, "jumps")
    assert not at.exception
    assert (shown(at)["learning_rate"], at.query_params["lr"]) == (0.03, "0.03")
    assert run_of(at) == (run, revision + 1)


def test_a_remedy_from_the_start_makes_a_new_run():
    at = opened(**SCENE, lr="10")
    train(at, 0, 5)
    before = run_of(at.run())[0]
    apply(at, "diverged")
    assert shown(at)["learning_rate"] == 0.03
    assert run_of(at)[0] != before
    assert_trains(at, 0, 3, Run(replace(DESCRIPTION, learning_rate=0.03)))


def test_a_remedy_is_not_applied_twice_when_it_is_asked_for_twice(lines):
    at = opened(**SCENE, lr="0.3")
    asked = {"version": VERSION} | about(at, "apply") | {"explanation": "jumps"}
    send_raw(at, asked)
    send_raw(at, asked)
    assert shown(at)["learning_rate"] == 0.03
    (line,) = lines()
    assert "carried out before" in line


@pytest.mark.parametrize(
    "named",
    [{"explanation": "patience"}, {"explanation": None}, {"explanation": "done"}, {"revision": 7}, {"run_id": "0"}],
)
def test_a_remedy_that_cannot_be_applied_changes_nothing(named, lines):
    at = opened(**SCENE)
    before, settings = run_of(at), shown(at)
    apply(at, "jumps", **named)
    assert not at.exception
    assert (run_of(at), shown(at)) == (before, settings)
    assert len(lines()) >= 1


def test_the_opening_offers_what_can_be_done_about_the_settings():
    at = opened(**SCENE, lr="0.3")
    assert opening(at)["remedies"]["jumps"] == {"advice": "Lower the learning rate.", "label": "Learning rate 0.03"}
    change(at, learning_rate=0.03)
    assert opening(at)["remedies"]["jumps"]["label"] == "Schedule cosine over 200 epochs"


# --- the view


def test_speed_and_stop_set_in_the_stage_go_into_the_address_and_keep_the_run():
    at = opened(**SCENE)
    run, number = run_of(at), opening(at)["view"]["number"]
    send_view(at, {"speed": "max", "stop": 12, "target": None})
    assert (at.query_params["speed"], at.query_params["stop"]) == ("max", "12")
    assert run_of(at) == run
    assert opening(at)["view"]["number"] == number  # the stage knows it already


def test_speed_and_stop_set_in_the_stage_outlast_changes_of_controls():
    at = send_view(opened(**SCENE), {"speed": "5", "stop": None, "target": None})
    change(at, noise=20)
    assert (at.query_params["speed"], at.query_params["stop"], at.query_params["noise"]) == ("5", "none", "20")


def test_a_preset_brings_its_own_speed_and_stop():
    at = send_view(opened(), {"speed": "1", "stop": 3, "target": None})
    number = opening(at)["view"]["number"]
    press(at, "course")
    assert opening(at)["view"] == {"number": number + 1, "reseed": True, "speed": "5", "stop": 10, "target": None}


def test_a_speed_picked_again_after_a_preset_is_taken_again():
    at = opened()
    number = lambda: opening(at)["view"]["number"]  # noqa: E731
    view = {"speed": "max", "stop": None, "target": None}
    send_view(at, view | {"number": number()})
    press(at, "spiral")
    assert at.query_params["speed"] == "60"
    send_view(at, view | {"number": number()})
    assert at.query_params["speed"] == "max"


NO_VIEWS = [
    7, LONG, [], DEEP, {}, {"speed": "max", "target": None}, {"stop": 12, "target": None}, {"speed": DEEP},
    {"speed": "77", "stop": None, "target": None}, {"speed": "60", "stop": 0, "target": None},
    {"speed": "60", "stop": 10**4000, "target": None}, {"speed": "60", "stop": None, "target": float("nan")},
]  # fmt: skip


def test_what_is_no_view_is_rejected_with_one_line_and_does_no_harm(lines):
    at = send_view(opened(**SCENE), {"speed": "20", "stop": 12, "target": None})
    train(at, 0, 5)
    at.run()
    before = run_of(at), shown(at), dict(at.query_params)
    for count, view in enumerate(NO_VIEWS, start=1):
        send_view(at, view)
        assert not at.exception
        assert len(lines()) == count
        assert_rejected(lines()[-1])
        assert (run_of(at), shown(at), dict(at.query_params)) == before
    assert_trains(at, 5, 5)
    send_view(at.run(), {"speed": "max", "stop": None, "target": None})
    assert (at.query_params["speed"], at.query_params["stop"]) == ("max", "none")
    assert len(lines()) == len(NO_VIEWS)


def test_a_state_without_a_view_in_it_changes_nothing(lines):
    at = opened(**SCENE)
    before, address = run_of(at), dict(at.query_params)
    for state in (None, 7, "view", [], ["view"], {}, {"other": 1}, {"view": None}, {"value": {}}, {"events": [1]}):
        send_state(at, stage(at).id, json_value=json.dumps(state))
        assert not at.exception
        assert (run_of(at), dict(at.query_params), lines()) == (before, address, []), state
    assert_trains(at, 0, 5)


@pytest.mark.parametrize("do", ["preset", "reseed"])
def test_a_preset_or_a_new_seed_is_not_undone_by_an_address_that_is_a_moment_old(do):
    at = opened()
    stale, version = dict(at.query_params), at.text_area(key="page_version").value
    change(at, noise=20)
    at.query_params = stale
    at.text_area(key="page_version").set_value(version)
    if do == "preset":
        press(at, "spiral")
        assert at.query_params["dataset"] == "spiral"
    else:
        send(at, do="reseed", run_id=run_of(at)[0])
        assert at.query_params["seed"] != "0"
        assert at.query_params["noise"] == "20"
