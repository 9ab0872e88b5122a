"""Tests that what the lab notebook asks for is read, and anything else is refused in a sentence."""

from hypothesis import given
from hypothesis import strategies as st

from lab import notebook
from nn_core import Description
from nn_core.run import MAX_EPOCH
from playground.summaries import summary
from tests.helpers.core import refusal

ASKED = {"version": 1, "id": 3, "run_id": "abc", "revision": 2, "epoch": 60}
SHAPE = "A request of the lab notebook must be an object of version 1."
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.sampled_from(list(ASKED)), inner, max_size=5),
    max_leaves=12,
)


def test_a_request_is_read():
    assert notebook.read(ASKED) == ASKED
    assert notebook.read(ASKED | {"epoch": MAX_EPOCH})["epoch"] == MAX_EPOCH


def test_anything_else_is_refused_in_a_sentence():
    for sent, sentence in (
        (None, SHAPE),
        ([], SHAPE),
        ("abc", SHAPE),
        (ASKED | {"version": 2}, SHAPE),
        (ASKED | {"run_id": 5}, "The request names no run."),
        (ASKED | {"id": -1}, "id must be a whole number from 0 to 9007199254740992, not -1."),
        (ASKED | {"revision": 0.5}, "revision must be a whole number from 0 to 9007199254740992, not 0.5."),
        (ASKED | {"epoch": True}, f"epoch must be a whole number from 0 to {MAX_EPOCH}, not True."),
        (ASKED | {"epoch": MAX_EPOCH + 1}, f"epoch must be a whole number from 0 to {MAX_EPOCH}, not {MAX_EPOCH + 1}."),
        (
            {name: ASKED[name] for name in ASKED if name != "epoch"},
            f"epoch must be a whole number from 0 to {MAX_EPOCH}, not None.",
        ),
    ):
        assert refusal(notebook.read, sent) == sentence, sent


@given(anything)
def test_whatever_is_sent_is_read_or_refused(sent):
    try:
        assert notebook.read(sent) == sent
    except ValueError as error:
        assert str(error).endswith(".")


def test_the_settings_that_are_shown_first_are_some_of_those_there_are():
    assert {*notebook.MAIN} <= summary(Description()).keys()
