// The controls beside the stage, as the server describes them. What somebody is just doing with one goes on through every
// answer: no control is made anew, and the focus, an open fold and what is half typed stay.

import { el } from "../ui/dom.js";
import { helpFor } from "../ui/help.js";
import { speak } from "../ui/language.js";
import { Control } from "./control.js";
import { arrange, Group } from "./group.js";
import { Wishes } from "./wishes.js";

const TO_YOUR_DATA = "your_data"; // the key of a wish to go there

let controls = null; // they outlive the element they are mounted in

/** Called by Streamlit for the first mount and for every answer; returns what to do when the element goes. */
export function mount({ data, parentElement, setStateValue }) {
  controls ??= new Controls();
  controls.sendWith((told) => setStateValue("told", told));
  controls.receive(JSON.parse(new TextDecoder().decode(data)));
  controls.enter(parentElement);
  return () => controls.leave(parentElement);
}

class Controls {
  constructor() {
    this.parent = null;
    this.wishes = new Wishes();
    this.groups = new Map();
    this.controls = new Map();
    this.inside = el("div", { className: "controls-groups" });
    this.note = el("p", { className: "control-sentence" });
    this.element = el("div", { className: "controls", "data-testid": "controls" }, this.inside, this.note);
    helpFor(this.element);
    this.act = { control: (about) => this.control(about), follow: (event) => this.follow(event) };
  }

  sendWith(send) {
    this.send = send;
  }

  receive(answer) {
    speak(answer.language);
    this.labels = answer.labels;
    const isToTell = this.wishes.receive(answer);
    const focused = document.activeElement;
    const groups = answer.groups.map((about) => this.group(about));
    arrange(this.inside, groups);
    this.note.textContent = answer.note;
    this.note.hidden = !answer.note;
    restore(focused);
    if (isToTell) this.tell();
  }

  group(about) {
    if (!this.groups.has(about.name)) this.groups.set(about.name, new Group(about, this.act));
    const group = this.groups.get(about.name);
    group.show(about);
    return group.element;
  }

  control(about) {
    const { key } = about;
    if (!this.controls.has(key)) this.controls.set(key, new Control(about, (value) => this.wish(key, value)));
    const control = this.controls.get(key);
    control.show(about, this.labels, this.wishes.has(key));
    return control.element;
  }

  // --- what somebody does

  wish(key, value) {
    this.wishes.add(key, value);
    this.tell();
  }

  tell() {
    this.send(this.wishes.message());
  }

  /** Go to the page "Your data" as a link does, but within this session. */
  follow(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // into a tab or a window of its own
    event.preventDefault();
    this.wish(TO_YOUR_DATA, true);
  }

  // --- coming and going

  /** Streamlit has made a place for the controls. */
  enter(parent) {
    if (parent === this.parent) return;
    this.parent = parent;
    const focused = document.activeElement;
    parent.querySelector(".controls-place").replaceChildren(this.element);
    restore(focused);
    if (this.wishes.waiting.length) this.tell(); // it may be that only the place before could tell of them
  }

  leave(parent) {
    if (parent === this.parent) this.parent = null;
  }
}

/** Give the focus back to what has lost it by being moved. */
function restore(focused) {
  if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
}
