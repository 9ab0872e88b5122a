// Keeps the lab notebook in this browser, and in step with that of other tabs.

import { NAME, read, written } from "./kept.js";
import { EMPTY, merge } from "./notebook.js";

const SOON_MS = 300; // after the last letter

export class Keeper {
  /** `changed()` is called when another tab has changed the notebook; `notebook` is what there is. */
  constructor(changed) {
    this.changed = changed;
    this.notebook = EMPTY;
    this.isKept = true; // false while the browser has no room for it, or forbids it
    this.take();
    window.addEventListener("storage", ({ key, newValue }) => {
      if (key !== NAME && key !== null) return;
      // Somebody has started afresh: what they have deleted is not to come back.
      if (newValue === null) this.become(EMPTY);
      else this.take();
      changed();
    });
  }

  /** Make this the notebook, and keep it: at once, or soon, while somebody types. */
  put(notebook, { soon = false } = {}) {
    this.notebook = notebook;
    clearTimeout(this.keeping);
    this.isDue = true;
    if (soon) this.keeping = setTimeout(() => this.keep(), SOON_MS);
    else this.keep();
  }

  /** Keep what has not been kept yet. */
  keep() {
    clearTimeout(this.keeping);
    if (!this.isDue) return;
    const before = this.notebook.rows.length;
    this.take();
    const couldBeKept = this.isKept;
    try {
      localStorage.setItem(NAME, written(this.notebook));
      this.isKept = true;
      this.isDue = false;
    } catch {
      this.isKept = false; // full, or forbidden: it is tried again with the next change
    }
    if (this.isKept !== couldBeKept || this.notebook.rows.length !== before) this.changed();
  }

  /** Take over what the browser has, whichever tab has written it. */
  take() {
    let kept = EMPTY;
    try {
      kept = read(localStorage.getItem(NAME));
    } catch {
      return; // forbidden
    }
    this.notebook = kept.rows.length && isBlank(this.notebook) ? kept : merge(this.notebook, kept);
  }

  become(notebook) {
    clearTimeout(this.keeping);
    this.isDue = false;
    this.notebook = notebook;
  }
}

/** True for a notebook in which nothing was written yet, nor removed. */
function isBlank({ title, name, rows, removed }) {
  const isEmpty = ({ expect, run, saw }) => !expect && !run && !saw;
  return !title && !name && !removed.length && rows.every(isEmpty);
}
