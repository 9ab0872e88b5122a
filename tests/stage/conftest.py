"""The modules of the stage in Node: what needs no page is tested from Python, so that NumPy says what is right."""

from pathlib import Path

import pytest

from tests.stage.node import Node

STAGE = Path(__file__).parent.parent.parent / "static" / "stage"
# What a browser keeps: by tab, and for all of them. `tab` is that of the tab before the person.
BROWSER = """() => {
  const storage = () => {
    const kept = new Map();
    return { getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => kept.set(name, String(text)) };
  };
  const tabs = {};
  const goTo = (tab) => (window.sessionStorage = tabs[tab] ??= storage());
  Object.assign(window, { storage, goTo, localStorage: storage() });
  goTo("first");
}"""


@pytest.fixture(scope="session")
def running_node():
    """Node, which stays from test to test."""
    running = Node()
    yield running
    running.stop()


@pytest.fixture
def node(running_node):
    """Evaluates scripts as a bare page does; for each test modules and globals are new, and `clock.now` is 0."""
    yield running_node
    running_node.renew()


@pytest.fixture
def module():
    """The address of a module of the stage."""
    return lambda name: (STAGE / name).as_uri()


@pytest.fixture
def storages(node):
    """Gives Node the storages of a browser that remembers nothing yet; `goTo(tab)` takes the person to another tab."""
    node.evaluate(BROWSER)
