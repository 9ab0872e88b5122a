// The lab notebook: rows of "I expect, I set, I saw". All of it is in this browser; the server is asked for links alone.

import { stageOnShow } from "../main.js";
import { styled } from "../page/place.js";
import { el } from "../ui/dom.js";
import { say, speak, written } from "../ui/language.js";
import { Asking } from "./asking.js";
import { arranged } from "./facts.js";
import { asHtml, asMarkdown } from "./files.js";
import { Keeper } from "./keeper.js";
import {
  add,
  addRun,
  changeRun,
  head,
  isFull,
  MOST_CHARACTERS,
  MOST_ROWS,
  moveUp,
  putBack,
  putRunBack,
  remove,
  write,
} from "./notebook.js";
import { onShow, taken } from "./on_show.js";
import { Row } from "./row.js";

const LINE = 120; // characters of title and name

let lab = null; // it outlives the element it is mounted in, as the stage does: what the browser cannot keep is not lost

/** Called by Streamlit for the first mount and for every answer; returns what to do when the element goes. */
export function mount({ data, parentElement, setTriggerValue }, style) {
  const answer = JSON.parse(new TextDecoder().decode(data));
  if (!lab) {
    speak(answer.language);
    lab = new Lab(answer);
  }
  lab.enter(parentElement, setTriggerValue, style);
  lab.asking.receive(answer);
  return () => lab.leave(parentElement);
}

class Lab {
  constructor({ labels, language, main }) {
    Object.assign(this, { labels, language, main });
    this.parent = null;
    this.rows = new Map(); // by their ids
    this.asked = new Map(); // when the run was added whose link is still to come, by the ids of the rows
    this.asking = new Asking();
    this.keeper = new Keeper(() => this.show());
    this.build();
    window.addEventListener("pagehide", () => this.parent && this.keeper.keep());
  }

  get notebook() {
    return this.keeper.notebook;
  }

  build() {
    const { labels } = this;
    this.title = this.line("title");
    this.name = this.line("name");
    this.list = el("ol", { className: "lab-rows", "aria-label": labels.notebook });
    this.said = el("span", { role: "status" });
    this.undoButton = this.button(labels.undo, () => this.undo(), "lab-main");
    this.bar = el("div", { className: "lab-said" }, this.said, this.undoButton);
    this.fault = el("p", { className: "lab-fault", role: "alert" });
    const files = el(
      "div",
      { className: "lab-tools lab-files" },
      this.button(labels.print, () => window.print()),
      this.button(labels.save_html, () => this.save("lab_notebook.html", "text/html", asHtml)),
      this.button(labels.save_markdown, () => this.save("lab_notebook.md", "text/markdown", asMarkdown)),
    );
    this.addRow = this.button(labels.add_row, () => this.add());
    const head = el("div", { className: "lab-head" }, this.title.home, this.name.home);
    const foot = el("div", { className: "lab-foot" }, this.addRow, files);
    this.element = el("div", { className: "lab" }, head, this.fault, this.list, foot, this.bar);
    this.say("");
  }

  line(name) {
    const field = el("input", { type: "text", maxLength: LINE, autocomplete: "off" });
    field.addEventListener("input", () => this.put(head(this.notebook, { [name]: field.value }), { soon: true }));
    const home = el("label", { className: "lab-line" }, el("span", { textContent: this.labels[name] }), field);
    return { field, home };
  }

  button(textContent, onclick, className = "") {
    return el("button", { type: "button", className: `lab-button ${className}`, textContent, onclick });
  }

  // --- coming and going

  /** Streamlit has made a place for the notebook; send(event, value) reaches the server from there. */
  enter(parent, send, style) {
    this.send = send;
    this.asking.sendWith((request) => send("ask", request));
    if (parent === this.parent) return;
    this.parent = parent;
    this.keeper.take();
    if (!this.notebook.rows.length) this.keeper.notebook = add(this.notebook, newId()); // kept once there is something in it
    this.show();
    styled(style).then(() => {
      if (parent === this.parent) parent.querySelector(".lab-place").replaceChildren(this.element);
    });
    this.asking.resume();
  }

  leave(parent) {
    if (parent !== this.parent) return;
    this.keeper.keep();
    this.asking.pause();
    this.parent = null;
  }

  // --- what is done

  put(notebook, how) {
    this.keeper.put(notebook, how);
    this.show();
  }

  /** What the buttons and fields of a row do. */
  actsOn(id) {
    return {
      write: (texts) => {
        if (!this.way) this.say("");
        this.put(write(this.notebook, id, texts), { soon: true });
      },
      isLong: () => this.say(say(this.labels.long, { most: thousands(MOST_CHARACTERS) })),
      addRun: () => this.addRun(id),
      removeRun: () => this.removeRun(id),
      moveUp: () => this.moveUp(id),
      remove: () => this.remove(id),
      go: () => this.send("go", true),
    };
  }

  add() {
    if (isFull(this.notebook)) return this.say(say(this.labels.full, { most: MOST_ROWS }));
    const id = newId();
    this.say("");
    this.put(add(this.notebook, id));
    this.rows.get(id).expect.area.focus();
  }

  addRun(id) {
    const { labels, rows } = this;
    const player = onShow(stageOnShow());
    if (!player) return this.show();
    const before = this.notebook;
    const run = taken(player, this.main);
    const after = addRun(before, id, run);
    if (after === before) {
      this.say(labels.expect_first);
      return rows.get(id).expect.area.focus();
    }
    this.askFor(id, run.added, player);
    this.put(after);
    this.say(say(labels.run_added, { number: this.placeOf(id) + 1 }));
    rows.get(id).saw.area.focus();
  }

  /** Ask for the link of a run that was just added; what comes once it was removed is not wanted any more. */
  askFor(id, added, { run, revision, shown }) {
    this.asked.set(id, added);
    this.asking.ask({ run_id: run.runId, revision, epoch: shown.epoch }, ({ link, sentence, settings }) => {
      this.asked.delete(id);
      const known = settings ? { settings: arranged(settings, this.main) } : {};
      this.put(changeRun(this.notebook, id, added, { link, note: sentence, ...known }));
    });
  }

  removeRun(id) {
    const [row, place] = [this.rowOf(id), this.placeOf(id)];
    this.put(changeRun(this.notebook, id, row.run.added, null));
    this.offerUndo(say(this.labels.run_removed, { number: place + 1 }), id, () => putRunBack(this.notebook, row));
  }

  remove(id) {
    const [row, place] = [this.rowOf(id), this.placeOf(id)];
    this.put(remove(this.notebook, id));
    this.offerUndo(say(this.labels.removed, { number: place + 1 }), id, () => putBack(this.notebook, row, place));
  }

  /** `undone()` makes of the notebook what it is to be again. */
  offerUndo(sentence, id, undone) {
    this.say(sentence, () => {
      this.put(undone());
      this.rows.get(id)?.gone.focus();
    });
    this.undoButton.focus();
  }

  undo() {
    const { way } = this;
    this.say("");
    way();
  }

  moveUp(id) {
    this.put(moveUp(this.notebook, id));
    const { up, gone } = this.rows.get(id);
    (up.hidden ? gone : up).focus();
    this.say(say(this.labels.moved, { number: this.placeOf(id) + 1 }));
  }

  save(name, type, write) {
    const text = write(this.notebook, this.labels, this.language.tag, location.href);
    const href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    el("a", { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000); // the browser has it by then
    this.say(say(this.labels.saved, { name }));
  }

  rowOf(id) {
    return this.notebook.rows.find((row) => row.id === id);
  }

  placeOf(id) {
    return this.notebook.rows.findIndex((row) => row.id === id);
  }

  // --- what there is to see

  /** Say a sentence, with a way to undo what it says, if there is one. */
  say(sentence, way = null) {
    this.way = way;
    this.said.textContent = sentence;
    this.undoButton.hidden = !way;
    this.bar.classList.toggle("lab-silent", !sentence); // not hidden: then nobody would be told of what it says next
  }

  show() {
    const { keeper, labels, notebook } = this;
    for (const name of ["title", "name"]) {
      const { field, home } = this[name];
      if (field.value !== notebook[name]) field.value = notebook[name];
      home.dataset.text = notebook[name]; // in print it stands in place of the field
    }
    const fault = keeper.isKept ? "" : labels.not_kept;
    if (this.fault.textContent !== fault) this.fault.textContent = fault; // it is read aloud
    const onStage = this.onStage();
    notebook.rows.forEach((row, i) => {
      const run = row.run && { ...row.run, isAsked: this.asked.get(row.id) === row.run.added };
      this.elementOf(row).show({ ...row, run }, i + 1, onStage);
    });
    this.arrange();
  }

  /** What there is on the stage, null where there is nothing that could be added. */
  onStage() {
    const player = onShow(stageOnShow());
    if (!player) return null;
    const values = this.main.map((name) => player.run.summary[name]).slice(0, 3);
    return say(this.labels.on_stage, { what: values.join(" · "), epoch: player.shown.epoch });
  }

  elementOf({ id }) {
    if (!this.rows.has(id)) this.rows.set(id, new Row(this.labels, this.language, this.actsOn(id)));
    return this.rows.get(id);
  }

  /** Let the rows stand in their order, and whatever has the focus keep it. */
  arrange() {
    const ids = this.notebook.rows.map(({ id }) => id);
    for (const [id, { element }] of this.rows) {
      if (ids.includes(id)) continue;
      this.rows.delete(id);
      element.remove();
    }
    const { children } = this.list;
    const focused = document.activeElement;
    ids.forEach((id, i) => {
      const { element } = this.rows.get(id);
      if (children[i] !== element) this.list.insertBefore(element, children[i] ?? null);
    });
    if (focused !== document.activeElement && this.list.contains(focused)) focused.focus({ preventScroll: true });
  }
}

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function thousands(count) {
  return written(count.toLocaleString("en"));
}
