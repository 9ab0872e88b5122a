"""The history of a run: the metrics of every epoch, and the frames that are near an epoch."""

import pytest

SET_UP = """async (address) => {
  const { History } = await import(address);
  const frame = (epoch, more) => ({ epoch, loss: epoch / 2, parameters: Float32Array.of(epoch), ...more });
  const history = new History(frame(0));
  const add = (...epochs) => {
    for (const epoch of epochs) {
      while (history.loss.length <= epoch) history.addMetrics(frame(history.loss.length));
      history.keep(frame(epoch));
    }
  };
  Object.assign(window, { history, frame, add, kept: () => history.frames.map(({ epoch }) => epoch) });
}"""


@pytest.fixture
def js(node, module):
    node.evaluate(SET_UP, module("run/history.js"))
    return node.evaluate


def test_the_metrics_of_every_epoch_are_there_and_none_of_others(js):
    js("add(700)")
    assert js("[0, 1, 255, 256, 257, 511, 512, 700].map((epoch) => history.loss.at(epoch))") == [
        0, 0.5, 127.5, 128, 128.5, 255.5, 256, 350,
    ]  # fmt: skip
    assert js("[history.loss.at(701) === undefined, history.loss.length]") == [True, 701]


def test_the_nearest_frame_is_found_and_those_on_either_side(js):
    js("add(10, 20, 30)")
    nearest = {0: 0, 4: 0, 5: 10, 6: 10, 10: 10, 14: 10, 15: 20, 20: 20, 25: 30, 30: 30, 99: 30}
    assert {epoch: js(f"history.nearest({epoch}).epoch") for epoch in nearest} == nearest
    sides = "(epoch) => [history.before(epoch)?.epoch, history.after(epoch)?.epoch]"
    assert js(f"[0, 10, 15, 30].map({sides})") == [[None, 10], [0, 20], [10, 20], [20, None]]


def test_what_is_kept_is_a_copy_of_what_was_shown(js):
    js("(() => { const shown = frame(1); history.keep(shown); shown.parameters[0] = 9; })()")
    assert js("history.frames[1].parameters[0]") == 1


def test_a_branch_takes_the_place_of_the_frame_there_and_of_all_after_it(js):
    js("add(1, 2, 3, 4); history.branch(frame(2, { loss: 7, parameters: Float32Array.of(5) }))")
    assert js("[kept(), history.loss.length, history.loss.at(2)]") == [[0, 1, 2], 3, 7]
    assert js("history.nearest(2).parameters[0]") == 5
    js("history.cutMetrics(1)")
    assert js("[history.loss.length, history.loss.at(1), history.loss.at(2) === undefined]") == [2, 0.5, True]


def test_of_too_many_frames_every_second_one_goes_but_never_the_first_or_the_last(js):
    js("add(...Array.from({ length: 1999 }, (_, i) => i + 1))")
    assert js("kept().length") == 2000
    js("add(2000)")
    assert js("kept()") == list(range(0, 2001, 2))
    js("add(...Array.from({ length: 1000 }, (_, i) => 2001 + 3 * i))")
    assert js("[kept().length, kept()[0], kept()[1], kept().at(-1)]") == [1001, 0, 4, 5000 - 2]
