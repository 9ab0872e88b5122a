// The tile of a student: made once, moved, and filled with what is new.

import { el } from "../ui/dom.js";
import { number, say } from "../ui/language.js";
import { scoreText, write } from "./elements.js";
import { NAMES } from "./order.js";
import { StateMark } from "./states.js";

export class Tile {
  /** `act` has open(id), for a click, and point(id or null), for what is pointed at or has the focus. */
  constructor(labels, id, act) {
    this.labels = labels;
    this.id = id;
    this.isSeen = false; // until it comes into the window
    this.picture = el("canvas", { className: "wall-layer", "aria-hidden": "true" });
    this.points = el("canvas", { className: "wall-layer", "aria-hidden": "true" });
    this.empty = el("span", { className: "wall-empty", textContent: labels.waiting_for_run });
    this.state = new StateMark(labels);
    this.help = el(
      "span",
      { className: "wall-help-mark", hidden: true },
      el("span", { textContent: labels.asks_for_help }),
      el("span", { textContent: labels.help_short, "aria-hidden": "true" }), // where there is little room
    );
    this.sign = el("span", { className: "wall-sign", "aria-hidden": "true" });
    this.name = el("bdi", {});
    this.lines = { score: el("span"), network: el("span"), epoch: el("span"), losses: el("span") };
    const square = [this.picture, this.points, this.empty, this.state.element, this.help];
    this.button = el(
      "button",
      {
        type: "button",
        className: "wall-tile",
        "data-student": id,
        onclick: () => act.open(id),
        onfocus: () => act.point(id),
        onblur: () => act.point(null),
        onpointerenter: () => act.point(id),
        onpointerleave: () => act.point(null),
      },
      el("span", { className: "wall-name" }, this.sign, this.name),
      ...Object.entries(this.lines).map(([name, line]) => {
        line.className = `wall-line wall-line-${name}`;
        return line;
      }),
      el("span", { className: "wall-square" }, ...square), // above all else, but read last
    );
    this.element = el("li", {}, this.button);
  }

  /** Take what is known of the student now. */
  show(student, names) {
    const { labels, lines, button } = this;
    this.student = student;
    const { run, metrics, epoch, state, help } = student;
    const { sign, name } = NAMES[names](student);
    write(this.sign, sign);
    write(this.name, name);
    this.state.show(state);
    this.help.hidden = !help;
    this.empty.hidden = Boolean(run);
    button.classList.toggle("wall-asks", help);
    const [trainLoss, testLoss, , testScore] = metrics ?? [];
    write(lines.score, run ? scoreText(labels, run.task, testScore) : "");
    write(lines.network, run ? student.network : "");
    write(lines.epoch, run ? say(labels.epoch_of, { epoch }) : "");
    write(lines.losses, run ? say(labels.losses, { train: number(trainLoss), test: number(testLoss) }) : "");
    Object.assign(button.dataset, { epoch: epoch ?? 0, state });
  }
}
