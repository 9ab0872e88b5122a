// The card of a walk: its title, phases and sentence, and the buttons to go through it.

import { closeButton } from "../ui/card.js";
import { el } from "../ui/dom.js";
import { say } from "../ui/language.js";

const SECONDS = { slow: 4, normal: 2, fast: 0.7 }; // for each phase
const SYMBOLS = { back: "◀", next: "▶" };

export class WalkCard {
  /**
   * `act` has goBack(), goNext(), playOrPause(), repeat() and goOn(), to the next update, for the buttons, choose(step), for
   * another example of the mini-batch, and close().
   */
  constructor(labels, act) {
    this.labels = labels;
    const button = (name, onclick, text = labels[`walk_${name}`]) =>
      el("button", {
        type: "button",
        className: "stage-button stage-button-small",
        textContent: text,
        onclick,
        title: labels[`walk_${name}_help`],
        "aria-label": labels[`walk_${name}`],
      });
    this.playButton = button("pause", () => act.playOrPause());
    this.nextUpdate = button("on", () => act.goOn());
    this.chosen = el("span", {});
    this.chooser = el(
      "span",
      { className: "stage-field", hidden: true },
      button("before", () => act.choose(-1), "‹"),
      this.chosen,
      button("after", () => act.choose(1), "›"),
    );
    this.speed = el(
      "select",
      { "aria-label": labels.walk_speed },
      ...Object.keys(SECONDS).map((value) => el("option", { value, textContent: labels[`walk_${value}`] })),
    );
    this.speed.value = "normal";
    this.controls = el(
      "div",
      { className: "stage-buttons" },
      button("back", () => act.goBack(), SYMBOLS.back),
      this.playButton,
      button("next", () => act.goNext(), SYMBOLS.next),
      button("repeat", () => act.repeat()),
      this.nextUpdate,
      this.speed,
    );
    const close = closeButton(labels.walk_close, () => act.close());
    this.title = el("span", { className: "stage-hint" });
    this.sentence = el("p", { className: "stage-walk-sentence", role: "status" });
    this.bar = el("ol", { className: "stage-walk-phases", "aria-hidden": "true" });
    this.element = el(
      "section",
      {
        className: "stage-panel stage-walk",
        "data-testid": "walk",
        "aria-label": labels.walk_title,
        tabIndex: -1,
        hidden: true,
      },
      el("header", {}, el("h2", { textContent: labels.walk_title }), this.chooser, close),
      this.title,
      this.bar,
      this.sentence,
      this.controls,
    );
  }

  /** Seconds that a phase takes. */
  get seconds() {
    return SECONDS[this.speed.value];
  }

  open() {
    this.element.hidden = false;
    this.element.focus();
  }

  close() {
    this.element.hidden = true;
  }

  say(sentence) {
    if (this.sentence.textContent !== sentence) this.sentence.textContent = sentence;
  }

  /** Nothing to see yet. */
  wait() {
    this.element.dataset.phase = "waiting";
    this.say(this.labels.walk_waiting);
  }

  /** Show what does not change from phase to phase: which `update` it is of how many, and of how many examples. */
  introduce(update, { updates, examples }, phases) {
    const { labels, element } = this;
    this.title.textContent = say(labels.walk_title_of, { update: update + 1, updates, count: examples.length });
    Object.assign(element.dataset, { update, updates });
    this.chooser.hidden = examples.length < 2;
    this.controls.hidden = false;
    this.bar.replaceChildren(...phases.map(() => el("li", {})));
    rename(this.nextUpdate, update + 1 === updates ? labels.walk_end : labels.walk_on);
  }

  /** There is no such update: its numbers grew beyond all bounds. */
  diverge() {
    if (this.controls.contains(document.activeElement)) this.element.focus(); // there is nothing left to press
    this.controls.hidden = this.chooser.hidden = true;
    this.element.dataset.phase = "diverged";
    this.say(this.labels.walk_diverged);
  }

  /** Show the phase with this number, and what is said of it. */
  show({ kind, layer }, at, sentence) {
    this.element.dataset.phase = layer ? `${kind}-${layer}` : kind;
    for (const [i, item] of [...this.bar.children].entries()) item.classList.toggle("stage-walked", i <= at);
    this.say(sentence);
  }

  /** Show which example of the mini-batch is chosen. */
  showChosen(chosen, count) {
    this.chosen.textContent = say(this.labels.walk_chosen, { number: chosen + 1, count });
  }

  showPlaying(isPlaying) {
    rename(this.playButton, this.labels[isPlaying ? "walk_pause" : "walk_play"]);
  }
}

/** Let a button say what it does now. */
function rename(button, text) {
  button.textContent = text;
  button.setAttribute("aria-label", text);
}
