// What the parts of the wall are made of: buttons, fields, and dialogs.

import { el } from "../ui/dom.js";
import { number, percent, say } from "../ui/language.js";

const COPIED_MS = 2500;

export function button(textContent, onclick, properties = {}) {
  return el("button", { type: "button", className: "wall-button", textContent, onclick, ...properties });
}

/** An input or a list with its label. */
export function field(text, input, properties = {}) {
  return el("label", { className: "wall-field", ...properties }, el("span", { textContent: text }), input);
}

/** A list to choose from: options are [{ name, title }]. */
export function chooser(options, onchange = () => {}) {
  const list = el("select", { onchange: () => onchange(list.value) });
  list.append(...options.map(({ name, title }) => el("option", { value: name, textContent: title })));
  return list;
}

export function textField(properties = {}) {
  return el("input", { type: "text", autocomplete: "off", spellcheck: false, ...properties });
}

/** A button that stays pressed. */
export function pressed(text, act) {
  const it = button(text, () => {
    const isOn = it.getAttribute("aria-pressed") !== "true";
    it.setAttribute("aria-pressed", String(isOn));
    act(isOn);
  });
  it.setAttribute("aria-pressed", "false");
  return it;
}

/** Write a text only where it is another one: what is read aloud is read once. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Ask before something is done that cannot be undone. */
export function confirm(home, labels, sentence, verb, act) {
  const dialog = el("dialog", { className: "wall-dialog", "aria-label": verb });
  const close = () => dialog.close();
  const sure = button(verb, () => {
    close();
    act();
  });
  dialog.append(
    el("p", { textContent: sentence }),
    el("div", { className: "wall-row" }, button(labels.cancel, close, { autofocus: true }), sure),
  );
  open(home, dialog);
}

/** Ask for a text: act(text) is called with what was written. */
export function askFor(home, labels, { title, value, most }, act) {
  const input = textField({ value, maxLength: most, required: true, dir: "auto" });
  const dialog = el("dialog", { className: "wall-dialog", "aria-label": title });
  const close = () => dialog.close();
  const onsubmit = (event) => {
    event.preventDefault();
    close();
    if (input.value.trim()) act(input.value.trim());
  };
  const save = button(labels.save, undefined, { type: "submit" });
  const row = el("div", { className: "wall-row" }, button(labels.cancel, close), save);
  dialog.append(el("form", { onsubmit }, field(title, input), row));
  open(home, dialog);
  input.select();
}

/** Show a dialog over the page until it is closed, by its buttons or with Escape. */
export function open(home, dialog) {
  home.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("keydown", (event) => event.stopPropagation()); // Escape closes nothing else
  dialog.showModal();
}

/** A button that copies a text; where the browser does not let it, the text is shown to be copied by hand. */
export function copyButton(labels, title, textOf) {
  const shown = textField({ readOnly: true, hidden: true, "aria-label": title });
  const copy = button(title, async () => {
    try {
      await navigator.clipboard.writeText(textOf());
      write(copy, labels.copied);
      setTimeout(() => write(copy, title), COPIED_MS);
    } catch {
      Object.assign(shown, { value: textOf(), hidden: false });
      shown.select();
    }
  });
  return el("span", { className: "wall-copy" }, copy, shown);
}

/** What has been given to the class, and how many of them have it; "" for nothing. */
export function offerText(labels, offer, count) {
  if (!offer) return "";
  const { text, taken, atOnce } = offer;
  return say(atOnce ? labels.sent_now : labels.offer_now, { text, taken, count });
}

/** A score as a person reads it: per cent that are right, or R². */
export function scoreText(labels, task, score) {
  if (score === null || score === undefined) return "–";
  return task === "regression"
    ? say(labels.score_values, { r2: number(score) })
    : say(labels.score, { accuracy: percent(score) });
}
