"""The diagram without its page: which line passes near a place, what is selected, and what is told of a weight."""

import pytest

from playground.labels import stage_labels

# A network of two inputs, hidden layers of three and two neurons, and an output; its parameters are their own places.
SET_UP = """async ([stage, labels]) => {
  const load = (name) => import(`${stage}/panels/diagram/${name}.js`);
  const names = ["weights", "positions", "selection", "sentences"];
  const [{ Weights }, { Positions }, { Selection }, { Sentences }] = await Promise.all(names.map(load));
  const sizes = [2, 3, 2, 1];
  const weights = new Weights(sizes);
  const parameters = Array.from({ length: 9 + 8 + 3 }, (_, place) => place);
  weights.show({ epoch: 30, parameters }, { epoch: 10, parameters: parameters.map((value) => value - 1) });
  const positions = new Positions(sizes, { width: 400, height: 300 }, 2);
  const sentences = new Sentences(labels, { sizes, features: ["x1", "x2"] }, weights);
  Object.assign(globalThis, { weights, positions, sentences, selection: new Selection() });
}"""


@pytest.fixture
def js(node, module):
    """Evaluates what is told of the network."""
    node.evaluate(SET_UP, [module("").rstrip("/"), stage_labels()])
    return node.evaluate


def test_the_line_of_a_weight_is_found_near_it_and_nowhere_else(js):
    near = """(share) => {
      const [[x0, y0], [x1, y1]] = positions.line(1, 1, 2);
      return positions.nearest(weights, x0 + share * (x1 - x0), y0 + share * (y1 - y0));
    }"""
    found = js(near, 0.5)
    assert (found["layer"], found["neuron"], found["input"]) == (2, 1, 2)
    assert js("positions.nearest(weights, 5, 5)") is None


def test_a_neuron_has_its_bias_and_weights_to_set_and_a_weight_itself(js):
    places = "(subject) => sentences.fields(subject).map(({ name, short, place }) => [name, short ?? null, place])"
    assert js(places, {"layer": 1, "neuron": 2}) == [
        ["bias", None, 8],
        ["weight of input x₁", "x₁", 4],
        ["weight of input x₂", "x₂", 5],
    ]
    assert js(places, {"layer": 2, "neuron": 0, "input": 1}) == [["weight of hidden layer 1, neuron 2", "neuron 2", 10]]
    assert js(places, {"layer": 0, "neuron": 1}) == []


def test_a_change_is_that_of_one_epoch_where_frames_between_are_not_kept(js):
    assert js("weights.changeAt(3)") == 1 / 20
    tip = js("sentences.tip({ layer: 1, neuron: 2, input: 0 }, true)")
    assert "4.000" in tip and "0.050" in tip
    assert js("sentences.tip({ layer: 1, neuron: 2, input: 0 }, false)").count("\n") == 1


def test_what_is_pointed_at_is_read_out_before_what_has_the_focus_and_that_before_what_is_pinned(js):
    read = """(changes) => {
      selection = selection.with(changes);
      return [selection.subject?.neuron ?? null, selection.hasPinned(selection.subject)];
    }"""
    one, two, three = ({"layer": 1, "neuron": neuron} for neuron in range(3))
    assert js(read, {"pinned": one}) == [0, True]
    assert js(read, {"focused": two}) == [1, False]
    assert js(read, {"pointed": three}) == [2, False]
    assert js(read, {"pointed": dict(one)}) == [0, True]  # the same one, pointed at
    assert js(read, {"pointed": one | {"input": 1}}) == [0, False]  # one of its weights
    assert js(read, {"pointed": None, "focused": None}) == [0, True]


def test_next_and_before_go_through_all_neurons_and_round(js):
    after = """([pinned, step]) =>
      Object.values(selection.with({ pinned }).neuronAfterPinned([2, 3, 2, 1], step))"""
    assert js(after, [{"layer": 1, "neuron": 2}, 1]) == [2, 0]
    assert js(after, [{"layer": 0, "neuron": 0}, -1]) == [3, 0]
    assert js(after, [{"layer": 1, "neuron": 2, "input": 1}, -1]) == [1, 1]
