// One control: a field with its label, and a "?" that explains it.

import { el } from "../ui/dom.js";
import { say } from "../ui/language.js";
import { FIELDS } from "./fields.js";

export class Control {
  constructor({ key, kind }, tell) {
    const id = `control-${key}`;
    this.field = new FIELDS[kind](id, tell);
    this.label = this.field.isGroup ? el("span", { id: `${id}-label` }) : el("label", { for: id });
    if (this.field.isGroup) this.field.element.setAttribute("aria-labelledby", `${id}-label`);
    this.helpName = el("span", { className: "stage-only-heard" });
    this.help = el("button", { type: "button", className: "control-help" }, this.helpName);
    const head = el("div", { className: "control-head" }, this.label, this.help);
    this.element = el("div", { className: "control", "data-control": key }, head, this.field.element);
  }

  /** Show what the server says of it; where its value is `kept`, it shows what somebody has chosen. */
  show(about, labels, isKept) {
    const { label, help, is_bare: isBare, value } = about;
    if (this.label.textContent !== label) this.label.textContent = label;
    this.element.classList.toggle("control-bare", Boolean(isBare));
    this.help.hidden = !help;
    this.help.title = help;
    this.helpName.textContent = say(labels.help, { name: label });
    this.field.offer({ ...about, wrong: labels.wrong_number });
    if (!isKept && !this.field.isHeld) this.field.set(value);
  }
}
