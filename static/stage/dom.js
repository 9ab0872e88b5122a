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

/** Replace each {name} in a label by its value. */
export function say(label, values = {}) {
  return label.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** A loss or a weight as a person reads it: three decimals, or two digits when it is smaller than that. */
export function number(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-6)) return value.toExponential(1).replace("-", "−").replace("e+", "e");
  const decimals = size === 0 || size >= 0.01 ? 3 : 1 - Math.floor(Math.log10(size));
  return value.toFixed(decimals).replace("-", "−");
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

/** A labelled check box. */
export function toggle(text, help, onchange) {
  const box = el("input", { type: "checkbox", onchange: () => onchange(box.checked) });
  return el("label", { className: "stage-toggle", title: help }, box, text);
}

/** A finger that moves over a chart scrolls the page; a mouse draws the rectangle to zoom into. */
export function dragMode() {
  return matchMedia("(pointer: coarse)").matches ? false : "zoom";
}
