"""Answers that are late or lost, and a connection that breaks: the stage never hangs, and the bits stay the same."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nn_core import Description, Run
from tools.driver import Server, Stage

TRAIN = b'"do":"train"'


class Wire:
    """The WebSockets of a page, in between: how many there were, and how many of the next requests shall be lost."""

    def __init__(self, page):
        self.sockets = []
        self.to_lose = 0
        page.route_web_socket(re.compile("_stcore/stream"), self.connect)

    def connect(self, socket):
        self.sockets.append(socket)
        server = socket.connect_to_server()

        def pass_on(message):
            if self.to_lose and TRAIN in bytes(message):
                self.to_lose -= 1
            else:
                server.send(message)

        socket.on_message(pass_on)


@pytest.fixture
def wire(page):
    return Wire(page)


def expected(epoch):
    run = Run(Description(), "numba")
    list(run.advance(epoch))
    return tuple(float(np.float32(loss)) for loss in (run.record().train_loss, run.record().test_loss))


@pytest.mark.slow
def test_a_lost_request_is_sent_again(stage, wire):
    stage.open()
    wire.to_lose = 2
    stage.press("Play")
    stage.wait_state("waiting")
    expect(stage.element).to_contain_text("Waiting for the server")
    stage.wait_epoch(60)
    assert wire.to_lose == 0
    stage.press("Pause")
    stage.wait_state("paused")
    assert stage.losses() == expected(stage.epoch)


@pytest.mark.slow
def test_a_broken_connection_is_said_and_mended(stage, wire):
    stage.open()
    stage.press("Play")
    stage.wait_epoch(20)
    before = len(wire.sockets)
    stage.page.context.set_offline(True)
    wire.sockets[-1].close()
    stage.wait_state("offline")
    expect(stage.element).to_contain_text("No connection to the server")
    stage.page.context.set_offline(False)
    at = stage.epoch
    stage.wait_epoch(at + 60)
    assert len(wire.sockets) > before
    stage.press("Pause")
    stage.wait_state("paused")
    assert stage.losses() == expected(stage.epoch)


@pytest.mark.parametrize("seconds", [pytest.param(5, marks=pytest.mark.slow), pytest.param(60, marks=pytest.mark.slow)])
def test_after_an_outage_it_goes_on_with_the_same_weights(stage, wire, seconds):
    stage.page.set_default_timeout(60_000)
    stage.open()
    stage.press("Play")
    stage.wait_epoch(100)
    stage.page.context.set_offline(True)
    wire.sockets[-1].close()
    stage.wait_state("offline")
    at = stage.epoch
    stage.page.wait_for_timeout(1000 * seconds)  # the length of the outage is the case
    expect(stage.element).to_have_attribute("data-state", "offline")
    stage.page.context.set_offline(False)
    stage.wait_epoch(at + 200)
    stage.wait_state("playing")
    stage.press("Pause")
    stage.wait_state("paused")
    assert stage.losses() == expected(stage.epoch)


@pytest.mark.slow
def test_a_session_that_the_server_has_lost_is_brought_back_with_one_button(browser, tmp_path):
    first = Server(tmp_path / "first.txt").wait()
    context = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=first.url)
    try:
        stage = Stage(context.new_page()).open()
        stage.run_to(70)
        stage.stop_at(None)
        expect(stage.page).to_have_url(re.compile("stop=none"))  # else the next server would not know of it
        stage.rest()
        assert first.stop() == []
        stage.wait_state("offline")
        second = Server(tmp_path / "second.txt", port=first.port).wait()
        try:
            stage.press("Continue at epoch 70")
            stage.wait_state("paused")
            assert (stage.epoch, stage.losses()) == (70, expected(70))
            stage.press("Step")
            expect(stage.element).to_have_attribute("data-epoch", "71")
            assert stage.losses() == expected(71)
        finally:
            assert second.stop() == []
    finally:
        context.close()


@pytest.mark.slow
def test_two_pages_of_one_person_do_not_disturb_each_other(stage, page):
    other = Stage(page.context.new_page())
    stage.open()
    other.open("dataset=xor")
    other.press("Play")
    other.wait_epoch(5)
    page.bring_to_front()  # a tab behind another draws nothing, and asks for nothing
    stage.run_to(30)
    assert stage.losses() == expected(30)
    other.page.bring_to_front()
    other.wait_epoch(other.epoch + 10)


@pytest.mark.slow
def test_a_request_that_is_refused_ends_in_a_sentence_and_the_stage_goes_on(stage, page):
    sentence = "The server did not accept that, and nothing has changed."
    stage.open()
    stage.run_to(5)
    page.evaluate(
        """async () => {
          const { href } = document.querySelector('link[href$="/stage.css"]');
          const { stageOnShow } = await import(href.replace("stage.css", "main.js"));
          stageOnShow().player.branch([[999, 0.5]]);
        }"""
    )
    expect(stage.element).to_contain_text(sentence)
    assert stage.losses() == expected(5)
    stage.press("Step")
    expect(stage.element).to_have_attribute("data-epoch", "6")
    expect(stage.element).not_to_contain_text(sentence)
    assert stage.losses() == expected(6)


def test_a_module_that_cannot_be_loaded_is_said(page):
    page.route("**/panels/curve.js", lambda route: route.abort())
    page.goto("/")
    expect(page.get_by_text("The stage could not be loaded. Reload the page to try again.")).to_be_visible()
