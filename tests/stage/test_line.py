"""What a student's line asks and when, and what the stage does while a teacher has paused all."""

import pytest


@pytest.fixture
def js(node, module):
    """Evaluates an expression where `line` asks, `asked` is what it has asked, and `at(ms, …)` lets time go by."""
    node.evaluate(
        """async (address) => {
          const { Asking } = await import(address);
          window.asked = [];
          window.line = new Asking((request) => asked.push(request));
          window.now = 0;
          window.tell = (told) => line.receive({ id: asked.at(-1)?.id ?? null, number: 1, paused: false, ...told });
          window.plays = (epoch = 5) => ({ state: "playing", run_id: "a", revision: 0, epoch });
          window.rests = (epoch = 5) => ({ ...plays(epoch), state: "paused" });
          window.at = (ms, stage = null, number = 1, known = {}) => {
            const before = asked.length;
            for (; now < ms; now += 100) line.tick(now, stage, number, known);
            return asked.slice(before).map((request) => request.do);
          };
        }""",
        module("line/asking.js"),
    )
    return node.evaluate


def test_who_plays_asks_for_nothing_as_long_as_nothing_is_new(js):
    js("tell({ kind: 'in' }); at(100, plays()); tell({ kind: 'in' })")

    assert js("at(60000, plays())") == []


def test_who_plays_asks_at_once_when_the_stage_brings_word_of_something_new(js):
    js("tell({ kind: 'in' }); at(100, plays()); tell({ kind: 'in' })")

    assert js("at(200, plays(), 2)") == ["beat"]
    assert js("[tell({ kind: 'in', number: 2 }), at(60000, plays(), 2)].at(-1)") == []


def test_who_pauses_says_so_at_once_with_the_epoch_on_show(js):
    js("tell({ kind: 'in' }); at(100, plays()); tell({ kind: 'in' })")

    assert js("at(200, rests(7))") == ["beat"]
    assert js("[asked.at(-1).state, asked.at(-1).epoch]") == ["paused", 7]


def test_who_rests_asks_every_few_seconds_and_more_often_while_all_are_paused(js):
    js("tell({ kind: 'in' }); at(100, rests()); tell({ kind: 'in' })")
    calm = js(
        "(() => { let n = 0; for (let t = 200; t <= 20100; t += 100) "
        "{ const more = at(t, rests()).length; if (more) tell({ kind: 'in' }); n += more; } return n; })()"
    )
    held = js("(() => { tell({ kind: 'in', paused: true }); let n = 0; for (let t = 20200; t <= 40100; t += 100) "
              "{ const more = at(t, rests()).length; if (more) tell({ kind: 'in', paused: true }); n += more; } "
              "return n; })()")  # fmt: skip

    assert 4 <= calm <= 5
    assert 11 <= held <= 14


def test_a_request_that_is_not_answered_is_sent_again_as_it_was(js):
    js("tell({ kind: 'in' }); at(100, rests())")

    assert js("at(7000, rests())") == ["beat", "beat"]
    assert js("new Set(asked.map(({ id }) => id)).size") == 1


def test_who_was_in_a_room_that_is_not_there_tries_to_come_back_by_itself(js):
    js("tell({ kind: 'none' })")

    assert js("at(100, null, undefined, { name: 'Ada', token: 't' })") == ["join"]
    assert js("[asked.at(-1).name, asked.at(-1).token, asked.at(-1).animal]") == ["Ada", "t", False]


def test_who_was_taken_out_comes_back_by_themselves_once_they_are_let_in(js):
    js("tell({ kind: 'refused' })")

    assert js("at(100, null, undefined, { name: 'Ada', token: 't' })") == ["join"]


def test_outside_of_a_room_nothing_is_asked(js):
    for kind in ("asks", "over", "elsewhere"):
        js(f"tell({{ kind: '{kind}' }})")
        assert js("at(now + 30000, rests())") == []
