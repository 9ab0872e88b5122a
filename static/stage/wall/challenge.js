// The challenge: what counts, what is to be reached, and the board.

import { el } from "../ui/dom.js";
import { say, written } from "../ui/language.js";
import { button, chooser, confirm, field, textField, write } from "./elements.js";
import { GOALS } from "./entry.js";
import { called } from "./order.js";

// What the goal is where this counts; of all others it is a score.
const KINDS = { loss: "epochs", by_hand: "loss" };

export class Challenge {
  constructor({ labels, scenes, challenges, counts }, home, ask) {
    this.labels = labels;
    const begin = (request) => ask({ do: "challenge", ...request });
    this.choice = el(
      "div",
      { className: "wall-form wall-teacher" },
      el("p", { textContent: labels.challenge_sentence }),
      el("div", { className: "wall-cards" }, ...challenges.map((it) => this.card(it, begin))),
      this.own(scenes, counts, begin),
    );
    this.title = el("h3");
    this.text = el("p", { className: "wall-note" });
    this.goal = el("p", { className: "wall-seen" });
    this.rows = el("tbody");
    this.checking = el("p", { className: "wall-note" });
    this.refused = el("ul", { className: "wall-refused wall-teacher" });
    const end = button(labels.end_challenge, () =>
      confirm(home, labels, labels.end_challenge_sure, labels.end_challenge, () => begin({ end: true })),
    );
    this.board = el(
      "div",
      { className: "wall-result" },
      this.title,
      this.text,
      this.goal,
      this.table(),
      this.checking,
      this.refused,
      el("div", { className: "wall-row wall-teacher" }, end),
    );
    this.element = el(
      "section",
      { className: "wall-panel", "aria-label": labels.panels.challenge },
      el("h2", { textContent: labels.panels.challenge }),
      this.choice,
      this.board,
    );
  }

  card({ name, title, text, goal }, begin) {
    return el(
      "div",
      { className: "wall-card" },
      el("h3", { textContent: title }),
      el("p", { textContent: text }),
      el("p", { textContent: `${this.labels.goal}: ${goal}` }),
      button(this.labels.begin, () => begin({ name }), { "aria-label": `${this.labels.begin}: ${title}` }),
    );
  }

  /** One of the teacher's own: each thing that counts has a goal of its own kind. */
  own(scenes, counts, begin) {
    const { labels } = this;
    const base = chooser([{ name: "mine", title: labels.my_settings }, ...scenes]);
    const goal = textField({ inputMode: "decimal", className: "wall-short", maxLength: 12 });
    const named = field("", goal);
    const wrong = el("p", { className: "wall-wrong", role: "alert" });
    const what = chooser(counts, () => suggest());
    const kind = () => KINDS[what.value] ?? "score";
    const suggest = () => {
      write(named.firstChild, labels.goals[kind()]);
      write(wrong, "");
    };
    suggest();
    const onsubmit = (event) => {
      event.preventDefault();
      const { read, least = "", most = "" } = GOALS[kind()];
      const value = read(goal.value);
      const limits = { least: written(least), most: written(most) };
      write(wrong, value === null ? say(labels.goals_wrong[kind()], limits) : "");
      if (value !== null) begin({ base: base.value, counts: what.value, goal: value });
    };
    return el(
      "details",
      { className: "wall-fold" },
      el("summary", { textContent: labels.own_challenge }),
      el(
        "form",
        { className: "wall-form", onsubmit },
        field(labels.begin_with, base),
        field(labels.what_counts, what),
        named,
        wrong,
        button(labels.begin, undefined, { type: "submit" }),
      ),
    );
  }

  table() {
    const { labels } = this;
    const head = (name) => el("th", { scope: "col", textContent: labels.board[name] ?? "" });
    const heads = ["place", "student", "score", "epoch", "minutes"].map(head);
    const [, , score, epoch, minutes] = heads;
    minutes.title = labels.minutes_help;
    Object.assign(this, { scoreHead: score, epochHead: epoch });
    return el("table", { className: "wall-board" }, el("thead", {}, el("tr", {}, ...heads)), this.rows);
  }

  show({ challenge, students }, names) {
    const { labels } = this;
    this.choice.hidden = Boolean(challenge);
    this.board.hidden = !challenge;
    if (!challenge) return;
    write(this.title, challenge.title);
    write(this.text, challenge.text);
    write(this.goal, `${labels.goal}: ${challenge.goalText}`);
    write(this.scoreHead, challenge.countsName);
    this.epochHead.hidden = challenge.counts === "epochs"; // the score says it
    write(this.checking, challenge.checking ? say(labels.checking, { count: challenge.checking }) : "");
    // Who has left the room may be on the board still.
    const about = ({ student: id, nickname }) => students.get(id) ?? { id, nickname };
    const withName = (entry) => ({ ...entry, name: called(about(entry), names, labels) });
    this.fill(challenge.board.map(withName), challenge.refused.map(withName));
  }

  fill(board, refused) {
    const key = JSON.stringify([board, refused, this.epochHead.hidden]);
    if (key === this.key) return;
    this.key = key;
    this.rows.replaceChildren(...board.map((entry) => this.row(entry)));
    if (!board.length) this.rows.append(this.emptyRow());
    const item = ({ name, sentence }) => el("li", {}, el("bdi", { textContent: name }), `: ${sentence}`);
    this.refused.replaceChildren(...refused.map(item));
  }

  row({ place, name, score, epoch, at, link }) {
    const who = el("a", { href: link, target: "_blank", rel: "noopener" }, el("bdi", { textContent: name }));
    const atEpoch = el("td", { textContent: String(epoch), hidden: this.epochHead.hidden });
    const cell = (content) => el("td", {}, content);
    return el("tr", {}, cell(String(place)), cell(who), cell(score), atEpoch, cell(written(at.toFixed(1))));
  }

  emptyRow() {
    return el("tr", {}, el("td", { colSpan: 5, textContent: this.labels.board_empty }));
  }
}
