// The page "Room": the lobby, or the wall of the room that this tab teaches. It outlives the element it is mounted in.

import { coloursOf } from "../ui/colours.js";
import { el } from "../ui/dom.js";
import { speak } from "../ui/language.js";
import { Conversation } from "./conversation.js";
import { arrived, forget, keep, keptOf, opened, remember, taught } from "./kept.js";
import { Lobby } from "./lobby.js";
import { unpack, VERSION } from "./protocol.js";
import { Wall } from "./wall.js";

const BEAT_MS = 1000;

let page = null;

/** Called by Streamlit for the first mount and for every answer; returns what to do when the element goes. */
export function mount({ data, parentElement, setTriggerValue }) {
  page ??= new RoomPage();
  page.conversation.send = (request) => setTriggerValue("ask", request);
  page.enter(parentElement);
  page.receive(unpack(data));
  return () => page.leave(parentElement);
}

class RoomPage {
  constructor() {
    this.parent = null;
    this.teaching = null; // { code, key } of the room that this tab teaches
    this.conversation = new Conversation(() => this.wall?.pull ?? null);
    document.addEventListener("visibilitychange", () => this.parent && this.tick());
  }

  // --- coming and going

  /** Streamlit has made a place; a key in the address is taken from there. */
  enter(parent) {
    const arrival = arrived();
    if (arrival) remember(arrival);
    this.teaching = arrival ?? this.teaching ?? taught();
    if (parent === this.parent) return;
    this.parent = parent;
    clearInterval(this.beat);
    this.beat = setInterval(() => this.tick(), BEAT_MS);
    this.put(this.shown);
  }

  leave(parent) {
    if (parent !== this.parent) return;
    this.parent = null;
    clearInterval(this.beat);
  }

  /** Put what is to be seen into the place. */
  put(element) {
    this.shown = element;
    const place = this.parent?.querySelector(".wall-place");
    if (!place || !element || element.parentElement === place) return;
    place.replaceChildren(element);
    this.recolour();
    this.wall?.resize();
  }

  recolour() {
    if (!this.parent) return;
    const colours = coloursOf(this.parent);
    if (this.shown) this.shown.dataset.theme = colours.name;
    this.wall?.recolour(colours);
  }

  // --- what comes from the server

  receive(answer) {
    if (answer.version !== VERSION) return this.giveUp();
    const request = this.conversation.answered(answer);
    if (answer.labels) {
      this.labels = answer.labels;
      speak(answer.language);
    }
    const receivers = {
      lobby: () => this.receiveLobby(answer),
      key: () => request && this.goToRoom(answer),
      found: () => request && this.goTo("./", answer),
      wall: () => this.receiveWall(answer, request),
      refused: () => request && this.refuse(answer.sentence, request),
      results: () => request && this.wall?.saveResults(answer),
    };
    receivers[answer.kind]();
    this.recolour();
  }

  /** The session is in no room: it is new, as after a restart of the server, or, as a sentence says, the room has ended. */
  receiveLobby({ key, sentence }) {
    if (sentence && this.teaching) this.end(sentence);
    // The server may have taken the key out of the address before this script came to it.
    if (key && key !== this.ended && !this.wall) this.teaching = opened(key);
    if (!this.teaching) return this.showLobby();
    if (!this.wall)
      this.put(el("p", { className: "wall wall-entering", role: "status", textContent: this.labels.entering }));
    if (this.conversation.open?.do !== "enter") this.enterRoom();
  }

  enterRoom() {
    const { code, key } = this.teaching;
    this.conversation.askOnly({ do: "enter", key, code, kept: code && keptOf(code) });
  }

  end(sentence) {
    forget(this.teaching);
    this.ended = this.teaching.key;
    this.teaching = this.wall = null;
    this.showLobby();
    this.lobby.refuse(sentence);
  }

  receiveWall(answer, request) {
    if (!this.teaching) return;
    if (!this.wall && !answer.labels) return this.conversation.open || this.enterRoom(); // these modules are new here
    if (!request && this.wall) return; // it was taken before
    if (this.teaching.code !== answer.room.code) {
      this.teaching = { ...this.teaching, code: answer.room.code };
      remember(this.teaching);
    }
    this.wall ??= this.buildWall(answer);
    this.put(this.wall.element);
    this.recolour();
    this.wall.receive(answer);
    if (answer.keep) keep(this.teaching, answer.keep);
  }

  buildWall(opening) {
    return new Wall(opening, {
      ask: (request) => this.conversation.ask(request),
      ownLink: () => address("room", { room: this.teaching.code, key: this.teaching.key }),
    });
  }

  /** What is kept of the room stays: it may be let in later. */
  refuse(sentence, request) {
    if (request.do !== "enter") return (this.wall ?? this.lobby)?.refuse(sentence);
    const refused = this.teaching;
    this.teaching = this.wall = null;
    this.showLobby();
    this.lobby.refuse(sentence, true);
    this.again = () => {
      this.teaching = refused;
      this.enterRoom();
    };
  }

  showLobby() {
    const ask = (request) => {
      this.lobby.refuse("");
      this.conversation.ask(request);
    };
    this.lobby ??= new Lobby(this.labels, {
      open: () => ask({ do: "new" }),
      find: (code) => ask({ do: "find", code }),
      again: () => this.again(),
    });
    this.put(this.lobby.element);
  }

  /** The server speaks another version since it was updated: these modules are of yesterday. */
  giveUp() {
    clearInterval(this.beat);
    this.put(el("p", { className: "wall", role: "alert", textContent: this.labels?.reload ?? "Reload the page." }));
  }

  // --- what goes there

  /** Only who looks asks for anything. */
  tick() {
    if (document.visibilityState === "visible") this.conversation.tick();
  }

  /** The key stays in this browser: nobody shall read it off the address, or find it in the log of a server. */
  goToRoom(opened) {
    remember(opened);
    this.goTo("room", { code: opened.code });
  }

  /** Load another page as a whole: the way to the process that has the room begins there. */
  goTo(path, { code }) {
    location.assign(address(path, { room: code }));
  }
}

/** The address of a page, in the language that this one's names. */
function address(path, query) {
  const lang = new URLSearchParams(location.search).get("lang");
  const search = new URLSearchParams({ ...query, ...(lang ? { lang } : {}) });
  return new URL(`${path}?${search}`, document.baseURI).href;
}
