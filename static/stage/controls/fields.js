// The fields that a control can have, by its kind, see `playground/control_groups.py`. Each has an `element`, takes what
// there is to choose with offer(), shows a value with set(), and calls tell(value) for what somebody has chosen.

import { el } from "../ui/dom.js";
import { onSlide } from "../ui/drag.js";
import { say, written } from "../ui/language.js";

const SETTLED_MS = 150; // a slider that has not moved for so long is told

class Field {
  constructor(tell) {
    this.tell = tell;
    this.isHeld = false; // true while somebody is about to choose: no answer is to change what they see
  }

  /** Somebody has chosen this. */
  choose(value) {
    if (JSON.stringify(value) === JSON.stringify(this.value)) return;
    this.value = value;
    this.tell(value);
  }

  /** Return true where there is something else to choose from than there was. */
  isNew(options) {
    const offered = JSON.stringify(options);
    if (offered === this.offered) return false;
    this.offered = offered;
    this.options = options;
    return true;
  }

  /** Where a value is among the options. */
  place(value) {
    return this.options.findIndex(([option]) => option === value);
  }

  set(value) {
    this.value = value;
    this.show();
  }
}

class Choice extends Field {
  constructor(id, tell) {
    super(tell);
    this.element = el("select", { id, onchange: () => this.choose(this.options[this.element.selectedIndex][0]) });
  }

  offer({ options, disabled }) {
    this.element.disabled = disabled;
    if (!this.isNew(options)) return;
    this.element.replaceChildren(...options.map(([, text]) => el("option", { textContent: text })));
    this.show();
  }

  show() {
    const place = this.place(this.value);
    if (this.element.selectedIndex !== place) this.element.selectedIndex = place;
  }
}

class Range extends Field {
  constructor(id, tell) {
    super(tell);
    this.slider = el("input", { type: "range", id, min: 0, step: 1 });
    this.text = el("span", { "aria-hidden": "true" }); // the slider says it itself
    this.element = el("div", { className: "control-slide" }, this.slider, this.text);
    this.slider.addEventListener("pointerdown", () => {
      this.isDragged = true;
    });
    this.slider.addEventListener("change", () => this.isDragged && this.settle()); // keys send one with every press
    this.slider.addEventListener("blur", () => this.settle());
    onSlide(
      this.slider,
      () => this.place(this.value),
      (place) => this.move(place),
    );
  }

  offer({ options, disabled }) {
    this.slider.disabled = disabled;
    if (!this.isNew(options)) return;
    this.slider.max = options.length - 1;
    this.show();
  }

  show() {
    const place = this.place(this.isHeld ? this.chosen : this.value);
    if (place < 0) return;
    this.slider.value = place;
    this.write(place);
  }

  write(place) {
    const text = this.options[place][1];
    if (this.text.textContent !== text) this.text.textContent = text;
    this.slider.setAttribute("aria-valuetext", text);
  }

  move(place) {
    this.write(place);
    this.isHeld = true;
    this.chosen = this.options[place][0];
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(), SETTLED_MS);
  }

  /** What the slider was moved to, if it was, is what somebody wants. */
  settle() {
    clearTimeout(this.settling);
    if (this.isHeld) this.choose(this.chosen);
    this.isHeld = this.isDragged = false;
  }
}

class Several extends Field {
  constructor(id, tell) {
    super(tell);
    this.isGroup = true;
    this.boxes = [];
    this.element = el("div", { id, role: "group", className: "control-pills" });
  }

  offer({ options, disabled }) {
    if (this.isNew(options)) {
      const chosen = () => options.filter((_, place) => this.boxes[place].checked).map(([option]) => option);
      this.boxes = options.map(() => el("input", { type: "checkbox", onchange: () => this.choose(chosen()) }));
      const pills = this.boxes.map((box, place) => el("label", { className: "control-pill" }, box, options[place][1]));
      this.element.replaceChildren(...pills);
      this.show();
    }
    for (const box of this.boxes) box.disabled = disabled;
  }

  show() {
    this.boxes.forEach((box, place) => {
      box.checked = Boolean(this.value?.includes(this.options[place][0]));
    });
  }
}

class WholeNumber extends Field {
  constructor(id, tell) {
    super(tell);
    this.field = el("input", { type: "number", id, step: 1, "aria-describedby": `${id}-wrong` });
    this.wrong = el("p", { id: `${id}-wrong`, className: "control-wrong", role: "alert", hidden: true });
    this.element = el("div", {}, this.field, this.wrong);
    this.field.addEventListener("input", () => {
      this.isHeld = true;
      if (this.typed() !== null) this.complain(false);
    });
    this.field.addEventListener("change", () => this.take());
    this.field.addEventListener("blur", () => this.show()); // what it holds; the sentence says why
    this.field.addEventListener("keydown", ({ key }) => key === "Escape" && this.giveUp());
  }

  offer({ least, most, disabled, wrong }) {
    Object.assign(this.field, { min: least, max: most, disabled });
    Object.assign(this, { least, most, sentence: wrong });
  }

  /** The number that is typed, null where it is none that there can be. */
  typed() {
    const value = Number(this.field.value);
    const isRight = this.field.value !== "" && Number.isInteger(value) && value >= this.least && value <= this.most;
    return isRight ? value : null;
  }

  take() {
    const value = this.typed();
    this.complain(value === null);
    if (value === null) return; // it stays as it was typed, for as long as the focus does
    this.isHeld = false;
    this.choose(value);
  }

  giveUp() {
    this.complain(false);
    this.show();
  }

  complain(isWrong) {
    const [least, most, value] = [this.least, this.most, this.value].map((whole) => written(String(whole)));
    this.wrong.textContent = isWrong ? say(this.sentence, { least, most, value }) : "";
    this.wrong.hidden = !isWrong;
    this.field.setAttribute("aria-invalid", String(isWrong));
  }

  set(value) {
    if (value !== this.value) this.complain(false); // it speaks of another
    super.set(value);
  }

  show() {
    this.isHeld = false;
    if (this.field.value !== String(this.value)) this.field.value = this.value;
  }
}

export const FIELDS = { choice: Choice, range: Range, several: Several, number: WholeNumber };
