"""What is going on is told when it is so, and not when it is not; the button does it, and the diagram shows it."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nn_core import ACTIVATIONS, TASKS, Description, Run
from nn_core.lines import missed_by_lines
from playground.explanations import EXPLANATIONS, remedied, rules
from playground.settings import to_query

# Every epoch's explanation, and whether each rule holds by itself; `rings` of the last epoch.
TELL = """async ([address, { run, frames, diverged, rules }]) => {
  const { Facts } = await import(`${address}/facts.js`);
  const { explain } = await import(`${address}/rules.js`);
  for (const name of ["x1", "x2", "y"]) run.points[name] = Float32Array.from(run.points[name]);
  const facts = new Facts(run);
  const series = (name) => ({ at: (epoch) => frames[epoch]?.[name] });
  const history = { trainLoss: series("trainLoss"), testLoss: series("testLoss") };
  frames.forEach((frame) => (frame.parameters = Float32Array.from(frame.parameters)));
  const told = frames.map((frame, i) => {
    const before = i ? frames[Math.max(0, i - 10)] : undefined;
    return facts.of(frame, before, history, diverged && i === frames.length - 1);
  });
  return {
    told: told.map(({ facts }) => explain(rules, facts)?.id ?? null),
    held: rules.filter((rule) => told.some(({ facts }) => explain([rule], facts))).map(({ id }) => id),
    facts: told.at(-1).facts, rings: told.at(-1).rings,
  };
}"""
GRADIENT = """async ([address, run, parameters, x1, x2, y]) => {
  const { Forward } = await import(`${address}/forward.js`);
  const { Backward } = await import(`${address}/backward.js`);
  const forward = new Forward(run, x1.length);
  const backward = new Backward(run, forward);
  forward.place(x1, x2);
  forward.run(parameters);
  const gradient = [...backward.run(parameters, y)];
  return [gradient, backward.dz.map((layer) => layer.map((dz) => [...dz]))];
}"""
IDS = [explanation.id for explanation in EXPLANATIONS]


@pytest.fixture
def tell(blank, module):
    """What the browser says of a run, epoch by epoch."""

    def of(description, epochs):
        run = Run(description)
        records = [run.record(), *run.advance(epochs)]
        points = run.points
        about = {
            name: getattr(description, name) for name in ("features", "sizes", "activations", "task", "n", "n_train")
        }
        about["points"] = dict(
            zip(("x1", "x2", "y"), [*points.coordinates.tolist(), points.targets[0].tolist()], strict=True)
        )
        is_linear = all(name == "linear" for name in description.activations[:-1])
        about["missed_by_lines"] = missed_by_lines(TASKS[description.task], *points.training) if is_linear else None
        frames = [
            {"epoch": r.epoch, "trainLoss": r.train_loss, "testLoss": r.test_loss, "trainScore": r.train_score,
             "learningRate": r.learning_rate, "parameters": r.parameters.tolist()}
            for r in records
        ]  # fmt: skip
        sent = {"run": about, "frames": frames, "diverged": run.diverged, "rules": rules()}
        return blank.evaluate(TELL, [module("").rstrip("/"), sent]) | {"run": run}

    return of


@pytest.mark.parametrize("explanation", EXPLANATIONS, ids=IDS)
def test_an_explanation_is_told_of_a_run_that_it_is_true_of(tell, explanation):
    assert explanation.id in tell(explanation.example.description, explanation.epochs)["told"]


def test_a_training_that_goes_well_is_only_told_to_be_done(tell):
    told = tell(Description(), 200)
    assert told["held"] == ["done"]
    assert told["rings"] == []


@pytest.mark.slow
@pytest.mark.parametrize("explanation", [it for it in EXPLANATIONS if it.remedy], ids=[i for i in IDS if i != "done"])
def test_an_explanation_is_not_told_once_its_advice_was_followed(tell, explanation):
    settings, _ = remedied(explanation.example, explanation.id)
    for _ in range(3):  # a learning rate may have to be lowered more than once
        told = tell(settings.description, explanation.epochs)["told"]
        if explanation.id not in told:
            return
        settings, _ = remedied(settings, explanation.id)
    raise AssertionError(f"{explanation.id} is still told of {settings.description}")


def test_nothing_is_done_while_most_points_are_on_the_wrong_side(tell):
    assert "done" not in tell(Description(dataset="spiral", hidden=(2,)), 60)["held"]


@pytest.mark.parametrize("seed", [4, 5])
def test_the_neurons_that_are_dead_are_those_that_numpy_finds(tell, seed):
    told = tell(Description(hidden=(8, 8, 8), activation="relu", learning_rate=10.0, seed=seed), 5)
    run, dead, a = told["run"], [], told["run"].points.training[0]
    run.engine.parameters = run.engine.parameters.astype(np.float32)
    for number, layer in enumerate(run.engine.perceptron.layers[:-1], start=1):
        a = layer.forward(a)
        dead += [{"layer": number, "neuron": int(j), "kind": "dead"} for j in np.flatnonzero(~a.any(axis=1))]
    assert told["rings"] == dead != []
    assert told["facts"]["dead"] == len(dead)


def test_losses_are_measured_as_they_are(tell):
    told = tell(Description(dataset="moons", noise=45, n=60, hidden=(8, 8), optimiser="adam", learning_rate=0.02), 120)
    records = [told["run"].restore(epoch) for epoch in range(121)]
    test = np.array([record.test_loss for record in records])
    train = np.array([record.train_loss for record in records])
    best = int(test.argmin())
    facts = told["facts"]
    assert (facts["best_epoch"], facts["epochs_since_best"]) == (best, 120 - best)
    expected = {
        "test_rise": test[-1] / test[best] - 1, "train_fall": 1 - train[-1] / train[best],
        "recent_fall": 1 - train[-1] / train[-21], "jumps": (train[-20:] / train[-21:-1] > 1.2).sum(),
        "fall": 1 - train[-25:].mean() / train[-50:-25].mean(), "score": records[-1].train_score,
    }  # fmt: skip
    assert {name: facts[name] for name in expected} == pytest.approx(expected)


@pytest.mark.parametrize("dataset", ["circle", "hills"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_backward_pass_is_the_one_of_numpy(blank, module, activation, dataset):
    description = Description(dataset=dataset, hidden=(5, 4, 3), activation=activation, seed=2)
    run = Run(description)
    list(run.advance(10))
    sent = run.engine.parameters.astype(np.float32)
    run.engine.parameters = sent
    network = run.engine.perceptron
    inputs, targets = (array[:, :40] for array in run.points.training)
    da = network.loss.derivative(network.forward(inputs), targets)
    expected, dzs = network.gradients(da), []
    for layer in reversed(network.layers):
        dzs.insert(0, da * layer.activation.derivative(layer.outputs))
        da = layer.gradients(da)[2]
    about = {name: getattr(description, name) for name in ("features", "sizes", "activations", "task")}
    points = run.points.coordinates[:, :40]
    arguments = [module("").rstrip("/"), about, sent.tolist(), *points.tolist(), targets[0].tolist()]
    gradient, dz = blank.evaluate(GRADIENT, arguments)
    assert (np.abs(np.array(gradient) - expected) <= 1e-5 * np.maximum(1, np.abs(expected))).all()
    for got, ours in zip(dz, dzs, strict=True):
        assert (np.abs(np.array(got) - ours) <= 1e-5 * np.maximum(1, np.abs(ours))).all()


# --- in the app


def address(id, **more):
    """The address of an explanation's example."""
    example = next(explanation.example for explanation in EXPLANATIONS if explanation.id == id)
    return "&".join(f"{name}={text}" for name, text in (to_query(example) | more).items())


def test_the_line_the_rings_and_the_button(stage, page):
    stage.open(address("dead", stop="5"))
    expect(stage.element).not_to_contain_text("dead")
    stage.press("Play")
    stage.wait_state("finished")
    expect(stage.element).to_contain_text("so learning no more: 12 of 24")
    dead = stage.element.locator(".stage-node-dead")
    expect(dead).to_have_count(12)
    expect(dead.first).to_have_accessible_name(
        re.compile(r"hidden layer \d, neuron \d, dead: 0 for every training point")
    )
    stage.press("Leaky ReLU")
    expect(page.get_by_role("combobox", name="Activation")).to_have_value("leaky ReLU")
    stage.wait_state("idle")
    expect(dead).to_have_count(0)
    expect(stage.element).to_contain_text("Not trained yet")


@pytest.mark.slow
def test_a_remedy_for_the_running_network_acts_while_it_plays(stage, page):
    stage.open(address("slow"))
    stage.press("Play")
    stage.press("Learning rate 0.001")
    expect(page).to_have_url(re.compile(r"lr=0\.001&"))
    expect(stage.element).to_have_attribute("data-revision", "1")
    epoch = stage.epoch
    stage.wait_epoch(epoch + 5)  # it has not begun anew
    assert epoch >= 20


@pytest.mark.slow
def test_a_diverged_run_is_begun_anew_with_shorter_steps(stage, page):
    stage.open(address("diverged"))
    stage.press("Play")
    stage.wait_state("diverged")
    expect(stage.element).to_contain_text("Lower the learning rate.")
    stage.press("Learning rate 1, from the start")
    stage.wait_state("idle")
    expect(page).to_have_url(re.compile(r"lr=1&"))


@pytest.mark.slow
def test_why_leads_to_the_place_where_it_is_explained(stage, page):
    stage.open(address("linear", stop="3"))
    stage.press("Play")
    stage.wait_state("finished")
    with page.context.expect_page() as opening:
        stage.element.get_by_role("link", name="Why?").click()
    other = opening.value
    expect(other.locator("#linear")).to_be_in_viewport()
    expect(other.locator("#linear")).to_contain_text("A straight line that is not enough")
    links = other.get_by_role("link", name="See it in the playground")
    expect(links).to_have_count(len(EXPLANATIONS))
    assert f"./?{address('plateau')}" in [link.get_attribute("href") for link in links.all()]
    other.close()


@pytest.mark.slow
def test_an_epoch_that_is_looked_back_at_is_explained_as_well(stage):
    stage.open(address("done"))
    stage.run_to(120)
    expect(stage.element).to_contain_text("Done: it knows its training points")
    stage.element.get_by_test_id("scrubber").fill("10")
    expect(stage.element).to_have_attribute("data-epoch", "10")
    line = stage.element.locator(".stage-advice")
    expect(line).not_to_contain_text("Done:")
    expect(line).to_contain_text("Looking back")
