"""Tests that the feed answers every request with the numbers of an independent run, whatever it was asked before.

Live changes of learning rate and batch size, and threads, are in test_feed_changes.py; looks at the past, and runs that
are continued, in test_feed_past.py; what a request must hold, and how an answer is packed, in test_protocol.py.
"""

import itertools
import json
import math
from dataclasses import asdict, dataclass, replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nn_core import Description, Run
from nn_core.divergence import LARGEST_NUMBER
from nn_core.run import CHECKPOINT_BYTES, CHECKPOINTS, LOOSE_BYTES
from playground import chunk as chunks
from playground import feed as feeds
from playground import protocol
from playground.feed import Feed
from playground.protocol import MOST_EPOCHS, MOST_SENT, ROW_BYTES, VERSION, unpack
from playground.run_link import Shared
from playground.summaries import summary

SMALL = Description(n=30, hidden=(3,), batch_size=4, learning_rate=0.1, noise=20)
TINY = Description(n=10, hidden=(), batch_size=5, learning_rate=0.1)
MANY_OPTIONS = Description(
    "hills", split=80, features=("x1", "sinx2", "x1sq"), hidden=(5, 2), activation=("relu", "elu"), optimiser="adam",
    schedule="cosine", clip=1.0, penalty="l2",
)  # fmt: skip
AT_ONCE = Description(hidden=(8, 8, 8), activation="linear", learning_rate=10.0)  # diverges in its first epoch
SOON = replace(AT_ONCE, learning_rate=1.0, batch_size=250)  # diverges after some epochs
METRICS = 6  # numbers of an epoch
USUAL_SECONDS, URGENT_SECONDS = feeds.SECONDS, feeds.URGENT_SECONDS


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Time to train all that is asked for, on however slow a computer."""
    monkeypatch.setattr(feeds, "SECONDS", math.inf)
    monkeypatch.setattr(feeds, "URGENT_SECONDS", math.inf)


@dataclass
class Chunk:
    """An answer that is a chunk, taken to pieces."""

    header: dict
    rows: np.ndarray  # of metrics, an epoch a row
    parameters: dict  # of some epochs

    @property
    def epochs(self):
        return list(range(self.header["from"] + 1, self.header["from"] + self.header["count"] + 1))

    @property
    def drawn(self):
        return [epoch for epoch in self.parameters if epoch not in self.header["passed"]]


def read(answer):
    """Take an answer to pieces; it must be a chunk and have no number too few or too many."""
    header, numbers = unpack(answer)
    assert (header["version"], header["kind"]) == (VERSION, "chunk")
    rows, parameters = np.split(numbers, [METRICS * header["count"]])
    keys = header["keys"]
    assert keys == sorted(set(keys))
    return Chunk(
        header, rows.reshape(-1, METRICS), dict(zip(keys, parameters.reshape(len(keys), header["width"]), strict=True))
    )


def request(feed, start, count, **named):
    """A request as the stage makes it, with the epoch on show where the answer is to begin."""
    return {
        "version": VERSION, "run_id": feed.run_id, "do": "train", "id": 1, "revision": feed.revision, "from": start,
        "shown": start, "count": count, "pace": "all", "urgent": False,
    } | named  # fmt: skip


def ask(feed, start, count, **named):
    """The chunk that answers a request."""
    return read(feed.answer(request(feed, start, count, **named)))


def as_json(value):
    """What a value has become when it was sent as JSON."""
    return json.loads(json.dumps(value))


def metrics(record):
    """The metrics of a record as they travel."""
    scores = record.train_score, record.test_score
    return np.array([record.loss, record.train_loss, record.test_loss, *scores, record.learning_rate], "float32")


def assert_shows(chunk, records):
    """The chunk has the metrics of exactly these records, and the parameters of its keys, in float32."""
    records = {record.epoch: record for record in records}
    assert chunk.epochs == list(records)
    assert set(chunk.parameters) <= set(records)
    for epoch, row in zip(chunk.epochs, chunk.rows, strict=True):
        np.testing.assert_array_equal(row, metrics(records[epoch]))
    for epoch, parameters in chunk.parameters.items():
        np.testing.assert_array_equal(parameters, records[epoch].parameters.astype("float32"))


def trained_epochs(feed):
    """A list that grows by one whenever the feed trains an epoch."""
    trained, train_epoch = [], feed.run.engine.train_epoch
    feed.run.engine.train_epoch = lambda *arguments: trained.append(1) or train_epoch(*arguments)
    return trained


# --- the opening


@pytest.mark.parametrize("description", [SMALL, TINY, MANY_OPTIONS], ids=str)
def test_the_opening_holds_points_first_metrics_and_first_parameters(description):
    feed, run = Feed(description), Run(description)
    header, numbers = unpack(feed.opening())
    first = run.record()
    points = [run.points.coordinates[0], run.points.coordinates[1], run.points.targets[0]]
    np.testing.assert_array_equal(numbers, np.float32(np.concatenate([*points, metrics(first), first.parameters])))
    assert header == {
        "version": VERSION,
        "kind": "opening",
        "run_id": feed.run_id,
        "revision": 0,
        "task": description.task,
        "features": list(description.features),
        "sizes": list(description.sizes),
        "activations": list(description.activations),
        "n": description.n,
        "n_train": description.n_train,
        "description": as_json(asdict(description)),
        "summary": summary(description),
        "start": as_json(asdict(description)),
        "journal": [],
        "engine": None,
        "goal": None,
        "loaded": None,
        "reach": header["reach"],
    }


@pytest.mark.parametrize(("dataset", "is_missed"), [("circle", True), ("hills", True), ("gauss", False)])
def test_the_opening_says_whether_bends_are_missed(dataset, is_missed):
    reach = unpack(Feed(Description(dataset=dataset)).opening())[0]["reach"]
    assert reach.keys() == {"line", "score", "loss", "loss_of_points"}
    assert reach["loss_of_points"] == reach["loss"]
    assert (reach["score"] - reach["line"] > 0.1) == is_missed


def test_the_opening_says_whether_other_inputs_would_tell_more():
    reach = unpack(Feed(Description(dataset="xor", features=("x1", "sinx1"))).opening())[0]["reach"]
    assert reach["loss_of_points"] < 0.5 * reach["loss"]


def test_of_a_single_point_it_is_not_said_what_can_be_learned():
    feed = Feed(Description(n=10, split=10, batch_size=1))
    assert unpack(feed.opening())[0]["reach"] is None


def test_the_opening_still_shows_the_untrained_network_when_the_run_has_gone_on():
    feed = Feed(SMALL)
    before = unpack(feed.opening())[1].tobytes()
    ask(feed, 0, 10)
    assert unpack(feed.opening())[1].tobytes() == before


def test_an_answer_carries_what_else_it_is_given():
    feed = Feed(SMALL)
    view = {"number": 3, "speed": "max", "stop": None}
    header, _ = unpack(feed.opening(view=view, labels={"play": "Play"}))
    assert (header["view"], header["labels"]) == (view, {"play": "Play"})
    assert read(feed.answer(request(feed, 0, 1), view=view)).header["view"] == view


def test_equal_descriptions_make_runs_of_different_tokens():
    assert Feed(SMALL).run_id != Feed(SMALL).run_id


# --- chunks


@pytest.mark.parametrize(
    "description",
    [SMALL, TINY, replace(SMALL, activation="relu", batch_size=1), Description(dataset="spiral", hidden=(4, 4))],
    ids=str,
)
def test_a_chunk_has_the_epochs_metrics_and_parameters_of_an_independent_run(description):
    feed = Feed(description)
    chunk = ask(feed, 0, 25)
    assert_shows(chunk, Run(description).advance(25))
    assert chunk.drawn == chunk.epochs
    names = ("run_id", "revision", "from", "count", "ended")
    assert [chunk.header[name] for name in names] == [feed.run_id, 0, 0, 25, None]


def test_chunks_of_any_size_give_the_same_numbers(subtests):
    for sizes in [[1] * 30, [30], [7, 20, 3], [29, 1]]:
        for pace in ["all", "max"]:
            with subtests.test(sizes=sizes, pace=pace):
                feed, run, start = Feed(SMALL), Run(SMALL), 0
                for size in sizes:
                    assert_shows(ask(feed, start, size, pace=pace), run.advance(size))
                    start += size


@pytest.mark.parametrize("start", [0, 1, 17, 39, 40])
def test_a_chunk_may_begin_at_any_epoch_that_was_reached(start):
    feed, run = Feed(SMALL), Run(SMALL)
    ask(feed, 0, 40)
    list(run.advance(start))
    assert_shows(ask(feed, start, 30), run.advance(30))


def test_asking_twice_gives_the_same_bytes_and_trains_nothing_more():
    feed = Feed(SMALL)
    trained = trained_epochs(feed)
    asked = request(feed, 0, 10)
    first = feed.answer(asked)
    assert feed.answer(dict(asked)) == first
    assert len(trained) == feed.run.epoch == 10


def test_another_request_is_not_given_the_answer_of_the_one_before():
    feed = Feed(SMALL)
    ask(feed, 0, 10)
    assert ask(feed, 10, 10).epochs == list(range(11, 21))
    assert ask(feed, 0, 5).epochs == [1, 2, 3, 4, 5]
    assert ask(feed, 0, 10).epochs == list(range(1, 11))


def test_a_chunk_at_the_pace_all_has_a_greatest_size(monkeypatch):
    monkeypatch.setattr(chunks, "MOST_EPOCHS", 7)
    assert ask(Feed(SMALL), 0, 20).header["count"] == 7


def test_a_chunk_ends_when_its_time_is_used_up_but_has_an_epoch(monkeypatch):
    monkeypatch.setattr(feeds, "SECONDS", 0)
    assert ask(Feed(SMALL), 0, 10).epochs == [1]


def test_an_urgent_request_has_its_own_shorter_time(monkeypatch):
    monkeypatch.setattr(feeds, "URGENT_SECONDS", 0)
    feed = Feed(SMALL)
    assert ask(feed, 0, 10, urgent=True).epochs == [1]
    assert len(ask(feed, 0, 10).epochs) == 10


def test_an_urgent_answer_has_less_time_than_another():
    assert 0 < URGENT_SECONDS < USUAL_SECONDS


# --- requests that call for an opening, or cannot be carried out


def outcome(answer):
    """What comes of a request: "opening" where it calls for one, else the kind of its answer."""
    return "opening" if answer is None else unpack(answer)[0]["kind"]


@pytest.mark.parametrize(
    ("wrong", "kind", "said"),
    [
        ({"run_id": "0123456789abcdef"}, "opening", "another run"),
        ({"revision": 1}, "opening", None),  # a change that is on its way to the stage is nobody's fault
        ({"from": 11, "shown": 0}, "refused", "epoch 11"),
        ({"from": 10**9}, "refused", "epoch 1000000000"),
        ({"shown": 6}, "refused", "epoch 5"),
    ],
    ids=str,
)
def test_a_request_out_of_place_gets_no_chunk_and_does_no_harm(wrong, kind, said, caplog):
    caplog.set_level("INFO", "playground")
    feed = Feed(SMALL)
    ask(feed, 0, 10)
    trained = trained_epochs(feed)
    assert outcome(feed.answer(request(feed, 5, 3) | wrong)) == kind
    assert not trained
    assert [said in record.getMessage() for record in caplog.records] == [True] * (said is not None)
    assert ask(feed, 5, 3).epochs == [6, 7, 8]


def test_a_refusal_names_its_request_and_the_run_as_it_is():
    feed = Feed(SMALL)
    header, numbers = unpack(feed.answer(request(feed, 5, 3, id=17), view="v"))
    about = {"version": VERSION, "kind": "refused", "id": 17, "run_id": feed.run_id, "revision": 0, "view": "v"}
    assert (header, numbers.size) == (about, 0)


def test_what_is_no_longer_held_is_trained_again_to_be_trained_on_from(monkeypatch):
    monkeypatch.setattr("nn_core.run.CHECKPOINTS", 1)
    feed, run = Feed(SMALL), Run(SMALL)
    ask(feed, 0, 10)
    ask(feed, 10, 10)  # with epoch 10 on show
    trained = trained_epochs(feed)
    records = list(run.advance(12))
    assert_shows(ask(feed, 9, 3), records[9:])
    assert len(trained) == 9 + 3


def test_where_it_takes_long_to_come_back_to_the_answer_is_empty_and_the_next_goes_on(monkeypatch):
    feed, run = Feed(SMALL), Run(SMALL)
    ask(feed, 0, 200)
    feed.run.let_go()
    records = list(run.advance(153))
    ticks = itertools.count()
    monkeypatch.setattr("nn_core.run.time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    monkeypatch.setattr(feeds, "SECONDS", 60)
    answers = [ask(feed, 150, 3, id=number) for number in range(3)]
    assert [answer.header["count"] for answer in answers] == [0, 0, 3]
    assert_shows(answers[2], records[150:])


def test_a_large_network_keeps_fewer_epochs_and_loses_none():
    deepest = Description(hidden=(16,) * 6, optimiser="adam", n=10, batch_size=5)
    feed, run = Feed(deepest), Run(deepest)
    records = [run.record(), *run.advance(150)]
    for start in range(0, 150, 50):
        assert_shows(ask(feed, start, 50, shown=0), records[start + 1 : start + 51])
    held = [epoch for epoch in feed.run.held if epoch % feed.run._spacing]
    assert len(held) * feed.run.state_bytes <= feeds.MOST_BYTES + feed.run.state_bytes
    assert_shows(ask(feed, 7, 3), records[8:11])


def test_an_epoch_that_was_held_only_for_its_own_sake_can_be_trained_on_from(monkeypatch, caplog):
    """As a checkpoint is, or the epoch that was looked at: not one of those that the stage was sent."""
    caplog.set_level("INFO", "playground")
    monkeypatch.setattr("nn_core.run.CHECKPOINTS", 1)
    feed, run = Feed(SMALL), Run(SMALL)
    ask(feed, 0, 20, pace="max")
    feed.run.restore(7)
    list(run.advance(7))
    assert_shows(ask(feed, 7, 10), run.advance(10))
    assert not caplog.records


def test_a_request_with_more_in_it_than_it_needs_gets_true_numbers():
    assert_shows(ask(Feed(SMALL), 0, 5, more={"x": 1}, do="train", epoch=3), Run(SMALL).advance(5))


numbers = st.integers(-1, 12) | st.sampled_from([2**53, True, 1.0, None])
oddities = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("id", "revision", "from", "shown", "epoch"), numbers)
    | {
        "count": st.integers(0, 9),
        "pace": st.sampled_from(["all", "max", "slow"]),
        "urgent": st.sampled_from([True, False, 1]),
        "do": st.sampled_from(["train", "seek"]),
    },
)


@settings(max_examples=100)
@given(st.lists(oddities, min_size=1, max_size=3))
def test_every_request_that_can_be_read_gets_true_numbers_or_none(several):
    feed, records = Feed(TINY), list(Run(TINY).advance(60))
    for odd in several:
        try:
            asked = protocol.read(request(feed, 0, 5, epoch=0) | odd)
        except ValueError:
            continue
        answer = feed.answer(asked)
        if outcome(answer) == "chunk":
            assert_shows(read(answer), records[asked["from"] : asked["from"] + asked["count"]])
    assert_shows(ask(feed, 0, 20), records[:20])


# --- as fast as it goes


@pytest.fixture
def clock(monkeypatch):
    """A clock of the feed's own, by which each look at it comes 10 ms after the one before."""
    ticks = iter(range(10**9))
    monkeypatch.setattr(chunks, "time", SimpleNamespace(perf_counter=lambda: next(ticks) / 100))


def test_the_pace_max_sends_metrics_of_every_epoch_and_some_to_draw(clock):
    chunk = ask(Feed(SMALL), 0, 100, pace="max")
    assert_shows(chunk, Run(SMALL).advance(100))
    assert 1 < len(chunk.drawn) < 50
    assert chunk.drawn[-1] == 100


def test_the_pace_max_ends_with_an_epoch_to_draw_however_little_time_has_gone_by(monkeypatch):
    monkeypatch.setattr(chunks, "KEY_SECONDS", math.inf)
    feed = Feed(SMALL)
    assert ask(feed, 0, 10, pace="max").drawn == [10]
    assert ask(feed, 10, 1, pace="max").drawn == [11]


def test_the_pace_max_passes_no_epoch_when_there_is_time_to_draw_all(monkeypatch):
    monkeypatch.setattr(chunks, "KEY_SECONDS", 0)
    chunk = ask(Feed(SMALL), 0, 5, pace="max")
    assert chunk.drawn == list(chunk.parameters) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("sizes", [[1000], [250] * 4, [1, 998, 1]], ids=str)
def test_the_pace_max_passes_a_hundred_epochs_of_a_thousand_early_ones_closer_together(sizes, monkeypatch):
    monkeypatch.setattr(chunks, "KEY_SECONDS", math.inf)  # as on a computer that has them all at once
    feed, kept = Feed(TINY), [0]
    for size in sizes:
        kept += ask(feed, kept[-1], size, pace="max").parameters
    gaps = np.diff(kept)
    assert 100 <= len(kept) <= 130
    assert gaps[:4].tolist() == [1] * 4 and gaps.max() < 20
    assert gaps[:60].mean() < gaps[60:].mean() / 2


def test_epochs_that_are_passed_take_no_memory_of_the_server(monkeypatch):
    monkeypatch.setattr(chunks, "KEY_SECONDS", math.inf)
    feed = Feed(TINY)
    ask(feed, 0, 1000, pace="max")
    assert len(feed.run.held) <= CHECKPOINTS + 2


def test_the_pace_max_is_not_held_to_the_greatest_size(monkeypatch):
    monkeypatch.setattr(chunks, "MOST_EPOCHS", 7)
    assert ask(Feed(SMALL), 0, 20, pace="max").header["count"] == 20


def test_the_stage_can_go_on_from_an_epoch_between_two_sets_of_parameters(clock):
    feed, run = Feed(SMALL), Run(SMALL)
    ask(feed, 0, 100, pace="max")
    list(run.advance(50))
    assert_shows(ask(feed, 50, 5), run.advance(5))


# --- a run from a link


def test_a_run_from_a_link_says_once_it_is_there_how_far_its_loss_is_from_the_senders():
    for off in [0.0, 1e-9, -0.25]:
        for pace in ["all", "max"]:
            *_, record = Run(SMALL).advance(20)
            sent = record.train_loss + off
            feed = Feed.shared(SMALL, Shared(SMALL, [], 20, "numpy", sent))
            assert ask(feed, 0, 19, pace=pace).header["drift"] is None, (off, pace)
            assert ask(feed, 19, 1, pace=pace).header["drift"] == abs(record.train_loss - sent), (off, pace)
            assert ask(feed, 20, 5, pace=pace).header["drift"] == pytest.approx(abs(off)), (off, pace)


def test_on_the_way_on_the_epoch_of_a_link_is_drawn_however_fast_it_goes(monkeypatch):
    monkeypatch.setattr(chunks, "KEY_SECONDS", math.inf)
    feed = Feed.shared(SMALL, Shared(SMALL, [], 20, "numpy", None))
    assert ask(feed, 0, 50, pace="max").drawn == [20, 50]


def test_where_the_senders_loss_was_no_number_nothing_is_said_of_it():
    feed = Feed.shared(SMALL, Shared(SMALL, [], 20, "numpy", None))
    assert ask(feed, 0, 20).header["drift"] is None


# --- divergence


@pytest.mark.parametrize("pace", ["all", "max"])
def test_a_run_that_diverges_says_so_and_sends_only_finite_numbers(pace):
    feed = Feed(SOON)
    chunk = ask(feed, 0, 500, pace=pace)
    assert chunk.header["ended"] == "diverged"
    assert 0 < chunk.header["count"] < 500
    assert list(chunk.parameters)[-1] == chunk.epochs[-1]
    assert np.isfinite(chunk.rows).all()
    assert all(np.isfinite(parameters).all() for parameters in chunk.parameters.values())


def test_weights_set_by_hand_send_finite_numbers_without_a_warning_however_much_they_make():
    chain = Description(dataset="hills", hidden=(1,) * 6, activation="linear", n=50)
    journal = [(0, {"parameters": [[place, 1e6] for place in range(15)]})]
    _, numbers = unpack(Feed.loaded(chain, journal).opening())
    assert numbers[3 * chain.n + 1] == np.float32(LARGEST_NUMBER)
    assert not np.isinf(numbers).any()


def test_a_run_that_diverges_in_its_first_epoch_has_none_to_send():
    feed = Feed(AT_ONCE)
    chunk = ask(feed, 0, 10)
    assert (chunk.epochs, chunk.parameters, chunk.header["ended"]) == ([], {}, "diverged")
    _, numbers = unpack(feed.opening())
    loss_of_fit = 3 * AT_ONCE.n  # where it is: after the points; there is none before the first epoch
    learning_rate = loss_of_fit + 5  # nor was that epoch trained with any
    assert np.flatnonzero(~np.isfinite(numbers)).tolist() == [loss_of_fit, learning_rate]


def test_nothing_follows_the_last_epoch_before_a_divergence():
    feed = Feed(SOON)
    last = ask(feed, 0, 500).header["count"]
    chunk = ask(feed, last, 10)
    assert (chunk.epochs, chunk.parameters, chunk.header["ended"]) == ([], {}, "diverged")


def test_a_divergence_is_met_again_from_an_epoch_before_it():
    feed = Feed(SOON)
    whole = ask(feed, 0, 500)
    again = ask(feed, 1, 500)
    assert (again.header["ended"], again.header["count"]) == ("diverged", whole.header["count"] - 1)
    np.testing.assert_array_equal(again.rows, whole.rows[1:])


# --- memory


@pytest.mark.parametrize("pace", ["all", "max"])
def test_what_is_held_of_thousands_of_epochs_is_bounded_while_the_epoch_on_show_follows(pace):
    feed, held = Feed(TINY), 0
    for start in range(0, 3000, 50):
        ask(feed, start, 50, shown=max(start - 20, 0), pace=pace)
        held = max(held, len(feed.run.held))
    assert held <= CHECKPOINTS + 20 + 50 + 2  # the others: still to be shown, just sent, present and newest


def test_every_epoch_from_the_one_on_show_can_be_had_without_training_again():
    feed = Feed(TINY)
    for start in range(0, 1000, 100):
        ask(feed, start, 100, shown=max(start - 50, 0))
    trained = trained_epochs(feed)
    for start in range(850, 1000):
        feed.run.restore(start)
    assert not trained


def test_what_is_held_is_bounded_even_if_the_epoch_on_show_never_follows(monkeypatch):
    monkeypatch.setattr(feeds, "MOST_KEYS", 100)
    feed, run, held = Feed(TINY), Run(TINY), 0
    for start in range(0, 2000, 50):
        assert_shows(ask(feed, start, 50, shown=0), run.advance(50))
        held = max(held, len(feed.run.held))
    assert held <= CHECKPOINTS + 100 + 2
    assert set(range(1901, 2001)) <= set(feed.run.held)  # what is held are the latest


def test_more_is_held_than_one_answer_can_bring():
    assert feeds.MOST_KEYS > MOST_EPOCHS


DEEPEST = Description(hidden=(16,) * 6, optimiser="adam", n=10, batch_size=5)


@pytest.fixture
def held_in_between(monkeypatch):
    """How many epochs a feed held whenever others could have had their turn, in the answers that `of` is given."""

    def of(feed, *asked, **named):
        held = []
        monkeypatch.setattr("playground.turns.Turn.rest", lambda turn: held.append(len(feed.run.held)))
        ask(feed, *asked, **named)
        return held

    return of


def most_held(feed):
    """How many epochs of a large network may be held: checkpoints, what was sent, what is loose, and three more."""
    return (CHECKPOINT_BYTES + feeds.MOST_BYTES + LOOSE_BYTES) // feed.run.state_bytes + 5


@pytest.mark.parametrize("pace", ["all", "max"])
def test_while_one_answer_is_trained_no_more_is_held_than_after_it(pace, held_in_between, monkeypatch):
    monkeypatch.setattr(chunks, "KEY_SECONDS", math.inf)
    feed = Feed(DEEPEST)
    held = held_in_between(feed, 0, 400, pace=pace)
    assert len(held) > 150
    assert max(held) <= most_held(feed)


def test_what_was_drawn_of_a_long_answer_is_held_to_its_end(clock):
    feed = Feed(DEEPEST)
    ask(feed, 0, 300, pace="max")
    assert len(feed._keys) > 10
    assert set(feed._keys) <= set(feed.run.held)


def test_on_the_way_back_to_an_epoch_no_more_is_held_than_before(held_in_between):
    feed = Feed(DEEPEST)
    ask(feed, 0, 400, pace="max")
    feed.run.let_go()
    held = held_in_between(feed, 399, 1)
    assert len(held) > 150
    assert max(held) <= most_held(feed)


def test_an_answer_of_the_largest_network_is_no_longer_than_a_megabyte_and_has_what_the_stage_asks_for():
    feed = Feed(DEEPEST)
    answer = feed.answer(request(feed, 0, 600))
    assert len(answer) <= MOST_SENT + 4096  # the header
    assert read(answer).header["count"] >= 90  # what it asks for at 60 epochs a second


def test_an_answer_as_fast_as_it_goes_has_a_greatest_size_too(monkeypatch):
    monkeypatch.setattr(chunks, "MOST_SENT", 2000)
    feed = Feed(SMALL)
    header = ask(feed, 0, 200, pace="max").header
    an_epoch = ROW_BYTES + 4 * header["width"]
    size = ROW_BYTES * header["count"] + 4 * header["width"] * len(header["keys"])
    assert 2000 <= size < 2000 + 2 * an_epoch
    assert ask(feed, header["count"], 200, pace="max").header["count"] > 0  # and it goes on from there


def test_an_answer_that_is_kept_counts_among_what_is_held():
    feed = Feed(SMALL)
    answer = feed.answer(request(feed, 0, 100))
    assert feed.held_bytes == feed.run.held_bytes + len(answer)
    feed.let_go()
    assert feed.held_bytes == feed.run.held_bytes
