// Keeps the focus of who goes by keys: what a press takes away, or switches off, would take the focus with it, and nobody
// could see where they are. It goes to what has come in its place, or to what was around it.

const FIELDS = ":is(button, input, select, textarea, a, summary):not(:disabled)";
const PAGE = "main, header, [data-testid=stSidebar]"; // what else there is lies over it, and goes as a whole
// What has the focus by keys, and what had it under that which lies over it: { element, key, around }, its key in the page
// and all around it.
let held = null;
let under = null;

export function watchFocus() {
  const look = () => {
    const { activeElement: at, body } = document;
    if (at === body) return;
    held = at.matches(":focus-visible") ? hold(at) : null;
    if (at.closest(PAGE)) under = held;
  };
  // Streamlit's lists keep it from others when they hand the focus back: a look at every press finds it as well.
  for (const kind of ["focusin", "keydown"]) window.addEventListener(kind, look, true);
  window.addEventListener(
    "pointerdown",
    () => {
      held = under = null;
    },
    true,
  );
}

function hold(element) {
  const around = [];
  for (let it = element.parentElement; it && it !== document.body; it = it.parentElement) around.push(it);
  const keyed = around.flatMap(({ classList }) => [...classList]).find((name) => name.startsWith("st-key-"));
  return { element, key: keyed, around };
}

/** Give the focus a place, if it has lost it. */
export function keepFocus() {
  if (!held || document.activeElement !== document.body || isThere(held.element)) return;
  const next = [held, under].map((it) => it && instead(it)).find(Boolean) ?? document.querySelector("main");
  if (next.tabIndex < 0 && !next.hasAttribute("tabindex")) next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

/** Of what had the focus: itself, what has its key by now, or what was closest around it; the page as a whole is none. */
function instead({ element, key, around }) {
  const again = key && document.querySelector(`.${CSS.escape(key)} ${FIELDS}`);
  return [element, again, ...around.filter((it) => it.closest("main, [role=dialog]"))].find((it) => it && isThere(it));
}

function isThere(element) {
  return element.isConnected && !element.disabled && element.checkVisibility();
}
