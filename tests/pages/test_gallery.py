"""Tests that the gallery shows every preset as a card, opens the one pressed, and keeps its text while it is tried."""

import pytest

from playground import controls
from playground.address import to_query
from playground.presets import DIFFICULTIES, PRESETS
from tests.helpers.pages import change, opened, opening, shown


def scenes(at):
    """Press Scenes, and return the dialog."""
    at.button(key="scenes").click()
    at.run()
    (dialog,) = at.get("dialog")
    return dialog


def pick(at, name):
    """Pick a preset in the gallery."""
    scenes(at)
    at.button(key=f"preset_{name}").click()
    return at.run()


def texts(part):
    """All text of a part of the page."""
    return "\n".join(element.value for element in part.markdown)


def look(at):
    """The names of the presets whose text stands on the page."""
    return [name for name, preset in PRESETS.items() if preset.look_for in texts(at)]


def test_the_gallery_is_closed_until_it_is_asked_for():
    at = opened()
    assert not at.get("dialog")
    assert [button.key for button in at.button if button.key.startswith("preset_")] == []
    assert look(at) == []


def test_scenes_opens_a_dialog_with_a_card_for_every_preset():
    at = opened()
    dialog = scenes(at)
    assert not at.exception
    assert dialog.proto.dialog.title == "Pick a scene"
    assert [(button.key, button.label) for button in dialog.button] == [
        (f"preset_{name}", f"**{preset.title}**") for name, preset in PRESETS.items()
    ]
    for preset in PRESETS.values():
        assert f"{preset.goal} :gray[({DIFFICULTIES[preset.difficulty]})]" in texts(dialog)
        assert f"**Look for:** {preset.look_for}" in texts(dialog)


def test_every_card_has_the_picture_of_its_preset_and_words_for_those_who_do_not_see_it():
    pictures = [image.proto.imgs[0] for image in scenes(opened()).get("image")]
    assert [picture.alt for picture in pictures] == [
        f"{p.title}: the points over the network's output" for p in PRESETS.values()
    ]
    assert len({picture.url for picture in pictures}) == len(PRESETS)


def test_opening_the_gallery_changes_nothing():
    at = opened(dataset="moons", hidden="3")
    before = shown(at), dict(at.query_params), opening(at)["run_id"]
    scenes(at)
    assert (shown(at), dict(at.query_params), opening(at)["run_id"]) == before


@pytest.mark.parametrize("name", ["line", "spiral"])
def test_a_preset_that_is_picked_is_set_its_text_appears_and_the_gallery_closes(name):
    preset = PRESETS[name]
    at = pick(opened(dataset="gauss", noise="50", hidden="3-3-3-3-3-3", speed="1", stop="3"), name)
    assert not at.exception
    assert not at.get("dialog")
    assert shown(at) == controls.values(preset.settings)
    assert at.query_params == to_query(preset.settings)
    assert look(at) == [name]
    assert f"**{preset.title}** · {DIFFICULTIES[preset.difficulty]}" in texts(at)


def test_the_text_stays_while_learning_rate_and_batch_size_are_tried():
    at = pick(opened(), "batch")
    assert look(change(at, batch_size=1)) == ["batch"]
    assert look(change(at, learning_rate=0.5)) == ["batch"]


def test_the_text_goes_when_another_scene_is_made():
    at = pick(opened(), "fast")
    assert look(change(at, noise=30)) == []
    assert look(change(at, noise=10)) == ["fast"]


def test_an_address_of_a_preset_shows_its_text():
    assert look(opened(**to_query(PRESETS["spiral"].settings))) == ["spiral"]


def test_a_layer_of_four_takes_xor_from_the_scene_that_cannot_do_it_to_the_one_that_can():
    at = pick(opened(), "xor_line")
    assert look(at) == ["xor_line"]
    assert look(change(at, layers=1)) == ["xor"]


def test_the_gallery_can_be_opened_again_and_another_preset_picked():
    at = pick(pick(opened(), "line"), "noise")
    assert look(at) == ["noise"]
    assert look(pick(at, "noise")) == ["noise"]


def test_the_gallery_is_gone_when_the_page_runs_again():
    at = opened()
    scenes(at)
    assert not at.run().get("dialog")
