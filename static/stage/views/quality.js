// How good is it? A card beside the boundary: for classes the confusion matrix and the accuracy, for values the mean
// squared error and R², each for the training and the test points.

import { confusion, meanSquaredError } from "../model/measure.js";
import { Card } from "../ui/card.js";
import { el } from "../ui/dom.js";
import { number, percent, say } from "../ui/language.js";

const EVERY_MS = 150; // while it plays

export class Quality extends Card {
  /** `opened()` is called when the card was opened: it is empty until it is shown something. */
  constructor(labels, opened) {
    super(labels, { className: "stage-quality", title: labels.quality });
    this.labels = labels;
    this.opened = opened;
    this.due = null; // what was put off
    this.filledAt = -Infinity;
    this.makeOpener({ textContent: labels.quality });
  }

  toggle(isOpen) {
    super.toggle(isOpen);
    if (!isOpen) return;
    this.opened();
    this.finish();
  }

  /** Show how good the predictions ŷ of a run's points are: now, or when it is time again. */
  show(run, yHat, frame) {
    this.due = () => this.fill(run, yHat, frame);
    if (performance.now() - this.filledAt >= EVERY_MS) this.finish();
  }

  /** Show what was put off. */
  finish() {
    if (!this.due) return;
    this.due();
    this.due = null;
    this.filledAt = performance.now();
  }

  fill(run, yHat, frame) {
    const { labels } = this;
    const parts = [
      { name: labels.training, from: 0, to: run.nTrain, loss: frame.trainLoss, score: frame.trainScore },
      { name: labels.test, from: run.nTrain, to: run.n, loss: frame.testLoss, score: frame.testScore },
    ];
    const table =
      run.task === "classification" ? (part) => this.matrix(run, yHat, part) : (part) => this.values(run, yHat, part);
    this.body.replaceChildren(...parts.map(table));
  }

  matrix({ points }, yHat, { name, from, to, score }) {
    const { labels } = this;
    const { positive, negative } = confusion(yHat.subarray(from, to), points.y.subarray(from, to));
    const cell = (count, right) => el("td", { className: right ? "stage-right" : "stage-wrong", textContent: count });
    const row = (label, cells) => el("tr", {}, el("th", { scope: "row", textContent: label }), ...cells);
    const caption = say(labels.accuracy_of, { name, accuracy: percent(score) });
    return el(
      "table",
      {},
      el("caption", { textContent: caption }),
      el(
        "tr",
        {},
        el("td"),
        ...[labels.predicted_1, labels.predicted_0].map((textContent) => el("th", { scope: "col", textContent })),
      ),
      row(labels.truly_1, [cell(positive[0], true), cell(positive[1], false)]),
      row(labels.truly_0, [cell(negative[1], false), cell(negative[0], true)]),
    );
  }

  values({ points, description: { penalty } }, yHat, { name, from, to, loss, score }) {
    // The loss is the mean squared error, as the server has measured it, unless a penalty counts in it.
    const isLoss = from > 0 || penalty === "none";
    const mse = isLoss ? loss : meanSquaredError(yHat.subarray(from, to), points.y.subarray(from, to));
    const { labels } = this;
    const row = (label, value) =>
      el("tr", {}, el("th", { scope: "row", textContent: label }), el("td", { textContent: number(value) }));
    return el(
      "table",
      {},
      el("caption", { textContent: name }),
      row(labels.mse, mse),
      row(labels.rmse, Math.sqrt(mse)),
      row(labels.r2, score),
    );
  }
}
