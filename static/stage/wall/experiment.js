// The class experiment: one setting is dealt out over the students, and all curves are seen together.

import { el, toggle } from "../ui/dom.js";
import { number, say, written } from "../ui/language.js";
import { Curves, haveFewValues } from "./curves.js";
import { button, chooser, confirm, field, textField, write } from "./elements.js";
import { valuesOf, wholeNumber } from "./entry.js";

const MOST_EPOCHS = 10_000;
const USUAL_EPOCHS = 200;

export class Experiment {
  constructor({ labels, scenes, varied }, home, ask) {
    Object.assign(this, { labels, varied });
    this.experiment = null;
    this.curves = new Curves(labels);
    this.form = this.buildForm(scenes, (request) => ask({ do: "experiment", ...request }));
    const start = button(labels.start_all, () => ask({ do: "lead", start: true }));
    const end = button(labels.end_experiment, () =>
      confirm(home, labels, labels.end_experiment_sure, labels.end_experiment, () =>
        ask({ do: "experiment", end: true }),
      ),
    );
    this.title = el("h3");
    this.about = el("p", { className: "wall-note" });
    this.sentence = el("p", { className: "wall-seen" });
    this.numbers = el("p", { className: "wall-note" });
    this.legend = el("div", { className: "wall-legend" });
    this.groups = el("tbody");
    const log = toggle(labels.log, labels.log_help, (isLog) => this.curves.set({ isLog }));
    this.result = el(
      "div",
      { className: "wall-result" },
      this.title,
      this.about,
      this.curves.element,
      el("div", { className: "wall-row" }, this.legend, log),
      this.sentence,
      this.numbers,
      this.table(),
      el("div", { className: "wall-row wall-teacher" }, start, end),
    );
    this.element = el(
      "section",
      { className: "wall-panel", "aria-label": labels.panels.experiment },
      el("h2", { textContent: labels.panels.experiment }),
      this.form,
      this.result,
    );
  }

  buildForm(scenes, begin) {
    const { labels, varied } = this;
    const vary = chooser(varied, () => this.explain(vary.value));
    const values = textField({ maxLength: 400 });
    const base = chooser([{ name: "mine", title: labels.my_settings }, ...scenes]);
    const epochs = textField({
      inputMode: "numeric",
      value: String(USUAL_EPOCHS),
      className: "wall-short",
      maxLength: 6,
    });
    const wrong = el("p", { className: "wall-wrong", role: "alert" });
    this.note = el("p", { className: "wall-note" });
    const onsubmit = (event) => {
      event.preventDefault();
      const count = wholeNumber(epochs.value, MOST_EPOCHS);
      write(wrong, count === null ? say(labels.epochs_wrong, { most: written(MOST_EPOCHS.toLocaleString("en")) }) : "");
      if (count !== null) begin({ vary: vary.value, values: valuesOf(values.value), base: base.value, epochs: count });
    };
    this.explain(vary.value);
    return el(
      "form",
      { className: "wall-form wall-teacher", onsubmit },
      el("p", { textContent: labels.experiment_sentence }),
      field(labels.what_varies, vary),
      field(labels.values, values),
      this.note,
      field(labels.base, base),
      field(labels.epochs, epochs),
      wrong,
      button(labels.deal_out, undefined, { type: "submit", className: "wall-button wall-button-main" }),
    );
  }

  /** Say which values are usual, and that those who share one differ still. */
  explain(vary) {
    const { labels, varied } = this;
    const { usual } = varied.find(({ name }) => name === vary);
    const said = usual ? [say(labels.usual_values, { values: usual }), labels.same_value] : [labels.usual_seeds];
    write(this.note, [labels.values_note, ...said].join(" "));
  }

  table() {
    const { labels } = this;
    const heads = ["value", "n", "solved", "median"].map((name) =>
      el("th", { scope: "col", textContent: labels.groups[name] }),
    );
    return el("table", { className: "wall-groups" }, el("thead", {}, el("tr", {}, ...heads)), this.groups);
  }

  show({ experiment }) {
    const isNew = Boolean(experiment) !== Boolean(this.experiment);
    this.experiment = experiment;
    this.form.hidden = Boolean(experiment);
    this.result.hidden = !experiment;
    if (!experiment) return;
    const { labels } = this;
    const { name, base, epochs, sentence, spread, solved, counted, of } = experiment;
    write(this.title, say(labels.experiment_title, { name }));
    write(this.about, say(labels.experiment_about, { base, epochs }));
    write(this.sentence, sentence ?? "");
    const parts = [say(labels.in_experiment, { count: of }), say(labels.solved_of, { solved, counted })];
    if (spread && haveFewValues(experiment)) {
      // Else the sentence says so.
      const [least, median, most] = [spread.least, spread.median, spread.most].map(number);
      parts.push(say(labels.spread, { least, median, most }));
    }
    write(this.numbers, parts.join(" "));
    this.curves.element.setAttribute("aria-label", `${this.title.textContent} ${this.numbers.textContent}`);
    this.curves.show(experiment);
    this.showGroups();
    if (isNew) this.resize();
  }

  /** Where values repeat there is a legend, and a row for each of them. */
  showGroups() {
    const { groups } = this.experiment;
    const areFew = haveFewValues(this.experiment);
    this.groups.parentElement.hidden = this.legend.hidden = !areFew;
    const key = areFew ? JSON.stringify(groups) + this.curves.colours?.name : "";
    if (key === this.key) return;
    this.key = key;
    const rows = areFew ? groups : [];
    const cells = ({ value, n, solved, median }) => [value, String(n), String(solved), number(median)];
    const row = (group) => el("tr", {}, ...cells(group).map((textContent) => el("td", { textContent })));
    this.groups.replaceChildren(...rows.map(row));
    this.showLegend(rows);
  }

  showLegend(groups) {
    const values = groups.map(({ value }) => value).join("|");
    const theme = this.curves.colours?.name;
    if (!theme || this.legend.dataset.values === values + theme) return;
    this.legend.dataset.values = values + theme;
    const entry = ({ value }, group) => {
      const point = (it) => () => this.curves.set({ group: it });
      const [onfocus, onblur] = [point(group), point(null)];
      const style = `--colour: ${this.curves.colourOf(group)}`;
      const properties = {
        className: "wall-key",
        style,
        onfocus,
        onblur,
        onpointerenter: onfocus,
        onpointerleave: onblur,
      };
      return el("button", { type: "button", ...properties }, el("i"), value);
    };
    this.legend.replaceChildren(...groups.map(entry));
  }

  /** Let the curve of a student stand out; null ends that. */
  highlight(student) {
    if (this.experiment) this.curves.set({ pointed: student });
  }

  recolour(colours) {
    this.curves.recolour(colours);
    if (this.experiment) this.showGroups();
  }

  resize() {
    this.curves.resize();
  }
}
