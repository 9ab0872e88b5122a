"""Tests that every preset can be shared, is known again, and is what its text says it is; see also test_claims.py."""

import re
from dataclasses import replace

import pytest

from nn_core import Run
from playground.address import from_query, to_query
from playground.presets import DIFFICULTIES, PRESETS, preset_of
from playground.settings import Settings

# --- what a preset is


def test_a_preset_comes_back_from_the_address_it_makes():
    for name, preset in PRESETS.items():
        assert from_query(to_query(preset.settings)) == (preset.settings, []), name


def test_a_preset_says_in_sentences_what_it_is_for_and_what_there_is_to_see():
    for name, preset in PRESETS.items():
        assert preset.title, name
        assert preset.difficulty in DIFFICULTIES, name
        assert re.fullmatch(r"[A-Z][^.]*\.", preset.goal), name
        assert 1 <= len(re.findall(r"\.(?= |$)", preset.look_for)) <= 2, name
        assert preset.look_for.endswith("."), name


@pytest.mark.parametrize("part", ["title", "goal", "look_for", "settings"])
def test_presets_differ(part):
    assert len({getattr(preset, part) for preset in PRESETS.values()}) == len(PRESETS)


def test_a_preset_is_known_whatever_acts_at_once_and_whatever_view_are_tried_on_it():
    at_once = {"learning_rate": 0.5, "batch_size": 7, "penalty_rate": 0.5, "speed": "1", "stop": 77}
    for name, preset in PRESETS.items():
        assert preset_of(preset.settings) == name
        for field, value in at_once.items():
            assert preset_of(preset.settings.with_value(field, value)) == name, field


def test_another_scene_is_no_preset():
    for name, preset in PRESETS.items():
        for field, value in {"noise": 15, "n": 150, "seed": 99, "hidden": (3, 3)}.items():
            other = preset.settings.with_value("batch_size", 1).with_value(field, value)
            assert preset_of(other) is None, (name, field)


def test_the_settings_one_starts_with_are_no_preset():
    assert preset_of(Settings()) is None


def test_xor_without_a_hidden_layer_becomes_xor_with_four_neurons_by_adding_them():
    settings = PRESETS["xor_line"].settings
    assert preset_of(settings.with_value("hidden", (4,))) == "xor"


def test_noise_with_small_weights_becomes_noise_without_the_penalty():
    settings = PRESETS["decay"].settings
    assert preset_of(settings.with_value("penalty", "none")) == "noise"


def test_course_default_is_the_courses_network():
    settings = PRESETS["course"].settings
    description = settings.description
    assert description.sizes == (2, 6, 6, 1)
    assert (description.activation, description.learning_rate, description.batch_size) == ("relu", 0.01, 1)
    assert settings.stop == 10


def test_deep_spiral_is_four_layers_of_eight():
    description = PRESETS["spiral"].settings.description
    assert (description.dataset, description.hidden, description.activation) == ("spiral", (8, 8, 8, 8), "tanh")


def test_deep_spiral_is_solved_within_two_seconds_at_its_speed():
    settings = PRESETS["spiral"].settings
    (solved,) = (claim for claim in PRESETS["spiral"].claims if claim.least == 0.95)
    assert solved.last / float(settings.speed) < 2


def test_the_settings_one_starts_with_learn_within_ten_seconds_at_their_speed():
    settings = Settings()
    assert (settings.speed, settings.stop) == ("60", None)
    assert any(record.test_loss < 0.1 for record in Run(settings.description).advance(600))


def test_one_example_at_a_time_says_how_many_updates_that_is():
    preset = PRESETS["batch"]
    description, epochs = preset.settings.description, preset.settings.stop
    assert description.batch_size == description.n_train == 200
    assert (
        f"all {description.n_train} points" in preset.look_for
        and f"{epochs} epochs are {epochs} updates" in preset.look_for
    )
    assert f"{epochs} more epochs are {epochs * description.n_train} updates" in preset.look_for


def test_features_need_one_neuron():
    assert PRESETS["features"].settings.description.sizes == (2, 1)


def test_be_the_optimiser_can_be_done_by_hand():
    settings = PRESETS["by_hand"].settings
    run = Run(settings.description)
    assert (run.n_parameters, run.record().train_loss > 4 * settings.target) == (3, True)
    run.change(parameters=[[0, 1.5], [1, 1.5], [2, 0]])  # three numbers that anybody may find
    assert run.record().train_loss < settings.target


def test_what_a_text_says_to_set_first_leaves_the_first_weights_as_they_are():
    weights = lambda **anew: Run(replace(PRESETS["dead"].settings.description, **anew)).engine.parameters  # noqa: E731
    assert (weights() == weights(**PRESETS["dead"].claims[-1].anew)).all()
