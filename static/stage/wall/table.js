// The wall as a table, for those who listen, and for everybody who wants one. It changes calmly.

import { el } from "../ui/dom.js";
import { number } from "../ui/language.js";
import { scoreText, write } from "./elements.js";
import { called } from "./order.js";

const EVERY_MS = { seen: 2000, heard: 5000 };
const COLUMNS = ["student", "state", "epoch", "training_loss", "test_loss", "score", "network", "help"];

export class Table {
  constructor(labels) {
    this.labels = labels;
    this.body = el("tbody");
    this.rows = new Map();
    const heads = COLUMNS.map((name) => el("th", { scope: "col", textContent: labels.columns[name] }));
    this.element = el(
      "div",
      { className: "wall-table stage-only-heard" },
      el(
        "table",
        {},
        el("caption", { textContent: labels.table_caption }),
        el("thead", {}, el("tr", {}, ...heads)),
        this.body,
      ),
    );
  }

  /** Let everybody see it, or only hear it. */
  toggle(isSeen) {
    this.isSeen = isSeen;
    this.element.classList.toggle("stage-only-heard", !isSeen);
  }

  /** Write the rows, in the order given, if it is time to. */
  show(students, { names, order }, now = performance.now()) {
    const isOther = students.length !== this.rows.size || names !== this.names || order !== this.order;
    if (!isOther && now - this.writtenAt < EVERY_MS[this.isSeen ? "seen" : "heard"]) return;
    Object.assign(this, { names, order, writtenAt: now });
    const isHere = new Set(students.map(({ id }) => id));
    for (const [id, { row }] of this.rows) {
      if (isHere.has(id)) continue;
      row.remove();
      this.rows.delete(id);
    }
    students.forEach((student, i) => {
      const { row, cells } = this.rowOf(student.id);
      for (const [c, cell] of cells.entries()) write(cell, this.textOf(COLUMNS[c], student));
      if (this.body.children[i] !== row) this.body.insertBefore(row, this.body.children[i] ?? null);
    });
  }

  rowOf(id) {
    if (!this.rows.has(id)) {
      const cells = COLUMNS.map((_, c) => (c === 0 ? el("bdi") : el("td")));
      const row = el("tr", {}, el("th", { scope: "row" }, cells[0]), ...cells.slice(1));
      this.rows.set(id, { row, cells });
    }
    return this.rows.get(id);
  }

  textOf(column, student) {
    const { labels } = this;
    const { run, metrics } = student;
    const of = {
      student: () => called(student, this.names, labels),
      state: () => labels.states[student.state] ?? student.state,
      epoch: () => (run ? String(student.epoch) : ""),
      training_loss: () => (run ? number(metrics?.[0]) : ""),
      test_loss: () => (run ? number(metrics?.[1]) : ""),
      score: () => (run ? scoreText(labels, run.task, metrics?.[3]) : ""),
      network: () => (run ? student.network : ""),
      help: () => (student.help ? labels.asks_for_help : ""),
    };
    return of[column]();
  }
}
