// The wall: a room on the teacher's screen. It shows what the server tells, and asks for what the teacher does.

import { el } from "../ui/dom.js";
import { sign } from "../ui/emoji.js";
import { download } from "../ui/png.js";
import { chosen } from "./choices.js";
import { button, write } from "./elements.js";
import { Header } from "./header.js";
import { keepChoices, keptChoices } from "./kept.js";
import { Large } from "./large.js";
import { called, NAMES, ordered } from "./order.js";
import { PANELS } from "./panels.js";
import { savePicture } from "./picture.js";
import { Room } from "./room.js";
import { Table } from "./table.js";
import { Tiles } from "./tiles.js";
import { Tools } from "./tools.js";

export class Wall {
  /** `opening` is the answer to "enter"; `act` has ask(request) and ownLink(). */
  constructor(opening, act) {
    const { labels } = opening;
    Object.assign(this, { labels, act });
    this.room = new Room();
    this.element = el("div", { className: "wall" });
    this.header = new Header(labels, this.element, {
      ownLink: act.ownLink,
      end: () => this.ask({ do: "end" }),
      project: (on) => this.project(on),
    });
    this.large = new Large(labels, this.element, {
      ask: (request) => this.ask(request),
      close: () => this.openTile(null),
    });
    this.choices = chosen(keptChoices());
    this.tiles = new Tiles(labels, this.choices, {
      open: (id) => this.openTile(id),
      point: (id) => this.panels.experiment.highlight(id),
    });
    this.table = new Table(labels);
    this.refusal = el("p", { role: "alert" });
    this.toast = this.buildToast();
    this.said = el("p", { className: "stage-only-heard", role: "status" });
    this.tools = new Tools(labels, this.choices, {
      choose: (choice) => this.choose(choice),
      table: (isSeen) => this.showTable(isSeen),
      picture: () => savePicture(labels, this.room.about, this.inOrder, this.tiles.painter, this.choices.names),
      results: () => this.ask({ do: "results" }),
    });
    this.build(opening);
    new ResizeObserver(() => this.resize()).observe(this.element);
    addEventListener("resize", () => this.resize());
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.goBack());
  }

  build(opening) {
    const names = Object.keys(PANELS);
    const ask = (request) => this.ask(request);
    this.panels = Object.fromEntries(names.map((name) => [name, new PANELS[name](opening, this.element, ask)]));
    this.openers = Object.fromEntries(names.map((name) => [name, this.opener(name)]));
    const openers = el("div", { className: "wall-row wall-teacher" }, ...Object.values(this.openers));
    const bar = el("div", { className: "wall-bar" }, this.tools.element, openers);
    this.main = el("div", { className: "wall-main" }, this.tiles.element, this.tiles.none, this.large.element);
    this.side = el(
      "aside",
      { className: "wall-side", hidden: true },
      ...names.map((name) => this.panels[name].element),
    );
    const body = el("div", { className: "wall-body" }, this.main, this.side);
    this.element.append(this.header.element, bar);
    this.element.append(this.said, body, this.table.element, this.toast);
  }

  /** Over the wall, so that nothing moves: why something was not done. It stays until something else is. */
  buildToast() {
    const close = button("×", () => this.refuse(""), { "aria-label": this.labels.close });
    return el("div", { className: "wall-toast" }, this.refusal, close);
  }

  /** The button that opens and closes a panel; one of them is open at a time. */
  opener(name) {
    const { element } = this.panels[name];
    element.id = `wall-panel-${name}`;
    element.hidden = true;
    return button(this.labels.panels[name], () => this.openPanel(element.hidden ? name : null), {
      "aria-expanded": "false",
      "aria-controls": element.id,
    });
  }

  openPanel(name) {
    this.refuse("");
    for (const [other, opener] of Object.entries(this.openers)) {
      opener.setAttribute("aria-expanded", String(other === name));
      this.panels[other].element.hidden = other !== name;
    }
    this.side.hidden = name === null;
    this.side.dataset.panel = name ?? "";
    this.resize();
  }

  /** Hide what is the teacher's alone, or show it again: the tiles have more room then. */
  project(on) {
    this.element.classList.toggle("wall-projected", on);
    this.resize();
  }

  // --- what the teacher does

  ask(request) {
    this.refuse("");
    this.act.ask({ since: this.room.number, ...request });
  }

  /** What to ask when nothing else is asked for. */
  get pull() {
    const looking = this.large.student;
    return { do: "pull", since: this.room.number, looking, watching: this.room.knownRun(looking) };
  }

  choose(choice) {
    Object.assign(this.choices, choice);
    keepChoices(this.choices);
    this.tiles.choose();
    this.showTable();
    this.showNamed();
  }

  /** Show what names students besides the tiles and the table. */
  showNamed() {
    this.sayWhoAsks();
    for (const panel of Object.values(this.panels)) panel.show(this.room, this.choices.names);
    this.showLarge();
  }

  showTable(isSeen) {
    if (isSeen !== undefined) this.table.toggle(isSeen);
    this.table.show(this.inOrder, this.choices);
  }

  /** Escape closes what is large, wherever the focus is. */
  goBack() {
    const isOnTop = this.element.isConnected && !this.element.querySelector("dialog[open]");
    if (isOnTop && this.large.isOpen) this.openTile(null);
  }

  get inOrder() {
    const { order, names } = this.choices;
    return ordered([...this.room.students.values()], order, (student) => NAMES[names](student).name);
  }

  /** Show a student large; null goes back to the wall. */
  openTile(id) {
    this.refuse("");
    const before = this.large.student;
    this.large.open(id);
    this.element.classList.toggle("wall-is-large", id !== null);
    this.showLarge();
    if (id === null) this.tiles.resize();
    if (id === null && before !== null) this.tiles.focus(before);
  }

  // --- what the server says

  receive(answer) {
    const { room } = this;
    for (const student of answer.students) student.sign = sign(student.sign);
    const changed = room.receive(answer);
    this.header.show(room.about, room.counts);
    this.tiles.show(room.students, changed);
    this.showTable();
    this.showNamed();
    this.mark("lead", room.lead.paused);
    this.mark("experiment", room.experiment);
    this.mark("challenge", room.challenge);
  }

  /** Something is going on in a panel, be it open or not. */
  mark(name, isOn) {
    this.openers[name].classList.toggle("wall-goes-on", Boolean(isOn));
  }

  showLarge() {
    const { large, room } = this;
    if (large.student === null) return;
    const student = room.students.get(large.student);
    if (!student) return this.openTile(null); // has left
    large.show(student, room.watched?.student === student.id ? room.watched : null, this.choices.names);
    large.showOffer(room.lead.offer, room.counts.joined);
  }

  sayWhoAsks() {
    const { labels, choices, room } = this;
    const asking = [...room.students.values()].filter(({ help }) => help);
    const names = asking.map((student) => called(student, choices.names, labels)).join(", ");
    write(this.said, names && `${labels.asks_for_help}: ${names}`);
  }

  refuse(sentence) {
    write(this.refusal, sentence);
  }

  /** The room's results have come, as a file to save. */
  saveResults({ name, text }) {
    download(new Blob([text], { type: "text/csv;charset=utf-8" }), name);
  }

  // --- in its page

  recolour(colours) {
    const theme = JSON.stringify(colours);
    if (theme === this.theme) return;
    this.theme = theme;
    this.element.dataset.theme = colours.name;
    for (const part of [this.tiles, this.large, ...Object.values(this.panels)]) part.recolour?.(colours);
  }

  resize() {
    if (!this.element.isConnected) return;
    this.tiles.resize();
    this.large.resize();
    for (const panel of Object.values(this.panels)) panel.resize?.();
  }
}
