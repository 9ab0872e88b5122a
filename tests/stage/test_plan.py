"""The plan of the player: what excludes what, and what goes on beside it."""

import pytest

INTENTS = {
    "play": "plan.play()",
    "step": "plan.step()",
    "seek": "plan.seek(3)",
    "walk": "plan.walk(3, 0, () => {})",
}
KIND = "plan.intent.kind"


@pytest.fixture
def js(node, module):
    """Evaluates an expression beside a plan that is new each time."""
    node.evaluate("async (address) => { window.Plan = (await import(address)).Plan; }", module("run/plan.js"))
    return lambda *steps: node.evaluate(f"(() => {{ const plan = new Plan(); return [{', '.join(steps)}].at(-1); }})()")


def test_what_shall_be_on_show_next_is_what_was_said_last(js):
    for one in INTENTS.values():
        for kind, other in INTENTS.items():
            assert js(one, other, KIND) == kind
    assert js("plan.step()", "plan.step()", "plan.intent") == {"kind": "step", "count": 2}


def test_a_pause_ends_what_plays_and_nothing_else(js):
    after = {kind: js(intent, "plan.pause()", KIND) for kind, intent in INTENTS.items()}
    assert after == {"play": "rest", "step": "step", "seek": "seek", "walk": "walk"}


def test_sharing_and_a_command_are_beside_what_plays(js):
    for beside in ("plan.share(4)", "plan.apply('jumps')", "plan.branch(3, [[0, 1]])"):
        assert js("plan.play()", beside, KIND) == "play"
        assert js(beside, "plan.play()", "[plan.sharing, plan.command].some((it) => it !== null)")


def test_play_and_step_outlast_the_command_that_makes_another_run_and_nothing_else_does(js):
    for kind, intent in INTENTS.items():
        lasts = kind if kind in ("play", "step") else "rest"
        for command in ("reset", "reseed"):
            assert js(f"plan.restart('{command}')", intent, "plan.next(true).intent.kind") == lasts
        assert js(intent, "plan.restart('reset')", KIND) == "rest"  # but what was said before it does not
        assert js(intent, "plan.next(true).intent.kind") == "rest"  # nor where the page alone made the run
        assert js("plan.branch(3, [])", intent, "plan.branched()", KIND) == lasts


def test_weights_wait_for_a_command_that_keeps_the_network(js):
    edit = "plan.branch(0, [[2, 0.5]])"
    waits = {command: js(command, edit, "plan.edits") for command in
             ("plan.restart('reset')", "plan.apply('jumps')", "plan.branch(0, [])", "plan.restart('reseed')",
              "plan.resume({ epoch: 5 })")}  # fmt: skip
    assert list(waits.values()) == [[[2, 0.5]]] * 3 + [[]] * 2
    assert js("plan.restart('reset')", edit, "plan.next(true).edits") == [[2, 0.5]]
    assert js("plan.restart('reset')", edit, "plan.next(false).edits") == []


def test_a_goal_is_played_to_and_outlasts_a_pause_but_no_other_settings(js):
    assert js("plan.bringTo({ epoch: 40 })", "plan.pause()", "plan.goal.epoch") == 40
    assert js("plan.bringTo({ epoch: 40 })", KIND) == "play"
    for end in ("plan.endGoal()", "plan.endTraining()", "plan.refuse('train')", "plan.restart('reset')"):
        assert js("plan.bringTo({ epoch: 40 })", end, "[plan.goal, plan.intent.kind]") == [None, "rest"]


def test_a_refusal_ends_what_was_refused_and_nothing_else(js):
    asks = {"play": "train", "step": "train", "seek": "seek", "walk": "walk"}
    for kind, intent in INTENTS.items():
        for what in ("train", "seek", "walk", "share", "branch"):
            assert js(intent, f"plan.refuse('{what}')", KIND) == ("rest" if asks[kind] == what else kind)
    assert js("plan.branch(0, [])", "plan.branch(0, [[1, 1]])", "plan.refuse('branch')",
              "[plan.command, plan.edits]") == [None, []]  # fmt: skip
    assert js("plan.branch(0, [])", "plan.share(2)", "plan.refuse('share')", "plan.command.do") == "branch"
