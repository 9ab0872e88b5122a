"""The modules of the stage in Node: what needs no page is tested from Python, so that NumPy says what is right."""

from pathlib import Path

import pytest

from tests.stage.node import Node

STAGE = Path(__file__).parent.parent.parent / "static" / "stage"


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
