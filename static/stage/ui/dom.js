// Small helpers for making elements and writing numbers.

/** Make an element: el("button", { className: "x", onclick }, child, "text"). Attributes with a dash are set as such. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role" || name === "for") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

let language = { tag: "en", decimal: ".", group: "," };

/** From now on labels and numbers are in this language, see `playground/languages.py`. */
export function speak(spoken) {
  language = spoken;
}

/** The marks that Plotly is to write numbers with. */
export function separators() {
  return language.decimal + language.group;
}

/** What stands between the numbers of a list: a decimal comma needs another mark than the comma. */
export function listed(texts) {
  return texts.join(language.decimal === "," ? "; " : ", ");
}

/** A text as a person types a number, as JavaScript reads it: with a decimal comma where that is what is usual. */
export function typed(text) {
  return language.decimal === "," ? text.replace(",", ".") : text;
}

/** Replace each {name} in a label by its value. Of a label in several forms, the one that goes with {count} is taken. */
export function say(label, values = {}) {
  const text = typeof label === "string" ? label : label[form(values.count)];
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Which of a label's forms for one, two and five goes with a number. */
function form(count) {
  return { one: 0, few: 1 }[new Intl.PluralRules(language.tag).select(count)] ?? 2;
}

/** A number that JavaScript has written, with the separators of the language, and a minus that is not a hyphen. */
export function written(text) {
  const marks = { ".": language.decimal, ",": language.group, "-": "−" };
  return text.replace(/[.,-]/g, (mark) => marks[mark]);
}

/** A loss or a weight as a person reads it: three decimals, or two digits when it is smaller than that. */
export function number(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-6)) return written(value.toExponential(1).replace("e+", "e"));
  const decimals = size === 0 || size >= 0.01 ? 3 : 1 - Math.floor(Math.log10(size));
  return written(value.toFixed(decimals));
}

/** A share from 0 to 1 in whole per cent; 100 only when it is all of them. */
export function percent(share) {
  const value = Math.round(share * 100);
  return String(share < 1 && value === 100 ? 99 : value);
}

/** The size of a canvas in device pixels follows its size on the page; return its context, scaled to CSS pixels. */
export function fit(canvas, width, height) {
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** The letter of a key that was pressed, as a small Latin one; of another alphabet's the one that shares its key. */
export function letter({ key, code }) {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  return key.length === 1 && /^Key[A-Z]$/.test(code) ? code.at(-1).toLowerCase() : "";
}

/** Let a click anywhere in an element focus `home`, so that its keys work; a chart would keep the browser from doing so. */
export function focusByClick(element, home = element) {
  const take = () => home.focus({ preventScroll: true, focusVisible: false });
  element.addEventListener(
    "mousedown",
    ({ target }) => {
      const own = target.closest("a, button, input, select, textarea, label, summary, [tabindex]");
      if (!own || own.contains(element)) setTimeout(take); // once the browser has moved the focus itself
    },
    true,
  );
}

/** A labelled check box. */
export function toggle(text, help, onchange) {
  const box = el("input", { type: "checkbox", onchange: () => onchange(box.checked) });
  return el("label", { className: "stage-toggle", title: help }, box, text);
}

/** A finger that moves over a chart scrolls the page; a mouse draws the rectangle to zoom into. */
export function dragMode() {
  return matchMedia("(pointer: coarse)").matches ? false : "zoom";
}
