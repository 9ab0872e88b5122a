"""Tests of the page "Backpropagation, step by step": examples, weights, steps and the check, without a browser."""

import re

import pytest

from nn_core import Run
from playground.address import from_query
from tests.helpers.pages import PLAYGROUND, click_on, figures, opened, run_of, send, told

PAGE = "pages/backpropagation.py"


def shown(at):
    """What of the steps is on show: the Markdown that holds one."""
    (text,) = [text.value for text in at.markdown if "course-step" in text.value]
    return text


def facts(at):
    """What is said of the example."""
    (text,) = [text.value for text in at.markdown if text.value.startswith("**Example")]
    return text


def press(at, key):
    """Press a button of the page."""
    at.button(key=key).click()
    return at.run()


def test_every_network_can_be_gone_through():
    for query in [
        {},
        {"hidden": "none"},
        {"dataset": "hills", "hidden": "3", "activation": "relu"},
        {"hidden": "16-16-16-16-16-16", "features": "x1-x2-x1sq-x2sq-x1x2-sinx1-sinx2"},
        {"hidden": "3-2", "activation": "softplus-silu", "optimiser": "adam", "penalty": "l2", "clip": "1"},
        {"n": "10", "split": "10"},
        {"lr": "10", "init": "zeros"},
    ]:
        at = opened(PAGE, **query)
        assert not at.exception, query
        steps = len(at.select_slider(key="step").options)
        for step in (steps // 2, steps - 1):
            at.select_slider(key="step").set_value(step).run()
            assert not at.exception, query
        assert "Loss after" in shown(at), query


def test_next_and_back_go_one_step_and_stop_at_the_ends():
    at = opened(PAGE, hidden="2")
    first = shown(at)
    assert at.button(key="step_back").disabled
    press(at, "step_next")
    assert at.select_slider(key="step").value == 1 and "Layer 1 · z" in shown(at)
    press(at, "step_back")
    assert shown(at) == first
    press(at, "step_result")
    assert at.button(key="step_next").disabled and "Loss after" in shown(at)


def test_a_jump_goes_to_the_first_step_of_its_part():
    at = opened(PAGE, hidden="2")
    for jump, label in (
        ("loss", "Loss"),
        ("backward", "Layer 2 · f′(z)"),
        ("result", "Loss after"),
        ("forward", "Inputs"),
    ):
        press(at, f"step_{jump}")
        assert f"**{label}** ·" in shown(at)


def test_a_smaller_network_than_before_begins_at_its_first_step():
    at = opened(PAGE, hidden="4-4-4")
    press(at, "step_result")
    at.query_params["hidden"] = "none"
    at.run()
    assert not at.exception
    assert at.select_slider(key="step").value == 0


def test_the_example_is_the_training_point_of_that_number():
    at = opened(PAGE, dataset="xor", n="60")
    points = Run(from_query({"dataset": ["xor"], "n": ["60"]})[0].description).points
    at.number_input(key="example").set_value(12).run()
    x1, x2 = points.coordinates[:, 11]
    assert f"x₁ = {x1:.4g}".replace("-", "−") in facts(at) and f"x₂ = {x2:.4g}".replace("-", "−") in facts(at)
    assert f"class {points.targets[0, 11]:g}" in facts(at)
    press(at, "next_example")
    assert at.number_input(key="example").value == 13 and "Example 13" in facts(at)


@pytest.mark.parametrize("wanted", [0, 31])
def test_a_number_that_there_is_not_is_answered_with_a_sentence_and_nothing_is_lost(wanted):
    at = opened(PAGE, n="60")
    at.number_input(key="example").set_value(7).run()
    press(at, "step_loss")
    before = shown(at), facts(at)
    at.number_input(key="example").set_value(wanted).run()
    assert told(at) == [f"There is no example {wanted}: the training points go from 1 to 30. This is still example 7."]
    assert (shown(at), facts(at)) == before
    at.number_input(key="example").set_value(30).run()
    assert told(at) == [] and "Example 30" in facts(at)


def test_fewer_points_than_the_example_s_number():
    at = opened(PAGE, n="60")
    at.number_input(key="example").set_value(30).run()
    at.query_params["n"] = "20"
    at.run()
    assert not at.exception
    assert "Example 1**" in facts(at) and len(told(at)) == 1


def test_the_next_of_the_last_example_is_the_first():
    at = opened(PAGE, n="60")
    at.number_input(key="example").set_value(30).run()
    press(at, "next_example")
    assert at.number_input(key="example").value == 1


@pytest.mark.parametrize("dataset", ["circle", "hills"])
def test_the_most_wrong_is_the_one_with_the_largest_loss(dataset):
    at = press(opened(PAGE, dataset=dataset, n="60"), "worst_example")
    run = Run(from_query({"dataset": [dataset], "n": ["60"]})[0].description)
    inputs, targets = run.points.training
    losses = run.engine.perceptron.loss(run.engine.perceptron.forward(inputs), targets)
    assert at.number_input(key="example").value == losses.argmax() + 1


def test_weights_are_the_first_ones_until_the_playground_has_trained():
    at = opened(PAGE)
    assert not at.button_group
    assert any("initial weights" in text.value for text in at.markdown)


def trained(at, epochs):
    """Train the playground's run."""
    run, revision = run_of(at)
    about = {"id": 1, "from": 0, "shown": 0, "count": epochs, "pace": "all", "urgent": False}
    for _ in range(60):  # while the kernel is not known the answer is to wait
        send(at, do="train", run_id=run, revision=revision, **about)
        about["id"] += 1
        if at.session_state["session"].feed.run.epoch:
            return at
    raise AssertionError("no epoch was trained")


def test_the_learner_takes_the_trained_weights_along_and_back():
    at = trained(opened(dataset="xor", hidden="3"), 2)
    epoch, parameters = at.session_state["session"].feed.newest()
    at.switch_page(PAGE).run()
    first = facts(at)
    (choice,) = at.button_group
    at.button_group(key="example_weights").set_value("trained").run()
    assert not at.exception
    assert f"As trained, epoch {epoch}" in str(choice.options)
    perceptron = Run(at.session_state["session"].settings.description)
    perceptron.engine.parameters = parameters
    y_hat = perceptron.engine.predict(perceptron.points.inputs[:, :1]).item()
    assert f"ŷ = {y_hat:.4g}" in facts(at) != first
    at.switch_page(PLAYGROUND).run()
    at.switch_page(PAGE).run()
    assert f"ŷ = {y_hat:.4g}" in facts(at)


def test_a_run_of_another_network_has_no_weights_for_this_one():
    at = trained(opened(dataset="xor", hidden="3"), 1)
    at.switch_page(PAGE).run()
    at.query_params["hidden"] = "4"
    at.run()
    assert not at.exception and not at.button_group


def test_a_batch_larger_than_the_training_set_of_the_last_run_is_no_fault():
    at = opened(n="20", batch="5", hidden="2").switch_page(PAGE).run()
    at.query_params.update(n="1000", batch="400")
    at.run()
    assert not at.exception and "Example 1**" in facts(at)


def test_trained_weights_stay_at_hand_when_only_the_steps_have_changed():
    at = trained(opened(n="20", batch="5", hidden="2"), 1)
    at.switch_page(PAGE).run()
    at.query_params.update(lr="0.5", batch="10")
    at.run()
    assert not at.exception and at.button_group


def test_what_the_playground_does_besides_is_said():
    at = opened(PAGE, batch="10", optimiser="momentum", penalty="l1", clip="1", schedule="step")
    (text,) = [text.value for text in at.markdown if "plain one" in text.value]
    for words in ("mean over 10", "momentum", "L1", "clips", "learning rate by a schedule"):
        assert words in text
    (plain,) = [text.value for text in opened(PAGE, batch="1").markdown if "plain one" in text.value]
    assert "also" not in plain


def test_the_activation_of_the_chosen_layer_is_shown_with_its_source():
    at = opened(PAGE, hidden="2-2", activation="relu-elu")
    at.selectbox(key="activation_layer").set_value(1).run()
    assert any("class ELU(Activation)" in html.value for html in at.get("html"))
    curves = figures(at)[1]
    assert "SiLU" not in curves["alt"] and "ELU" in curves["alt"]
    assert [trace["mode"] for trace in curves["figure"]["data"]] == ["lines", "markers"] * 2


def test_the_check_counts_every_parameter_and_is_gone_when_the_example_changes():
    at = opened(PAGE, hidden="3")
    assert not tables(at)
    press(at, "check")
    (table,) = tables(at)
    assert table.count("<tr>") == 1 + 2 * 3 + 3 + 3 + 1
    assert any(text.value.startswith("**13 of 13 agree.**") for text in at.markdown)
    press(at, "next_example")
    assert not tables(at)


def tables(at):
    """The tables of the check."""
    return [html.value for html in at.get("html") if 'class="course-check"' in html.value]


def test_a_step_leaves_the_chart_as_it_is():
    at = opened(PAGE)
    before = figures(at)[0]
    press(at, "step_next")
    assert figures(at)[0] == before


def test_a_click_on_a_training_point_takes_it_and_anything_else_from_a_browser_does_not():
    for click, example in [
        ({"trace": 1, "point": 16}, 17),
        ({"trace": 0, "point": 16}, 1),
        ({"trace": 1, "point": -1}, 1),
        ({"trace": 1, "point": "16"}, 1),
        ({"trace": 1, "point": [16]}, 1),
        ({"trace": 1, "point": 10**30}, 1),
        ({"trace": 1, "point": True}, 1),
        ([], 1),
        ("<b>", 1),
        (None, 1),
    ]:
        at = click_on(opened(PAGE), "example_chart", click)
        assert not at.exception, (click, example)
        assert any(text.value.startswith(f"**Example {example}** lies at") for text in at.markdown), (click, example)


@pytest.mark.parametrize(
    ("query", "picture"),
    [({}, r"Decision boundary at epoch 0: \d+% of the training points on the correct side\."),
     ({"dataset": "hills"}, r"Predicted values at epoch 0, R² −?[\d.]+ on the training points\.")],
)  # fmt: skip
def test_the_charts_say_in_words_what_they_show_now(query, picture):
    at = opened(PAGE, hidden="2", **query)
    example, activation = (made["alt"] for made in figures(at))
    assert re.fullmatch(picture + r" Example 1 is ringed\.", example)
    numbers = r"−?[\d.e−]+, −?[\d.e−]+\."
    assert re.search(rf" z: {numbers} f\(z\): {numbers} f′\(z\): {numbers}$", activation)
    press(at, "next_example")
    assert "Example 2 is ringed." in figures(at)[0]["alt"] and figures(at)[1]["alt"] != activation
