// The tools over the tiles: their order, their size, names, what is taken away, and what the projector shows.

import { el } from "../ui/dom.js";
import { CHOICES } from "./choices.js";
import { button, chooser, field, pressed } from "./elements.js";

const NARROW = "(max-width: 640px)"; // there they are folded away, see wall.css

export class Tools {
  /** `choices` are those of before; `act` has choose(choice), table(isSeen), picture() and results(). */
  constructor(labels, choices, act) {
    const choice = (name, text, titles) => {
      const options = CHOICES[name].map((value) => ({ name: value, title: titles[value] }));
      const list = chooser(options, (value) => act.choose({ [name]: value }));
      list.value = choices[name];
      return field(text, list);
    };
    const all = el(
      "div",
      { className: "wall-row" },
      choice("order", labels.order, labels.orders),
      choice("size", labels.size, labels.sizes),
      choice("names", labels.names, labels.names_shown),
      pressed(labels.table, (on) => act.table(on)),
      button(labels.save_picture, () => act.picture()),
      button(labels.save_csv, () => act.results()),
    );
    this.element = el(
      "details",
      { className: "wall-tools wall-teacher", "aria-label": labels.tools },
      el("summary", { textContent: labels.tools }),
      all,
    );
    const narrow = matchMedia(NARROW);
    const fold = () => (this.element.open = !narrow.matches);
    narrow.addEventListener("change", fold);
    fold();
  }
}
