"""Tests that the stage knows the protocol as the server does."""

import re

import pytest

from nn_core.run import MAX_PARAMETER
from playground.protocol import METRICS, VERSION, pack

EXPORTS = "async (address) => ({ ...(await import(address)) })"


def snake_cased(name):
    """A name of JavaScript as Python writes it."""
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def test_the_stage_has_the_version_the_limit_of_a_weight_and_the_metrics_of_the_server(node, module):
    protocol = node.evaluate(EXPORTS, module("run/protocol.js"))
    assert protocol["VERSION"] == VERSION
    assert protocol["MAX_PARAMETER"] == MAX_PARAMETER
    assert [snake_cased(name) for name in protocol["METRICS"]] == list(METRICS)


UNPACK = """async ([address, bytes]) => {
  const { unpack } = await import(address);
  const plain = (value) => ArrayBuffer.isView(value) ? [...value]
    : Array.isArray(value) ? value.map(plain)
    : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]))
    : value;
  return plain(unpack(Uint8Array.from(bytes)));
}"""
ROW = ["loss", "trainLoss", "testLoss", "trainScore", "testScore", "learningRate"]


@pytest.fixture
def unpacked(node, module):
    """What the stage reads out of an answer of the server."""
    return lambda header, *arrays: node.evaluate(
        UNPACK, [module("run/protocol.js"), list(pack(header | {"revision": 2}, arrays))]
    )


def numbers(first, count):
    return [float(first + i) for i in range(count)]


def row_of(first):
    return dict(zip(ROW, numbers(first, len(ROW)), strict=True))


def test_an_opening_brings_the_points_and_the_untrained_network(unpacked):
    opening = unpacked(
        {"kind": "opening", "n": 2, "n_train": 1}, [1, 2], [3, 4], [0, 1], numbers(10, 6), numbers(20, 5)
    )
    assert opening["points"] == {"x1": [1, 2], "x2": [3, 4], "y": [0, 1]}
    assert opening["first"] == {"epoch": 0, "revision": 0, "parameters": numbers(20, 5)} | row_of(10)
    assert opening["nTrain"] == 1


def test_a_chunk_brings_the_metrics_of_every_epoch_and_the_frames_of_some(unpacked):
    header = {"kind": "chunk", "from": 7, "count": 3, "keys": [8, 10], "passed": [8], "width": 2}
    chunk = unpacked(header, numbers(100, 6), numbers(200, 6), numbers(300, 6), [1, 2], [3, 4])
    assert chunk["rows"] == [row_of(100), row_of(200), row_of(300)]
    assert chunk["passed"] == [{"epoch": 8, "revision": 2, "parameters": [1, 2]} | row_of(100)]
    assert chunk["frames"] == [{"epoch": 10, "revision": 2, "parameters": [3, 4]} | row_of(300)]


@pytest.mark.parametrize("kind", ["seek", "branch"])
def test_an_epoch_that_was_sought_comes_with_its_frame_if_it_is_there(unpacked, kind):
    answer = unpacked({"kind": kind, "epoch": 5, "ready": True}, numbers(10, 6), [1, 2, 3])
    assert answer["frame"] == {"epoch": 5, "revision": 2, "parameters": [1, 2, 3]} | row_of(10)
    assert "frame" not in unpacked({"kind": kind, "epoch": 5, "ready": False})


def test_an_update_comes_with_its_losses_parameters_and_gradient_if_it_is_there_and_finite(unpacked):
    walked = unpacked({"kind": "walk", "ready": True, "finite": True}, [0.5, 0.25], [1, 2], [3, 4], [5, 6])
    names = ("lossBefore", "lossAfter", "before", "after", "gradient")
    assert [walked[name] for name in names] == [0.5, 0.25, [1, 2], [3, 4], [5, 6]]
    for ready, finite in [(False, True), (True, False)]:
        assert "before" not in unpacked({"kind": "walk", "ready": ready, "finite": finite})
