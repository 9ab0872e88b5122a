"""The player: what it asks for, and what it makes of answers that are late, doubled or of another time."""

import pytest

# Makes a player with a speed of 60; `answer` answers its newest request.
SET_UP = """async (address) => {
  const { Player } = await import(address);
  const first = { epoch: 0, loss: NaN, trainLoss: 1, testLoss: 1, trainScore: 0.5, testScore: 0.5,
    parameters: new Float32Array(3) };
  const opening = (runId, revision = 0) => ({ kind: "opening", runId, revision, first: { ...first }, journal: [] });
  const asked = [];
  const player = new Player(opening("a"), (request) => asked.push(request));
  clock.now = 1000;
  const rows = (from, count) => Array.from({ length: count }, (_, i) => ({ ...first, epoch: from + 1 + i }));
  const chunk = ({ id, run_id: runId, revision, from, count }, most = count, ended = null) => {
    const some = rows(from, Math.min(count, most));
    const epochs = { from, count: some.length, rows: some, frames: some, passed: [] };
    return { kind: "chunk", id, runId, revision, ...epochs, ended, journal: [] };
  };
  Object.assign(window, {
    player, asked, opening, chunk,
    newest: () => asked.at(-1),
    answer: (most, ended) => player.receive(chunk(asked.at(-1), most, ended)),
    tick: (times = 1, ms = 1000 / 60) => {
      const drawn = [];
      for (let i = 0; i < times; i++) {
        clock.now += ms;
        const frame = player.tick(clock.now, ms);
        if (frame) drawn.push(frame.epoch);
      }
      return drawn;
    },
    state: () => player.state(),
  });
}"""


@pytest.fixture
def js(node, module):
    """Evaluates an expression beside a player."""
    node.evaluate(SET_UP, module("run/player.js"))
    return node.evaluate


def test_a_paused_player_asks_for_nothing(js):
    assert js("tick(300)") == []
    assert js("asked.length") == 0
    assert js("state()") == "idle"
    js("player.play(); tick(); answer(); tick(10); player.pause(); asked.length = 0")
    assert js("[tick(300), asked.length, state()]") == [[], 0, "paused"]


def test_while_the_page_is_hidden_what_has_come_is_played_and_no_more_is_asked_for(js):
    js("player.play(); tick(); answer(30); document.visibilityState = 'hidden'")
    assert js("tick(200)") == list(range(1, 31))
    assert js("[asked.length, state()]") == [1, "waiting"]
    js("document.visibilityState = 'visible'; tick(); answer()")
    assert js("[asked.length, tick(1)]") == [2, [31]]


def test_play_asks_once_and_draws_every_epoch_in_order(js):
    js("player.play(); tick()")
    request = js("newest()")
    assert (request["from"], request["shown"], request["urgent"], request["pace"]) == (0, 0, True, "all")
    js("tick(5)")
    assert js("asked.length") == 1
    js("answer()")
    assert js("tick(20)") == list(range(1, 21))
    assert js("asked.length") == 1  # there is enough to show for a while
    js("tick(40)")
    assert js("[newest().from, newest().urgent]") == [request["count"], False]


def test_the_speed_is_a_ceiling(js):
    js("player.setSpeed('5'); player.play(); tick(); answer()")
    drawn = js("""(() => {
      const all = [];
      for (let i = 0; i < 120; i++) {
        all.push(...tick());
        if (player.requests.open) answer();
      }
      return all;
    })()""")
    assert drawn == list(range(1, len(drawn) + 1))
    assert 9 <= len(drawn) <= 12  # two seconds


def test_no_answer_for_three_seconds_asks_the_same_again(js):
    js("player.play(); tick()")
    first = js("newest()")
    js("tick(170)")
    assert js("asked.length") == 1
    assert js("state()") == "waiting"
    js("tick(20)")
    assert js("asked.length") == 2
    assert js("newest()") == first


def test_an_answer_that_comes_twice_counts_once(js):
    js("player.play(); tick(); answer(10); player.receive(chunk(asked[0], 10))")
    assert js("player.buffer.tail") == 10
    assert js("tick(10)") == list(range(1, 11))


def test_a_change_drops_what_lies_ahead_and_asks_from_the_epoch_on_show(js):
    js("player.play(); tick(); answer(); tick(12)")
    shown = js("player.shown.epoch")
    js("player.receive(opening('a', 1)); tick()")
    request = js("newest()")
    assert (request["revision"], request["from"]) == (1, js("player.shown.epoch"))
    assert request["from"] - shown <= 1
    js("player.receive(chunk(asked[0]))")  # late, from before the change
    assert js("player.buffer.queue.length") == 0
    js("answer()")
    assert js("tick(3)")[0] == request["from"] + 1


def test_a_run_of_the_page_that_answers_nothing_makes_it_ask_again_at_once(js):
    js("player.play(); tick(); player.receive(opening('a', 0)); tick()")
    assert js("asked.length") == 2


def test_another_run_begins_at_its_untrained_network(js):
    js("player.play(); tick(); answer(); tick(10); player.receive(opening('b'))")
    assert js("[player.shown.epoch, state(), player.history.trainLoss.length, player.buffer.queue.length]") == [
        0,
        "idle",
        1,
        0,
    ]


def test_reset_shows_the_untrained_network_at_once_and_asks_until_it_is_done(js):
    js("player.play(); tick(); answer(); tick(10); player.restart('reset'); tick()")
    assert js("player.shown.epoch") == 0
    assert js("newest().do") == "reset"
    js("tick(190)")
    assert js("asked.filter((r) => r.do === 'reset').length") == 2
    js("player.play(); player.receive(opening('b')); tick()")
    assert js("[newest().do, newest().run_id, newest().from]") == ["train", "b", 0]


def test_step_trains_one_epoch_and_uses_what_is_there(js):
    js("player.step(); tick()")
    assert js("[newest().count, newest().urgent]") == [1, True]
    js("answer()")
    assert js("tick(5)") == [1]
    js("player.play(); tick(); answer(); tick(3); player.pause(); asked.length = 0; player.step(); player.step()")
    assert len(js("tick(10)")) == 2
    assert js("asked.length") == 0


def test_it_stops_at_the_epoch_asked_for_and_trains_none_beyond(js):
    js("player.setStop(20); player.play(); tick()")
    assert js("newest().count") == 20
    js("answer(); tick(60)")
    assert js("[player.shown.epoch, state(), asked.length]") == [20, "finished", 1]
    js("player.play(); tick(); answer(); tick()")  # asked again, it goes on
    assert js("[player.shown.epoch, state()]") == [21, "playing"]


def test_the_last_epoch_is_asked_for_when_it_is_the_only_one_that_is_missing(js):
    js("player.setStop(20); player.play(); tick(); answer(19); tick(60)")
    assert js("[player.shown.epoch, newest().from, newest().count]") == [19, 19, 1]


def test_it_asks_for_more_when_three_quarters_of_a_second_are_left(js):
    js("player.setStop(1000); player.play(); tick()")
    count = js("newest().count")
    js("answer()")
    while js("asked.length") == 1:
        js("tick()")
    assert js("[player.shown.epoch, newest().from, newest().count]") == [count - 44, count, count]
    js("player.setSpeed('1'); player.dropAhead(); tick()")
    assert js("newest().count") == 2


def test_divergence_is_shown_when_the_last_epoch_is(js):
    js("player.play(); tick(); answer(5, 'diverged')")
    assert js("tick(2)") == [1, 2]
    assert js("state()") == "playing"
    js("tick(10)")
    assert js("[player.shown.epoch, state(), asked.length]") == [5, "diverged", 1]
    js("player.play(); tick(300)")
    assert js("asked.length") == 1
    js("player.receive(opening('a', 1)); player.play(); tick()")
    assert js("newest().from") == 5


def test_an_answer_without_any_epoch_is_asked_for_again(js):
    """The server has to train again what it had let go of, and has not come there yet."""
    js("player.play(); tick(); answer(0); tick()")
    assert js("asked.length") == 2
    assert js("[newest().from, newest().id !== asked[0].id]") == [0, True]
    js("answer()")
    assert js("tick(3)") == [1, 2, 3]


def held_back(js, speed, most, others):
    """What the player says of others when an answer brings so many epochs, and was held back by so many."""
    js(
        """([speed, most, others]) => {
      player.setSpeed(speed);
      player.play();
      tick();
      player.receive({ ...chunk(newest(), most), others });
      tick(10);
    }""",
        [speed, most, others],
    )
    return js("player.company(1000 + 11 * 1000 / 60)")


def test_who_is_held_back_and_sees_it_is_told_with_how_many_the_server_is_shared(js):
    assert held_back(js, "max", 30, 12) == 12
    js("player.pause()")
    assert js("player.company()") == 0


def test_who_has_nothing_to_show_is_told_and_who_has_enough_is_not(js):
    assert held_back(js, "60", 3, 12) == 12
    assert held_back(js, "5", 45, 12) == 12  # a moment ago it had nothing
    js("answer(); tick(200, 1000 / 60)")
    assert js("player.company(1000 + 211 * 1000 / 60)") == 0


def test_a_connection_that_comes_back_is_used_at_once(js):
    js("player.play(); tick(); player.setConnected(false); tick(400)")
    assert js("[asked.length, state()]") == [1, "offline"]
    js("player.setConnected(true); tick()")
    assert js("asked.length") == 2
    js("player.setConnected(true); tick()")  # it was there all the time
    assert js("asked.length") == 2


def test_what_lies_ahead_at_max_has_gaps_and_is_dropped_when_every_epoch_counts(js):
    js("player.setSpeed('max'); player.play(); tick()")
    assert js("newest().pace") == "max"
    js("""(() => {
      const answer = chunk(newest(), 100);
      player.receive({ ...answer, frames: answer.frames.filter((f) => f.epoch % 10 === 0) });
    })()""")
    js("tick(4)")
    shown = js("player.shown.epoch")
    assert shown % 10 == 0 and shown > 0
    js("player.setSpeed('60'); tick()")
    assert js("[newest().from, newest().pace, player.history.trainLoss.length]") == [shown, "all", shown + 1]


@pytest.mark.parametrize("act", ["pause()", "setStop(50)", "setSpeed('60')", "restart('reset')"])
def test_an_answer_of_max_that_comes_after_the_person_has_acted_is_not_taken(js, act):
    """It has gaps, and begins where the epoch on show is: only its number tells."""
    js("player.setSpeed('max'); player.play(); tick()")
    js(f"player.{act}")
    js("answer(400)")
    assert js("[player.buffer.queue.length, player.buffer.tail]") == [0, 0]


def test_it_asks_at_once_only_once_for_each_request(js):
    js("player.play(); tick(); for (let i = 0; i < 5; i++) { player.receive(opening('a', 0)); tick(); }")
    assert js("asked.length") == 2


def test_it_stops_at_an_epoch_set_while_it_goes_as_fast_as_it_can(js):
    js("player.setSpeed('max'); player.play(); tick(); answer(40); tick(20); player.setStop(60)")
    js("for (let i = 0; i < 200; i++) { tick(); if (player.requests.open) answer(); }")
    assert js("[player.shown.epoch, state()]") == [60, "finished"]


CONTINUED = """(() => {
  player.resume({ start: {}, journal: [], epoch: 40 });
  tick();
  player.receive(opening("b"));
  tick();
})()"""


def test_a_run_to_continue_is_trained_up_to_its_epoch_and_no_further(js):
    js("player.resume({ start: { n: 1 }, journal: [[3, {}]], epoch: 40 }); tick()")
    request = js("newest()")
    assert (request["do"], request["run_id"], request["start"], request["epoch"]) == ("continue", "a", {"n": 1}, 40)
    assert js("state()") == "waiting"
    js("player.receive(opening('b')); tick()")
    request = js("newest()")
    about = [request[name] for name in ("do", "run_id", "from", "count", "pace", "urgent")]
    assert about == ["train", "b", 0, 40, "max", False]
    js("answer(); tick(100)")
    assert js("[player.shown.epoch, state(), player.goal]") == [40, "paused", None]


def test_the_run_of_a_reset_on_its_way_is_not_taken_for_the_one_to_continue(js):
    js("player.restart('reset'); player.resume({ start: {}, journal: [[3, {}]], epoch: 40 }); tick()")
    js("player.receive(opening('b')); tick()")
    assert js("[newest().do, state(), player.goal]") == ["reset", "idle", None]


def test_whoever_pauses_on_the_way_goes_on_to_the_same_epoch(js):
    js(CONTINUED)
    js("answer(10); tick(10); player.pause(); tick()")
    assert js("[state(), player.goal]") == ["paused", 40]
    paused = js("player.shown.epoch")
    js("player.play(); tick()")
    assert js("[newest().from, newest().count]") == [paused, 40 - paused]
    js("answer(); tick(120)")
    assert js("[player.shown.epoch, state()]") == [40, "paused"]


def test_it_knows_what_had_trained_a_run_that_is_brought_back_and_to_which_epoch_a_link_has(js):
    assert js("[player.engineBefore, player.linked]") == [None, None]
    js("player.receive({ ...opening('b'), goal: { epoch: 40, engine: 'compiled' } })")
    assert js("[player.engineBefore, player.linked, player.goal]") == ["compiled", 40, 40]
    js("player.receive({ ...opening('c'), goal: { epoch: 0, engine: 'numpy' } })")  # the weights alone
    assert js("[player.engineBefore, player.linked, player.goal]") == [None, None, None]


def test_another_setting_on_the_way_ends_it(js):
    js(CONTINUED)
    js("answer(10); tick(6); player.receive(opening('b', 1)); tick(5)")
    assert js("[state(), player.goal]") == ["paused", None]


def test_a_run_that_cannot_be_continued_is_not_asked_for_for_ever(js):
    js("player.resume({ start: {}, journal: [], epoch: 40 }); tick()")
    js("player.receive({ kind: 'refused', id: newest().id }); tick(400)")
    assert js("[asked.length, state(), player.refused]") == [1, "idle", "continue"]
    js("player.acknowledge()")
    assert js("player.refused") == "continue"  # it is not on offer again


@pytest.mark.parametrize(
    ("act", "what", "state"),
    [("play()", "train", "paused"), ("step()", "train", "paused"), ("seek(33)", "seek", "paused"),
     ("branch([[0, 1]])", "branch", "paused"), ("walk(0, () => {})", "walk", "paused"), ("share()", "share", "paused"),
     ("apply('jumps')", "apply", "paused"), ("restart('reset')", "reset", "idle"),
     ("restart('reseed')", "reseed", "paused")],
)  # fmt: skip
def test_what_the_server_refuses_is_dropped_and_not_asked_for_again(js, act, what, state):
    js("player.setSpeed('max'); player.play(); tick()")
    js("""(() => {
      const answer = chunk(newest(), 100);
      player.receive({ ...answer, frames: answer.frames.filter((f) => f.epoch % 10 === 0) });
    })()""")
    js(f"tick(40); player.pause(); asked.length = 0; player.{act}; tick(6)")
    assert js("asked.map((request) => request.do)") == [what]
    js("player.receive({ kind: 'refused', id: newest().id }); tick(400)")
    assert js("[asked.length, state(), player.refused]") == [1, state, what]
    js("player.acknowledge()")
    assert js("player.refused") is None
    js("player.play(); tick()")  # it goes on
    assert js("newest().do") == "train"


def test_a_refusal_of_something_else_is_not_taken_for_one_of_this(js):
    js("player.play(); tick(); player.receive({ kind: 'refused', id: newest().id + 1 })")
    js("player.receive({ kind: 'refused', id: null })")
    assert js("[player.playing, player.refused]") == [True, None]


def branched(js, revision, epoch=0):
    """The server carries out the branch that was asked for."""
    js(
        """([revision, epoch]) => {
      const frame = { ...player.newest, epoch, parameters: new Float32Array(3) };
      const about = { id: newest().id, epoch, revision, journal: [], journalNumber: revision };
      player.receive({ kind: "branch", ...about, ready: true, full: false, frame });
    }""",
        [revision, epoch],
    )


def test_edits_that_are_made_while_others_are_on_their_way_are_one_request_with_the_last_value_of_each_place(js):
    js("player.branch([[0, 1]]); tick(); for (let i = 0; i < 9; i++) player.branch([[i % 2, i]]); tick()")
    assert js("asked.map((request) => request.edits)") == [[[0, 1]]]
    assert js("player.pending") == [[0, 8], [1, 7]]
    branched(js, 1)
    js("tick()")
    assert js("[newest().do, newest().revision, newest().edits]") == ["branch", 1, [[0, 8], [1, 7]]]
    branched(js, 2)
    assert js("[player.command, player.pending]") == [None, []]


def test_a_reset_goes_back_to_the_weights_that_were_set_by_hand_before_the_first_epoch(js):
    js("player.branch([[0, 9]]); tick()")
    js("""player.receive({ kind: "branch", id: newest().id, epoch: 0, revision: 1, journal: [], journalNumber: 1,
      ready: true, full: false, frame: { ...player.newest, parameters: Float32Array.of(9, 0, 0) } })""")
    js("player.play(); tick(); answer(5); tick(5); player.restart('reset')")
    assert js("[player.shown.epoch, ...player.shown.parameters]") == [0, 9, 0, 0]


@pytest.mark.parametrize(("command", "opening"), [("restart('reset')", "'b'"), ("apply('jumps')", "'a', 1")])
def test_weights_that_are_set_while_something_else_is_on_its_way_are_set_after_it(js, command, opening):
    js(f"player.{command}; tick(); player.branch([[2, 0.5]])")
    assert js("player.pending") == [[2, 0.5]]
    js(f"player.receive(opening({opening})); tick()")
    assert js("[newest().do, newest().run_id === player.run.runId, newest().edits]") == ["branch", True, [[2, 0.5]]]


def test_weights_of_a_network_that_is_no_more_are_set_nowhere(js):
    js("player.restart('reset'); tick(); player.branch([[2, 0.5]]); player.receive({ ...opening('b'), sizes: [2, 1] })")
    assert js("[player.command, player.pending]") == [None, []]


def test_what_is_set_by_hand_is_of_one_epoch(js):
    js("player.play(); tick(); answer(); tick(12); player.pause(); player.branch([[0, 1]])")
    assert js("player.pending") == [[0, 1]]
    js("player.stepBack()")
    assert js("player.pending") == []


def test_a_run_that_takes_no_more_changes_is_not_asked_for_ever_says_so_and_goes_on(js):
    js("player.play(); tick(); answer(); tick(10); player.branch([[0, 1]]); player.branch([[1, 1]]); tick()")
    js("""player.receive({ kind: "branch", id: newest().id, epoch: player.shown.epoch, ready: false, full: true })""")
    before = js("asked.length")
    js("tick()")
    assert js(f"asked.slice({before}).map((request) => request.do)") == ["train"]
    assert js("[player.isFull, player.plan.edits.length, state()]") == [True, 0, "playing"]
    js("player.restart('reset'); tick(); player.receive(opening('b'))")
    assert js("player.isFull") is False


def test_an_epoch_that_is_not_kept_is_asked_for_when_the_scrubber_rests(js):
    js("player.setSpeed('max'); player.play(); tick()")
    js("""(() => {
      const answer = chunk(newest(), 100);
      player.receive({ ...answer, frames: answer.frames.filter((f) => f.epoch % 10 === 0) });
    })()""")
    js("tick(40); player.pause(); asked.length = 0")
    assert js("player.shown.epoch") == 100 or js("player.shown.epoch") % 10 == 0
    js("player.seek(33); tick()")
    assert js("[player.shown.epoch, player.sought, asked.length]") == [30, 33, 0]
    js("player.seek(36); tick(); player.seek(37); tick(6)")
    assert js("asked.map((r) => [r.do, r.epoch])") == [["seek", 37]]
    js("""player.receive({ kind: "seek", id: newest().id, epoch: 37, ready: false }); tick(6)""")
    assert js("asked.length") == 2
    js("""player.receive({ kind: "seek", id: newest().id, epoch: 37, ready: true, frame: { epoch: 37 } })""")
    assert js("[player.shown.epoch, player.sought]") == [37, 37]
    js("player.play()")
    assert js("player.past") is None


def test_the_scrubber_is_dragged_on_for_sixty_milliseconds_before_an_epoch_is_asked_for(js):
    js("player.setSpeed('max'); player.play(); tick(); player.receive({ ...chunk(newest(), 100), frames: [] })")
    js("""player.buffer.queue.push({ ...player.first, epoch: 100 }); tick(4); player.pause(); asked.length = 0""")
    js("player.seek(33); tick(1, 10); tick(1, 59)")
    assert js("asked.length") == 0
    js("tick(1, 1)")
    assert js("asked.map((request) => request.epoch)") == [33]


def test_as_fast_as_it_can_is_thirty_frames_a_second(js):
    js("player.setSpeed('max'); player.play(); tick(); answer(200)")
    assert len(js("tick(300, 10)")) in (90, 91)


def test_what_is_passed_is_kept_to_look_back_at_and_never_drawn(js):
    js("player.setSpeed('max'); player.play(); tick()")
    js("""(() => {
      const answer = chunk(newest(), 100);
      const [frames, passed] = [0, 5].map((last) => answer.frames.filter((f) => f.epoch % 10 === last));
      player.receive({ ...answer, frames, passed });
    })()""")
    kept = "player.history.frames.map((f) => f.epoch)"
    drawn = js("tick(6)")
    assert drawn == list(range(10, 10 * len(drawn) + 1, 10)) and 1 < len(drawn) < 10
    assert js(kept) == list(range(0, drawn[-1] + 1, 5))  # and none that lies ahead
    js("player.pause(); player.stepBack()")
    assert js("player.shown.epoch") == drawn[-1] - 5
    js("player.play(); tick(); answer(10); tick(60)")
    assert js(f"{kept}.slice(-3)") == [drawn[-1] + 8, drawn[-1] + 9, drawn[-1] + 10]


def test_the_history_is_bounded_and_keeps_first_and_last(js):
    kept = js("""(() => {
      player.setSpeed("60");
      player.play();
      for (let i = 0; i < 9000; i++) { tick(); if (player.requests.open) answer(); }
      const epochs = player.history.frames.map((f) => f.epoch);
      return [epochs.length, epochs[0], epochs.at(-1), player.shown.epoch, player.history.trainLoss.length,
        epochs.every((epoch, i) => i === 0 || epoch > epochs[i - 1])];
    })()""")
    length, first, last, shown, losses, ordered = kept
    assert length <= 2000 and first == 0 and last == shown > 8000 and losses > shown and ordered


def test_in_a_room_a_request_asks_for_a_second_since_each_answer_may_bring_word_of_the_teacher(js):
    js("player.play(); tick()")
    alone = js("newest().count")
    js("player.isInRoom = true; player.dropAhead(); tick()")

    assert (alone, js("newest().count")) == (90, 60)


def test_who_is_held_by_the_teacher_can_neither_play_nor_step_and_plays_on_after_it(js):
    js("player.play(); tick(); answer(); tick(10); player.hold(true)")
    assert js("state()") == "paused"
    js("asked.length = 0; player.play(); player.step()")
    assert js("[tick(300), asked.length, state()]") == [[], 0, "paused"]

    js("player.hold(false)")
    assert js("state()") == "playing"


def test_who_was_not_playing_when_the_teacher_paused_all_does_not_play_after_it(js):
    js("player.play(); tick(); answer(); tick(10); player.pause(); player.hold(true); player.hold(true)")

    js("player.hold(false)")

    assert js("state()") == "paused"
