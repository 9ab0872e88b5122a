"""What a person does to take a run away and to bring it back: the link, in this browser and another."""

import re
from dataclasses import replace
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import expect

from nn_core import Description, Run
from nn_core.own import encode
from playground import run_link
from playground.address import to_query
from playground.feed import Feed, Snapshot
from playground.settings import Settings
from tools.driver import Stage

SMALL = "dataset=xor&n=200&hidden=4&lr=0.1"
RNG = np.random.default_rng(0)
MANY = encode(RNG.uniform(-6, 6, (3000, 2)), RNG.integers(0, 2, 3000))


@pytest.fixture
def another(window):
    """A page in another browser, that knows nothing of the first."""
    return window()


def link_of(stage):
    """Open the dialog, and read the link that it offers."""
    stage.press("Share")
    code = stage.page.get_by_role("dialog").get_by_test_id("stCode").first
    expect(code).to_contain_text("?dataset=")
    return "".join(code.inner_text().split())


def test_a_link_brings_back_the_run_with_its_changes_in_another_browser(stage, another):
    stage.open(SMALL)
    stage.run_to(20)
    stage.set_learning_rate("0.3")
    expect(stage.page).to_have_url(re.compile(r"lr=0\.3(&|$)"))
    stage.rest()
    stage.run_to(35)
    link, losses = link_of(stage), stage.losses()

    there = Stage(another)
    another.goto(link)
    there.wait_epoch(35)
    there.wait_state("finished")
    assert there.losses() == losses
    expect(another.locator(".stage-state")).to_have_text(
        "This is epoch 35 of the link: the same loss as the sender's, to the last bit. Press Play to continue."
    )
    there.press("Step")
    there.wait_epoch(36)


@pytest.mark.slow
def test_where_the_senders_computer_rounded_otherwise_it_is_said_how_far_the_loss_is_off(bare):
    run = Run(Description(n=30, hidden=(3,), batch_size=5), "numba")
    *_, record = run.advance(12)
    sent = replace(record, train_loss=record.train_loss + 2**-10)
    link = run_link.pack(Snapshot(run.description, run.description, [], sent, "numba"))
    bare.begin(Settings(run.description), Feed.shared(run.description, run_link.unpack(link, run.description)))
    bare.wait_epoch(12)
    expect(bare.element.locator(".stage-state")).to_have_text(
        "This is epoch 12 of the link. Its loss differs by 0.001 from the sender's, whose computer rounds differently."
    )


@pytest.mark.slow
def test_a_weight_set_by_hand_travels_in_the_link_and_the_run_outlives_a_reload(stage, another):
    stage.open("dataset=gauss&n=100&hidden=none&stop=5")
    stage.press("Play")
    stage.wait_state("finished")
    stage.element.get_by_role("button", name="output ŷ").click()
    field = stage.element.get_by_label("bias", exact=True).first
    field.fill("2.5")
    field.press("Enter")
    expect(stage.element).to_have_attribute("data-revision", "1")
    link, losses = link_of(stage), stage.losses()
    there = Stage(another)
    for visit in ("first", "reload"):
        another.goto(link)
        there.wait_for(state="finished", epoch=5)
        assert there.losses() == losses, visit


@pytest.mark.slow
def test_own_points_that_are_too_many_for_an_address_outlive_a_reload(stage):
    page = stage.page
    page.goto("/your_data")
    page.get_by_test_id("own-plane").wait_for()
    page.evaluate("(text) => localStorage.setItem('perceptron-playground-points', text)", MANY)
    page.goto(f"/?{urlencode(to_query(Settings().with_value('points', MANY)))}")
    stage.ready()
    expect(page.get_by_text("3,000 points of your own")).to_be_visible()
    expect(page).to_have_url(re.compile("points=(~|%7E)"))
    stage.run_to(2)


@pytest.mark.slow
def test_a_lesson_has_no_new_seed(bare):
    bare.open(f"{SMALL}&show=lr,hidden")
    expect(bare.element.get_by_role("button", name="New seed")).to_have_count(0)
    bare.open(SMALL)
    expect(bare.element.get_by_role("button", name="New seed")).to_be_visible()


@pytest.mark.slow
def test_a_saved_model_comes_back_onto_the_stage_and_trains_on(stage, page, tmp_path):
    stage.open(SMALL)
    stage.run_to(15)
    losses = stage.losses()
    stage.press("Share")
    page.get_by_role("tab", name="Model").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download model.json").click()
    path = tmp_path / "model.json"
    download.value.save_as(path)

    page.goto("/")
    stage.ready()
    stage.press("Share")
    page.get_by_role("tab", name="Model").click()
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_role("button", name="Show it on the stage")).to_be_visible()
    stage.rest()
    page.get_by_role("button", name="Show it on the stage").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(stage.element).to_have_attribute("data-train-loss", str(losses[0]))
    expect(page.locator(".stage-state")).to_contain_text("The model as loaded")
    stage.rest()
    stage.run_to(4)
    assert stage.losses()[0] < losses[0]
    stage.press("Reset")
    expect(stage.element).to_have_attribute("data-train-loss", str(losses[0]))
