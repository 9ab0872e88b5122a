// What is read off the loss curve under the pointer: the epoch, and each line's loss there. A line across the curve, and
// a card beside it.

import { across, inside, valueAt } from "../../drawing/chart.js";
import { el } from "../../ui/dom.js";
import { number, say } from "../../ui/language.js";
import { changesAt } from "./changes.js";

const GAP = 12; // pixels between line and card
const SIGN = 9; // pixels around the sign of a change, which is read off as a whole

/** The epoch at a position { x, y } on a chart, null outside of its axes; a sign stands for its own. */
export function epochAt(chart, { x, y }, last) {
  const { margin, marks } = chart;
  const { width, height } = inside(chart);
  const [right, below] = [x - margin.l, y - margin.t];
  if (right < 0 || right > width || below < 0 || below > height) return null;
  const isAtSign = (mark) => below < 2 * SIGN && Math.abs(across(chart, mark.x) - right) < SIGN;
  return marks.find(isAtSign)?.x ?? Math.max(0, Math.min(last, Math.round(valueAt(chart, right))));
}

/** What each line says at an epoch: [{ colour, isDashed, text }]; those of other runs come last. */
export function rowsAt(labels, colours, { player, otherRuns }, epoch) {
  const { newest, history } = player;
  const row = (name, loss, colour, isDashed = false) => ({ colour, isDashed, text: `${name}  ${number(loss)}` });
  const own = [
    row(labels.training, history.trainLoss.at(epoch), colours.curve.train),
    row(labels.test, history.testLoss.at(epoch), colours.curve.test, true),
  ];
  const others = otherRuns
    .filter(({ epochs }) => epoch <= epochs.at(-1))
    .map((run) => row(say(labels.runs_number, run), lossNear(run, epoch), colours.ghost));
  return [...(epoch <= newest.epoch ? own : []), ...others];
}

/** The loss of another run at the nearest epoch that is kept of it. */
function lossNear({ epochs, losses }, epoch) {
  const after = epochs.findIndex((other) => other >= epoch);
  const isBefore = after > 0 && epoch - epochs[after - 1] < epochs[after] - epoch;
  return losses[isBefore ? after - 1 : after];
}

export class Reading {
  constructor(labels) {
    this.labels = labels;
    this.line = el("div", { className: "stage-reading", hidden: true });
    this.card = el("div", { className: "stage-tip", hidden: true });
    this.elements = [this.line, this.card];
  }

  /** Show what there is at a position on a chart, null for none. `runs` is { player, otherRuns }. */
  show(position, chart, colours, runs) {
    const last = Math.max(0, ...chart.lines.map(({ x }) => x.at(-1) ?? 0));
    const epoch = position && epochAt(chart, position, last);
    const isShown = epoch !== null;
    this.line.hidden = this.card.hidden = !isShown;
    if (!isShown) return;
    this.write(epoch, rowsAt(this.labels, colours, runs, epoch), runs.player.journal);
    this.place(chart, chart.margin.l + across(chart, epoch), position.y);
  }

  write(epoch, rows, journal) {
    const change = changesAt(this.labels, journal, epoch);
    const texts = [`${this.labels.epoch} ${epoch}`, ...rows.map(({ text }) => text), change];
    const said = texts.join("\n");
    if (said === this.said) return;
    this.said = said;
    const swatch = ({ colour, isDashed }) =>
      el("i", { style: `border-top: 2.5px ${isDashed ? "dashed" : "solid"} ${colour}` });
    const lines = rows.map((row) => el("div", { className: "stage-line" }, swatch(row), row.text));
    this.card.replaceChildren(el("b", { textContent: texts[0] }), ...lines, change);
  }

  /** The card lies on the side of the line where there is more room. */
  place({ width, height, margin }, x, y) {
    const { line, card } = this;
    const isRight = x > width / 2;
    line.style.transform = `translateX(${Math.round(x)}px)`;
    line.style.top = `${margin.t}px`;
    line.style.bottom = `${margin.b}px`;
    card.style.left = isRight ? "" : `${x + GAP}px`;
    card.style.right = isRight ? `${width - x + GAP}px` : "";
    card.style.top = `${Math.max(0, Math.min(y - GAP, height - card.offsetHeight))}px`;
  }
}
