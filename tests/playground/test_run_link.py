"""Tests that a training comes back from the text in a link, and that a text that was cut or edited is refused."""

import base64
import json
import math
import tracemalloc
import zlib
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nn_core import Description, Run
from nn_core.description import LIVE
from nn_core.own import encode
from playground import run_link
from playground.address import from_query, to_query
from playground.choices import MAX_STOP
from playground.run_link import MAX_RUN_TEXT, MAX_UNPACKED, Shared, pack, unpack
from playground.settings import Settings
from tests.helpers.core import bits, described, refusal
from tests.helpers.share import any_json, small_descriptions, taken

SMALL = described()
BEFORE, AFTER = "The run in this link cannot be used: ", " Its settings are used; press Play to train from the start."
DAMAGED = "it was cut short or altered in transit."
OTHER = "it does not match the settings in the link."
WEIGHTS = np.random.default_rng(0).uniform(-2, 2, 105)


def changed(description=SMALL, changes=(), epochs=10):
    """A run with so many epochs before each change, and after the last."""
    run = Run(description)
    for each in (*changes, {}):
        list(run.advance(epochs))
        run.change(**each)
    return run


def reason(text, description=SMALL):
    """Why a text is refused."""
    sentence = refusal(unpack, text, description)
    assert sentence.startswith(BEFORE) and sentence.endswith(AFTER)
    return sentence.removeprefix(BEFORE).removesuffix(AFTER)


def made(held, description=SMALL, version="1"):
    """The text of what nobody has trained: any JSON, with all checksums right."""
    unpacked = held if isinstance(held, bytes) else json.dumps(held).encode()
    compressor = zlib.compressobj(9, zdict=run_link._dictionary(description))
    return version + base64.urlsafe_b64encode(compressor.compress(unpacked) + compressor.flush()).decode().rstrip("=")


def replayed(shared):
    """The run that was shared, trained again to its epoch."""
    run = Run(shared.start, shared.engine, shared.journal)
    list(run.advance(shared.epoch))
    return run


def assert_comes_back(run):
    """A run made of the text of this one has the same bits, at the epoch and after it."""
    snapshot = taken(run)
    shared = unpack(pack(snapshot), snapshot.description)
    assert (shared.start, shared.epoch, shared.engine) == (run.description, run.epoch, run.engine.name)
    assert shared.loss == snapshot.record.train_loss
    again = replayed(shared)
    assert bits(again.record()) == bits(snapshot.record)
    assert [*map(bits, again.advance(2))] == [*map(bits, run.advance(2))]


# --- there and back

CHANGES = {
    "none": [],
    "learning rate": [{"learning_rate": 0.5}],
    "and back": [{"learning_rate": 0.5}, {"learning_rate": SMALL.learning_rate}],
    "everything": [{"learning_rate": 0.1 + 0.2, "batch_size": 1, "penalty_rate": 0.0}],
    "by hand": [{"parameters": [[0, 0.1 + 0.2], [3, -0.0]]}, {"batch_size": 2, "parameters": [[0, 1e6]]}],
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_training_comes_back_to_the_bit(name):
    assert_comes_back(changed(SMALL, CHANGES[name]))


@settings(max_examples=25)
@given(small_descriptions(), st.data())
def test_any_training_comes_back_to_the_bit(description, data):
    run = Run(description)
    values = st.floats(1e-5, 10), st.integers(1, description.n_train), st.floats(0, 10)
    live = st.fixed_dictionaries({}, optional=dict(zip(LIVE, values, strict=True)))
    by_hand = st.dictionaries(st.integers(0, run.n_parameters - 1), st.floats(-1e6, 1e6), max_size=3)
    for changes, edits in data.draw(st.lists(st.tuples(live, by_hand), max_size=3)):
        list(run.advance(1))
        run.change(**changes, parameters=[[place, value] for place, value in edits.items()])
    if math.isfinite(run.record().train_loss):
        assert_comes_back(run)


@settings(max_examples=25)
@given(small_descriptions())
def test_the_settings_in_the_address_are_those_it_was_packed_with(description):
    snapshot = taken(Run(description))
    received, _ = from_query(to_query(Settings(snapshot.description)))
    assert unpack(pack(snapshot), received.description).start == description


def test_own_points_may_go_along():
    points = encode(np.random.default_rng(0).uniform(-6, 6, (5000, 2)), np.arange(5000) % 2)
    description = Description(dataset="own", points=points, batch_size=500)
    run = Run(description)
    assert_comes_back(run)
    moved = encode([[1, 1], [2, 2]], [0, 1])
    assert reason(pack(taken(run)), replace(description, points=moved, batch_size=1)) == OTHER


def test_a_loss_that_is_no_number_is_none():
    snapshot = taken(Run(SMALL))
    snapshot = replace(snapshot, record=replace(snapshot.record, train_loss=math.inf))
    assert unpack(pack(snapshot), SMALL).loss is None


# --- its length


def test_a_thousand_epochs_without_a_change_take_less_than_70_characters():
    run = changed(Description(dataset="spiral", hidden=(8, 8), optimiser="adam", learning_rate=0.003))
    snapshot = taken(run)
    far = replace(snapshot, record=replace(snapshot.record, epoch=1000), engine="numba")
    assert len(pack(far)) < 70


def test_three_changes_take_less_than_140_characters():
    changes = [{"learning_rate": 0.1}, {"batch_size": 2}, {"learning_rate": 0.01}]
    assert len(pack(taken(changed(SMALL, changes)))) < 140


def test_five_weights_set_by_hand_take_less_than_140_characters():
    edits = [[0, 0.5], [3, -1.25], [7, 2.0], [8, 0.1], [5, -0.75]]
    assert len(pack(taken(changed(SMALL, [{"parameters": edits}])))) < 140


def test_all_weights_of_a_large_network_fit_with_all_their_digits():
    run = changed(described(hidden=(8, 8)), [{"parameters": [*map(list, enumerate(WEIGHTS.tolist()))]}], epochs=1)
    assert len(pack(taken(run))) < 2000


def test_a_training_with_too_many_changes_is_refused():
    snapshot = taken(changed(epochs=1))
    many = [(epoch, {"learning_rate": 0.1 + epoch % 7}) for epoch in range(1001)]
    long = [(epoch, {"parameters": [[0, WEIGHTS[epoch % 105] * epoch]]}) for epoch in range(900)]
    same = [(0, {"parameters": [[0, 0.12345678]] * 13})] * 1000
    for journal in (many, long, same):
        record = replace(snapshot.record, epoch=2000)
        sentence = refusal(pack, replace(snapshot, journal=journal, record=record))
        assert sentence == "This run was changed too often to fit into a link."


def test_a_training_that_nobody_would_wait_for_is_refused():
    snapshot = taken(changed(epochs=1))
    at_most, beyond = (replace(snapshot, record=replace(snapshot.record, epoch=MAX_STOP + more)) for more in (0, 1))
    assert unpack(pack(at_most), SMALL).epoch == MAX_STOP
    assert refusal(pack, beyond) == "A link can bring back at most 1000000 epochs."


# --- refused

GOOD = pack(taken(changed(SMALL, [{"parameters": [[0, 0.5], [3, -1.25]]}])))
HELD = [20, "numpy", 0.5, {}, [[10, {"learning_rate": 0.5}]]]
LATER = [[10, {"learning_rate": 0.5}], [9, {"learning_rate": 0.5}]]
TEXTS = {
    "None": (None, DAMAGED),
    "a number": (5, DAMAGED),
    "empty": ("", DAMAGED),
    "the version alone": ("1", DAMAGED),
    "one character": ("1A", DAMAGED),
    "no base64": (GOOD[:20] + "*" + GOOD[21:], DAMAGED),
    "a blank": (GOOD + " ", DAMAGED),
    "a line end": (GOOD + "\n", DAMAGED),
    "other digits": ("١" + GOOD[1:], DAMAGED),
    "HTML": ("<script>alert(1)</script>", DAMAGED),
    "cut to its checksum": (GOOD[:10], DAMAGED),
    "cut in half": (GOOD[: len(GOOD) // 2], DAMAGED),
    "cut by little": (GOOD[:-4], DAMAGED),
    "something behind": (GOOD + "AAAA", DAMAGED),
    "zeros": ("1" + "A" * 80, DAMAGED),
    "another version": ("2" + GOOD[1:], "it was made by another version of the playground."),
    "too long": ("1" + "A" * MAX_RUN_TEXT, "it has more than 6000 characters."),
    "a million characters": ("1" * 10**6, "it has more than 6000 characters."),
    "no settings in it": ("1" + base64.urlsafe_b64encode(zlib.compress(b"[]")).decode().rstrip("="), DAMAGED),
    "other settings": (made(HELD, described(seed=1)), OTHER),
    "much": (made(b"[" + b" " * 10**6 + b"]"), "it unpacks to more than 200000 bytes."),
    "no JSON": (made(b"[1, 2"), DAMAGED),
    "no text": (made(b"\xff\xfe"), DAMAGED),
    "deep": (made(b"[" * 100_000), DAMAGED),
    "a key twice": (made(b'[1,"numpy",0.5,{"batch_size":1,"batch_size":2},[]]'), DAMAGED),
    "an object": (made({}), DAMAGED),
    "a list too short": (made([1]), DAMAGED),
    "a list too long": (made([*HELD, 1]), DAMAGED),
    "changes as list": (made([*HELD[:3], [], []]), DAMAGED),
    "a journal as object": (made([*HELD[:3], {}, {}]), DAMAGED),
    "a negative epoch": (made([-1, "numpy", 0.5]), "epoch must be a whole number from 0 to 1000000, not -1."),
    "a far epoch": (made([10**9, "numpy", 0.5]), "epoch must be a whole number from 0 to 1000000, not 1000000000."),
    "a huge epoch": (made([10**50, "numpy", 0.5]), "epoch must be a whole number from 0 to 1000000, not 1e+50."),
    "NaN as epoch": (made([math.nan, "numpy", 0.5]), "epoch must be a whole number from 0 to 1000000, not nan."),
    "true as epoch": (made([True, "numpy", 0.5]), "epoch must be a whole number from 0 to 1000000, not True."),
    "an engine": (made([1, "cuda", 0.5]), "engine must be one of numpy, numba, not 'cuda'."),
    "NaN as loss": (made([1, "numpy", math.nan]), "loss must be a finite number of at least 0, not nan."),
    "infinity as loss": (made([1, "numpy", math.inf]), "loss must be a finite number of at least 0, not inf."),
    "a negative loss": (made([1, "numpy", -0.5]), "loss must be a finite number of at least 0, not -0.5."),
    "a loss as text": (made([1, "numpy", "0.5"]), "loss must be a finite number of at least 0, not '0.5'."),
    "another setting": (made([*HELD[:3], {"seed": 2}, []]),
     "a setting at the start must be one of learning_rate, batch_size, penalty_rate, not 'seed'."),
    "a rate out of range": (made([*HELD[:3], {"learning_rate": 11}, []]),
     "learning_rate must be a finite number from 0.00001 to 10, not 11."),
    "too many changes": (made([*HELD[:4], [[0, {}]] * 1001]), "it has more than 1000 changes."),
    "no change": (made([*HELD[:4], [5]]), "an entry of the journal must be an epoch and its changes."),
    "an unknown change": (made([*HELD[:4], [[0, {"seed": 2}]]]),
     "change must be one of learning_rate, batch_size, penalty_rate, parameters, not 'seed'."),
    "a change back in time": (made([*HELD[:4], LATER]),
     "epoch of a change must be a whole number from 10 to 1000000000, not 9."),
    "a change after the end": (made([5, *HELD[1:]]), "epoch of a change must be a whole number from 0 to 5, not 10."),
    "a batch out of range": (made([*HELD[:4], [[0, {"batch_size": 16}]]]),
     "batch_size must be a whole number from 1 to 15, not 16."),
    "no such weight": (made([*HELD[:4], [[0, {"parameters": [[13, 1]]}]]]),
     "place of a parameter must be a whole number from 0 to 12, not 13."),
    "a weight too large": (made([*HELD[:4], [[0, {"parameters": [[0, 1e7]]}]]]),
     "parameter must be a finite number from -1000000 to 1000000, not 10000000.0."),
    "too many weights": (made([*HELD[:4], [[0, {"parameters": [[0, 1]] * 14}]]]),
     "parameters must be a list of at most 13 pairs: a place and a value."),
}  # fmt: skip


def test_what_is_made_by_hand_here_is_read_when_nothing_is_wrong_with_it():
    assert unpack(made(HELD), SMALL).journal == [(10, {"learning_rate": 0.5})]
    assert unpack(made(HELD[:3]), SMALL).journal == []
    assert unpack(GOOD, SMALL).journal == [(10, {"parameters": [[0, 0.5], [3, -1.25]]})]


def test_any_other_text_is_refused_with_the_reason():
    for name, (text, expected) in TEXTS.items():
        assert reason(text) == expected, name


def test_no_training_is_taken_for_that_of_other_settings():
    for name in ["noise", "seed", "learning_rate", "hidden", "dataset", "optimiser", "clip", "order"]:
        other = {"noise": 1, "seed": 2, "learning_rate": 0.2, "hidden": (3, 1), "dataset": "xor", "optimiser": "adam",
                 "clip": 1.0, "order": "sorted"}  # fmt: skip
        assert asdict(SMALL)[name] != other[name], name
        assert reason(GOOD, replace(SMALL, **{name: other[name]})) == OTHER, name


def test_with_one_character_changed_it_is_refused_or_the_very_same():
    refused = 0
    for at in range(len(GOOD)):
        text = GOOD[:at] + ("A" if GOOD[at] != "A" else "B") + GOOD[at + 1 :]
        try:
            shared = unpack(text, SMALL)
        except ValueError as error:
            assert DAMAGED in str(error) or OTHER in str(error)
            refused += 1
        else:
            assert pack(taken(replayed(shared))) == GOOD
    assert refused >= len(GOOD) - 3  # some bits behind the end of the last block, and of the text, mean nothing


def test_no_text_takes_much_memory():
    bomb = made(b"[" + b" " * 4_000_000 + b"]")
    most_lists = made(b"[" + b"[]," * (MAX_UNPACKED // 3 - 2) + b"[]]")
    for text in (bomb, most_lists, "1" + "A" * 10**6):
        tracemalloc.start()
        try:
            reason(text)
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert most < 10e6


# --- anything at all


def assert_read_or_refused(text, description):
    """Whatever it is: a Shared that a run can be made of, or a ValueError with one short sentence."""
    try:
        shared = unpack(text, description)
    except ValueError as error:
        message = str(error)
        assert type(error) is ValueError and message.startswith(BEFORE) and message.endswith(AFTER)
        assert "\n" not in message and len(message) < 400
    else:
        assert isinstance(shared, Shared)
        assert Run(shared.start, "numpy", shared.journal).journal == shared.journal


def edited(text):
    """A text with a piece taken out of it, and another put in."""
    pieces = st.text("ABab01-_", max_size=4) | st.text(max_size=3)
    places = st.integers(0, len(text)), st.integers(0, 6), pieces
    return st.tuples(*places).map(lambda edit: text[: edit[0]] + edit[2] + text[edit[0] + edit[1] :])


changes = st.dictionaries(st.sampled_from([*LIVE, "parameters", "seed"]), any_json | st.floats(0, 12), max_size=3)
almost = st.tuples(
    st.integers(-1, 30) | any_json,
    st.sampled_from(["numpy", "numba"]) | any_json,
    st.floats() | any_json,
    changes | any_json,
    st.lists(st.tuples(st.integers(0, 40), changes), max_size=4) | any_json,
)
texts = st.text(max_size=60) | edited(GOOD) | any_json.map(made) | almost.map(made) | st.binary(max_size=30).map(made)
descriptions = st.sampled_from([SMALL, Description(), described(seed=1)])


@settings(max_examples=100)
@given(texts, descriptions)
def test_no_text_makes_it_fail_in_another_way(text, description):
    assert_read_or_refused(text, description)


@pytest.mark.slow
@settings(max_examples=1000)
@given(texts, descriptions)
def test_none_of_a_thousand_texts_makes_it_fail_in_another_way(text, description):
    assert_read_or_refused(text, description)
