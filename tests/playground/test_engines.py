"""Tests which engine a run trains on: the compiled kernel if it is there in time, else NumPy, and never both."""

import logging
import subprocess
import sys
from dataclasses import asdict, replace
from threading import Event

import pytest

import nn_core
from nn_core import Run
from playground import engines
from playground import feed as feeds
from playground.about import about
from playground.feed import Feed
from playground.protocol import unpack
from tests.playground.test_feed import SMALL, assert_shows, read, request


class Compilation(engines.Compilation):
    """A compilation that is over when the test says so, and fails if it is given a fault."""

    def __init__(self, fault=None):
        super().__init__()
        self.go, self.fault, self.begun = Event(), fault, 0

    def _compile(self):
        self.begun += 1
        assert self.go.wait(30)
        if self.fault:
            raise self.fault

    def finish(self):
        self.go.set()
        assert self.wait(30)


@pytest.fixture
def compilation(monkeypatch):
    """A compilation under way, as at the first visit."""
    yield (compilation := under_way(monkeypatch))
    compilation.go.set()  # else its thread would hold up the end of the tests


def under_way(monkeypatch, fault=None):
    monkeypatch.setenv("NN_ENGINE", "numba")
    monkeypatch.setattr(feeds, "SECONDS", 0.01)
    monkeypatch.setattr(engines, "compilation", Compilation(fault))
    return engines.compilation


def ask(feed, start=0, count=3, **named):
    """(header, payload) of the answer to a request."""
    payload = feed.answer(request(feed, start, count, **named))
    return unpack(payload)[0], payload


def test_a_run_that_begins_when_the_kernel_is_there_trains_on_it(compilation):
    compilation.begin()
    compilation.finish()
    feed = Feed(SMALL)
    assert unpack(feed.opening())[0]["engine"] is None
    header, payload = ask(feed)
    assert (header["engine"], feed.run.engine.name) == ("numba", "numba")
    assert unpack(feed.opening())[0]["engine"] == "numba"
    assert_shows(read(payload), Run(SMALL, "numba").advance(read(payload).header["count"]))


def test_a_play_that_comes_sooner_is_told_to_wait_and_then_trains_on_the_kernel(compilation):
    feed = Feed(SMALL)
    header, payload = ask(feed, id=7)
    assert unpack(payload)[1].size == 0
    expected = {"kind": "wait", "id": 7, "run_id": feed.run_id, "revision": 0}
    assert expected.items() <= header.items()
    assert compilation.begun == 1
    compilation.finish()
    header, _ = ask(feed, id=8)
    assert (header["kind"], header["engine"]) == ("chunk", "numba")


def test_after_some_seconds_it_begins_on_numpy_and_stays_on_it(compilation, monkeypatch):
    seconds = [100.0]
    monkeypatch.setattr(engines.time, "monotonic", lambda: seconds[0])
    feed = Feed(SMALL)
    kinds = []
    for seconds[0] in (100.0, 102.0, 104.9, 105.0):
        header, _ = ask(feed, id=int(seconds[0] * 10))
        kinds.append(header["kind"])
    assert kinds == ["wait", "wait", "wait", "chunk"]
    assert header["engine"] == "numpy"
    compilation.finish()
    header, _ = ask(feed, header["from"] + header["count"], id=1)
    assert (header["engine"], feed.run.engine.name) == ("numpy", "numpy")
    other = Feed(SMALL)
    assert ask(other)[0]["engine"] == "numba"


def test_a_run_that_the_kernel_trained_before_waits_for_it_however_long(compilation, monkeypatch):
    seconds = [0.0]
    monkeypatch.setattr(engines.time, "monotonic", lambda: seconds[0])
    feed = continued("numba")
    for seconds[0] in (0.0, 100.0, 1000.0):
        assert ask(feed, id=int(seconds[0]))[0]["kind"] == "wait"
    compilation.finish()
    assert ask(feed, id=1)[0]["engine"] == "numba"


def test_a_run_that_numpy_trained_before_goes_on_with_it_at_once(compilation):
    assert ask(continued("numpy"))[0]["engine"] == "numpy"
    assert compilation.begun == 0


def test_a_run_of_an_unknown_engine_is_continued_as_a_new_one_begins(compilation):
    compilation.begin()
    compilation.finish()
    assert ask(continued(None))[0]["engine"] == "numba"


def test_a_continued_run_has_its_journal_on_whichever_engine(compilation):
    compilation.begin()
    compilation.finish()
    feed = continued("numba", [[2, {"learning_rate": 0.5}]])
    _, payload = ask(feed, count=8)
    run = Run(SMALL, "numba", [(2, {"learning_rate": 0.5})])
    assert_shows(read(payload), run.advance(read(payload).header["count"]))


def continued(engine, journal=()):
    """The feed of a run that had come to epoch 5 on an engine."""
    now = replace(SMALL, **dict(journal[-1][1])) if journal else SMALL
    return Feed.continued(now, asdict(SMALL), journal, 5, engine)


@pytest.mark.parametrize("engine", ["numba", None])
def test_where_the_kernel_cannot_be_had_numpy_trains(monkeypatch, engine):
    compilation = under_way(monkeypatch, fault=ImportError("No module named 'numba'"))
    compilation.begin()
    compilation.finish()
    assert ask(continued(engine))[0]["engine"] == "numpy"
    assert "is not available here: ImportError: No module named 'numba'" in about("numpy")


def test_numpy_that_is_asked_for_is_not_waited_for_and_nothing_is_compiled(compilation, monkeypatch):
    monkeypatch.setenv("NN_ENGINE", "numpy")
    engines.prepare()
    assert ask(Feed(SMALL))[0]["engine"] == "numpy"
    assert compilation.begun == 0


@pytest.mark.parametrize("name", ["numba", " NumBa "])
def test_an_engine_is_asked_for_by_name(monkeypatch, name):
    monkeypatch.setenv("NN_ENGINE", name)
    assert engines.wanted() == "numba"


def test_the_kernel_is_what_one_gets_without_asking(monkeypatch):
    monkeypatch.delenv("NN_ENGINE")
    assert engines.wanted() == "numba"


def test_an_engine_that_there_is_not_is_named_once_in_the_log(monkeypatch, caplog):
    monkeypatch.setenv("NN_ENGINE", "cuda")
    with caplog.at_level(logging.WARNING, "playground"):
        assert [engines.wanted() for _ in range(3)] == ["numba"] * 3
    assert caplog.messages == ["NN_ENGINE must be one of numpy, numba, not 'cuda'; it is taken for numba."]


def test_it_is_compiled_once_however_many_visitors_come(compilation):
    for _ in range(5):
        engines.prepare()
    compilation.finish()
    engines.prepare()
    assert compilation.begun == 1


def test_a_compiler_that_fails_leaves_one_line_and_numpy(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "nn_core.kernel", None)
    monkeypatch.delattr(nn_core, "kernel", raising=False)
    compilation = engines.Compilation()
    assert not compilation.ready and compilation.failed is None
    with caplog.at_level(logging.WARNING, "playground"):
        compilation.begin()
        assert compilation.wait(30)
    assert not compilation.ready
    assert compilation.failed.startswith(("ImportError", "ModuleNotFoundError"))
    assert len(caplog.messages) == 1


EVERYTHING = """
from nn_core import *
from nn_core.run import Run
from playground.engines import compilation
compilation.begin()
assert compilation.wait(120) and compilation.ready, compilation.failed
from nn_core import kernel
forms = lambda: {name: len(f.signatures) for name, f in vars(kernel).items() if hasattr(f, "signatures")}
before = forms()
for settings in (
    [{"activation": name} for name in ACTIVATIONS] + [{"optimiser": name} for name in OPTIMISERS]
    + [{"penalty": name} for name in PENALTIES] + [{"dataset": name} for name in DATASETS]
    + [{"schedule": name} for name in SCHEDULES] + [{"initialiser": name} for name in INITIALISERS]
    + [{"clip": 1.0}, {"features": tuple(FEATURES)}, {"hidden": ()}, {"hidden": (3,) * 6}, {"batch_size": 1}]
):
    run = Run(Description(n=20, **({"batch_size": 5} | settings)), "numba")
    run.change(learning_rate=1, penalty_rate=0)
    list(run.advance(2))
    run.restore(1)
    list(run.advance(1))
    Training(run.description, "numba").advance(3)
assert forms() == before, (before, forms())
assert all(count <= 2 for count in before.values()), before
print("one form of each")
"""


def test_what_is_compiled_at_first_serves_every_option():
    command = [sys.executable, "-c", EVERYTHING]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert result.stdout == "one form of each\n", result.stderr
