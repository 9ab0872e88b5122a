// A group of controls: what a learner asks, a sentence of help, and the controls in rows; or a fold, with a title only,
// whose inside is made when it is opened.

import { el } from "../ui/dom.js";

export class Group {
  /** `act` has control(about), which gives the element of a control that shows this, and follow(link). */
  constructor({ name, fold }, act) {
    this.act = act;
    this.rows = [];
    this.title = el(fold ? "summary" : "h2", { id: `controls-${name}` });
    this.sentence = el("p", { className: "control-sentence" });
    this.note = el("p", { className: "control-sentence" });
    this.link = el("a", { className: "control-link", onclick: (event) => act.follow(event) });
    this.inside = el("div", { className: "control-rows" });
    const children = [this.title, this.sentence, this.inside];
    this.element = fold
      ? el("details", { className: "control-fold", ontoggle: () => this.fill() }, this.title, this.inside)
      : el("div", { className: "control-group", role: "group", "aria-labelledby": this.title.id }, ...children);
  }

  show(about) {
    this.about = about;
    this.title.textContent = about.title;
    this.sentence.textContent = about.sentence ?? "";
    this.fill();
  }

  fill() {
    if (this.element.open === false) return; // the fold is shut
    const { rows, note, link } = this.about;
    const shown = rows.map((row, place) => this.row(row, place));
    if (note) shown.push(Object.assign(this.note, { textContent: note }));
    if (link) shown.push(Object.assign(this.link, { textContent: link.label, href: link.address }));
    arrange(this.inside, shown);
  }

  row({ columns, controls }, place) {
    this.rows[place] ??= el("div", { className: "control-row" });
    this.rows[place].style.setProperty("--columns", columns);
    arrange(
      this.rows[place],
      controls.map((about) => this.act.control(about)),
    );
    return this.rows[place];
  }
}

/** Let these be the children of an element, in this order; those that are in their places are not touched. */
export function arrange(parent, wanted) {
  for (const child of [...parent.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, place) => {
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
  });
}
