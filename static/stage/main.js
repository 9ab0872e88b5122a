// The live stage: one for each document, wherever Streamlit mounts it, fed with one answer of the server after another.

import { Place, styled } from "./page/place.js";
import { Panels } from "./panels/panels.js";
import { Player } from "./run/player.js";
import { unpack, VERSION } from "./run/protocol.js";
import { Remembering } from "./run/remembering.js";
import { endDrag } from "./ui/drag.js";
import { speak } from "./ui/language.js";
import { sendAlone } from "./workarounds/one_message.js";

const ASK_AGAIN_MS = 3000;
const RESUME_MS = 2000; // taken out and put back within that time, it was not the person who left

let stage = null; // it outlives the element it is mounted in: while another page is on show it waits here

/** Called by Streamlit for the first mount and for every answer; returns what to do when the element goes. */
export function mount(component, addresses) {
  const { data, parentElement, setTriggerValue, setStateValue } = component;
  stage ??= new Stage(addresses);
  stage.connect({
    send: (request) => sendAlone("stage", () => setTriggerValue("ask", request)),
    sendView: (view) => sendAlone("stage", () => setStateValue("view", view)),
  });
  stage.enter(parentElement);
  stage.receive(unpack(data));
  return () => stage.leave(parentElement);
}

/** Return the stage of this document, null where there is none: for what reads off it. */
export function stageOnShow() {
  return stage;
}

class Stage {
  constructor(addresses) {
    this.addresses = addresses;
    this.parent = null;
  }

  // --- what comes from the server

  /** Streamlit has opened a way to the server: { send(request), sendView(view) }. */
  connect(server) {
    this.server = server;
  }

  receive(answer) {
    if (answer.version !== VERSION) return this.giveUp();
    if (!this.player && answer.kind !== "opening") return this.askForOpening();
    if (!this.player) this.build(answer);
    else this.follow(answer);
    this.remembering.remember(); // other settings, the same run
    if (answer.kind === "opening") {
      this.remembering.recall();
      this.isAwaited = answer.greet;
      this.greet();
      this.fetchCharts();
    }
    this.panels.viewSettings.take(answer.view);
    this.room = answer.view.room; // missing outside of one; the line of a student in a room asks when it is new
    this.player.isInRoom = this.room !== undefined;
    if (answer.view.held) this.player.hold(true); // the line, which hears of it a moment later, says why, and until when
    this.place.recolour();
  }

  follow(answer) {
    this.remembering.remember(); // it may be about to give way to another run
    this.panels.curve.runs.keepReplaced(this.player, answer);
    this.player.receive(answer);
  }

  /** Only a stage that has just been loaded and meets the middle of a conversation comes here. */
  askForOpening() {
    clearTimeout(this.asking);
    this.server.send({ version: VERSION, do: "open" });
    this.asking = setTimeout(() => this.player || this.askForOpening(), ASK_AGAIN_MS);
  }

  /** The page waits with its controls until the stage is on show. */
  greet() {
    clearTimeout(this.greeting);
    if (!this.isAwaited || !this.place.isOnPage) return;
    this.server.send({ version: VERSION, do: "open" });
    this.greeting = setTimeout(() => this.greet(), ASK_AGAIN_MS);
  }

  /** What is needed later is fetched once stage and controls are there. */
  fetchCharts() {
    if (this.isShown && !this.isAwaited) this.panels.charts.fetchSoon();
  }

  /** The server speaks another version since it was updated: these modules are of yesterday. */
  giveUp() {
    this.player?.pause();
    this.parent.querySelector(".stage-place").textContent = this.addresses.failed;
  }

  // --- made once

  build(opening) {
    speak(opening.language);
    this.player = new Player(opening, (request) => this.server.send(request));
    this.remembering = new Remembering(this.player);
    const sendView = (view) => this.server.sendView(view);
    this.panels = new Panels(opening, this.player, this.remembering, this.addresses.plotly, sendView);
    this.place = new Place(this.panels, (isConnected) => this.player.setConnected(isConnected));
    styled(`${this.addresses.stage}/stage.css`).then(() => this.show());
  }

  // --- coming and going

  /** Streamlit has made a place for the stage. */
  enter(parent) {
    if (parent === this.parent) return;
    if (this.parent) this.leave(this.parent);
    this.parent = parent;
    if (!this.place) return;
    this.show();
    if (this.wasPlaying && performance.now() - this.leftAt < RESUME_MS) this.player.play();
  }

  /** Streamlit takes a place away; what is in it waits for the next. */
  leave(parent) {
    if (parent !== this.parent) return;
    endDrag();
    this.parent = null;
    this.halt();
    if (!this.player) return;
    this.remembering.remember();
    this.leftAt = performance.now();
    this.wasPlaying = this.player.playing;
    if (this.wasPlaying) this.player.pause();
  }

  halt() {
    cancelAnimationFrame(this.next);
    this.place?.leave();
  }

  /** Put the stage in its place, now that it can look as it should, and go. */
  show() {
    if (!this.parent) return;
    this.halt(); // the place may change while the style is on its way: one loop, not two
    this.place.enter(this.parent);
    this.last = performance.now();
    this.tick(this.last);
    requestAnimationFrame(() => {
      for (const mark of ["first picture", "whole stage"]) performance.mark(mark); // all panels come at once
      this.isShown = true;
      this.greet();
      this.fetchCharts();
    });
  }

  /** Called for every animation frame. */
  tick(now) {
    this.next = requestAnimationFrame((time) => this.tick(time));
    const elapsed = now - this.last;
    this.last = now;
    this.player.tick(now, elapsed);
    this.panels.tick(now, elapsed);
    this.remembering.tick(this.player.state(now), now);
  }
}
