"""Tests that settings travel through an address unharmed, and that any other address still gives valid settings."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nn_core import ACTIVATIONS, DATASETS, Description
from nn_core.description import LIMITS, MAX_LAYERS, MAX_NEURONS, training_size
from playground.settings import MAX_STOP, PARAMETERS, SPEEDS, Settings, from_query, to_query

DEFAULTS = Settings()
# What a text in the address says, read without the playground's own reader.
MEANINGS = dict.fromkeys(("dataset", "activation", "speed"), str)
MEANINGS |= dict.fromkeys(("noise", "split", "n", "dataseed", "seed", "batch"), int)
MEANINGS |= {
    "lr": float,
    "hidden": lambda text: () if text.strip() in ("", "none") else tuple(int(part) for part in text.split("-")),
    "stop": lambda text: None if text.strip() == "none" else int(text),
}


@st.composite
def any_settings(draw):
    """Any settings there are."""
    whole = {name: draw(st.integers(*LIMITS[name])) for name in ("noise", "split", "n", "dataseed", "seed")}
    description = Description(
        **whole,
        dataset=draw(st.sampled_from(sorted(DATASETS))),
        activation=draw(st.sampled_from(sorted(ACTIVATIONS))),
        hidden=draw(st.lists(st.integers(1, MAX_NEURONS), max_size=MAX_LAYERS).map(tuple)),
        learning_rate=draw(st.floats(*LIMITS["learning_rate"])),
        batch_size=draw(st.integers(1, training_size(whole["n"], whole["split"]))),
    )
    return Settings(description, draw(st.sampled_from(SPEEDS)), draw(st.none() | st.integers(1, MAX_STOP)))


def any_text():
    """Short texts: any at all, and such as are almost what an address may say."""
    numbers = st.integers() | st.integers(-5, 300) | st.floats()
    lists = st.lists(st.integers(-1, 20), max_size=8).map(lambda sizes: "-".join(map(str, sizes)))
    words = st.sampled_from([*DATASETS, *ACTIVATIONS, *SPEEDS, "none", "", "<b>", "٣", "1_0", "0x10"])
    return st.text(max_size=30) | numbers.map(str) | lists | words


def used(query):
    """What an address gives, as the address it would be written back to, and the sentences."""
    chosen, sentences = from_query(query)
    return to_query(chosen), sentences


# --- there and back


@settings(max_examples=200, deadline=None)
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
        ["dataset", "noise", "split", "n", "dataseed", "hidden", "activation", "seed", "lr", "batch", "speed", "stop"]
    )


@pytest.mark.parametrize(
    ("field", "value", "name", "text"),
    [
        ("hidden", (), "hidden", "none"),
        ("hidden", (4, 2), "hidden", "4-2"),
        ("learning_rate", 0.0173, "lr", "0.0173"),
        ("learning_rate", 0.00001, "lr", "0.00001"),
        ("learning_rate", 10.0, "lr", "10"),
        ("stop", None, "stop", "none"),
    ],
)
def test_a_value_is_written_the_way_a_person_would(field, value, name, text):
    assert to_query(DEFAULTS.with_value(field, value))[name] == text


def test_another_value_of_a_setting_changes_its_own_parameter_and_no_other():
    for name, parameter in PARAMETERS.items():
        other = {"dataset": "xor", "hidden": (3,), "activation": "relu", "learning_rate": 0.2, "speed": "5"}
        changed = DEFAULTS.with_value(parameter.field, other.get(parameter.field, 42))
        assert {key for key, text in to_query(changed).items() if text != to_query(DEFAULTS)[key]} == {name}


# --- addresses that a person, or a mischief-maker, has written


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(PARAMETERS)), any_text()))
@example({"n": "10", "split": "10"})
@example(dict.fromkeys(PARAMETERS, ""))
@example(dict.fromkeys(PARAMETERS, "9" * 30))
@example(dict.fromkeys(PARAMETERS, "nan"))
def test_any_address_gives_valid_settings_and_a_sentence_for_each_value_it_does_not_use(query):
    chosen, sentences = from_query(query)
    assert from_query(to_query(chosen)) == (chosen, [])
    complained = [name for name in PARAMETERS if any(f"address, {name}=" in sentence for sentence in sentences)]
    assert len(complained) == len(sentences)
    assert set(complained) <= set(query)
    for name in set(query) - set(complained):
        assert chosen.value(PARAMETERS[name].field) == MEANINGS[name](query[name])


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(PARAMETERS)), any_text()))
def test_what_an_address_leaves_out_has_its_default(query):
    chosen, _ = from_query(query)
    for name in PARAMETERS.keys() - query.keys() - {"batch"}:
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
    ("hidden", "1-2-3-4-5-6-7-8", "1-2-3-4-5-6"),
    ("stop", "0", "1"),
    ("stop", "1000001", "1000000"),
]


@pytest.mark.parametrize(("name", "text", "nearest"), OUT_OF_RANGE)
def test_a_number_out_of_range_gives_the_nearest_legal_one_and_a_sentence(name, text, nearest):
    others = {"batch": "1"} if name == "n" else {}  # a batch that fits the fewest points
    query, (sentence,) = used({name: text} | others)
    assert query == to_query(DEFAULTS) | {name: nearest} | others
    assert sentence.startswith(f"In the address, {name}={text} cannot be used: ")
    assert sentence.endswith(f" Using {nearest}.")


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
    ("hidden", "-4"),
    ("hidden", "4.5"),
    ("speed", "7"),
    ("stop", "never"),
]


@pytest.mark.parametrize(("name", "text"), NONSENSE)
def test_nonsense_gives_the_default_and_a_sentence(name, text):
    query, (sentence,) = used({name: text})
    assert query == to_query(DEFAULTS)
    assert sentence.startswith(f"In the address, {name}={text} cannot be used: ")
    assert sentence.endswith(f" Using {query[name]}.")


def test_every_mistake_of_an_address_has_its_own_sentence():
    _, sentences = used({"dataset": "<b>", "lr": "nan", "hidden": "4-99", "noise": "10"})
    assert [sentence.split("=")[0] for sentence in sentences] == [
        f"In the address, {name}" for name in ("dataset", "hidden", "lr")
    ]


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


def test_space_around_a_number_does_no_harm():
    assert used({"noise": " 10 ", "lr": " 0.5 ", "hidden": " none "}) == (
        to_query(DEFAULTS) | {"noise": "10", "lr": "0.5", "hidden": "none"},
        [],
    )


# --- settings themselves


@pytest.mark.parametrize(("field", "value"), [("speed", "7"), ("speed", 60), ("stop", 0), ("stop", 1.5), ("stop", "1")])
def test_a_view_out_of_place_is_refused(field, value):
    with pytest.raises(ValueError, match=field):
        Settings(**{field: value})


@pytest.mark.parametrize(("field", "value"), [("hidden", (3, 3)), ("seed", 9), ("speed", "max"), ("stop", 12)])
def test_with_value_changes_one_field_of_description_or_view(field, value):
    changed = DEFAULTS.with_value(field, value)
    assert changed.value(field) == value
    assert changed != DEFAULTS
    assert changed.with_value(field, DEFAULTS.value(field)) == DEFAULTS


@pytest.mark.parametrize("query", [{"dataset": "XOR"}, {"activation": "ReLU"}, {"speed": "MAX"}], ids=str)
def test_names_may_be_written_in_any_case(query):
    settings, sentences = from_query(query)
    assert sentences == []
    assert to_query(settings).items() >= {name: text.lower() for name, text in query.items()}.items()
