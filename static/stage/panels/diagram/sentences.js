// The texts of the diagram: the names of its neurons, and the numbers of a neuron or a weight. Pure.

import { number, say } from "../../ui/language.js";

export class Sentences {
  /** For a run, and its `Weights`. */
  constructor(labels, run, weights) {
    this.labels = labels;
    this.sizes = run.sizes;
    this.weights = weights;
    this.inputs = run.features.map((name) => labels.features[name]);
  }

  /** What stands beside an input or the output. */
  symbol({ layer, neuron }) {
    return layer === 0 ? this.inputs[neuron] : "ŷ";
  }

  /** The name of a neuron, or of a weight. */
  nameOf({ layer, neuron, input }) {
    const { labels, sizes } = this;
    if (input !== undefined) {
      const [source, target] = [
        { layer: layer - 1, neuron: input },
        { layer, neuron },
      ].map((it) => this.nameOf(it));
      return say(labels.from_to, { source, target });
    }
    if (layer === 0) return say(labels.input, { name: this.inputs[neuron] });
    if (layer === sizes.length - 1) return labels.output_neuron;
    return say(labels.neuron, { layer, neuron: neuron + 1 });
  }

  /** What stands above a layer; in a narrow diagram there is room for numbers only. */
  caption(layer, isNarrow) {
    const { labels } = this;
    if (layer === 0) return isNarrow ? "" : labels.layer_inputs;
    if (layer === this.sizes.length - 1) return isNarrow ? "" : labels.layer_output;
    return isNarrow ? String(layer) : say(labels.layer_hidden, { number: layer });
  }

  /** What of a subject can be set by hand: [{ name, short, place }], place being the index among the parameters. */
  fields({ layer, neuron, input }) {
    const { labels, weights } = this;
    if (layer === 0) return [];
    const weightOf = (i) => ({
      name: say(labels.weight_of, { name: this.nameOf({ layer: layer - 1, neuron: i }) }),
      short: layer === 1 ? this.inputs[i] : say(labels.neuron_short, { neuron: i + 1 }),
      place: weights.placeOf(layer - 1, neuron, i),
    });
    if (input !== undefined) return [weightOf(input)];
    const bias = { name: labels.bias_name, place: weights.placeOfBias(layer - 1, neuron) };
    return [bias, ...this.inputsOf(layer).map(weightOf)];
  }

  /** What the tip reads out of a subject. */
  tip(subject, showChanges) {
    const name = this.nameOf(subject);
    if (subject.input !== undefined) return [name, ...this.weightLines(subject, showChanges)].join("\n");
    if (subject.layer === 0) return [name, this.labels.input_reads].join("\n");
    return [name, ...this.neuronLines(subject, showChanges)].join("\n");
  }

  weightLines({ layer, neuron, input }, showChanges) {
    const { labels, weights } = this;
    const place = weights.placeOf(layer - 1, neuron, input);
    const value = say(labels.weight, { value: number(weights.at(place)) });
    return showChanges ? [value, say(labels.change, { value: number(weights.changeAt(place)) })] : [value];
  }

  neuronLines({ layer, neuron }, showChanges) {
    const { labels, weights } = this;
    const bias = say(labels.bias, { value: number(weights.at(weights.placeOfBias(layer - 1, neuron))) });
    const title = layer === 1 ? labels.weights_from_inputs : say(labels.weights_from_hidden, { number: layer - 1 });
    const lines = this.inputsOf(layer).map((i) => {
      const place = weights.placeOf(layer - 1, neuron, i);
      const change = showChanges ? this.change(place) : "";
      return `${layer === 1 ? this.inputs[i] : i + 1}  ${number(weights.at(place))}${change}`;
    });
    return [bias, title, ...lines];
  }

  /** A change as it stands behind a number. */
  change(place) {
    const change = this.weights.changeAt(place);
    return ` (${change > 0 ? "+" : ""}${number(change)})`;
  }

  /** The network of a frame in a sentence. */
  summary({ parameters }) {
    const { labels, sizes, weights } = this;
    const values = [];
    weights.each((...weight) => values.push(parameters[weights.placeOf(...weight)]));
    const [least, most] = [Math.min(...values), Math.max(...values)].map(number);
    return say(labels.network_now, { sizes: sizes.join("-"), least, most });
  }

  inputsOf(layer) {
    return Array.from({ length: this.sizes[layer - 1] }, (_, i) => i);
  }
}
