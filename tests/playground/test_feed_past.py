"""Tests that an epoch that is past can be looked at, and a run from before continued, to the last bit.

Whatever was looked at, the training that goes on from the newest epoch must be that of a run that never looked back.
"""

import itertools
import math
from dataclasses import asdict, replace
from threading import Thread
from types import SimpleNamespace
from unittest import mock

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from nn_core import Run
from nn_core.run import CHECKPOINTS
from playground import chunk as chunks
from playground import feed as feeds
from playground.feed import Feed
from playground.protocol import VERSION, unpack
from tests.helpers.core import refusal
from tests.playground.test_feed import (
    AT_ONCE,
    SMALL,
    SOON,
    TINY,
    as_json,
    ask,
    assert_shows,
    metrics,
    outcome,
    read,
    request,
    trained_epochs,
)


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Time to train all that is asked for, on however slow a computer."""
    monkeypatch.setattr(feeds, "SECONDS", math.inf)
    monkeypatch.setattr(feeds, "URGENT_SECONDS", math.inf)


@pytest.fixture
def one_checkpoint(monkeypatch):
    """As after very many epochs: of the checkpoints, only epoch 0 is kept."""
    monkeypatch.setattr("nn_core.run.CHECKPOINTS", 1)


@pytest.fixture
def far(monkeypatch, one_checkpoint):
    """A feed as `changed` returns it, with its records; epochs before 25 take ten at most to an answer.

    By a clock that goes on a second with each look at it.
    """
    made = changed(SMALL)
    seconds = itertools.count()
    monkeypatch.setattr("nn_core.run.time", SimpleNamespace(perf_counter=lambda: next(seconds)))
    monkeypatch.setattr(feeds, "SECONDS", 11)
    return made


def ask_sought(feed, epoch, **named):
    """A request to look at an epoch, as the stage makes it."""
    return {
        "version": VERSION, "run_id": feed.run_id, "do": "seek", "id": 2, "revision": feed.revision, "epoch": epoch,
    } | named  # fmt: skip


def look(feed, epoch):
    """(header, numbers) of the one answer to a look."""
    return unpack(feed.answer(ask_sought(feed, epoch)))


def look_until_there(feed, epoch):
    """The numbers of an epoch, asked for until they are there."""
    for _ in range(1000):
        header, numbers = look(feed, epoch)
        if header["ready"]:
            return numbers
        assert numbers.size == 0
    raise AssertionError("it never comes there")


def numbers_of(record):
    """What an answer has of one epoch."""
    return np.concatenate([metrics(record), record.parameters.astype("float32")])


def assert_sees(feed, record):
    """A look at the epoch of this record shows the record."""
    np.testing.assert_array_equal(look_until_there(feed, record.epoch), numbers_of(record))


def straight(description, journal, epochs):
    """The records of all epochs of a run that makes these changes when it comes to them, and never turns back."""
    run, records = Run(description), []
    records.append(run.record())
    for epoch, changes in journal:
        records += run.advance(epoch - run.epoch)
        run.change(**changes)
    return [*records, *run.advance(epochs - run.epoch)]


def changed(description, **named):
    """A feed that the stage has drawn 40 epochs of, the learning rate changed at 10 and at 25, and all its records."""
    feed = Feed(description)
    for start, rate in ((0, None), (10, 0.5), (25, 0.02)):
        if rate is not None:
            feed.follow(replace(description, learning_rate=rate))
        ask(feed, start, {0: 10, 10: 15, 25: 15}[start], **named)
    journal = [(10, {"learning_rate": 0.5}), (25, {"learning_rate": 0.02})]
    assert feed.run.journal == journal
    return feed, straight(description, journal, 80)


# --- what a look shows


def test_a_look_shows_an_epoch_as_it_was_whatever_was_changed_since(subtests):
    for pace in ["all", "max"]:
        for epoch in [0, 1, 9, 10, 11, 24, 25, 39, 40]:
            with subtests.test(pace=pace, epoch=epoch):
                feed, records = changed(SMALL, pace=pace)
                assert_sees(feed, records[epoch])


def test_an_epoch_that_was_thinned_away_is_shown_as_it_was(one_checkpoint):
    for epoch in [1, 9, 10, 11, 24, 25, 39]:
        feed, records = changed(SMALL)
        assert epoch not in feed.run.held or epoch >= 25, epoch
        assert_sees(feed, records[epoch])


def test_the_answer_to_a_look_names_request_run_and_epoch_and_carries_what_else_it_is_given():
    feed, _ = changed(SMALL)
    view = {"number": 3, "speed": "max", "stop": None}
    header, _ = unpack(feed.answer(ask_sought(feed, 7, id=12), view=view))
    assert header == {
        "version": VERSION,
        "kind": "seek",
        "id": 12,
        "run_id": feed.run_id,
        "revision": 2,
        "epoch": 7,
        "ready": True,
        "view": view,
    }


def test_a_look_at_an_epoch_that_is_held_trains_nothing():
    feed, records = changed(SMALL)
    trained = trained_epochs(feed)
    for epoch in (26, 0, 40):
        assert_sees(feed, records[epoch])
    assert not trained


def test_a_look_while_a_change_waits_shows_the_past_as_it_was():
    feed, records = changed(SMALL)
    feed.follow(replace(feed.description, batch_size=15))
    for epoch in (12, 40, 30):
        assert_sees(feed, records[epoch])
    assert_shows(ask(feed, 40, 5), straight(SMALL, [*feed.run.journal[:2], (40, {"batch_size": 15})], 45)[41:])


# --- in slices


def test_an_epoch_far_away_is_brought_in_several_answers_none_of_which_takes_longer_than_its_time(far):
    feed, records = far
    trained = trained_epochs(feed)
    trained_by_answer = []
    for _ in range(3):
        header, numbers = look(feed, 24)
        trained_by_answer.append(len(trained))
        trained.clear()
    assert trained_by_answer == [10, 10, 4]
    assert header["ready"]
    np.testing.assert_array_equal(numbers, numbers_of(records[24]))


def test_an_answer_that_has_not_come_there_has_no_numbers(far):
    feed, _ = far
    header, numbers = look(feed, 24)
    assert (header["kind"], header["epoch"], header["ready"], numbers.size) == ("seek", 24, False, 0)


def test_a_look_that_is_given_up_leaves_the_training_as_it_was(far):
    feed, records = far
    look(feed, 24)
    assert_shows(ask(feed, 40, 5), records[41:46])
    assert_sees(feed, records[24])


def test_a_look_can_give_way_to_another(far):
    feed, records = far
    look(feed, 24)
    for epoch in (13, 23, 2, 24):
        assert_sees(feed, records[epoch])


# --- the training goes on


def test_training_goes_on_as_if_nobody_had_looked_back(one_checkpoint, subtests):
    for pace in ["all", "max"]:
        for seen in [[0], [40], [3, 30, 3], [25, 10, 9], range(0, 41, 5)]:
            with subtests.test(pace=pace, seen=seen):
                feed, records = changed(SMALL, pace=pace)
                for epoch in seen:
                    assert_sees(feed, records[epoch])
                assert_shows(ask(feed, 40, 20, pace=pace), records[41:61])
                for epoch in seen:
                    assert_sees(feed, records[epoch])
                assert_shows(ask(feed, 60, 20, pace=pace), records[61:81])


def test_a_change_after_a_look_takes_effect_at_the_newest_epoch_and_not_where_one_looked():
    feed, _ = changed(SMALL)
    look(feed, 5)
    feed.follow(replace(SMALL, learning_rate=0.7))
    chunk = ask(feed, 40, 10)
    journal = [(10, {"learning_rate": 0.5}), (25, {"learning_rate": 0.02}), (40, {"learning_rate": 0.7})]
    assert feed.run.journal == journal
    assert_shows(chunk, straight(SMALL, journal, 50)[41:])


def test_the_stage_can_drop_what_it_has_not_drawn_after_a_look_too(one_checkpoint):
    feed, records = changed(SMALL)
    look(feed, 5)
    assert_shows(ask(feed, 30, 5), records[31:36])
    look(feed, 33)
    assert_shows(ask(feed, 31, 5), records[32:37])


def test_a_repeated_request_gets_the_same_bytes_when_one_looked_back_in_between():
    feed, _ = changed(SMALL)
    asked = request(feed, 40, 10)
    first = feed.answer(asked)
    look(feed, 5)
    trained = trained_epochs(feed)
    assert feed.answer(dict(asked)) == first
    assert not trained


@pytest.mark.parametrize("description", [SOON, AT_ONCE], ids=["soon", "at once"])
def test_a_diverged_run_can_be_looked_at_and_has_diverged_still(description):
    feed, run = Feed(description), Run(description)
    records = [run.record(), *run.advance(500)]
    last = ask(feed, 0, 500).header["count"]
    assert last == records[-1].epoch
    for epoch in (0, last // 2, last):
        assert_sees(feed, records[epoch])
        chunk = ask(feed, last, 10)
        assert (chunk.epochs, chunk.header["ended"]) == ([], "diverged")
    assert_sees(feed, records[last // 2])
    feed.follow(replace(description, learning_rate=0.00001))
    change = (last, {"learning_rate": 0.00001})
    assert_shows(ask(feed, last, 5), straight(description, [change], last + 5)[last + 1 :])


def test_what_is_held_is_bounded_however_much_one_looks_at():
    feed, records = Feed(TINY), straight(TINY, [], 2000)
    held = 0
    for start in range(0, 2000, 50):
        ask(feed, start, 50, shown=start)
        for epoch in (start // 2 + 1, start // 3, start):
            assert_sees(feed, records[epoch])
            held = max(held, len(feed.run.held))
    assert held <= CHECKPOINTS + 1 + 50 + 2


# --- looks that call for an opening


@pytest.mark.parametrize(
    ("wrong", "kind", "said"),
    [
        ({"run_id": "0123456789abcdef"}, "opening", "another run"),
        ({"epoch": 41}, "refused", "epoch 41 of a run that has come to 40"),
        ({"epoch": 10**9}, "refused", "epoch 1000000000"),
        ({"revision": 1}, "opening", None),
        ({"revision": 3}, "opening", None),
    ],
    ids=str,
)
def test_a_look_out_of_place_shows_nothing_and_does_no_harm(wrong, kind, said, caplog):
    caplog.set_level("INFO", "playground")
    feed, records = changed(SMALL)
    trained = trained_epochs(feed)
    assert outcome(feed.answer(ask_sought(feed, 5) | wrong)) == kind
    assert not trained
    assert [said in record.getMessage() for record in caplog.records] == [True] * (said is not None)
    assert_shows(ask(feed, 40, 5), records[41:46])


def test_epochs_that_a_change_has_struck_out_cannot_be_looked_at():
    feed, records = changed(SMALL)
    feed.follow(replace(SMALL, learning_rate=0.7))
    ask(feed, 30, 5)
    assert outcome(feed.answer(ask_sought(feed, 36))) == "refused"
    assert_sees(feed, records[30])
    assert_sees(feed, straight(SMALL, feed.run.journal, 35)[35])


def test_a_change_does_not_wait_for_a_look_and_the_look_is_of_before_it():
    feed, records = changed(SMALL)
    restore = feed.run.restore

    def restore_and_change(*arguments):
        thread = Thread(target=feed.follow, args=(replace(SMALL, learning_rate=0.7),), daemon=True)
        thread.start()
        thread.join(timeout=30)
        assert not thread.is_alive(), "it waits for the look to end"
        return restore(*arguments)

    with mock.patch.object(feed.run, "restore", restore_and_change):
        header, numbers = look(feed, 12)
    assert (header["revision"], feed.revision) == (2, 3)
    np.testing.assert_array_equal(numbers, numbers_of(records[12]))


# --- a run from before is continued


def remembered(feed, epoch):
    """What a browser keeps of a run that has come to this epoch: it has read it in the answers."""
    header, _ = unpack(feed.opening())
    return {"start": header["start"], "journal": header["journal"], "epoch": epoch}


def test_a_continued_run_brings_the_same_bits_back_and_goes_on_with_them(subtests):
    for pace in ["all", "max"]:
        for sizes in [[60], [1] * 60, [10, 15, 35], [7, 4, 49]]:
            with subtests.test(pace=pace, sizes=sizes):
                feed, records = changed(SMALL)
                again, start = Feed.continued(feed.description, **remembered(feed, 40)), 0
                for size in sizes:
                    assert_shows(ask(again, start, size, pace=pace), records[start + 1 : start + size + 1])
                    start += size


def test_the_opening_of_a_continued_run_tells_how_it_began_and_what_was_changed():
    feed, records = changed(SMALL)
    again = Feed.continued(feed.description, **remembered(feed, 40))
    before, after = unpack(feed.opening()), unpack(again.opening())
    assert after[0] == before[0] | {"run_id": again.run_id, "revision": 0, "engine": None}
    assert again.run_id != feed.run_id
    assert after[0]["start"] == as_json(asdict(SMALL))
    assert after[0]["description"] == as_json(asdict(SMALL) | {"learning_rate": 0.02})
    assert after[0]["journal"] == [[10, {"learning_rate": 0.5}], [25, {"learning_rate": 0.02}]]
    np.testing.assert_array_equal(after[1], before[1])
    np.testing.assert_array_equal(after[1][3 * SMALL.n :], numbers_of(records[0]))


def test_every_chunk_tells_the_journal_as_it_is():
    feed = Feed(SMALL)
    assert ask(feed, 0, 10).header["journal"] == []
    feed.follow(replace(SMALL, learning_rate=0.5))
    assert ask(feed, 10, 10).header["journal"] == [[10, {"learning_rate": 0.5}]]
    feed.follow(replace(SMALL, learning_rate=0.5, batch_size=2))
    assert ask(feed, 10, 10).header["journal"] == [[10, {"learning_rate": 0.5, "batch_size": 2}]]


def test_a_change_made_while_it_was_paused_there_is_kept():
    for live in [
        {"learning_rate": 0.7},
        {"batch_size": 2},
        {"learning_rate": 0.7, "batch_size": 15},
        {"learning_rate": 0.1},
    ]:
        for epoch in [0, 10, 25, 33, 40]:
            feed, _ = changed(SMALL)
            description = replace(feed.description, **live)
            again = Feed.continued(description, **remembered(feed, epoch))
            journal = [entry for entry in feed.run.journal if entry[0] <= epoch]
            both = {"learning_rate": description.learning_rate, "batch_size": description.batch_size}
            expected = straight(SMALL, [*journal, (epoch, both)], 60)
            assert_shows(ask(again, 0, 60), expected[1:])
            assert again.description == description, (live, epoch)


def test_what_was_changed_after_the_epoch_that_it_had_come_to_is_left_out():
    feed, _ = changed(SMALL)
    again = Feed.continued(replace(SMALL, learning_rate=0.5), **remembered(feed, 24))
    assert again.run.journal == [(10, {"learning_rate": 0.5})]
    assert_shows(ask(again, 0, 60), straight(SMALL, again.run.journal, 60)[1:])


@pytest.mark.parametrize("start", [as_json(asdict(SMALL)), asdict(SMALL)], ids=["from JSON", "as it is"])
def test_a_run_without_changes_is_continued_as_it_was(start):
    again = Feed.continued(SMALL, start, [], 40)
    assert again.run.journal == []
    assert_shows(ask(again, 0, 60), straight(SMALL, [], 60)[1:])


@pytest.mark.parametrize("at", [0, 4, 10, 18, 25])
def test_a_change_on_the_way_back_strikes_out_what_was_changed_later(at):
    feed, _ = changed(SMALL)
    again = Feed.continued(feed.description, **remembered(feed, 40))
    if at:
        ask(again, 0, at)
    again.follow(replace(again.description, batch_size=2))
    journal = [entry for entry in feed.run.journal if entry[0] < at]
    # What holds from here on is what the controls show: the newest learning rate, not the one that held here once.
    expected = straight(SMALL, [*journal, (at, {"learning_rate": 0.02, "batch_size": 2})], at + 30)
    assert_shows(ask(again, at, 30), expected[at + 1 :])
    assert all(epoch <= at for epoch, _ in again.run.journal)


def test_a_continued_run_can_be_continued_again():
    feed, records = changed(SMALL)
    for epoch in (40, 50, 60):
        feed = Feed.continued(feed.description, **remembered(feed, epoch))
        assert_shows(ask(feed, 0, epoch + 10), records[1 : epoch + 11])


def test_nothing_is_trained_before_the_stage_asks_for_it():
    feed, _ = changed(SMALL)
    with mock.patch("nn_core.run.Run._train_epoch", side_effect=AssertionError("it trains")):
        again = Feed.continued(feed.description, **remembered(feed, 40))
        assert unpack(again.opening())[0]["kind"] == "opening"
    assert again.run.held == [0]


GOOD = {"start": as_json(asdict(SMALL)), "journal": [[10, {"learning_rate": 0.5}]], "epoch": 40}


NO_RUN = [
    *({"start": GOOD["start"] | {name: value}} for name, value in [
        ("dataset", "xor"), ("noise", 21), ("split", 60), ("n", 31), ("dataseed", 1), ("hidden", [3, 1]),
        ("activation", "relu"), ("seed", 1),  # another run than the page's
        ("dataset", "moon"), ("noise", 51), ("n", 10**9), ("hidden", [17]), ("hidden", [1] * 7), ("seed", -1),
        ("learning_rate", 0), ("learning_rate", math.nan), ("batch_size", 16), ("batch_size", 2.0),  # no run at all
        ("dataset", ["circle"]), ("hidden", 3), ("hidden", {"0": 3}), ("hidden", [[3]]), ("hidden", None),
        ("n", "30"), ("n", 30.0), ("n", True), ("seed", None), ("activation", {}),
        ("momentum", 0.9), ("self", 1), ("", 1), ("n_train", 15), ("__class__", "x"), ("x" * 10**5, 1),
    ]),
    {"start": {}},
    *({"journal": [entry]} for entry in (
        None, 5, "ab", [], [3], [3, {}, {}], {"a": 1, "b": 2}, ["3", {}], [None, {}], [True, {}], [3.0, {}],
        [-1, {}], [math.nan, {}], [math.inf, {}], [50.5, {}], [10**30, {}], [[3], {}],
        [3, None], [3, 5], [3, "learning_rate"], [3, ["learning_rate"]], [3, {"learning_rate": 11}],
        [3, {"learning_rate": "0.1"}], [3, {"batch_size": 16}], [3, {"batch_size": True}], [3, {"seed": 1}],
        [3, {"x\ny" * 10**5: 1}], [99, {"learning_rate": 11}],
    )),
    {"journal": [[10, {}], [9, {}]]},
    {"journal": [[99, {}], [50, {}]]},
    {"journal": [[3, {"batch_size": 2}]] * 3 + [[3]]},
]  # fmt: skip


def test_what_makes_no_run_or_another_than_the_page_is_on_is_refused():
    for wrong in NO_RUN:
        with mock.patch("nn_core.run.Points", side_effect=AssertionError("it draws points for what is no run")):
            assert refusal(lambda wrong=wrong: Feed.continued(SMALL, **GOOD | wrong)), wrong
    assert Feed.continued(SMALL, **GOOD)


# --- any conversation of all this

RATES = [0.01, 0.05, 0.1, 0.3]
BATCHES = [2, 4, 15]


class AnyConversation(RuleBasedStateMachine):
    """A stage that trains, draws, looks back, changes and continues in any order, against runs that never turn back.

    What one answer can do is cut short by clocks that tick whenever they are looked at, and few checkpoints are kept.
    """

    def __init__(self):
        super().__init__()
        ticks = itertools.count()
        clock = SimpleNamespace(perf_counter=lambda: next(ticks))
        self.patches = [
            mock.patch("nn_core.run.CHECKPOINTS", 3),
            mock.patch("nn_core.run.time", clock),
            mock.patch.object(chunks, "time", clock),
            mock.patch.object(chunks, "KEY_SECONDS", 7),
            mock.patch.object(feeds, "SECONDS", 12),
            mock.patch.object(feeds, "URGENT_SECONDS", 4),
        ]
        for patch in self.patches:
            patch.start()

    def teardown(self):
        for patch in self.patches:
            patch.stop()

    @initialize(description=st.sampled_from([SMALL, TINY, replace(SMALL, activation="relu", batch_size=1)]))
    def begin(self, description):
        self.start, self.feed = description, Feed(description)
        self.journal, self.records = [], straight(description, [], 0)
        self.draw_afresh()
        self.changes = None  # what was changed since the last epochs were asked for

    def draw_afresh(self):
        """The untrained network is on show."""
        self.newest = self.tail = 0
        self.queue = []
        self.last = None

    def expected(self, first, last):
        """The records of the epochs from `first` to `last`, by the journal as it is."""
        if last >= len(self.records):
            self.records = straight(self.start, [entry for entry in self.journal if entry[0] <= last], last)
        return self.records[first : last + 1]

    def drop_ahead(self):
        self.queue, self.tail = [], self.newest

    def journalled(self, epoch, changes):
        """These changes are made at this epoch: nothing that was planned for later holds any more."""
        self.journal = [entry for entry in self.journal if entry[0] <= epoch] + [(epoch, changes)]
        self.records = self.records[: epoch + 1]

    @rule(count=st.integers(1, 25), pace=st.sampled_from(["all", "max"]), urgent=st.booleans())
    def train(self, count, pace, urgent):
        if self.changes is not None:
            self.journalled(self.tail, self.changes)
            self.changes = None
        asked = request(self.feed, self.tail, count, shown=self.newest, pace=pace, urgent=urgent)
        answer = self.feed.answer(asked)
        chunk = read(answer)
        assert 1 <= chunk.header["count"] <= count
        self.last = (asked, answer)
        to = self.tail + chunk.header["count"]
        assert_shows(chunk, self.expected(self.tail + 1, to))
        self.queue += [epoch for epoch in chunk.parameters if epoch not in chunk.header["passed"]]
        self.tail = to

    @rule(share=st.floats(0, 1))
    def draw(self, share):
        drawn = math.ceil(share * len(self.queue))
        if drawn:
            self.newest, self.queue = self.queue[drawn - 1], self.queue[drawn:]

    @rule()
    def forget_what_was_not_drawn(self):
        self.drop_ahead()

    @rule(learning_rate=st.sampled_from(RATES), batch_size=st.sampled_from(BATCHES))
    def change(self, learning_rate, batch_size):
        live = {"learning_rate": learning_rate, "batch_size": min(batch_size, self.start.n_train)}
        description = replace(self.feed.description, **live)
        if description != self.feed.description:
            self.feed.follow(description)
            self.drop_ahead()
            self.changes = live

    @rule(share=st.floats(0, 1))
    def look(self, share):
        epoch = round(share * self.newest)
        (record,) = self.expected(epoch, epoch)
        assert_sees(self.feed, record)

    @rule(share=st.floats(0, 1))
    def look_only_once(self, share):
        epoch = round(share * self.newest)
        header, numbers = look(self.feed, epoch)
        (record,) = self.expected(epoch, epoch)
        np.testing.assert_array_equal(numbers, numbers_of(record) if header["ready"] else [])

    @precondition(lambda self: self.last is not None)
    @rule()
    def ask_once_more(self):
        asked, answer = self.last
        assert self.feed.answer(dict(asked)) == (answer if asked["revision"] == self.feed.revision else None)

    @rule(share=st.floats(0, 1))
    def continue_in_another_session(self, share):
        """Train it up to where it was, or pause on the way."""
        goal, known = self.newest, remembered(self.feed, self.newest)
        self.feed = Feed.continued(self.feed.description, **known)
        live = {name: getattr(self.feed.description, name) for name in feeds.LIVE}
        self.journalled(goal, live)  # what holds there is what the controls show
        self.changes = None
        self.draw_afresh()
        stop = math.ceil(share * goal)
        while self.newest < stop:
            self.train(goal - self.tail, "max", urgent=False)
            self.draw(1)

    @invariant()
    def little_is_held(self):
        assert len(self.feed.run.held) <= 3 + len(self.feed._keys) + 2


AnyConversation.TestCase.settings = settings(max_examples=60, stateful_step_count=25)
test_any_conversation = AnyConversation.TestCase


class AnyLongConversation(AnyConversation):
    """The same, three times as many and longer."""


AnyLongConversation.TestCase.settings = settings(max_examples=200, stateful_step_count=40)
test_any_long_conversation = pytest.mark.slow(AnyLongConversation.TestCase)
