// The neurons of the diagram as elements of the page, over their pictures: for the focus, the pointer, and a name.

import { el } from "../../ui/dom.js";
import { say } from "../../ui/language.js";

const TOUCH = 24; // pixels that a finger can hit, as far as the neighbours leave them
const NARROW = 62; // pixels between two layers, less than which a caption has no room

export class Nodes {
  /** `act` has select(changes), for what is pointed at or has the focus, and toggle(neuron), for a click. */
  constructor(labels, act) {
    this.labels = labels;
    this.act = act;
    this.element = el("div", { className: "stage-nodes", role: "group" });
    this.buttons = []; // by layer
    this.ringed = null; // what is ringed, as a text
  }

  /** Put an element over each neuron, and a caption over each layer. */
  place(positions, sentences, width) {
    this.positions = positions;
    this.sentences = sentences;
    this.ringed = null;
    const focused = this.buttons.flat().indexOf(document.activeElement);
    const isNarrow = width / positions.at.length < NARROW;
    const captions = positions.at.map(([[x]], layer) => {
      const textContent = sentences.caption(layer, isNarrow);
      return el("span", { className: "stage-caption", textContent, style: `left:${x}px` });
    });
    this.buttons = positions.at.map(() => []);
    positions.eachNeuron((...where) => this.buttons[where[0].layer].push(this.button(...where)));
    this.element.replaceChildren(...captions, ...this.buttons.flat());
    this.buttons.flat()[focused]?.focus({ preventScroll: true });
  }

  button(subject, x, y, size) {
    const { act, sentences } = this;
    const gap = this.positions.gaps[subject.layer];
    const [wide, high] = [TOUCH, Math.min(TOUCH, gap)].map((least) => Math.max(0, least - size) / 2);
    const button = el("button", {
      type: "button",
      className: "stage-node",
      "aria-label": sentences.nameOf(subject),
      style: `left:${x - size / 2}px;top:${y - size / 2}px;width:${size}px;height:${size}px;--wide:${wide}px;--high:${high}px`,
      onfocus: () => act.select({ focused: subject }),
      onblur: () => act.select({ focused: null }),
      onpointerenter: () => act.select({ pointed: subject }),
      onpointerleave: () => act.select({ pointed: null }),
      onclick: () => act.toggle(subject),
    });
    const side = this.sideOf(subject);
    if (!side) return button;
    const style = `font-size:${Math.min(15, gap)}px`; // of many inputs in a low window, smaller ones
    const className = `stage-name stage-name-${side}`;
    button.append(el("span", { className, textContent: sentences.symbol(subject), style }));
    return button;
  }

  /** On which side of a neuron its symbol stands, if it has one. */
  sideOf({ layer }) {
    return layer === 0 ? "left" : layer === this.buttons.length - 1 ? "right" : null;
  }

  focus({ layer, neuron }) {
    this.buttons[layer][neuron].focus();
  }

  /** Ring neurons that are something special: [{ layer, neuron, kind }], kind being "dead" or "saturated". */
  ring(neurons) {
    const text = JSON.stringify(neurons);
    if (text === this.ringed || !this.positions) return;
    this.ringed = text;
    const kinds = new Map(neurons.map(({ layer, neuron, kind }) => [this.buttons[layer][neuron], kind]));
    this.positions.eachNeuron((subject) => {
      const button = this.buttons[subject.layer][subject.neuron];
      const kind = kinds.get(button);
      const name = this.sentences.nameOf(subject);
      button.classList.toggle("stage-node-dead", kind === "dead");
      button.classList.toggle("stage-node-saturated", kind === "saturated");
      button.setAttribute("aria-label", kind ? say(this.labels[`neuron_${kind}`], { name }) : name);
    });
  }

  describe(sentence) {
    this.element.setAttribute("aria-label", sentence);
  }

  /** Paint the frames and symbols of the neurons, which on the page are elements, into a picture. */
  paint(context, colours) {
    Object.assign(context, {
      strokeStyle: colours.text,
      fillStyle: colours.text,
      lineWidth: 2,
      textAlign: "center",
      font: `600 15px ${colours.font}`,
    });
    this.positions.eachNeuron((subject, x, y, size) => {
      context.strokeRect(x - size / 2, y - size / 2, size, size);
      const side = { left: -1, right: 1 }[this.sideOf(subject)];
      if (side) context.fillText(this.sentences.symbol(subject), x + side * (size / 2 + 14), y + 5);
    });
  }
}
