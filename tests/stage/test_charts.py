"""When Plotly is fetched and started: by whoever reaches for a chart, or in a quiet moment; never by what passes by."""

import pytest

# A chart to be reached for, and how often Plotly was asked for. Time goes by frame by frame.
SET_UP = """async (address) => {
  const listeners = {};
  const on = (where) => ({ addEventListener: (kind, act) => (listeners[`${where} ${kind}`] ??= []).push(act) });
  Object.assign(window, on("page"), { asked: 0, idle: [], fetch: () => (asked += 1, Promise.reject(new Error())) });
  window.requestIdleCallback = (act) => idle.push(act);
  const { Charts } = await import(address);
  const charts = new Charts("plotly", {}, () => {});
  charts.watch(on("chart"));
  window.tell = (what, event = {}) => {
    for (const act of listeners[what] ?? []) act({ pointerType: "mouse", button: 0, clientX: 5, clientY: 5, ...event });
  };
  window.pass = async (ms, { plays = false, busy = plays } = {}) => {
    for (const until = clock.now + ms; clock.now < until; clock.now += 10) charts.tick(clock.now, plays, busy);
    idle.splice(0).forEach((act) => act());
    await new Promise((done) => setTimeout(done));
    return asked;
  };
  window.charts = charts;
}"""


@pytest.fixture
def js(node, module):
    """Evaluates an expression beside the charts of a stage that has just come."""
    node.evaluate(SET_UP, module("page/charts.js"))
    return node.evaluate


def test_it_is_started_once_nothing_has_happened_for_a_while(js):
    assert js("pass(3900)") == 0
    js("tell('page keydown')")
    assert js("pass(3900)") == 0
    assert js("pass(200)") == 1
    assert js("pass(9000)") == 1  # it could not be fetched: only who reaches for it tries again


def test_while_it_plays_or_waits_it_is_not_started_however_long_nothing_else_happens(js):
    assert js("pass(60_000, { plays: true })") == 0
    assert js("pass(60_000, { busy: true })") == 0
    assert js("pass(4100)") == 1


def test_who_presses_play_in_the_last_moment_comes_first(js):
    js("(() => { for (; clock.now < 4000; clock.now += 10) charts.tick(clock.now, false, false); })()")
    js("charts.tick(clock.now, false, false); charts.tick(clock.now + 10, true, true)")
    assert js("pass(500, { plays: true })") == 0


@pytest.mark.parametrize(("plays", "too_short", "enough"), [("true", 280, 340), ("false", 80, 140)])
def test_a_pointer_that_rests_over_a_chart_starts_it_and_one_that_crosses_it_does_not(js, plays, too_short, enough):
    for _ in range(20):
        js("tell('chart pointermove')")
        assert js(f"pass({too_short}, {{ plays: {plays} }})") == 0
    js("tell('chart pointerleave')")
    assert js(f"pass({enough}, {{ plays: {plays} }})") == 0
    js("tell('chart pointermove')")
    assert js(f"pass({enough}, {{ plays: {plays} }})") == 1
    assert js(f"pass({enough}, {{ plays: {plays} }})") == 1
    js("tell('chart pointermove')")  # it failed, and is tried again
    assert js(f"pass({enough}, {{ plays: {plays} }})") == 2


@pytest.mark.parametrize(
    ("events", "count"),
    [(["chart focusin"], 1),
     (["chart pointerdown", "chart pointerup", "page pointerup"], 0),  # a click only goes to an epoch
     (["chart pointerdown touch", "chart pointermove touch", "page pointercancel touch"], 0),  # a finger that scrolls
     (["chart pointerdown touch", "chart pointerup touch"], 1)],
)  # fmt: skip
def test_focus_and_a_tap_of_a_finger_start_it_at_once_even_while_it_plays(js, events, count):
    for event in events:
        where, kind, *by = event.split()
        js(f"tell('{where} {kind}', {{ pointerType: '{by[0] if by else 'mouse'}' }})")
    assert js("pass(10, { plays: true })") == count


def test_a_drag_starts_it_at_once_and_to_fetch_it_is_not_to_start_it(js):
    js("charts.complain = () => {}")
    js("tell('chart pointerdown')")
    js("tell('chart pointermove', { clientX: 9 })")
    assert js("pass(10, { plays: true })") == 0
    js("tell('chart pointermove', { clientX: 30 })")
    assert js("pass(10, { plays: true })") == 1
    js("charts.fetchSoon()")
    assert js("pass(10, { plays: true })") == 2
    assert js("charts.hasStarted ?? false") is False
