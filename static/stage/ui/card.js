// A card: a titled box that lies over the panels until it is closed, by its button or with Escape.

import { el } from "./dom.js";

/** A small button in a head: a sign, and what it means. `act(byKeyboard)` is told whether it was pressed with a key. */
export function signButton(sign, name, act) {
  return el("button", {
    type: "button",
    className: "stage-close",
    title: name,
    "aria-label": name,
    textContent: sign,
    onclick: ({ detail }) => act(detail === 0), // a key makes a click that counts as none
  });
}

export function closeButton(name, close) {
  return signButton("×", name, close);
}

/** To be extended: what is on a card goes into its `body`. */
export class Card {
  /** `title` may come later; `tools` are in its head, beside the button that closes it. */
  constructor(labels, { className, title = "", tools = [] }) {
    const close = closeButton(labels.close, (byKeyboard) => this.dismiss(byKeyboard));
    this.heading = el("strong", {});
    this.body = el("div", { className: `${className}-body` });
    this.element = el(
      "div",
      { className: `stage-card ${className}`, role: "group", hidden: true },
      el("div", { className: "stage-card-head" }, this.heading, ...tools, close),
      this.body,
    );
    this.element.addEventListener("keydown", ({ key }) => key === "Escape" && this.dismiss(true));
    this.setTitle(title);
  }

  setTitle(title) {
    this.heading.textContent = title;
    this.element.setAttribute("aria-label", title);
  }

  /** Make the button that opens and closes the card, and gets the focus back from it. */
  makeOpener(properties) {
    this.button = el("button", {
      type: "button",
      className: "stage-link",
      "aria-expanded": "false",
      onclick: () => this.toggle(!this.isOpen),
      ...properties,
    });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  toggle(isOpen) {
    if (!isOpen && this.element.contains(document.activeElement)) this.button?.focus();
    this.element.hidden = !isOpen;
    this.button?.setAttribute("aria-expanded", String(isOpen));
  }

  /** What its button and Escape do. */
  dismiss() {
    this.toggle(false);
  }
}
