"""The hint: what goes on and what to do, in one line, whatever comes together."""

import pytest

# A label says its own name; the situation is a calm one, but for what is given.
HINT = """async ([address, given]) => {
  const { hint } = await import(address);
  const calm = { state: "paused", epoch: 5, newest: 5, isPast: false, stop: null, goal: null, drift: null,
    playing: false, refused: null, isFull: false, isPreparing: false, isLoaded: false, hasArrived: false, company: 0,
    isForeign: false, explanation: null };
  return hint(new Proxy({}, { get: (_, name) => name }), { ...calm, ...given });
}"""
SITUATIONS = [
    ({}, "state_paused"),
    ({"state": "idle"}, "state_idle"),
    ({"state": "idle", "isLoaded": True}, "state_loaded"),
    ({"explanation": "It learns."}, "It learns."),
    ({"isPast": True}, "past"),
    ({"isPast": True, "state": "diverged"}, "past_diverged"),
    ({"isPast": True, "explanation": "It learns."}, "past_short It learns."),
    ({"state": "waiting"}, "state_waiting"),
    ({"state": "offline"}, "state_offline"),
    ({"state": "waiting", "isPreparing": True, "company": 3}, "preparing"),
    ({"state": "waiting", "company": 3}, "shared"),
    ({"state": "playing", "company": 3}, "state_playing shared"),
    ({"state": "playing", "company": 3, "explanation": "It learns."}, "It learns. shared"),
    ({"state": "waiting", "goal": 40, "playing": True}, "resuming"),
    ({"goal": 40}, "resuming_paused"),
    ({"hasArrived": True, "drift": 0}, "arrived"),
    ({"hasArrived": True, "drift": 0.25, "isForeign": True}, "arrived_near foreign"),
    ({"state": "idle", "refused": "continue"}, "refused"),
    ({"refused": "branch"}, "request_refused state_paused"),
    ({"refused": "branch", "explanation": "It learns."}, "request_refused It learns."),
    ({"isFull": True, "stop": 4}, "state_paused full stop_past"),
    ({"stop": 5, "state": "finished"}, "state_finished"),
    ({"stop": 4, "isPast": True}, "past"),
]


@pytest.fixture
def hint(node, module):
    return lambda given: node.evaluate(HINT, [module("panels/hint.js"), given])


def test_it_says_what_goes_on_and_what_there_is_besides(hint):
    assert [(given, hint(given)) for given, _ in SITUATIONS] == SITUATIONS
