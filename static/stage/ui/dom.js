// Small helpers for making elements, and for what happens to them.

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

/**
 * The size of a canvas in device pixels follows its size on the page, up to so many for each; return its context, scaled
 * to CSS pixels.
 */
export function fit(canvas, width, height, most = 2) {
  const ratio = Math.min(window.devicePixelRatio || 1, most);
  const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${w / ratio}px`; // not of fractions of a pixel, which would blur it
    canvas.style.height = `${h / ratio}px`;
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
