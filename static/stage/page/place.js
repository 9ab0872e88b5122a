// The place of the stage on the page: Streamlit makes it, and takes it away. As long as the stage is there it follows the
// size of its panels, the theme, and the connection.

import { coloursOf } from "../ui/colours.js";

const GAP = 10; // pixels between two panels, as the style sheet has it
const STYLE_MS = 3000;

export class Place {
  /** `hear(isConnected)` is called when that changes. */
  constructor(panels, hear) {
    this.panels = panels;
    this.element = panels.element;
    this.hear = hear;
    this.parent = null;
    this.dressed = () => this.resize(); // what is written on a canvas does not take a font that comes later
  }

  /** Put the stage into the place that Streamlit has made. */
  enter(parent) {
    this.leave(); // the place may change while the style is on its way
    this.parent = parent;
    parent.querySelector(".stage-place").replaceChildren(this.element);
    this.recolour();
    this.watchSize();
    this.watchConnection();
    document.fonts.addEventListener("loadingdone", this.dressed);
    this.resize();
  }

  leave() {
    this.parent = null;
    this.sizes?.disconnect();
    this.connection?.disconnect();
    document.fonts.removeEventListener("loadingdone", this.dressed);
  }

  /** False while another page is on show. */
  get isOnPage() {
    return this.element.isConnected;
  }

  watchSize() {
    this.sizes = new ResizeObserver(() => this.measured !== this.measure() && this.resize());
    for (const it of this.watched) this.sizes.observe(it);
  }

  get watched() {
    const { diagram, views, curve } = this.panels;
    return [this.element, diagram.inspector.element, diagram.area, views.element, curve.element];
  }

  /** The sizes of what is watched: an observer calls at first as well, when nothing is new. */
  measure() {
    return this.watched.map(({ offsetWidth, offsetHeight }) => `${offsetWidth} ${offsetHeight}`).join();
  }

  /** Streamlit tells by an attribute of its own whether it has a connection. */
  watchConnection() {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app) return;
    const hear = () => this.hear((app.dataset.testConnectionState ?? "CONNECTED") === "CONNECTED");
    this.connection = new MutationObserver(hear);
    this.connection.observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
    hear();
  }

  resize() {
    const { views, diagram, curve } = this.panels;
    const card = diagram.inspector.element;
    this.element.style.setProperty("--card-room", card.hidden ? "0px" : `${card.offsetHeight + GAP}px`);
    const column = this.parent.closest(".stColumn"); // on the page as a whole it would cost a look at all of its styles
    column?.style.setProperty("--stage-height", `${this.element.offsetHeight}px`);
    this.arrange();
    for (const part of [views, diagram, curve]) part.resize();
    this.measured = this.measure();
  }

  /** The focus goes through the panels as they are seen: on a narrow screen the diagram is the last, with its card. */
  arrange() {
    const { transport, diagram, views, curve } = this.panels;
    const isLast = diagram.element.getBoundingClientRect().top > views.element.getBoundingClientRect().bottom;
    const before = isLast ? curve.element : transport.element;
    if (before.nextElementSibling === diagram.element) return;
    const focused = document.activeElement;
    before.after(diagram.element, diagram.inspector.element);
    if (focused?.isConnected) focused.focus({ preventScroll: true });
  }

  recolour() {
    if (!this.parent || !this.isOnPage) return;
    const colours = coloursOf(this.parent);
    const theme = JSON.stringify(colours);
    if (theme === this.theme) return;
    this.theme = theme;
    this.element.dataset.theme = colours.name;
    const { views, diagram, curve } = this.panels;
    for (const part of [views, diagram, curve]) part.recolour(colours);
  }
}

/** Wait for a style sheet, by its address, which the loader has asked for. */
export function styled(address) {
  const link = document.querySelector(`link[href="${address}"]`);
  if (!link || link.sheet) return Promise.resolve();
  return new Promise((done) => {
    for (const event of ["load", "error"]) link.addEventListener(event, done);
    setTimeout(done, STYLE_MS); // better plain than never
  });
}
