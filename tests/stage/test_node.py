"""Node as the tests of the stage use it: what comes back, what an error says, and that no test is in another's way."""

import math
import os
import signal
import threading

import pytest

from tests.stage.node import NodeError


def test_values_come_back_as_they_are(node):
    assert node.evaluate("[1, 'ŷ', null, undefined, { a: [true] }]") == [1, "ŷ", None, None, {"a": [True]}]
    assert node.evaluate("(numbers) => numbers.map((number) => -number)", [math.inf, -2.5, 0.1]) == [
        -math.inf,
        2.5,
        -0.1,
    ]
    assert math.isnan(node.evaluate("async (number) => number", math.nan))
    assert node.evaluate("let sum = 0; for (let i = 0; i < 4; i++) sum += i; sum") == 6


def test_an_error_comes_with_its_message_and_its_stack(node, module):
    with pytest.raises(NodeError, match=r"(?s)Cannot read properties of undefined.*at say .*language\.js:\d+"):
        node.evaluate(
            "async (address) => { const { speak, say } = await import(address); speak(); say({ one: 1 }); }",
            module("ui/language.js"),
        )
    assert node.evaluate("1 + 1") == 2


@pytest.mark.parametrize("time", range(2))
def test_no_test_sees_what_another_has_set(node, module, time):
    written = "async (address) => (await import(address)).written('0.5')"
    assert node.evaluate("[typeof found, clock.now]") == ["undefined", 0]
    assert node.evaluate(written, module("ui/language.js")) == "0.5"
    node.evaluate("globalThis.found = 1; clock.now = 1")
    node.evaluate("async (address) => (await import(address)).speak({ decimal: ',' })", module("ui/language.js"))
    assert node.evaluate(written, module("ui/language.js")) == "0,5"


def test_a_script_that_hangs_is_ended_with_its_test_and_the_next_one_runs(node):
    class Over(Exception):
        """As the time limit of a test interrupts it."""

    def interrupt(*_):
        raise Over

    before = signal.signal(signal.SIGUSR1, interrupt)
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGUSR1)).start()
    with pytest.raises(Over):
        node.evaluate("for (;;);")
    signal.signal(signal.SIGUSR1, before)
    assert node.evaluate("1 + 1") == 2
