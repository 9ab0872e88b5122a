"""When the run on show is remembered, and when one is offered to be brought back."""

import pytest

SET_UP = """async ([remembering, remembered]) => {
  const hidden = [];
  window.addEventListener = (name, act) => name === "pagehide" && hidden.push(act);
  const { Remembering } = await import(remembering);
  const { recall, remember } = await import(remembered);
  const player = { newest: { epoch: 5 }, run: { runId: "a", description: { lr: 1 }, start: {}, loaded: null },
    journal: [], goal: null, engine: "numpy", revision: 0, isUntouched: false, command: null, refused: null };
  const it = new Remembering(player);
  Object.assign(window, {
    player, it, recall, remember,
    hide: () => hidden.forEach((act) => act()),
    run: (epoch, more) => ({ key: "k", start: {}, journal: [], epoch, engine: null, loaded: null, ...more }),
    keptIn: (name) => JSON.parse(window[name].getItem("perceptron-playground"))?.runs ?? [],
    seen: () => recall(it.identity)?.epoch ?? null,
  });
}"""


@pytest.fixture
def js(node, module, storages):
    node.evaluate(SET_UP, [module("run/remembering.js"), module("run/remembered.js")])
    return node.evaluate


def test_a_run_is_remembered_when_it_comes_to_rest_and_every_second_while_it_plays(js):
    js("it.tick('playing', 1000)")
    assert js("seen()") == 5
    js("player.newest = { epoch: 9 }; it.tick('playing', 2000)")
    assert js("seen()") == 5
    js("it.tick('playing', 2001)")
    assert js("seen()") == 9
    js("player.newest = { epoch: 11 }; it.tick('paused', 2002)")
    assert js("seen()") == 11
    js("player.newest = { epoch: 12 }; it.tick('paused', 9000)")  # at rest it was remembered already
    assert js("seen()") == 11
    js("it.tick('finished', 9001)")
    assert js("seen()") == 12


def test_what_is_remembered_says_all_that_it_takes_to_train_it_again(js):
    js("player.journal = [[2, { lr: 3 }]]; it.remember()")
    assert js("recall(it.identity)") == {
        "key": '{"lr":1}', "start": {}, "journal": [[2, {"lr": 3}]], "epoch": 5, "engine": "numpy", "loaded": None,
    }  # fmt: skip


@pytest.mark.parametrize("state", ["isUntouched = true", "goal = 40"])
def test_an_untouched_run_and_one_on_its_way_to_an_epoch_are_not_remembered(js, state):
    js(f"player.{state}; it.remember()")
    assert js("seen()") is None


def test_the_same_state_is_written_once_and_again_when_the_page_is_left(js):
    js("it.remember(); localStorage = storage(); it.remember()")
    assert js("keptIn('localStorage')") == []
    for change in ("revision = 1", "newest = { epoch: 6 }", "run = { ...player.run, runId: 'b' }"):
        js(f"player.{change}; it.remember()")
        assert len(js("keptIn('localStorage')")) == 1, change
        js("localStorage = storage()")
    js("hide()")
    assert len(js("keptIn('localStorage')")) == 1


def test_a_run_is_offered_where_the_one_on_show_is_behind_it_and_at_rest(js):
    js("it.remember(); player.newest = { epoch: 0 }; player.isUntouched = true; it.recall()")
    offers = {state: js(f"it.offered('{state}')") for state in ("idle", "paused", "playing", "waiting", "finished")}
    assert offers == {"idle": 5, "paused": 5, "playing": None, "waiting": None, "finished": None}
    for change, offered in [
        ("isUntouched = false", 5), ("newest = { epoch: 5 }", None), ("newest = { epoch: 4 }", 5), ("goal = 40", None),
        ("goal = null", 5), ("refused = 'continue'", None),
    ]:  # fmt: skip
        js(f"player.{change}")
        assert js("it.offered('paused')") == offered, change


def test_only_an_untrained_network_is_looked_up_and_none_that_is_about_to_change(js):
    js("it.remember(); it.recall()")
    assert js("it.offered('idle')") is None  # nothing was looked up: the run on show is trained
    js("player.newest = { epoch: 0 }; player.command = { do: 'reset' }; it.recall()")
    assert js("it.offered('idle')") is None
    js("player.command = null; it.recall()")
    assert js("it.offered('idle')") == 5
    js("player.run = { ...player.run, description: { lr: 2 } }; it.recall()")
    assert js("it.offered('idle')") is None


def test_a_change_at_a_later_epoch_does_not_make_another_run_of_it(js):
    js("remember(run(9, { journal: [[6, {}]] })); remember(run(5))")
    assert js("keptIn('localStorage')[0].epoch") == 9
    js("remember(run(6))")  # it has been to the epoch of the change, and has not made it
    assert js("keptIn('localStorage')[0].epoch") == 6
