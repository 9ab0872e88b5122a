"""Tests that the stage knows the protocol as the server does."""

import re

from nn_core.run import MAX_PARAMETER
from playground.protocol import METRICS, VERSION

EXPORTS = "async (address) => ({ ...(await import(address)) })"


def snake_cased(name):
    """A name of JavaScript as Python writes it."""
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def test_the_stage_has_the_version_the_limit_of_a_weight_and_the_metrics_of_the_server(node, module):
    protocol = node.evaluate(EXPORTS, module("run/protocol.js"))
    assert protocol["VERSION"] == VERSION
    assert protocol["MAX_PARAMETER"] == MAX_PARAMETER
    assert [snake_cased(name) for name in protocol["METRICS"]] == list(METRICS)
