"""Tests that what texts say of a training happens: in the run that a scene opens with, and from other seeds."""

import re
from dataclasses import replace

import pytest

from playground.claims import KEPT, PROSE
from playground.languages import LANGUAGES, speaking
from playground.presets import PRESETS
from tests.helpers.claims import MEASURES, keeps

CLAIMS = {name: (preset.settings.description, preset.claims) for name, preset in PRESETS.items()} | PROSE
OTHER_WEIGHTS = ("seed",)  # as New seed draws them
OTHER_POINTS_TOO = ("seed", "dataseed")

every_text = pytest.mark.parametrize("name", CLAIMS)


def kept(claim, description, draws, seeds):
    """How many of these seeds keep a claim."""
    return sum(keeps(claim, replace(description, **dict.fromkeys(draws, seed))) for seed in seeds)


@every_text
@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_the_run_that_a_scene_opens_with_does_what_its_text_says(name, engine):
    description, claims = CLAIMS[name]
    for claim in claims:
        assert keeps(claim, description, engine), claim


@every_text
def test_a_text_holds_for_ten_other_seeds_or_for_nearly_all_of_them(name):
    description, claims = CLAIMS[name]
    for claim in claims:
        assert kept(claim, description, OTHER_POINTS_TOO, range(10)) >= 9 - (claim.seeds is not None), claim


@pytest.mark.slow
@every_text
def test_a_text_holds_for_as_many_of_a_hundred_seeds_as_it_says_or_for_95(name):
    description, claims = CLAIMS[name]
    for claim in claims:
        count = kept(claim, description, OTHER_WEIGHTS, range(50))
        count += kept(claim, description, OTHER_POINTS_TOO, range(50, 100))
        if claim.seeds is None:
            assert count >= KEPT, claim
        else:
            assert abs(count - claim.seeds) <= 5, claim


def test_a_text_claims_something_that_can_be_measured():
    for name, (_description, claims) in CLAIMS.items():
        assert claims, name
        for claim in claims:
            assert claim.measure in MEASURES, name
            assert 0 <= claim.first <= claim.last, name
            assert claim.least <= claim.most and (claim.least, claim.most) != (-float("inf"), float("inf")), name


def test_a_number_in_the_text_of_a_preset_is_one_of_its_claims_or_settings():
    for code in LANGUAGES:
        for name, preset in PRESETS.items():
            description = preset.settings.description
            known = {1.0, 100.0, description.n_train, *description.hidden}
            for claim in preset.claims:
                known |= {claim.first, claim.last, claim.last - claim.first, claim.least, claim.most}
                known |= {100 * claim.least, 100 * claim.most, 10 * (claim.seeds is not None), *claim.anew.values()}
                for epoch, changes in claim.live.items():
                    known |= {epoch, claim.last - epoch, *changes.values()}
                    known |= {(claim.last - epoch) * description.n_train}  # updates, one example each
            if name in ("xor_line", "zeros", "vanishing"):
                known |= {0.69}  # ln 2, within the bounds of the claims
            with speaking(code):
                text = preset.look_for
            numbers = [float(number.replace(",", ".")) for number in re.findall(r"(?<![\w])\d+(?:[.,]\d+)?", text)]
            assert [number for number in numbers if number not in known and round(number, 6) not in known] == [], name
