"""Tests that every preset can be shared, and that each, and the settings one starts with, does what its text says."""

import pytest

from nn_core import Run
from playground.presets import PRESETS
from playground.settings import Settings, from_query, to_query

every_preset = pytest.mark.parametrize("name", PRESETS)


@every_preset
def test_a_preset_comes_back_from_the_address_it_makes(name):
    settings = PRESETS[name].settings
    assert from_query(to_query(settings)) == (settings, [])


@every_preset
def test_a_preset_says_in_a_sentence_what_it_is(name):
    preset = PRESETS[name]
    assert preset.title
    assert preset.text.endswith(".")


def test_presets_differ_in_title_and_settings():
    assert len({preset.title for preset in PRESETS.values()}) == len(PRESETS)
    assert len({preset.settings for preset in PRESETS.values()}) == len(PRESETS)


def test_course_default_is_the_courses_network_and_its_loss_falls():
    settings = PRESETS["course"].settings
    description = settings.description
    assert description.sizes == (2, 6, 6, 1)
    assert (description.activation, description.learning_rate, description.batch_size) == ("relu", 0.01, 1)
    assert settings.stop == 10
    run = Run(description)
    losses = [run.record().train_loss, *(record.train_loss for record in run.advance(settings.stop))]
    assert sum(losses[-3:]) < sum(losses[1:4])
    assert losses[-1] < losses[0] / 4


def test_deep_spiral_is_four_layers_of_eight_that_tell_the_arms_apart():
    description = PRESETS["spiral"].settings.description
    assert (description.dataset, description.hidden) == ("spiral", (8, 8, 8, 8))
    assert any(record.test_accuracy >= 0.95 for record in Run(description).advance(400))


def test_the_settings_one_starts_with_learn_within_ten_seconds_at_their_speed():
    settings = Settings()
    assert (settings.speed, settings.stop) == ("60", None)
    assert any(record.test_loss < 0.1 for record in Run(settings.description).advance(600))
