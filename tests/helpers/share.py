"""What the tests of models and links share: snapshots of small runs, and changes to a good example."""

import copy
from dataclasses import replace

from hypothesis import strategies as st

from nn_core import Run
from playground.feed import Snapshot
from tests.playground.test_address import any_settings

# Any JSON, and numbers and names that are almost what belongs there.
any_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["own", "tanh", "x1"]),
    lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text(max_size=8), part, max_size=4),
    max_leaves=12,
)


def taken(run):
    """The snapshot of a run at its present epoch."""
    description = replace(run.description, **run.settings_at(run.epoch))
    return Snapshot(run.description, description, run.journal, run.record(), run.engine.name)


def small_descriptions():
    """Any description, but of few points; own points may be two."""

    def small(description):
        return replace(description, n=12, split=50, batch_size=1 if description.dataset == "own" else 3)

    return any_settings().map(lambda chosen: small(chosen.description))


def advanced(description, epochs):
    """A run of a description, at most so many epochs on: it may diverge before."""
    run = Run(description)
    list(run.advance(epochs))
    return run


def places(value, place=()):
    """The way to every part of some JSON: keys and numbers."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    yield from (deeper for key, part in parts for deeper in [(*place, key), *places(part, (*place, key))])


def put(value, place, new):
    """A copy of some JSON with another part in a place."""
    value = copy.deepcopy(value)
    part = value
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = new
    return value


def without(value, place):
    """A copy of some JSON without a part."""
    value = copy.deepcopy(value)
    part = value
    for key in place[:-1]:
        part = part[key]
    del part[place[-1]]
    return value
