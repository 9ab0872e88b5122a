"""The gallery of presets: pictures to choose from, and what to look for beside the one that was chosen."""

import re

import pytest
from playwright.sync_api import expect

from playground.address import to_query
from playground.presets import PRESETS


def test_a_scene_is_picked_from_its_picture(stage, page):
    stage.open()
    page.get_by_role("button", name="Scenes").click()
    dialog = page.get_by_role("dialog")
    pictures = dialog.get_by_role("img", name=re.compile("the points over the network's output"))
    expect(pictures).to_have_count(len(PRESETS))
    page.wait_for_function(
        "() => [...document.querySelectorAll('[role=dialog] img')].every((image) => image.naturalWidth > 100)"
    )
    for preset in PRESETS.values():
        expect(dialog.get_by_text(preset.goal)).to_be_visible()
    dialog.get_by_role("button", name=PRESETS["xor_line"].title).click()
    expect(dialog).to_have_count(0)  # its cards have the same texts as the page
    expect(page).to_have_url(re.compile(r"dataset=xor.*hidden=none"))
    expect(page.get_by_text(PRESETS["xor_line"].look_for)).to_be_visible()
    stage.wait_state("idle")
    stage.rest()  # the run before was idle, too: Play is for the new one
    stage.press("Play")
    stage.wait_epoch(5)


@pytest.mark.slow
def test_looking_at_the_gallery_leaves_the_run_alone_and_what_is_picked_while_it_plays_comes(stage, page):
    """The stage's requests carry what the controls showed before: that must not take the choice back."""
    dialog = page.get_by_role("dialog")
    stage.open()
    stage.run_to(15)
    losses = stage.losses()
    page.get_by_role("button", name="Scenes").click()
    expect(dialog.get_by_role("img")).to_have_count(len(PRESETS))
    stage.rest()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    stage.rest()
    assert (stage.data("state"), stage.epoch, stage.losses()) == ("finished", 15, losses)
    stage.stop_at(None)
    for name in ("spiral", "xor_line", "noise", "xor"):
        stage.press("Play")
        stage.wait_epoch(8)
        page.get_by_role("button", name="Scenes").click()
        dialog.get_by_role("button", name=PRESETS[name].title, exact=True).click()
        expect(dialog).to_be_hidden()
        hidden = to_query(PRESETS[name].settings)["hidden"]
        expect(page).to_have_url(
            re.compile(rf"dataset={PRESETS[name].settings.description.dataset}.*hidden={hidden}(&|$)")
        )
        stage.wait_state("idle")
        stage.rest()
        expect(page).to_have_url(re.compile(rf"hidden={hidden}(&|$)"))
