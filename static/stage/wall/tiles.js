// All tiles: one for each student, in order, as large as there is room for.

import { el } from "../ui/dom.js";
import { fitted } from "./fitting.js";
import { NAMES, ordered } from "./order.js";
import { Painter } from "./painter.js";
import { Tile } from "./tile.js";

const SORT_MS = 5000; // tiles that changed places with every epoch could not be read
const BELOW = 24; // pixels that stay free under them
const LEAST_HEIGHT = 240; // that they get, however much is above them

export class Tiles {
  /** `choices` are those of choices.js, as they are now; `act` is that of a tile. */
  constructor(labels, choices, act) {
    Object.assign(this, { labels, choices, act });
    this.all = new Map(); // by the ids of the students
    this.painter = new Painter();
    this.element = el("ul", { className: "wall-tiles", "aria-label": labels.tiles });
    this.none = el("p", { className: "wall-none", textContent: labels.nobody });
    this.sight = new IntersectionObserver((entries) => this.see(entries), { rootMargin: "100px" });
    this.shown = []; // the ids in the order that they have on the page
  }

  /** Another order, size or way to name them was chosen. */
  choose() {
    for (const tile of this.all.values()) tile.show(tile.student, this.choices.names);
    this.sort();
    this.resize();
  }

  /** Show these students; `changed` are the ids of those with another picture. */
  show(students, changed, now = performance.now()) {
    const isNew = new Set(changed);
    for (const [id, tile] of this.all) if (!students.has(id)) this.remove(tile);
    for (const [id, student] of students) {
      const tile = this.all.get(id) ?? this.add(id);
      tile.show(student, this.choices.names);
      if (isNew.has(id)) this.painter.ask(tile);
    }
    this.none.hidden = students.size > 0;
    const key = [...students.values()].map(({ id, help }) => `${id} ${help}`).join(); // who is there, and who asks
    if (key === this.key && now - this.sortedAt < SORT_MS) return;
    const isOther = key !== this.key;
    this.key = key;
    this.sort(now);
    if (isOther) this.resize();
  }

  add(id) {
    const tile = new Tile(this.labels, id, this.act);
    this.all.set(id, tile);
    tile.button.tile = tile;
    this.sight.observe(tile.button);
    return tile;
  }

  remove(tile) {
    this.sight.unobserve(tile.button);
    this.painter.drop(tile);
    tile.element.remove();
    this.all.delete(tile.id);
  }

  see(entries) {
    for (const { target, isIntersecting } of entries) {
      target.tile.isSeen = isIntersecting;
      if (isIntersecting && target.tile.isDue) this.painter.ask(target.tile);
    }
  }

  /** Move the tiles that are not where they should be; the one with the focus keeps it. */
  sort(now = performance.now()) {
    this.sortedAt = now;
    const { order, names } = this.choices;
    const students = [...this.all.values()].map(({ student }) => student);
    const inOrder = ordered(students, order, (student) => NAMES[names](student).name);
    const focused = document.activeElement;
    let after = this.element.firstElementChild;
    for (const { id } of inOrder) {
      const { element } = this.all.get(id);
      if (element === after) after = after.nextElementSibling;
      else this.element.insertBefore(element, after);
    }
    if (focused?.tile && focused !== document.activeElement) focused.focus({ preventScroll: true });
  }

  focus(id) {
    this.all.get(id)?.button.focus();
  }

  recolour(colours) {
    this.painter.recolour(colours);
    this.repaint();
  }

  /** Fit the tiles into the window. */
  resize() {
    const width = this.element.clientWidth;
    if (!width) return;
    const top = this.element.getBoundingClientRect().top + (this.element.closest(".stMain")?.scrollTop ?? scrollY);
    const height = Math.max(LEAST_HEIGHT, innerHeight - top - BELOW);
    const { columns, side, wide, font, lines, isBeside } = fitted(this.all.size, { width, height }, this.choices.size);
    const { style, dataset } = this.element;
    style.setProperty("--columns", columns);
    style.setProperty("--side", `${side}px`);
    style.setProperty("--wide", `${wide}px`);
    style.setProperty("--font", `${font}px`);
    dataset.lines = lines;
    dataset.text = isBeside ? "beside" : "under";
    if (side === this.painter.side) return;
    this.painter.side = side;
    this.repaint();
  }

  repaint() {
    for (const tile of this.all.values()) if (tile.student) this.painter.ask(tile);
  }
}
