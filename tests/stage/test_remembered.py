"""What this browser remembers of its runs, in one tab and another, and when it offers to bring one back."""

import pytest


@pytest.fixture
def js(node, module, storages):
    """Evaluates an expression where `saw(epoch)` remembers a run of the same settings, and `offer()` is recalled."""
    node.evaluate(
        """async (address) => {
          const { remember, recall } = await import(address);
          const start = { n: 40 };
          window.saw = (epoch, journal = [], key = "k") => remember({ key, start, journal, epoch });
          window.offer = (key = "k") => recall(key)?.epoch ?? null;
        }""",
        module("run/remembered.js"),
    )
    return node.evaluate


def test_of_two_tabs_with_the_same_settings_neither_takes_from_the_other(js):
    js("goTo('first'); saw(60); goTo('second'); saw(0); saw(5)")
    assert js("[goTo('first'), offer()].at(-1)") == 60
    assert js("[goTo('second'), offer()].at(-1)") == 5


def test_a_tab_that_is_opened_later_goes_on_with_what_any_has_seen_furthest_of_a_run(js):
    js("goTo('first'); saw(60); goTo('second'); saw(5)")
    assert js("[goTo('third'), offer()].at(-1)") == 60
    js("goTo('second'); saw(70)")
    assert js("[goTo('third'), offer()].at(-1)") == 70


def test_a_run_that_has_changed_otherwise_is_another_one_and_the_last_counts(js):
    js("goTo('first'); saw(60, [[30, {}]]); goTo('second'); saw(40, [[20, {}]])")
    assert js("[goTo('third'), offer()].at(-1)") == 40
    js("goTo('second'); saw(30, [[20, {}]])")  # the same, not as far
    assert js("[goTo('third'), offer()].at(-1)") == 40


def test_an_untrained_network_does_not_make_it_forget_and_training_on_from_there_does(js):
    assert js("saw(60); saw(0); offer()") == 60
    assert js("saw(7); offer()") == 7


def test_runs_are_told_apart_by_their_settings_and_the_last_twenty_kept(js):
    js("for (let i = 0; i < 25; i++) saw(i + 1, [], `settings ${i}`)")
    found = js("Array.from({ length: 25 }, (_, i) => offer(`settings ${i}`))")
    assert found == [None] * 5 + list(range(6, 26))


def test_where_there_is_no_room_for_all_the_last_are_kept(js):
    js("""(() => {
      const { setItem } = localStorage;
      localStorage.setItem = (name, text) => {
        if (text.length > 300) throw new Error("full");
        setItem(name, text);
      };
      for (let i = 0; i < 20; i++) saw(i + 1, [], `settings ${i}`);
      goTo("another");
    })()""")
    assert js("[offer('settings 19'), offer('settings 18'), offer('settings 10')]") == [20, 19, None]


def test_where_the_browser_keeps_nothing_nothing_is_offered_and_nothing_breaks(js):
    js("""() => {
      for (const storage of [localStorage, sessionStorage]) {
        storage.setItem = () => {
          throw new Error("full");
        };
      }
      saw(60);
    }""")
    assert js("offer()") is None
    js("delete window.sessionStorage; saw(60)")
    assert js("offer()") is None


@pytest.mark.parametrize("odd", ["kept.version -= 1", "kept.runs[0].key = 5", "delete kept.runs[0].epoch", "kept = 3"])
def test_what_is_kept_and_cannot_be_understood_is_not_offered(js, odd):
    js("saw(9)")
    js(
        """(odd) => {
          for (const storage of [localStorage, sessionStorage]) {
            let kept = JSON.parse(storage.getItem("perceptron-playground"));
            eval(odd);
            storage.setItem("perceptron-playground", JSON.stringify(kept));
          }
        }""",
        odd,
    )
    assert js("offer()") is None
    assert js("[saw(3), offer()].at(-1)") == 3


PLAYER = """async ([run, itsMemory]) => {
  const { Player } = await import(run);
  const { Remembering } = await import(itsMemory);
  const first = { epoch: 0, loss: NaN, trainLoss: 1, testLoss: 1, trainScore: 0.5, testScore: 0.5,
    parameters: new Float32Array(3) };
  const handlers = {};
  window.addEventListener = (name, handler) => (handlers[name] = handler);
  window.load = (run = {}) => {
    const asked = [];
    const opening = { kind: "opening", revision: 0, first: { ...first }, journal: [], start: {}, description: {},
      runId: "a", ...run };
    window.player = new Player(opening, (request) => asked.push(request));
    window.memory = new Remembering(player);
    memory.recall();
    window.answer = (most) => {
      const { id, run_id: runId, revision, from, count } = asked.at(-1);
      const rows = Array.from({ length: Math.min(count, most) }, (_, i) => ({ ...first, epoch: from + 1 + i }));
      const epochs = { from, count: rows.length, rows, frames: rows, passed: [] };
      player.receive({ kind: "chunk", id, runId, revision, ...epochs, ended: null, journal: [] });
    };
  };
  window.tick = (seconds) => {
    for (let i = 0; i < 60 * seconds; i++) {
      clock.now += 1000 / 60;
      player.tick(clock.now, 1000 / 60);
      memory.tick(player.state(), clock.now);
    }
  };
  window.leave = () => handlers.pagehide();
  window.offer = () => memory.offered(player.state());
  window.train = (epochs) => {
    player.setSpeed("60");
    player.play();
    tick(0.1);
    answer(epochs);
    tick(epochs / 60);
  };
  load();
}"""


@pytest.fixture
def page(node, module, storages):
    """Evaluates an expression beside a player at 60 epochs a second, and what remembers its run; `load()` reloads."""
    node.evaluate(PLAYER, [module("run/player.js"), module("run/remembering.js")])
    return node.evaluate


def test_of_what_plays_a_second_is_lost_at_most_and_nothing_where_the_browser_says_goodbye(page):
    page("train(90)")
    epoch = page("player.newest.epoch")
    page("load()")  # as after a crash
    assert epoch - 61 <= page("offer()") < epoch
    page("train(90); leave()")
    assert page("player.newest.epoch") == epoch
    page("load()")
    assert page("offer()") == epoch


def test_a_run_that_comes_to_rest_is_remembered_at_once(page):
    page("train(20); player.pause(); tick(0.02); load()")
    assert page("offer()") == 20


def test_it_is_offered_until_the_person_plays_on_instead(page):
    page("train(20); player.pause(); tick(0.02); load()")
    assert page("offer()") == 20
    page("player.play(); tick(0.1)")
    assert page("offer()") is None  # not while it plays
    page("answer(40); tick(0.2); player.pause(); tick(0.02)")
    assert 0 < page("player.newest.epoch") < 20
    assert page("offer()") == 20
    page("player.play(); tick(1); player.pause(); tick(0.02)")
    assert page("player.newest.epoch") > 20
    assert page("offer()") is None


def test_a_run_that_is_brought_back_can_be_looked_back_on(page):
    page("train(20); player.pause(); tick(0.02); load()")
    page("player.resume(memory.memory); tick(0.1); player.receive({ kind: 'opening', runId: 'b', revision: 0,"
         "first: player.first, journal: [], description: {} }); tick(0.1); answer(20); tick(2)")  # fmt: skip
    assert page("[player.state(), player.newest.epoch, offer()]") == ["paused", 20, None]
    page("player.seek(12)")
    assert page("player.shown.epoch") == 12


def test_a_network_that_nobody_has_trained_is_not_remembered_and_one_of_other_settings_not_offered(page):
    page("tick(2); leave()")
    assert page("localStorage.getItem('perceptron-playground')") is None
    page("train(20); leave(); load({ runId: 'b', description: { n: 7 } })")
    assert page("offer()") is None
