"""The page "Lab notebook": what its rows ask for is answered with a link that brings the run back, or a sentence."""

import json
from urllib.parse import parse_qsl

import pytest

from export import link
from lab.notebook import GONE
from nn_core import Run
from playground import run_link
from playground.address import from_query
from tests.helpers.pages import PLAYGROUND, change, components, opened, run_of, send, send_to
from tests.pages.test_share import SCENE, train

PAGE = "pages/lab_notebook.py"


@pytest.fixture
def at(monkeypatch):
    """The page, opened by a learner whose run has been trained for nine epochs."""
    monkeypatch.setattr("playground.feed.URGENT_SECONDS", 60)
    monkeypatch.setattr("playground.feed.SECONDS", 60)
    at = opened(**SCENE)
    train(at, 0, 9)
    run, revision = run_of(at)
    at.about = {"run_id": run, "revision": revision}
    return at.switch_page(PAGE).run()


def told(at):
    """What the notebook has been told."""
    assert not at.exception
    (proto,) = components(at, "lab_notebook")
    return json.loads(proto.bytes)


def ask(at, epoch, **other):
    """Ask for the link of the run at an epoch; return the answer."""
    request = {"version": 1, "id": 1, "epoch": epoch} | at.about | other
    return told(send_to(at, "lab_notebook", "ask", request))


def test_nothing_is_answered_as_long_as_nothing_is_asked(at):
    answer = told(at)
    assert (answer["id"], answer["link"], answer["sentence"], answer["settings"]) == (None, None, "", None)
    assert answer["labels"]["expect"] == "I expect"


@pytest.mark.parametrize("epoch", [9, 4])
def test_the_link_brings_the_run_back_to_the_epoch_that_was_on_show(at, epoch):
    answer = ask(at, epoch, id=7)
    assert (answer["id"], answer["ready"], answer["sentence"]) == (7, True, "")
    query = dict(parse_qsl(answer["link"]))
    settings, sentences = from_query({name: text for name, text in query.items() if name != "run"})
    assert sentences == []
    shared = run_link.unpack(query["run"], settings.description)
    *_, record = Run(shared.start, journal=shared.journal).advance(shared.epoch)
    assert (record.epoch, record.train_loss) == (epoch, shared.loss)


def test_the_settings_are_those_of_the_epoch_though_they_were_changed_later(at):
    at.switch_page(PLAYGROUND).run()
    send(at, do="open")
    change(at, learning_rate=0.5)
    run, revision = run_of(at)
    at.about = {"run_id": run, "revision": revision}
    train(at, 9, 3)
    at.switch_page(PAGE).run()
    assert ask(at, 4)["settings"]["learning rate"] == "0.03"
    assert ask(at, 12)["settings"]["learning rate"] == "0.5"


def test_an_untrained_network_has_a_link_without_a_training(at):
    assert "run" not in dict(parse_qsl(ask(at, 0)["link"]))


def test_a_run_that_is_too_long_for_a_link_has_one_to_its_settings_and_says_so(at, monkeypatch):
    monkeypatch.setattr(link, "MAX_LINK", 100)
    answer = ask(at, 9)
    assert "run" not in dict(parse_qsl(answer["link"])) and "hidden=3" in answer["link"]
    assert answer["sentence"].endswith("The link brings back the settings; save the model to take the weights along.")


def test_what_takes_longer_is_to_be_asked_for_again(at, monkeypatch):
    monkeypatch.setattr("playground.feed.Feed.snapshot", lambda feed, epoch: None)
    assert ask(at, 9)["ready"] is False


@pytest.mark.parametrize(
    ("epoch", "other"), [(9, {"run_id": "another"}), (9, {"revision": 5}), (500, {}), ("nine", {}), (9, {"version": 0})]
)
def test_a_run_that_is_not_there_has_no_link_and_a_sentence(at, epoch, other):
    answer = ask(at, epoch, **other)
    assert (answer["id"], answer["ready"], answer["link"], answer["sentence"]) == (1, True, None, GONE)


def test_where_nobody_has_been_to_the_playground_there_is_no_run():
    at = opened(PAGE)
    at.about = {"run_id": "any", "revision": 0}
    assert ask(at, 9)["sentence"] == GONE


@pytest.mark.parametrize("message", [None, 5, {}, [[]], {"id": 10**400}, "<script>", {"version": 1, "id": [1]}])
def test_garbage_changes_nothing(at, message):
    before = at.session_state["session"].settings
    assert told(send_to(at, "lab_notebook", "ask", message))["link"] is None
    assert at.session_state["session"].settings == before
    assert ask(at, 9)["link"]


def test_the_way_to_the_playground_keeps_the_run(at):
    send_to(at, "lab_notebook", "go", True)
    assert not at.exception and components(at, "live_stage")
    assert run_of(at)[0] == at.about["run_id"]
