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


def test_the_line_the_rings_and_the_button(stage, page, server):
    stage.open(address("dead", stop="5"))
    expect(stage.element).not_to_contain_text("dead")
    stage.press("Play")
    stage.wait_state("finished")
    expect(stage.element).to_contain_text("cannot learn: 12 of 24")
    why = stage.element.get_by_role("link", name="Why?")
    expect(why).to_have_attribute("href", f"{server.url}explanations#dead")
    expect(why).to_have_attribute("target", "_blank")
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
def test_a_remedy_for_the_running_network_acts_while_it_plays(bare):
    stage = bare.open(address("slow"))
    stage.press("Play")
    stage.press("Learning rate 0.03")
    expect(stage.element).to_have_attribute("data-revision", "1")
    epoch = stage.epoch
    stage.wait_epoch(epoch + 5)  # it has not begun anew
    assert epoch >= 20


@pytest.mark.slow
def test_a_diverged_run_is_begun_anew_with_shorter_steps(bare):
    stage = bare.open(address("diverged"))
    stage.press("Play")
    stage.wait_state("diverged")
    expect(stage.element).to_contain_text("Lower the learning rate.")
    stage.press("Learning rate 0.03, from the start")
    stage.wait_for(state="idle", epoch=0)
    assert stage.server.settings.description.learning_rate == 0.03


@pytest.mark.slow
def test_why_leads_to_the_place_where_it_is_explained(page):
    page.goto("/explanations#linear")
    expect(page.locator("#linear")).to_be_in_viewport()
    expect(page.locator("#linear")).to_contain_text("A straight line that is not enough")
    links = page.get_by_role("link", name="See it in the playground")
    expect(links).to_have_count(len(EXPLANATIONS))
    assert f"./?{address('plateau')}" in [link.get_attribute("href") for link in links.all()]


@pytest.mark.slow
def test_an_epoch_that_is_looked_back_at_is_explained_as_well(bare):
    stage = bare.open(address("done", speed="max"))
    stage.run_to(120)
    expect(stage.element).to_contain_text("Done: it gets its training points right")
    stage.element.get_by_test_id("scrubber").fill("10")
    expect(stage.element).to_have_attribute("data-epoch", "10")
    line = stage.element.locator(".stage-advice")
    expect(line).not_to_contain_text("Done:")
    expect(line).to_contain_text("Looking back")
