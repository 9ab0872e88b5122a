// Mends what of Streamlit's own markup shuts somebody out, wherever it comes into the page.

import { keepFocus, watchFocus } from "./focus.js";
import { speak, translate } from "./words.js";

const EVERY_MS = 200;
const title = document.createElement("h1");
title.style.cssText =
  "position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%)";
// What each finding is mended by, by its selector.
const MENDS = {
  "[data-testid=stCode] pre:not([tabindex])": (code) => {
    code.tabIndex = 0;
  }, // it scrolls: by keys too
  "main:not(:has(> h1))": (main) => main.prepend(title), // the headings of every page begin with h2
  "[data-testid=stFileUploaderDropzone][role=presentation]": (zone) => zone.setAttribute("role", "group"), // it has a name
};

let due = null;

/** Watch the page from now on, of an app with that name and in the language of that tag. Called on every run of the page. */
export function watch({ tag, labels: { name, words } }) {
  document.documentElement.lang = tag;
  speak(words);
  if (title.textContent !== name) title.textContent = name;
  if (due !== null) return;
  new MutationObserver(mendSoon).observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["disabled", "hidden", "aria-label"],
  });
  watchFocus();
  mend();
}

function mendSoon() {
  due ||= setTimeout(mend, EVERY_MS);
}

function mend() {
  due = 0;
  for (const [selector, by] of Object.entries(MENDS)) document.querySelectorAll(selector).forEach(by);
  translate();
  keepFocus();
}
