// A row of the lab notebook on the page: what is expected, the run, and what was seen.

import { el } from "../ui/dom.js";
import { say } from "../ui/language.js";
import { addressOf, numbersOf, pictureName, sentencesOf, settingsOf } from "./facts.js";
import { MOST_CHARACTERS } from "./notebook.js";

/** A field for several lines, as high as its text; in print the text stands in its place. */
export function lines(properties) {
  const area = el("textarea", { rows: 3, maxLength: MOST_CHARACTERS, ...properties });
  const home = el("div", { className: "lab-lines" }, area);
  const show = (text) => {
    if (area.value !== text) area.value = text;
    home.dataset.text = `${text} `; // with it an empty last line has its height
  };
  return { area, home, show };
}

export class Row {
  /** `act` has write(texts), addRun(), removeRun(), moveUp(), remove(), go() and isLong(), for a field that is full. */
  constructor(labels, language, act) {
    Object.assign(this, { labels, tag: language.tag, act });
    this.heading = el("h3");
    this.up = this.button("lab-quiet", labels.move_up, () => act.moveUp());
    this.gone = this.button("lab-quiet", labels.remove, () => act.remove());
    this.expect = this.field("expect", labels.expect_hint);
    this.saw = this.field("saw", labels.saw_hint);
    this.fixed = el("p", { className: "lab-hint", textContent: labels.expect_fixed });
    this.run = el("div", { className: "lab-run" });
    this.adding = this.makeAdding();
    this.element = el(
      "li",
      { className: "lab-row" },
      el("header", {}, this.heading, el("div", { className: "lab-tools" }, this.up, this.gone)),
      el("div", { className: "lab-part" }, el("h4", { textContent: labels.expect }), this.expect.home, this.fixed),
      el("div", { className: "lab-part" }, el("h4", { textContent: labels.set }), this.run, this.adding),
      el("div", { className: "lab-part" }, el("h4", { textContent: labels.saw }), this.saw.home),
    );
  }

  button(className, textContent, onclick) {
    return el("button", { type: "button", className: `lab-button ${className}`, textContent, onclick });
  }

  field(name, placeholder) {
    const field = lines({ placeholder });
    field.area.addEventListener("input", ({ target: { value } }) => {
      field.show(value);
      this.act.write({ [name]: value });
      if (value.length >= MOST_CHARACTERS) this.act.isLong();
    });
    return field;
  }

  makeAdding() {
    const { labels, act } = this;
    this.onStage = el("p", { className: "lab-hint" });
    this.addRun = this.button("lab-main", labels.add_run, () => act.addRun());
    this.go = this.button("", labels.to_playground, () => act.go());
    return el(
      "div",
      { className: "lab-adding" },
      this.onStage,
      el("div", { className: "lab-tools" }, this.addRun, this.go),
    );
  }

  /** Show a row with its number. `onStage` says which run could be added, null where there is none. */
  show(row, number, onStage) {
    const { labels } = this;
    this.heading.textContent = say(labels.row, { number });
    const about = (what) => say(labels.about_row, { what, number });
    this.expect.area.setAttribute("aria-label", about(labels.expect));
    this.saw.area.setAttribute("aria-label", about(labels.saw));
    this.up.setAttribute("aria-label", about(labels.move_up));
    this.gone.setAttribute("aria-label", about(labels.remove));
    this.addRun.setAttribute("aria-label", about(labels.add_run));
    this.go.setAttribute("aria-label", about(labels.to_playground));
    this.up.hidden = number === 1;
    this.expect.show(row.expect);
    this.saw.show(row.saw);
    this.expect.area.readOnly = row.run !== null;
    this.fixed.hidden = this.run.hidden = row.run === null;
    this.adding.hidden = row.run !== null;
    this.addRun.hidden = onStage === null;
    this.onStage.textContent = onStage ?? labels.nothing;
    this.showRun(row.run, number);
  }

  showRun(run, number) {
    const known = run && JSON.stringify([run.added, run.link, run.note, run.isAsked, number]);
    if (known === this.known) return;
    this.known = known;
    this.run.replaceChildren(...(run ? this.runParts(run, number) : []));
  }

  runParts(run, number) {
    const { labels, tag } = this;
    const [main, others] = settingsOf(run);
    const more = list(others, "lab-more");
    const isShown = () => this.element.classList.contains("lab-open");
    const toggle = this.button("lab-quiet", isShown() ? labels.less : labels.more, () => {
      this.element.classList.toggle("lab-open");
      toggle.textContent = isShown() ? labels.less : labels.more;
      toggle.setAttribute("aria-expanded", isShown());
    });
    toggle.setAttribute("aria-expanded", isShown());
    const gone = this.button("lab-quiet", labels.remove_run, () => this.act.removeRun());
    gone.setAttribute("aria-label", say(labels.about_row, { what: labels.remove_run, number }));
    const facts = el("div", { className: "lab-facts" }, list(numbersOf(run, labels), "lab-numbers"), list(main, ""));
    return [
      el("div", { className: "lab-shown" }, ...this.picture(run), facts),
      more,
      el("p", { className: "lab-hint" }, `${sentencesOf(run, labels, tag).join(" ")} `, this.link(run)),
      el("div", { className: "lab-tools" }, ...(others.length ? [toggle] : []), gone),
    ];
  }

  picture(run) {
    if (!run.picture) return [];
    return [el("img", { src: run.picture, width: 160, height: 160, alt: pictureName(run, this.labels) })];
  }

  /** The link of a run, or why there is none. */
  link(run) {
    const { labels } = this;
    const href = addressOf(run);
    if (href) return el("a", { href, target: "_blank", rel: "noopener", textContent: labels.open });
    return run.isAsked ? labels.link_wait : run.note ? "" : labels.link_none;
  }
}

function list(pairs, className) {
  const parts = pairs.map(([name, value]) =>
    el("div", {}, el("dt", { textContent: name }), el("dd", { textContent: value })),
  );
  return el("dl", { className }, ...parts);
}
