"""Tests that the stage's requests are answered through the page, and that its view is remembered."""

import itertools
import json
from dataclasses import asdict, replace
from types import SimpleNamespace
from unittest import mock

import numpy as np
import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id

from nn_core import Description, Run
from nn_core.run import MAX_JOURNAL
from playground.protocol import VERSION
from tests.helpers.pages import (
    _with_message,
    answer,
    change,
    opened,
    opening,
    press,
    run_of,
    send,
    send_raw,
    send_view,
    shown,
    stage,
)

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


@pytest.mark.parametrize("number", [None, "5", -1, 1.5, True, [5], 10**30, {"id": 5}], ids=str)
def test_a_number_that_is_none_is_not_sent_back(number):
    at = opened(**SCENE)
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


def started(**named):
    return changed(good_continue, start=START | named)


def journalled(*entries):
    return changed(good_continue, journal=[*entries])


ANOTHER = "0123456789abcdef"
LONG = "a very long string\n\x1b[2J" * 20_000
DEEP = json.loads("[" * 100 + "]" * 100)
NAN, INFINITY = float("nan"), float("inf")  # JSON has no such numbers, but Python's reader takes them
NO_NUMBERS = [None, True, False, -1, 1.0, 0.5, "5", "NaN", NAN, INFINITY, 1e300, 10**30, [5], {"epoch": 5}, LONG, DEEP]
NUMBERS = ["id", "revision", "from", "shown", "count"]

IGNORED = {
    # nothing that is a request
    "false": False, "true": True, "zero": 0, "a number": 7, "a float": 0.5, "NaN": NAN, "text": "train", "no text": "",
    "a long text": LONG, "an empty list": [], "a list": ["train"], "a deep list": DEEP, "an empty object": {},
    "an object in an object": {"ask": {"do": "open"}}, "many lists": [[]] * 10**5,
    # of another version, or of none
    "an older version": changed(good_train, version=VERSION - 1), "a newer version": changed(good_train, version=99),
    "a version as text": changed(good_train, version=str(VERSION)), "a true version": changed(good_train, version=True),
    "no version": without(good_train, "version"), "a reset of another version": changed(good_reset, version=99),
    "a new seed of another version": changed(good_reseed, version=99),
    "a continue of another version": changed(good_continue, version=99),
    "an opening of another version": {"version": 99, "do": "open"},
    # asking for what there is not
    "nothing asked": without(good_train, "do"), "another thing asked": changed(good_train, do="delete"),
    "a list asked": changed(good_train, do=["train"]), "an object asked": changed(good_train, do={"train": 1}),
    "nothing but a do": {"version": VERSION, "do": "train"}, "a long do": changed(good_train, do=LONG),
    "a deep do": changed(good_train, do=DEEP),
    # of another run, or of none
    **{f"{do.__name__} of {name}": changed(do, run_id=run)
       for do in (good_train, good_look, good_continue, good_reset, good_reseed)
       for name, run in {"another run": ANOTHER, "no run": None, "a list": [ANOTHER]}.items()},
    "a run that is a number": changed(good_reset, run_id=7), "a long run": changed(good_train, run_id=LONG),
    # numbers that are none, or out of place
    **{f"{name} {value!r:.20}": changed(good_train, **{name: value})
       for name, value in zip(itertools.cycle(NUMBERS), [*NO_NUMBERS, *NO_NUMBERS[1:]], strict=False)},
    **{f"no {name}": without(good_train, name) for name in [*NUMBERS, "pace", "urgent"]},
    "a count of none": changed(good_train, count=0), "a count of 4000 digits": changed(good_train, count=10**4000),
    "from what was never reached": changed(good_train, **{"from": 6}),
    "from the end of all": changed(good_train, **{"from": 10**9}),
    "on show before it was trained": changed(good_train, shown=6),
    # other fields
    "another pace": changed(good_train, pace="fast"), "a list of paces": changed(good_train, pace=["all"]),
    "a long pace": changed(good_train, pace=LONG), "urgency of one": changed(good_train, urgent=1),
    "urgency as text": changed(good_train, urgent="true"), "no urgency": changed(good_train, urgent=None),
    # looks
    **{f"a look at {value!r:.20}": changed(good_look, epoch=value) for value in [*NO_NUMBERS, 6, 10**9]},
    # runs to continue
    **{f"no {name} to continue": without(good_continue, name) for name in ("start", "journal", "epoch")},
    "a true epoch": changed(good_continue, epoch=True), "an epoch before the first": changed(good_continue, epoch=-1),
    "an epoch too far": changed(good_continue, epoch=10**10), "an epoch as text": changed(good_continue, epoch="5"),
    "a start that is a list": changed(good_continue, start=[START]), "an empty start": changed(good_continue, start={}),
    "a start of other points": started(dataset="xor"), "a start of another network": started(hidden=[4]),
    "a start of other weights": started(seed=1), "a start without points": started(n=0),
    "a start of a million points": started(n=10**6), "a start of many layers": started(hidden=[16] * 10**5),
    "a start of a deep network": started(hidden=DEEP), "a start of an odd network": started(hidden={"a": DEEP}),
    "a start that has learnt all": started(learning_rate=NAN), "a start with a true batch": started(batch_size=True),
    "a start with momentum": started(momentum=0.9), "a start of itself": started(self=1),
    "a start with a long name": started(**{LONG: 1}), "a start with a dunder": started(__class__="Description"),
    "a start of a list of points": started(dataset=["circle"]),
    "a journal that is an object": changed(good_continue, journal={"2": {}}),
    "a journal of text": changed(good_continue, journal="[]"),
    "a journal too long": changed(good_continue, journal=[[0, {}]] * (MAX_JOURNAL + 1)),
    "a journal of a hundred thousand": changed(good_continue, journal=[[i, {}] for i in range(10**5)]),
    "a journal out of order": journalled([3, {}], [2, {}]), "out of order later": journalled([9, {}], [8, {}]),
    "a journal before the first epoch": journalled([-1, {}]), "a journal of NaN": journalled([NAN, {}]),
    "a journal of infinity": journalled([INFINITY, {}]), "a journal of nothing": journalled(None),
    "a journal of numbers": journalled(3, 4), "a journal of a deep list": journalled(DEEP),
    "a journal of triples": journalled([3, {}, {}]), "a journal of objects": journalled({"epoch": 3, "changes": {}}),
    "a journal of other changes": journalled([3, {"seed": 1}]), "a journal of lists": journalled([3, [[["x"], 1]]]),
    "a journal of steep rates": journalled([3, {"learning_rate": 11}]),
    "a journal of texts": journalled([3, {"batch_size": "5"}]), "a long name": journalled([3, {LONG: 1}]),
    "a journal with a deep rate": journalled([3, {"learning_rate": DEEP}]),
}  # fmt: skip


@pytest.mark.parametrize("name", IGNORED)
def test_what_is_no_request_of_this_run_is_rejected_with_one_line_and_does_no_harm(name, lines):
    at = opened(**SCENE)
    train(at, 0, 5)
    at.run()
    before, settings, address = run_of(at), shown(at), dict(at.query_params)
    odd = IGNORED[name](at) if callable(IGNORED[name]) else IGNORED[name]
    busy = AssertionError("it works for what is no request")
    with (
        mock.patch("nn_core.run.Run._train_epoch", side_effect=busy),
        mock.patch("nn_core.run.Points", side_effect=busy),
    ):
        send_raw(at, odd)
    assert not at.exception
    (line,) = lines()
    assert line.startswith("A request of the stage was rejected: ") and line.isprintable() and len(line) < 1000
    assert (run_of(at), shown(at), dict(at.query_params)) == (before, settings, address)
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


@pytest.mark.parametrize(
    "text",
    [
        '"ask"', "7", "null", "[7, null, []]", '[{"event": 7, "value": 1}]', '[{"event": ["ask"], "value": 1}]',
        '[{"event": "asks", "value": {"do": "reset"}}]', '[{"value": {"do": "reset"}}]', '{"event": "ask"}', "[[[]]]",
        "no JSON at all", '[{"event": "ask", "value": ', "",
    ],
)  # fmt: skip
def test_a_message_without_a_request_in_it_changes_nothing(text, lines):
    at = opened(**SCENE)
    before, settings = run_of(at), shown(at)
    states = at._tree.get_widget_states()
    states.widgets.add(id=_make_trigger_id(stage(at).id, "events"), json_trigger_value=text)
    at._run(states)
    assert not at.exception
    assert (run_of(at), shown(at), lines()) == (before, settings, [])
    assert_trains(at, 0, 5)


def test_of_several_requests_in_one_message_the_last_counts(lines):
    at = opened(**SCENE)
    events = [{"event": "ask", "value": {"version": VERSION} | request(at)} for request in (good_reseed, good_reset)]
    first = answer(at)[1].tobytes()
    _with_message(at, _make_trigger_id(stage(at).id, "events"), json_trigger_value=["odd", *events])
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


NO_VIEWS = {
    "false": False, "true": True, "a number": 7, "a float": 0.5, "NaN": NAN, "text": "max", "a long text": LONG,
    "an empty list": [], "a list": [1], "pairs": [["speed", "max"], ["stop", None]], "a deep list": DEEP,
    "an empty object": {}, "no stop": {"speed": "max", "target": None}, "no speed": {"stop": 12, "target": None},
    "no target": {"speed": "max", "stop": None}, "a deep object": {"speed": DEEP},
    **{f"speed {speed!r:.20}": {"speed": speed, "stop": None, "target": None}
       for speed in (None, "77", 60, "", "MAX", True, ["60"], {"60": 1}, LONG, DEEP)},
    **{f"stop {stop!r:.20}": {"speed": "60", "stop": stop, "target": None}
       for stop in (0, -1, 1_000_001, 10**30, 10**4000, 5.0, NAN, INFINITY, True, "12", "none", [12], {}, LONG, DEEP)},
    **{f"target {target!r:.20}": {"speed": "60", "stop": None, "target": target}
       for target in (0, -1, 101, 10**30, NAN, INFINITY, True, "0.1", "none", [0.1], {}, LONG, DEEP)},
}  # fmt: skip


@pytest.mark.parametrize("name", NO_VIEWS)
def test_what_is_no_view_is_rejected_with_one_line_and_does_no_harm(name, lines):
    at = send_view(opened(**SCENE), {"speed": "20", "stop": 12, "target": None})
    train(at, 0, 5)
    at.run()
    before, settings, address = run_of(at), shown(at), dict(at.query_params)
    send_view(at, NO_VIEWS[name])
    assert not at.exception
    (line,) = lines()
    assert line.startswith("A request of the stage was rejected: ") and line.isprintable() and len(line) < 1000
    assert (run_of(at), shown(at), dict(at.query_params)) == (before, settings, address)
    assert_trains(at, 5, 5)
    send_view(at.run(), {"speed": "max", "stop": None, "target": None})
    assert (at.query_params["speed"], at.query_params["stop"]) == ("max", "none")
    assert len(lines()) == 1


@pytest.mark.parametrize(
    "state", [None, 7, "view", [], ["view"], {}, {"other": 1}, {"view": None}, {"value": {}}, {"events": [1]}], ids=str
)
def test_a_state_without_a_view_in_it_changes_nothing(state, lines):
    at = opened(**SCENE)
    before, address = run_of(at), dict(at.query_params)
    _with_message(at, stage(at).id, json_value=state)
    assert not at.exception
    assert (run_of(at), dict(at.query_params), lines()) == (before, address, [])
    assert_trains(at, 0, 5)


@pytest.mark.parametrize("do", ["preset", "reseed"])
def test_a_preset_or_a_new_seed_is_not_undone_by_an_address_that_is_a_moment_old(do):
    at = opened()
    stale, version = dict(at.query_params), at.text_input(key="page_version").value
    change(at, noise=20)
    at.query_params = stale
    at.text_input(key="page_version").set_value(version)
    if do == "preset":
        press(at, "spiral")
        assert at.query_params["dataset"] == "spiral"
    else:
        send(at, do="reseed", run_id=run_of(at)[0])
        assert at.query_params["seed"] != "0"
        assert at.query_params["noise"] == "20"
