"""The address of the page: it holds every setting, brings the same bits to another session, and forgives mistakes."""

import re

import pytest
from playwright.sync_api import expect

from tools.driver import Stage

QUERY = "dataset=moons&noise=15&split=70&n=200&seed=7&dataseed=3&hidden=5-4-3&activation=relu&lr=0.017&batch=4&stop=12"


def test_an_address_brings_the_same_bits_to_another_session(stage, page, browser, server):
    stage.open(QUERY)
    stage.press("Play")
    stage.wait_state("finished")
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    try:
        other = Stage(context.new_page())
        other.open(path=page.url)
        other.press("Play")
        other.wait_state("finished")
        assert (other.epoch, other.losses()) == (12, stage.losses())
    finally:
        context.close()
    for part in QUERY.split("&"):
        assert re.search(rf"[?&]{part}(&|$)", page.url), part


def test_what_is_set_is_written_into_the_address(stage, page):
    stage.open()
    page.get_by_role("button", name="Spiral, deep").click()
    expect(page).to_have_url(re.compile(r"dataset=spiral.*hidden=8-8-8-8"))
    stage.element.get_by_label("Speed").select_option("max")
    expect(page).to_have_url(re.compile(r"speed=max"))
    stage.stop_at(99)
    expect(page).to_have_url(re.compile(r"stop=99"))


def test_the_browsers_back_button_brings_the_setting_before(stage, page):
    stage.open()
    first = stage.losses()
    stage.set_learning_rate("0.05")
    expect(page).to_have_url(re.compile(r"lr=0\.05"))
    page.get_by_role("button", name="Spiral, deep").click()
    expect(page).to_have_url(re.compile(r"dataset=spiral"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"dataset=circle.*lr=0\.05"))
    stage.rest()
    stage.wait_state("idle")
    expect(stage.element).to_have_attribute("data-train-loss", str(first[0]))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("lr=abc", "learning_rate must be a finite number from 0.00001 to 10, not 'abc'. Using 0.03."),
        ("lr=nan&n=1e9", "lr=nan cannot be used"),
        ("hidden=4-99", "hidden, layer 2, must be a whole number from 1 to 16, not 99. Using 4-16."),
        ("batch=9999", "batch_size must be a whole number from 1 to 250, not 9999. Using 250."),
        ("dataset=<script>alert(1)</script>", "dataset must be one of circle, xor, gauss, spiral, moons"),
        ("speed=fast&stop=-3", "speed must be one of 1, 5, 20, 60, max, not 'fast'. Using 60."),
    ],
)
def test_a_mistake_in_the_address_gets_a_sentence_and_the_stage_runs(stage, page, query, sentence):
    stage.open(query)
    expect(page.get_by_role("alert")).to_contain_text(sentence)
    stage.press("Step")
    expect(stage.element).to_have_attribute("data-epoch", "1")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_link_in_the_address_does_not_become_a_link_on_the_page(stage, page):
    stage.open("lr=[win](https://example.org)&dataset=www.example.org&activation=a@example.org")
    expect(page.get_by_role("alert")).to_contain_text("example.org")
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(0)
