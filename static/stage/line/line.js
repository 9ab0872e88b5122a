// The line of a student in a room: who they are there, what the teacher has set, and the way out. What is asked and
// answered is written down in rooms/protocol.py.

import { stageOnShow } from "../main.js";
import { el } from "../ui/dom.js";
import { say, speak } from "../ui/language.js";
import { sendAlone } from "../workarounds/one_message.js";
import { Asking, VERSION } from "./asking.js";
import { entry, inside } from "./faces.js";
import { forget, known, remember, teaches } from "./kept.js";

const LOOK_MS = 100;

let line = null; // it outlives the element it is mounted in

/** Called by Streamlit for the first mount and for every answer; returns what to do when the element goes. */
export function mount({ data, parentElement, setTriggerValue }) {
  line ??= new Line();
  line.send = (request) => sendAlone("line", () => setTriggerValue("ask", request));
  line.enter(parentElement);
  line.receive(JSON.parse(new TextDecoder().decode(data)));
  return () => line.leave(parentElement);
}

class Line {
  constructor() {
    this.asking = new Asking((request) => this.send(request));
    this.told = null; // what the server said last
    this.element = el("div", { className: "room-line", role: "region", tabIndex: -1, "data-testid": "room-line" });
    this.spoken = el("p", { className: "stage-only-heard", role: "status", "aria-live": "polite" });
    const ask = (request) => this.asking.ask(request, performance.now());
    const leave = () => {
      if (this.told.kind !== "refused") forget(this.told.code); // who was taken out is known when they come again
      this.hold(false);
      ask({ do: "leave" });
    };
    this.act = {
      join: (name) => ask({ do: "join", name, token: known(this.told.code).token ?? null, animal: name === null }),
      comeBack: () => this.comeBack(),
      without: leave,
      leave,
      help: (on) => ask({ do: "help", on }),
      take: () => ask({ do: "take" }),
      back: () => ask({ do: "back" }),
    };
  }

  enter(parent) {
    if (parent === this.parent) return;
    if (this.parent) this.leave(this.parent);
    this.parent = parent;
    parent.querySelector(".line-place").replaceChildren(this.element, this.spoken);
    this.looking = setInterval(() => this.look(), LOOK_MS);
  }

  leave(parent) {
    if (parent !== this.parent) return;
    this.parent = null;
    clearInterval(this.looking);
  }

  // --- what the server says

  receive(told) {
    if (told.version !== VERSION) return;
    speak(told.language);
    this.asking.receive(told);
    const before = this.told;
    this.told = told;
    if (told.kind === "in") remember(told.code, { token: told.token, name: told.nickname });
    this.hold(told.kind === "in" && told.paused);
    if (before?.kind === "in" && told.kind === "in") this.follow(before);
    this.show();
    const isNew = told.kind === "asks" && told.id === null; // a page that has just been loaded
    if (isNew && !teaches(told.code)) this.comeBack();
  }

  /** The teacher lets all play, or stop: who is beyond that epoch at once. */
  follow(before) {
    const { started, stop } = this.told;
    if (started > before.started) this.isToStart = true;
    const isNew = stop && stop[0] !== before.stop?.[0];
    if (isNew && stop[1] !== null && this.player?.newest.epoch >= stop[1]) this.player.pause();
  }

  comeBack() {
    this.asking.join(known(this.told.code), performance.now());
  }

  show() {
    const { told } = this;
    const state = JSON.stringify({ ...told, id: null });
    if (state === this.shown) return;
    this.shown = state;
    const face = told.kind === "in" ? inside : entry;
    face(this.element, told, this.act);
    this.element.dataset.kind = told.kind;
    this.element.setAttribute("aria-label", say(told.labels.room, { code: told.shown }));
    const news = [told.sentence, told.paused ? told.labels.paused : ""].filter(Boolean).join(" ");
    if (news !== this.spoken.textContent) this.spoken.textContent = news;
  }

  // --- the stage

  get player() {
    return stageOnShow()?.player ?? null;
  }

  hold(isHeld) {
    this.player?.hold(isHeld);
  }

  /** The teacher lets all play: not before the stage has the run that was sent for it, and none beyond where it stops. */
  start() {
    const { player } = this;
    if (player?.run.runId !== this.told.run_id || player.command) return;
    this.isToStart = false;
    if (player.state() !== "finished") player.play();
  }

  /** Time goes by. */
  look() {
    if (!this.told || document.visibilityState !== "visible") return;
    const stage = stageOnShow();
    const { kind, paused, code } = this.told;
    if (kind === "in" && paused) this.hold(true); // a stage may have come since
    if (kind === "in" && !paused && this.isToStart) this.start();
    this.asking.tick(performance.now(), onShow(stage), stage?.room, known(code));
  }
}

/** What the server is told of the stage, null where another page is on show. */
function onShow(stage) {
  if (!stage?.player || !stage.place.isOnPage) return null;
  const { run, revision, newest } = stage.player;
  return { state: stage.player.state(), run_id: run.runId, revision, epoch: newest.epoch };
}
