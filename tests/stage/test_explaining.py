"""What the stage says of a training: it looks now and then, and does not change its mind at every epoch."""

import pytest

SET_UP = """async (address) => {
  const { Explaining } = await import(address);
  const it = new Explaining();
  it.setRun = null;
  const rules = [{ id: "steep", when: [["loss", ">", 1]], meaning: "It is steep at {loss}." },
                 { id: "flat", when: [["loss", "<=", 1]], meaning: "It is flat." },
                 { id: "never", when: [], meaning: "" }];
  const remedies = { steep: { label: "Smaller steps", advice: "Take care." }, flat: { label: null, advice: "Wait." } };
  const player = { run: { rules, remedies }, history: {}, changes: [], past: null };
  Object.assign(it, { rings: [], explanation: null, sentence: null, examined: null, examinedAt: -Infinity,
    explainedAt: -Infinity,
    facts: { of: (frame, history, changes, diverged) => ({ facts: { loss: frame.loss }, rings: [diverged] }) } });
  Object.assign(window, { it, player, look: (loss, state, now) => it.examine(player, { loss }, state, now) });
}"""
SAID = "[it.explanation, it.sentence]"


@pytest.fixture
def js(node, module):
    node.evaluate(SET_UP, module("run/explaining.js"))
    return node.evaluate


def test_it_says_the_first_rule_that_holds_with_its_facts_and_what_to_do(js):
    assert js("look(2, 'paused', 0)") is True
    assert js("[it.explanation, it.sentence, it.remedy]") == [
        "steep", "It is steep at 2. Take care.", "Smaller steps",
    ]  # fmt: skip
    js("look(0.5, 'paused', 1)")
    assert js(SAID) == ["flat", "It is flat. Wait."]


def test_before_it_begins_there_is_nothing_to_say(js):
    js("look(2, 'idle', 0)")
    assert js(SAID) == [None, None]


def test_while_it_plays_it_looks_every_three_tenths_of_a_second_and_says_something_else_after_two(js):
    js("look(2, 'playing', 1000)")
    assert js("[look(2, 'playing', 1299), look(2, 'playing', 1300)]") == [False, True]
    js("look(0.5, 'playing', 2701)")
    assert js("it.explanation") == "steep"
    js("look(0.5, 'playing', 3001)")
    assert js("it.explanation") == "flat"
    js("look(2, 'paused', 3002)")  # at rest there is nothing to wait for
    assert js("it.explanation") == "steep"


def test_the_same_sight_is_looked_at_once(js):
    js("window.frame = { loss: 2 }; it.examine(player, frame, 'paused', 0)")
    assert js("it.examine(player, frame, 'paused', 9000)") is False
    assert js("it.examine(player, frame, 'finished', 9001)") is True
    js("player.run.remedies = { flat: player.run.remedies.flat }")
    assert js("it.examine(player, frame, 'finished', 9002)") is True
    assert js(SAID) == [None, None]


def test_a_run_has_diverged_only_at_its_end(js):
    js("look(2, 'diverged', 0)")
    assert js("it.rings") == [True]
    js("player.past = {}; look(2, 'diverged', 1)")
    assert js("it.rings") == [False]
    js("player.past = null; look(2, 'paused', 2)")
    assert js("it.rings") == [False]
