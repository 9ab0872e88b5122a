// The network's health, read off its own numbers.

import { Forward } from "./forward.js";

export class Health {
  constructor(run) {
    const { activations, points, n_train: n } = run;
    this.reluLayers = activations.slice(0, -1).flatMap((name, l) => (name === "relu" ? [l] : []));
    if (!this.reluLayers.length) return;
    this.forward = new Forward(run, n);
    this.forward.place(points.x1, points.x2);
  }

  /**
   * Return what there is to say of dead ReLUs, neurons that answer 0 to every training point and so learn no more: null
   * if they are few, else { layer, neurons } for a hidden layer that is dead as a whole, which no gradient passes, or
   * { dead, hidden } when they are a third of all hidden neurons or more.
   */
  deadReLUs(frame) {
    if (!this.forward) return null;
    this.forward.run(frame.parameters);
    const layers = this.forward.activations.slice(0, -1);
    const dead = layers.map((layer, l) => {
      if (!this.reluLayers.includes(l)) return 0;
      return layer.filter((answers) => answers.every((a) => a === 0)).length;
    });
    const whole = dead.findIndex((count, l) => count === layers[l].length);
    if (whole >= 0) return { layer: whole + 1, neurons: layers[whole].length };
    const [sum, hidden] = [dead.reduce((a, b) => a + b), layers.flat().length];
    return 3 * sum >= hidden ? { dead: sum, hidden } : null;
  }
}
