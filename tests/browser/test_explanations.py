"""What is going on: the line on the stage, its button, what it marks in the diagram, and where "Why?" leads."""

import re

import pytest
from playwright.sync_api import expect

from playground.address import to_query
from playground.explanations import EXPLANATIONS


def address(id, **more):
    """The address of an explanation's example."""
    example = next(explanation.example for explanation in EXPLANATIONS if explanation.id == id)
    return "&".join(f"{name}={text}" for name, text in (to_query(example) | more).items())


def test_the_line_the_rings_and_the_button(stage, page):
    stage.open(address("dead", stop="5"))
    expect(stage.element).not_to_contain_text("dead")
    stage.press("Play")
    stage.wait_state("finished")
    expect(stage.element).to_contain_text("cannot learn: 12 of 24")
    dead = stage.element.locator(".stage-node-dead")
    expect(dead).to_have_count(12)
    expect(dead.first).to_have_accessible_name(
        re.compile(r"hidden layer \d, neuron \d, dead: 0 for every training point")
    )
    stage.press("Activation leaky ReLU")
    expect(page.get_by_role("combobox", name="Activation")).to_have_value("leaky ReLU")
    stage.wait_state("idle")
    expect(dead).to_have_count(0)
    expect(stage.element).to_contain_text("Not trained yet")


@pytest.mark.slow
def test_a_remedy_for_the_running_network_acts_while_it_plays(stage, page):
    stage.open(address("slow"))
    stage.press("Play")
    stage.press("Learning rate 0.03")
    expect(page).to_have_url(re.compile(r"lr=0\.03&"))
    expect(stage.element).to_have_attribute("data-revision", "1")
    epoch = stage.epoch
    stage.wait_epoch(epoch + 5)  # it has not begun anew
    assert epoch >= 20


@pytest.mark.slow
def test_a_diverged_run_is_begun_anew_with_shorter_steps(stage, page):
    stage.open(address("diverged"))
    stage.press("Play")
    stage.wait_state("diverged")
    expect(stage.element).to_contain_text("Lower the learning rate.")
    stage.press("Learning rate 0.03, from the start")
    stage.wait_state("idle")
    expect(page).to_have_url(re.compile(r"lr=0\.03&"))


@pytest.mark.slow
def test_what_is_said_at_an_epoch_is_the_same_at_every_speed(stage):
    lines = set()
    for speed in ("20", "60", "max"):
        stage.open(f"dataset=circle&lr=0.00001&stop=120&speed={speed}")
        stage.press("Play")
        stage.wait_state("finished")
        lines.add(stage.element.locator(".stage-advice").inner_text())
    (line,) = lines
    assert "The loss hardly falls: the steps are very small" in line


@pytest.mark.slow
def test_why_leads_to_the_place_where_it_is_explained(stage, page):
    stage.open(address("linear", stop="3"))
    stage.press("Play")
    stage.wait_state("finished")
    with page.context.expect_page() as opening:
        stage.element.get_by_role("link", name="Why?").click()
    other = opening.value
    expect(other.locator("#linear")).to_be_in_viewport()
    expect(other.locator("#linear")).to_contain_text("A straight line that is not enough")
    links = other.get_by_role("link", name="See it in the playground")
    expect(links).to_have_count(len(EXPLANATIONS))
    assert f"./?{address('plateau')}" in [link.get_attribute("href") for link in links.all()]
    other.close()


@pytest.mark.slow
def test_an_epoch_that_is_looked_back_at_is_explained_as_well(stage):
    stage.open(address("done"))
    stage.run_to(120)
    expect(stage.element).to_contain_text("Done: it gets its training points right")
    stage.element.get_by_test_id("scrubber").fill("10")
    expect(stage.element).to_have_attribute("data-epoch", "10")
    line = stage.element.locator(".stage-advice")
    expect(line).not_to_contain_text("Done:")
    expect(line).to_contain_text("Looking back")
