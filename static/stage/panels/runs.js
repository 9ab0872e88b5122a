// The runs that gave way to others: their losses stay on the curve as grey lines, and a table sets them side by side.

import { Card } from "../ui/card.js";
import { el } from "../ui/dom.js";
import { number, say } from "../ui/language.js";

const MOST = 5;
const POINTS = 300; // of a line: more could not be told apart
const DATA = ["dataset", "noise", "split", "n", "dataseed"]; // other points have other losses

export class Runs extends Card {
  /** `changed()` is called when there are other lines to draw. */
  constructor(labels, changed) {
    const forget = el("button", {
      type: "button",
      className: "stage-link",
      textContent: labels.runs_forget,
      onclick: () => this.forget(),
    });
    super(labels, { className: "stage-runs", title: labels.runs, tools: [forget] });
    this.labels = labels;
    this.changed = changed;
    this.kept = [];
    this.count = 0; // of all that were ever kept: each has its number
    this.branched = null; // where the run on show left one of them: { runId, number, epoch }
    this.makeOpener({ hidden: true, title: labels.runs_help });
  }

  /** Keep a run that gives way to what an answer brings: to another run, or to itself from an epoch on. */
  keepReplaced(player, { kind, runId, ready, epoch }) {
    const { run, newest } = player;
    const isReplaced = kind === "opening" && runId !== run.runId;
    const isCut = kind === "branch" && ready && runId === run.runId && epoch < newest.epoch;
    if (!isReplaced && !isCut) return;
    const number = this.keep(player);
    if (isCut) this.branched = { runId, number, epoch };
  }

  /** Where a run left one of those that are kept. */
  branchOf({ runId }) {
    return this.branched?.runId === runId ? this.branched : null;
  }

  /** Keep a run as the player has it, and return its number; the one that is there already keeps it. */
  keep({ run, journal, history, newest }) {
    if (newest.epoch === 0) return;
    const branched = this.branchOf(run);
    const key = `${run.runId} ${branched?.epoch} ${JSON.stringify(journal)}`;
    const known = this.kept.findIndex((other) => other.key === key);
    const id = known >= 0 ? this.kept[known].number : (this.count += 1);
    const kept = { key, number: id, branched, ...about(run, journal, newest), ...line(history, newest.epoch) };
    if (known >= 0) this.kept[known] = kept;
    else this.kept = [...this.kept, kept].slice(-MOST);
    this.show();
    return id;
  }

  /** Those that learned from the same points as `run`. */
  of(run) {
    return this.kept.filter(({ data }) => data === dataOf(run));
  }

  forget() {
    this.kept = [];
    this.toggle(false);
    this.show();
  }

  show() {
    this.button.hidden = this.kept.length === 0;
    this.button.textContent = say(this.labels.runs_count, { count: this.kept.length });
    this.changed();
  }

  toggle(isOpen) {
    super.toggle(isOpen);
    this.drawn = null;
  }

  /** Set the run that the player has beside those that are kept. */
  compare(player) {
    const { run, journal, newest } = player;
    const branched = this.branchOf(run);
    const state = `${run.runId} ${JSON.stringify(run.summary)} ${newest.epoch} ${this.count} ${this.kept.length}`;
    if (!this.isOpen || state === this.drawn) return;
    this.drawn = state;
    this.body.replaceChildren(this.table([...this.kept, { branched, ...about(run, journal, newest) }]));
  }

  table(runs) {
    const { labels } = this;
    const names = Object.keys(runs[0].summary).filter((name) =>
      runs.some(({ summary }) => summary[name] !== runs[0].summary[name]),
    );
    const rows = [
      [labels.runs_epoch, ({ epoch }) => epoch],
      [labels.runs_train, ({ trainLoss }) => number(trainLoss)],
      [labels.runs_test, ({ testLoss }) => number(testLoss)],
      [labels.runs_from, ({ branched }) => (branched ? say(labels.runs_from_run, branched) : "–")],
      [labels.runs_changes, ({ changes }) => changes],
      ...names.map((name) => [name, ({ summary }) => summary[name]]),
    ];
    const heads = runs.map((run) =>
      el("th", { scope: "col", textContent: run.number ? say(labels.runs_number, run) : labels.runs_now }),
    );
    return el(
      "table",
      {},
      el("tr", {}, el("td"), ...heads),
      ...rows.map(([name, read]) =>
        el(
          "tr",
          {},
          el("th", { scope: "row", textContent: name }),
          ...runs.map((run) => el("td", { textContent: read(run) })),
        ),
      ),
    );
  }
}

function about(run, journal, { epoch, trainLoss, testLoss }) {
  return { data: dataOf(run), summary: run.summary, changes: journal.length, epoch, trainLoss, testLoss };
}

function dataOf({ description }) {
  return DATA.map((name) => description[name]).join();
}

/** The training loss up to an epoch, thinned. */
function line({ trainLoss }, last) {
  const stride = Math.ceil(last / POINTS);
  const epochs = Array.from({ length: Math.floor(last / stride) + 1 }, (_, i) => i * stride);
  if (epochs.at(-1) !== last) epochs.push(last);
  return { epochs, losses: epochs.map((epoch) => trainLoss.at(epoch)) };
}
