"""Tests that settings travel through an address unharmed, and that any other address still gives valid settings."""

import re
import time
from dataclasses import replace
from urllib.parse import parse_qs, parse_qsl, urlencode

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nn_core import (
    ACTIVATIONS,
    DATASETS,
    FEATURES,
    INITIALISERS,
    OPTIMISERS,
    ORDERS,
    PENALTIES,
    SCHEDULES,
    TASKS,
    Description,
)
from nn_core.description import LIMITS, MAX_LAYERS, MAX_NEURONS, training_size
from nn_core.own import encode
from playground.address import PARAMETERS, from_query, to_query
from playground.choices import CONTROLS, MAX_STOP, SPEEDS, TARGETS
from playground.settings import Settings

DEFAULTS = Settings()
# What a text in the address says, read without the playground's own reader.
MEANINGS = dict.fromkeys(("dataset", "task", "init", "order", "optimiser", "schedule", "penalty", "speed"), str)
MEANINGS |= dict.fromkeys(("noise", "split", "n", "dataseed", "seed", "batch", "period"), int)
MEANINGS |= dict.fromkeys(("lr", "penaltyrate"), float)
MEANINGS |= {
    "features": lambda text: tuple(sorted(text.split("-"), key=list(FEATURES).index)),
    "activation": lambda text: tuple(text.split("-")) if "-" in text else text,
    "clip": lambda text: None if text.strip() == "none" else float(text),
    "hidden": lambda text: () if text.strip() in ("", "none") else tuple(int(part) for part in text.split("-")),
    "stop": lambda text: None if text.strip() == "none" else int(text),
    "target": lambda text: None if text.strip() == "none" else float(text),
    "show": lambda text: None if text.strip().lower() == "all" else in_their_order(text.strip().lower()),
    "lock": lambda text: tuple(CONTROLS) if text.strip().lower() == "all" else in_their_order(text.strip().lower()),
    "points": lambda text: "" if text.strip() == "none" else text.strip(),
}


def in_their_order(text):
    names = set() if text == "none" else {name.strip() for name in re.split("[-,]", text)}
    return tuple(sorted(names, key=list(CONTROLS).index))


@st.composite
def any_settings(draw):
    """Any settings there are."""
    whole = {name: draw(st.integers(*LIMITS[name])) for name in ("noise", "split", "n", "dataseed", "seed", "period")}
    hidden = draw(st.lists(st.integers(1, MAX_NEURONS), max_size=MAX_LAYERS).map(tuple))
    one = st.sampled_from(sorted(ACTIVATIONS))
    each = st.tuples(*[one] * len(hidden))
    description = Description(
        **whole,
        dataset=draw(st.sampled_from(sorted(DATASETS))),
        features=draw(st.sets(st.sampled_from(sorted(FEATURES)), min_size=1).map(list)),
        hidden=hidden,
        activation=draw(one | each if hidden else one),
        initialiser=draw(st.sampled_from(sorted(INITIALISERS))),
        order=draw(st.sampled_from(sorted(ORDERS))),
        optimiser=draw(st.sampled_from(sorted(OPTIMISERS))),
        schedule=draw(st.sampled_from(sorted(SCHEDULES))),
        clip=draw(st.none() | st.floats(*LIMITS["clip"])),
        penalty=draw(st.sampled_from(sorted(PENALTIES))),
        penalty_rate=draw(st.floats(*LIMITS["penalty_rate"])),
        learning_rate=draw(st.floats(*LIMITS["learning_rate"])),
        batch_size=draw(st.integers(1, training_size(whole["n"], whole["split"]))),
    )
    if draw(st.booleans()):
        description = draw(with_own_points(description))
    controls = st.sets(st.sampled_from(list(CONTROLS))).map(
        lambda names: tuple(sorted(names, key=list(CONTROLS).index))
    )
    view = st.sampled_from(SPEEDS), st.none() | st.integers(1, MAX_STOP), st.none() | st.floats(*TARGETS)
    return Settings(description, *map(draw, view), draw(st.none() | controls), draw(controls))


@st.composite
def with_own_points(draw, description):
    """The description, but of a few points of its own."""
    places = st.tuples(st.integers(-600, 600), st.integers(-600, 600))
    points = draw(st.lists(places, min_size=2, max_size=9))
    labels = [0, 1, *draw(st.lists(st.integers(0, 1), min_size=len(points) - 2, max_size=len(points) - 2))]
    own = {"dataset": "own", "points": encode(np.array(points) / 100, labels), "batch_size": 1}
    return replace(description, **own)


def any_text():
    """Short texts: any at all, and such as are almost what an address may say."""
    numbers = st.integers() | st.integers(-5, 300) | st.floats()
    lists = st.lists(st.integers(-1, 20), max_size=8).map(lambda sizes: "-".join(map(str, sizes)))
    names = [*DATASETS, *TASKS, *ACTIVATIONS, *FEATURES, *INITIALISERS, *ORDERS, *OPTIMISERS, *SCHEDULES]
    names += [*PENALTIES, *SPEEDS]
    several = st.lists(st.sampled_from(names), max_size=8).map("-".join)
    words = st.sampled_from([*names, "none", "all", "", "<b>", "٣", "1_0", "0x10", "9" * 350])
    return st.text(max_size=30) | numbers.map(str) | lists | words | several


def any_query():
    """Any address, as Streamlit reads it: names with one text or more."""
    names = st.sampled_from(sorted(PARAMETERS)) | st.text(max_size=10)
    return st.dictionaries(names, any_text() | st.lists(any_text(), min_size=1, max_size=3))


def used(query):
    """What an address gives, as the address it would be written back to, and the sentences."""
    chosen, sentences = from_query(query)
    return to_query(chosen), sentences


# --- there and back


@settings(max_examples=200)
@given(any_settings())
@example(DEFAULTS)
@example(DEFAULTS.with_value("learning_rate", 0.0173))
@example(DEFAULTS.with_value("learning_rate", 0.00001))
@example(DEFAULTS.with_value("hidden", ()))
@example(DEFAULTS.with_value("stop", 1))
def test_settings_come_back_from_an_address_as_they_were(chosen):
    address = urlencode(to_query(chosen))
    assert from_query(dict(parse_qsl(address, strict_parsing=True))) == (chosen, [])


def test_an_address_names_every_setting():
    assert list(to_query(DEFAULTS)) == (
        [
            "dataset",
            "task",
            "noise",
            "split",
            "n",
            "dataseed",
            "features",
            "hidden",
            "activation",
            "init",
            "seed",
            "order",
            "optimiser",
            "lr",
            "schedule",
            "period",
            "batch",
            "clip",
            "penalty",
            "penaltyrate",
            "speed",
            "stop",
            "target",
        ]
    )


def test_a_value_is_written_the_way_a_person_would():
    for field, value, name, text in [
        ("hidden", (), "hidden", "none"),
        ("hidden", (4, 2), "hidden", "4-2"),
        ("learning_rate", 0.0173, "lr", "0.0173"),
        ("learning_rate", 0.00001, "lr", "0.00001"),
        ("learning_rate", 10.0, "lr", "10"),
        ("stop", None, "stop", "none"),
        ("target", None, "target", "none"),
        ("target", 0.0005, "target", "0.0005"),
        ("features", ("sinx2", "x1"), "features", "x1-sinx2"),
        ("activation", ("relu", "leaky_relu"), "activation", "relu-leaky_relu"),
        ("activation", ("relu", "relu"), "activation", "relu-relu"),
        ("clip", None, "clip", "none"),
        ("clip", 0.001, "clip", "0.001"),
        ("penalty_rate", 0.0, "penaltyrate", "0"),
    ]:
        assert to_query(DEFAULTS.with_value(field, value))[name] == text, (field, value)


def test_another_value_of_a_setting_changes_its_own_parameter_and_no_other():
    for name, parameter in PARAMETERS.items():
        other = {"dataset": "xor", "hidden": (3,), "activation": "relu", "learning_rate": 0.2, "speed": "5"}
        other |= {"features": ("x1",), "initialiser": "he", "optimiser": "adam", "schedule": "step", "clip": 1.0}
        other |= {"penalty": "l1", "penalty_rate": 0.1, "order": "sorted", "show": ("lr",), "lock": ("lr",)}
        if name in ("task", "points"):
            continue  # they and the data set belong together
        changed = DEFAULTS.with_value(parameter.field, other.get(parameter.field, 42))
        assert dict(to_query(changed).items() - to_query(DEFAULTS).items()).keys() == {name}


# --- addresses that a person, or a mischief-maker, has written


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(sorted(PARAMETERS)), any_text()))
@example({"n": "10", "split": "10"})
@example(dict.fromkeys(PARAMETERS, ""))
@example(dict.fromkeys(PARAMETERS, "9" * 30))
@example(dict.fromkeys(PARAMETERS, "9" * 350))
@example(dict.fromkeys(PARAMETERS, "nan"))
def test_any_address_gives_valid_settings_and_a_sentence_for_each_value_it_does_not_use(query):
    chosen, sentences = from_query(query)
    assert from_query(to_query(chosen)) == (chosen, [])
    complained = [re.match(r"In the address, (\w+)[, ]", sentence)[1] for sentence in sentences]
    assert complained == [name for name in PARAMETERS if name in complained]
    assert set(complained) <= set(query)
    for name in set(query) - set(complained):
        assert chosen.value(PARAMETERS[name].field) == MEANINGS[name](query[name])


@settings(max_examples=200)
@given(any_query())
@example({"": ""})
@example({"\ud800": ["\ud800", "\x00"], "lr": ["\ud800"]})
def test_whatever_an_address_holds_its_sentences_are_short_and_can_be_read_and_written(query):
    chosen, sentences = from_query(query)
    assert from_query(to_query(chosen)) == (chosen, [])
    for sentence in sentences:
        assert sentence.isprintable() and sentence.endswith(".")
        assert len(sentence) < 200
    unknown = query.keys() - PARAMETERS.keys()
    repeated = [name for name in query.keys() - unknown if isinstance(query[name], list) and len(query[name]) > 1]
    assert sum(sentence.endswith(" is not a setting; it was left out.") for sentence in sentences) == min(
        len(unknown), 5
    )
    assert sum(sentence.endswith(" times; the last one counts.") for sentence in sentences) == len(repeated)


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(sorted(PARAMETERS)), any_text()))
def test_what_an_address_leaves_out_has_its_default(query):
    chosen, _ = from_query(query)
    for name in PARAMETERS.keys() - query.keys() - {"task", "batch"}:
        if (name, "task" in query) != ("dataset", True):  # a task alone picks its first data set
            assert chosen.value(PARAMETERS[name].field) == DEFAULTS.value(PARAMETERS[name].field)
    if "batch" not in query:
        assert chosen.description.batch_size == min(Description.batch_size, chosen.description.n_train)


OUT_OF_RANGE = [
    ("noise", "77", "50"),
    ("noise", "-1", "0"),
    ("split", "5", "10"),
    ("split", "100", "90"),
    ("n", "3", "10"),
    ("n", "99999", "5000"),
    ("dataseed", "-1", "0"),
    ("seed", "-1", "0"),
    ("seed", "4294967296", "4294967295"),
    ("lr", "0", "0.00001"),
    ("lr", "-2", "0.00001"),
    ("lr", "10.5", "10"),
    ("batch", "0", "1"),
    ("batch", "999", "250"),
    ("hidden", "4-99", "4-16"),
    ("hidden", "0-4", "1-4"),
    ("hidden", "-4", "1"),
    ("hidden", "4--3", "4-1"),
    ("hidden", "1-2-3-4-5-6-7-8", "1-2-3-4-5-6"),
    ("stop", "0", "1"),
    ("stop", "1000001", "1000000"),
]


def test_a_number_out_of_range_gives_the_nearest_legal_one_and_a_sentence():
    for name, text, nearest in OUT_OF_RANGE:
        others = {"batch": "1"} if name == "n" else {}  # a batch that fits the fewest points
        query, (sentence,) = used({name: text} | others)
        assert query == to_query(DEFAULTS) | {name: nearest} | others, (name, text)
        assert re.match(rf"In the address, {name}(, layer \d,)? must ", sentence), (name, text)
        assert sentence.endswith(f" Using {nearest} instead."), (name, text)


NONSENSE = [
    ("dataset", "<b>"),
    ("dataset", "circles"),
    ("activation", "swish"),
    ("noise", "abc"),
    ("noise", "1.5"),
    ("noise", ""),
    ("seed", "1e3"),
    ("n", "٣٠"),
    ("lr", "abc"),
    ("lr", "nan"),
    ("lr", "inf"),
    ("lr", "-inf"),
    ("lr", "1e999"),
    ("batch", "ten"),
    ("hidden", "4-x"),
    ("hidden", "4-"),
    ("hidden", "-"),
    ("hidden", "4.5"),
    ("speed", "7"),
    ("stop", "never"),
]


def test_nonsense_gives_the_default_and_a_sentence():
    for name, text in NONSENSE:
        query, (sentence,) = used({name: text})
        assert query == to_query(DEFAULTS), (name, text)
        assert re.match(rf"In the address, {name}(, layer \d,)? must ", sentence), (name, text)
        assert sentence.endswith(f" Using {query[name]} instead."), (name, text)


@pytest.mark.parametrize("kept", [8, 12, 22])
def test_an_address_that_was_cut_off_says_behind_what(kept):
    query = to_query(DEFAULTS.with_value("seed", 7))
    cut = dict(list(query.items())[:kept])
    _, sentences = from_query(cut)
    last = list(cut)[-1]
    assert sentences == [
        f"The address seems to be cut off after {last}: the settings that came after it have their usual values."
    ]


@pytest.mark.parametrize("names", [("dataset", "hidden", "lr"), ("lr", "dataset")], ids=str)
def test_an_address_that_a_person_has_typed_is_not_taken_for_one_that_was_cut_off(names):
    query = to_query(DEFAULTS)
    assert from_query({name: query[name] for name in names}) == (DEFAULTS, [])
    assert from_query(query) == (DEFAULTS, [])


# --- own points, and what a learner is to see

SOME_POINTS = encode([[1.5, -2], [0, 3], [6, -6], [-6, 6]], [0, 1, 1, 0])
DAMAGED = "In the address, points are damaged: their text was cut short or altered in transit. Using none instead."


def test_own_points_bring_the_data_set_along():
    chosen, sentences = from_query({"points": SOME_POINTS})
    assert (chosen.description.dataset, chosen.description.points, sentences) == ("own", SOME_POINTS, [])
    assert chosen.description.n == 4
    assert to_query(chosen)["points"] == SOME_POINTS


@pytest.mark.parametrize("text", [SOME_POINTS[:-3], SOME_POINTS[:5] + "x" + SOME_POINTS[6:], "~0123456789ab", "<b>"])
def test_damaged_points_give_the_default_data_set_and_one_sentence(text):
    assert used({"dataset": "own", "points": text, "noise": "20"}) == (to_query(DEFAULTS) | {"noise": "20"}, [DAMAGED])


def test_own_points_that_are_not_there_give_the_default_data_set_and_a_sentence():
    assert used({"dataset": "own"}) == (
        to_query(DEFAULTS),
        ["In the address, dataset can be own only where there are points. Using circle instead."],
    )


def test_another_data_set_needs_no_points():
    assert used({"dataset": "xor", "points": SOME_POINTS}) == (to_query(DEFAULTS) | {"dataset": "xor"}, [])


def test_points_that_are_too_many_for_an_address_are_only_named_there():
    points = np.random.default_rng(0).uniform(-6, 6, (3000, 2))
    chosen = DEFAULTS.with_value("points", encode(points, np.arange(3000) % 2))
    text = to_query(chosen)["points"]
    assert re.fullmatch("~[0-9a-f]{12}", text)
    assert to_query(chosen.with_value("points", encode(points, np.arange(3000) % 3 == 0)))["points"] != text


@pytest.mark.parametrize(
    ("text", "shown"), [("lr,hidden", "hidden-lr"), ("LR - hidden", "hidden-lr"), ("none", "none")]
)
def test_a_link_may_show_few_controls(text, shown):
    chosen, sentences = from_query({"show": text, "lock": "seed"})
    assert sentences == [] and to_query(chosen)["show"] == shown
    assert [name for name in CONTROLS if chosen.may_change(name)] == [
        name for name in ("hidden", "lr") if name in text.lower()
    ]
    assert chosen.shows("seed") and not chosen.may_change("seed")


def test_without_a_word_about_it_every_control_is_shown_and_may_be_changed():
    assert all(DEFAULTS.shows(name) and DEFAULTS.may_change(name) for name in CONTROLS)
    assert not {"show", "lock"} & to_query(DEFAULTS).keys()


def test_all_controls_may_be_shown_or_locked():
    assert from_query({"show": "all"}) == (DEFAULTS, [])
    assert from_query({"show": "-".join(CONTROLS)}) == (DEFAULTS, [])
    chosen, sentences = from_query({"lock": "all"})
    assert sentences == [] and to_query(chosen)["lock"] == "all"
    assert all(chosen.shows(name) and not chosen.may_change(name) for name in CONTROLS)


def test_a_control_that_there_is_not_gets_a_sentence():
    assert used({"show": "lr-foo"}) == (
        to_query(DEFAULTS) | {"show": "lr"},
        ["In the address, show must name controls as the address calls them, such as hidden-lr, not 'foo'. "
         "Using lr instead."],
    )  # fmt: skip


def test_every_mistake_of_an_address_has_its_own_sentence():
    _, sentences = used({"dataset": "<b>", "lr": "nan", "hidden": "4-99", "noise": "10"})
    assert [re.split("[, ]+", sentence)[3] for sentence in sentences] == ["dataset", "hidden", "lr"]


def test_one_mistake_spoils_nothing_else_in_an_address():
    query, _ = used(to_query(DEFAULTS) | {"dataset": "xor", "n": "10000", "batch": "2000", "lr": "abc"})
    assert (query["dataset"], query["n"], query["batch"], query["lr"]) == ("xor", "5000", "2000", "0.03")


def test_a_small_training_set_gets_a_batch_that_fits_without_a_sentence():
    query, sentences = used({"n": "20", "split": "25"})
    assert (query["batch"], sentences) == ("5", [])


def test_a_batch_is_held_to_the_training_set_of_the_same_address():
    query, (sentence,) = used({"batch": "999", "n": "100", "split": "30"})
    assert query["batch"] == "30"
    assert "1 to 30" in sentence


def test_space_around_a_value_does_no_harm():
    assert used({"noise": " 10 ", "lr": " 0.5 ", "hidden": " none ", "dataset": "xor ", "stop": "\t7\n"}) == (
        to_query(DEFAULTS) | {"noise": "10", "lr": "0.5", "hidden": "none", "dataset": "xor", "stop": "7"},
        [],
    )


def test_a_number_may_be_written_in_any_usual_way():
    for address, name, text in [
        ("seed=%2B5", "seed", "5"),
        ("seed=+5+", "seed", "5"),
        ("seed=%205%20", "seed", "5"),
        ("seed=007", "seed", "7"),
        ("hidden=4+-+2+-1", "hidden", "4-2-1"),
        ("lr=.5", "lr", "0.5"),
        ("lr=5.", "lr", "5"),
        ("lr=1E-2", "lr", "0.01"),
        ("lr=%2B0.1", "lr", "0.1"),
        ("stop=none", "stop", "none"),
    ]:
        assert used(parse_qs(address)) == (to_query(DEFAULTS) | {name: text}, []), (address, name)


# --- what a visitor reads: what cannot be used, where, and what is used instead

WHOLE = "must be a whole number from"
REAL = "lr must be a finite number from 0.00001 to 10, not"
SEED = f"seed {WHOLE} 0 to 4294967295, not"
DATASET = "dataset must be one of circle, xor, gauss, spiral, moons, checkerboard, rings, heart, plane, hills, own, not"
TASK = "task must be one of classification, regression, not"
FEATURE = "must be one of x1, x2, x1sq, x2sq, x1x2, sinx1, sinx2, not"
ACTIVATION = "must be one of tanh, relu, sigmoid, leaky_relu, elu, silu, softplus, linear, not"
EACH = "must be one name for all hidden layers or one for each of the"
LONG = "'aaaaaaaaaaaaaaaaa...aaaaaaaaaaaaaaaaaa'"
LEFT_OUT = "is not a setting; it was left out."
BAD = {
    "hidden=4-x-9999": [f"hidden, layer 2, {WHOLE} 1 to 16, not 'x'. Using 4-2 instead."],
    "hidden=-3": [f"hidden, layer 1, {WHOLE} 1 to 16, not -3. Using 1 instead."],
    "hidden=" + "-".join(["5"] * 400): ["hidden must have at most 6 layers, not 400. Using 5-5-5-5-5-5 instead."],
    "hidden=": [f"hidden, layer 1, {WHOLE} 1 to 16, not ''. Using 4-2 instead."],
    "lr=-1": [f"{REAL} -1.0. Using 0.00001 instead."],
    "lr=nan": [f"{REAL} 'nan'. Using 0.03 instead."],
    "lr=-Infinity": [f"{REAL} '-Infinity'. Using 0.03 instead."],
    "lr=1e400": [f"{REAL} '1e400'. Using 0.03 instead."],
    "lr=0,01": [f"{REAL} '0,01'. Decimals are written with a point. Using 0.03 instead."],
    "lr=0%D9%AB1": [f"{REAL} '0٫1'. Using 0.03 instead."],
    "lr=%D9%A1": [f"{REAL} '١'. Using 0.03 instead."],
    "lr=1_0": [f"{REAL} '1_0'. Using 0.03 instead."],
    "lr=0x1p-3": [f"{REAL} '0x1p-3'. Using 0.03 instead."],
    "lr=" + "a" * 100_000: [f"{REAL} {LONG}. Using 0.03 instead."],
    "noise=1e9": [f"noise {WHOLE} 0 to 50, not '1e9'. Using 0 instead."],
    "batch=0": [f"batch {WHOLE} 1 to 250, not 0. Using 1 instead."],
    "batch=1.5": [f"batch {WHOLE} 1 to 250, not '1.5'. Using 10 instead."],
    "seed=abc": [f"{SEED} 'abc'. Using 0 instead."],
    "seed=1e30": [f"{SEED} '1e30'. Using 0 instead."],
    "seed=5.0": [f"{SEED} '5.0'. Using 0 instead."],
    "seed=0x10": [f"{SEED} '0x10'. Using 0 instead."],
    "seed=1_000": [f"{SEED} '1_000'. Using 0 instead."],
    "seed=1%2C000": [f"{SEED} '1,000'. Using 0 instead."],
    "seed=%EF%BC%95": [f"{SEED} '５'. Using 0 instead."],
    "seed=%D9%A1": [f"{SEED} '١'. Using 0 instead."],
    "seed=%00": [f"{SEED} '\\x00'. Using 0 instead."],
    "seed=5%00": [f"{SEED} '5\\x00'. Using 0 instead."],
    "seed=%1B%5B31m": [f"{SEED} '\\x1b[31m'. Using 0 instead."],
    "seed=5%0A6": [f"{SEED} '5\\n6'. Using 0 instead."],
    "seed=%E2%80%AE5": [f"{SEED} '\\u202e5'. Using 0 instead."],
    "seed=%FF": [f"{SEED} '\ufffd'. Using 0 instead."],
    "seed=%ED%A0%80": [f"{SEED} '\ufffd\ufffd\ufffd'. Using 0 instead."],
    "seed=" + "9" * 350: [f"{SEED} {'9' * 18}...{'9' * 19}. Using 4294967295 instead."],
    "seed=" + "9" * 5000: [f"{SEED} '{'9' * 17}...{'9' * 18}'. Using 0 instead."],
    "split=100": [f"split {WHOLE} 10 to 90, not 100. Using 90 instead."],
    "speed=7": ["speed must be one of 1, 5, 20, 60, max, not '7'. Using 60 instead."],
    "stop=never": [f"stop {WHOLE} 1 to 1000000, not 'never'. Using none instead."],
    "dataset=": [f"{DATASET} ''. Using circle instead."],
    "dataset=%3Cscript%3Ealert(1)%3C%2Fscript%3E": [f"{DATASET} '<script>alert(1)</script>'. Using circle instead."],
    "dataset=javascript:alert(1)": [f"{DATASET} 'javascript:alert(1)'. Using circle instead."],
    "dataset={0.__class__}": [f"{DATASET} '{{0.__class__}}'. Using circle instead."],
    "task=regression&dataset=circle": [
        "task must be classification with the data set circle, not regression. Using classification instead."
    ],
    "task=guess": [f"{TASK} 'guess'. Using classification instead."],
    "task=guess&dataset=hills": [f"{TASK} 'guess'. Using regression instead."],
    "features=": [f"features, number 1, {FEATURE} ''. Using x1-x2 instead."],
    "features=none": [f"features, number 1, {FEATURE} 'none'. Using x1-x2 instead."],
    "features=x1-x9-x2sq": [f"features, number 2, {FEATURE} 'x9'. Using x1-x2sq instead."],
    "features=x1-x1": ["features must differ from each other, not ('x1', 'x1'). Using x1 instead."],
    "features=" + "-".join(["x1"] * 400): [
        "features must be a list of 1 to 7 of x1, x2, x1sq, x2sq, x1x2, sinx1, sinx2, "
        "not ('x1', 'x1', 'x1', 'x1', 'x1', 'x1', .... Using x1 instead."
    ],
    "activation=swish": [f"activation {ACTIVATION} 'swish'. Using tanh instead."],
    "activation=relu-swish": [f"activation, layer 2, {ACTIVATION} 'swish'. Using tanh instead."],
    "activation=relu-elu-silu": [f"activation {EACH} 2, not 3 names. Using relu-elu instead."],
    "hidden=3-3-3&activation=relu-elu": [f"activation {EACH} 3, not 2 names. Using relu-elu-elu instead."],
    "hidden=none&activation=relu-elu": [f"activation {EACH} 0, not 2 names. Using tanh instead."],
    "init=xavier": ["init must be one of uniform, glorot, he, zeros, not 'xavier'. Using uniform instead."],
    "optimiser=rmsprop": ["optimiser must be one of sgd, momentum, adam, not 'rmsprop'. Using sgd instead."],
    "order=random": ["order must be one of shuffled, sorted, not 'random'. Using shuffled instead."],
    "schedule=exp": ["schedule must be one of constant, step, cosine, not 'exp'. Using constant instead."],
    "period=0": [f"period {WHOLE} 1 to 100000, not 0. Using 1 instead."],
    "clip=0": ["clip must be a finite number from 0.001 to 1000, not 0.0. Using 0.001 instead."],
    "clip=inf": ["clip must be a finite number from 0.001 to 1000, not 'inf'. Using none instead."],
    "penalty=l3": ["penalty must be one of none, l1, l2, not 'l3'. Using none instead."],
    "penaltyrate=-1": ["penaltyrate must be a finite number from 0 to 10, not -1.0. Using 0 instead."],
    "penaltyrate=0,1": [
        "penaltyrate must be a finite number from 0 to 10, not '0,1'. Decimals are written with a point. "
        "Using 0.001 instead."
    ],
    "lesson=3": [f"'lesson' {LEFT_OUT}"],
    "LR=0.1": [f"'LR' {LEFT_OUT}"],
    "=5": [f"'' {LEFT_OUT}"],
    "%3Cimg+src%3Dx+onerror%3Dalert(1)%3E": [f"'<img src=x onerror=alert(1)>' {LEFT_OUT}"],
    "%E2%80%AElr=1&l%00r=1": [f"'\\u202elr' {LEFT_OUT}", f"'l\\x00r' {LEFT_OUT}"],
    "{name}=1": [f"'{{name}}' {LEFT_OUT}"],
    "a" * 100_000 + "=1": [f"{LONG} {LEFT_OUT}"],
    "a=1&a=2": [f"'a' {LEFT_OUT}"],
    "lr=abc&lr=0.2": ["lr appears 2 times; the last one counts."],
    "lr=0.2&lr=0.1&lr=abc": ["lr appears 3 times; the last one counts.", f"{REAL} 'abc'. Using 0.03 instead."],
}


def test_each_thing_that_cannot_be_used_gets_exactly_this_sentence():
    for address, said in BAD.items():
        chosen, sentences = from_query(parse_qs(address, keep_blank_values=True))
        assert sentences == [f"In the address, {sentence}" for sentence in said], (address, said)
        assert from_query(to_query(chosen)) == (chosen, []), (address, said)


@pytest.mark.parametrize(("task", "dataset"), [("regression", "plane"), (" Classification ", "circle")])
def test_a_task_alone_brings_its_first_data_set(task, dataset):
    chosen, sentences = from_query({"task": task})
    assert (chosen, sentences) == (DEFAULTS.with_value("dataset", dataset), [])


@pytest.mark.parametrize("texts", ["0.2", ["0.2"], ["5", "0.2"], ("5", "5", "0.2")], ids=str)
def test_of_a_repeated_name_the_last_text_is_used(texts):
    assert from_query({"lr": texts})[0] == DEFAULTS.with_value("learning_rate", 0.2)


def test_a_name_without_any_text_has_its_default():
    for name in PARAMETERS:
        assert from_query({name: []}) == (DEFAULTS, []), name


@pytest.mark.parametrize(("count", "rest"), [(4, []), (5, []), (6, ["1"]), (17, ["12"]), (1000, ["995"])])
def test_of_many_names_that_are_no_settings_only_the_first_get_a_sentence_each(count, rest):
    _, sentences = from_query({f"f{i}": "1" for i in range(count)})
    first = [f"In the address, 'f{i}' is not a setting; it was left out." for i in range(min(count, 5))]
    assert sentences == first + [f"The same goes for {number} more." for number in rest]


@pytest.mark.parametrize(
    "text",
    ["1" * 500_000, "1" * 500_000 + "x", "1-" * 250_000, "-" * 500_000, "." * 500_000, " " * 500_000 + "x"],
    ids=lambda text: text[:2],
)
def test_an_address_as_long_as_streamlit_lets_through_is_read_in_no_time(text):
    began = time.process_time()
    _, sentences = from_query(dict.fromkeys(PARAMETERS, text))
    assert time.process_time() - began < 10  # a reader that looks at each character again for each would take hours
    assert max(map(len, sentences)) < 200


@pytest.mark.parametrize("query", [{"dataset": "XOR"}, {"activation": "ReLU"}, {"speed": "MAX"}], ids=str)
def test_names_may_be_written_in_any_case(query):
    settings, sentences = from_query(query)
    assert sentences == []
    assert to_query(settings).items() >= {name: text.lower() for name, text in query.items()}.items()
