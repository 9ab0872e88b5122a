"""A long fuzz of the address: whatever parts it has, the page makes legal settings, and says what was wrong."""

import random
from urllib.parse import parse_qs, quote, quote_from_bytes

import pytest
from streamlit.testing.v1 import AppTest

from nn_core import ACTIVATIONS, DATASETS, INITIALISERS, PENALTIES, SCHEDULES
from playground import controls
from playground.address import from_query, to_query
from playground.choices import SPEEDS
from tests.helpers.pages import ROOT, opening, send, shown, told

ADDRESSES, PAGES = 1500, 150

# For each name but the task, which hangs on the data set: texts that can be used, whatever else is set. Then: numbers
# out of range, and texts no setting can use.
RIGHT = {
    "dataset": sorted(DATASETS),
    "noise": ["0", "7", "50", "%2B5", "+5+"],
    "split": ["10", "33", "90"],
    "n": ["10", "11", "60", "0075"],
    "dataseed": ["0", "1", "4294967295"],
    "hidden": ["none", "1", "4-2", "16-1-16-1-16-1", "3+-+3"],
    "features": ["x1", "SINX1", "x2sq-x1", "x1-x2-x1sq-x2sq-x1x2-sinx1-sinx2", "x1+-+x2"],
    "activation": [name.upper() for name in ACTIVATIONS],
    "init": sorted(INITIALISERS),
    "order": ["shuffled", "SORTED"],
    "optimiser": ["sgd", "Momentum", "ADAM"],
    "schedule": sorted(SCHEDULES),
    "period": ["1", "100000"],
    "clip": ["none", "0.001", "1e3"],
    "penalty": sorted(PENALTIES),
    "penaltyrate": ["0", ".5", "10"],
    "seed": ["0", "99", "%0942"],
    "lr": ["0.1", "1e-5", ".5", "10", "3."],
    "batch": ["1"],
    "speed": [*SPEEDS, "MAX"],
    "stop": ["none", "1", "1000000"],
    "target": ["none", "0.0001", "1e2"],
    "show": ["all", "none", "lr,hidden", "SEED - lr"],
    "lock": ["none", "all", "dataset", "lr-batch-presets"],
}
WORDS = (
    *("dataset", "features", "hidden", "activation", "init", "order", "optimiser", "schedule", "penalty", "speed"),
    *("show", "lock"),
)
FAR = ["-1", "9" * 12, "-" + "9" * 12, "9" * 350, "-" + "9" * 400]
ODD = [
    *("", "%00", "nan", "-inf", "1e400", "0,5", "5.0.0", "0x10", "1_0", "--", "4-x", "%s%25n", "{0.__class__}"),
    *("%D9%A1", "%EF%BC%95", "%E2%80%AE5", "%FF", "%ED%A0%80", "%F0%9F%98%80", "%3Cscript%3Ealert(1)%3C/script%3E"),
    *("a" * 5000, "9" * 5000),
]


def wrong(pick, name):
    """A text that no setting can use."""
    if name not in WORDS and pick.random() < 0.4:
        return pick.choice(FAR)
    if pick.random() < 0.5:
        return pick.choice(ODD)
    characters = (chr(pick.choice((32, 128, 0x3000, 0xD800, 0x10000)) + pick.randrange(96)) for _ in range(9))
    return "z" + quote("".join(characters), errors="replace")


def foreign(pick):
    """A name that is no setting, of bytes that may be no text at all."""
    return "z" + quote_from_bytes(pick.randbytes(pick.randrange(6)))


def address(pick):
    """(a random address, how many sentences it should get)."""
    parts, mistakes = [], 0
    for name in pick.sample(sorted(RIGHT), pick.randrange(len(RIGHT) + 1)):
        times = pick.choice((1, 1, 1, 1, 2, 3))
        last_is_right = pick.random() < 0.5
        last = pick.choice(RIGHT[name]) if last_is_right else wrong(pick, name)
        texts = [pick.choice([*RIGHT[name], wrong(pick, name)]) for _ in range(times - 1)] + [last]
        parts += [f"{name}={text}" for text in texts]
        mistakes += (not last_is_right) + (times > 1)
    foreigners = [foreign(pick) for _ in range(pick.choice((0, 0, 0, 1, 2, 7, 300)))]
    for name in foreigners:
        parts.insert(pick.randrange(len(parts) + 1), f"{name}={pick.choice(ODD)}")
    strangers = len(parse_qs("&".join(f"{name}=" for name in foreigners), keep_blank_values=True))
    return "&".join(parts), mistakes + min(strangers, 6)


@pytest.mark.slow
def test_any_address_gives_legal_settings_and_one_sentence_a_mistake():
    pick = random.Random(1)
    for _ in range(ADDRESSES):
        text, mistakes = address(pick)
        _settings, sentences = from_query(parse_qs(text, keep_blank_values=True))  # which are legal, or there are none
        assert len(sentences) == mistakes, text
        assert all(sentence.isprintable() and len(sentence) < 200 for sentence in sentences), text


@pytest.mark.slow
def test_any_address_gives_a_page_with_these_settings_and_sentences():
    pick = random.Random(2)
    for _ in range(PAGES):
        text, _mistakes = address(pick)
        query = parse_qs(text, keep_blank_values=True)
        settings, sentences = from_query(query)
        at = AppTest.from_file(ROOT / "app.py", default_timeout=60)
        at.query_params.update(query)
        send(at.run(), do="open")
        assert not at.exception, text
        assert told(at) == sentences, text
        assert at.query_params == to_query(settings), text
        values = controls.values(settings)
        assert shown(at) == {key: values[key] for key in shown(at)}, text
        assert settings.show is not None or shown(at) == values, text
        assert opening(at)["n"] == settings.description.n, text
