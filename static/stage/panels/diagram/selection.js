// What of the diagram is selected: what the pointer is on, the neuron that has the focus, and what was clicked, which stays
// pinned and can be edited. Each is null, a neuron { layer, neuron }, layer 0 being the inputs, or the weight
// { layer, neuron, input } of such a neuron for one of those before it.

export class Selection {
  constructor({ pointed = null, focused = null, pinned = null } = {}) {
    Object.assign(this, { pointed, focused, pinned });
  }

  with(changes) {
    return new Selection({ ...this, ...changes });
  }

  /** What is read out. */
  get subject() {
    return this.pointed ?? this.focused ?? this.pinned;
  }

  hasPinned(subject) {
    const { pinned } = this;
    if (!pinned || !subject) return false;
    return ["layer", "neuron", "input"].every((name) => pinned[name] === subject[name]);
  }

  /** The neuron of a network that is so many places after the pinned one. */
  neuronAfterPinned(sizes, step) {
    const { layer, neuron } = this.pinned;
    const all = sizes.flatMap((size, l) => Array.from({ length: size }, (_, i) => ({ layer: l, neuron: i })));
    const at = all.findIndex((it) => it.layer === layer && it.neuron === neuron);
    return all[(at + step + all.length) % all.length];
  }
}
