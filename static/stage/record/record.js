// The tab "Record" of the dialog "Share and save": the training as a table of numbers and as a film. Both are made here,
// from what the stage holds; the server has nothing to do with it.

import { stageOnShow } from "../main.js";
import { el } from "../ui/dom.js";
import { number, say, written } from "../ui/language.js";
import { Film } from "./film.js";
import { makeGif } from "./gif.js";
import { table } from "./table.js";

const tabs = new WeakMap(); // place: the tab that is shown there

/** Show the tab in the place of a component. It stays as it is when Streamlit runs the dialog again. */
export function show({ data, parentElement }) {
  const place = parentElement.querySelector(".record-place");
  if (tabs.has(place)) return;
  const tab = new Tab(data);
  tabs.set(place, tab);
  place.replaceChildren(tab.element);
}

/** The dialog was closed. */
export function leave({ parentElement }) {
  tabs.get(parentElement.querySelector(".record-place"))?.leave();
}

class Tab {
  constructor({ labels, header, choices }) {
    Object.assign(this, { labels, header });
    this.status = el("p", { className: "record-said", role: "status" });
    this.choices = Object.fromEntries(
      Object.entries(choices).map(([name, choice]) => [name, this.choice(name, choice)]),
    );
    this.make = button(labels.gif, labels.gif_help, () => this.makeFilm());
    this.bar = el(
      "div",
      { className: "record-bar", role: "progressbar", "aria-label": labels.making, "aria-valuemin": 0 },
      el("i"),
    );
    this.cancel = button(labels.cancel, "", () => this.stop());
    this.progress = el("div", { className: "record-row", hidden: true }, this.bar, this.cancel);
    this.result = el("div", { className: "record-result", hidden: true });
    this.element = el(
      "div",
      { className: "record" },
      el("h3", { textContent: labels.table_title }),
      el("p", { textContent: labels.table_what }),
      el(
        "div",
        { className: "record-row" },
        button(labels.table, labels.table_help, () => this.saveTable()),
      ),
      el("h3", { textContent: labels.gif_title }),
      el("p", { textContent: labels.gif_what }),
      el("div", { className: "record-row" }, ...Object.values(this.choices).map(({ element }) => element), this.make),
      this.progress,
      this.status,
      this.result,
    );
  }

  choice(name, { values, usual }) {
    const { labels } = this;
    const options = values.map((value) =>
      el("option", { value, selected: value === usual, textContent: say(labels[`${name}_value`], { value }) }),
    );
    const select = el("select", {}, ...options);
    return { element: el("label", { className: "stage-field" }, labels[name], select), select };
  }

  /** What the stage shows, or null, with a sentence that says why, where there is nothing to record. */
  get shown() {
    const { player, panels } = stageOnShow() ?? {};
    if (!player?.newest.epoch) {
      this.status.textContent = this.labels.nothing;
      return null;
    }
    const { colours, discrete, showTest } = panels.views.views.boundary;
    return {
      run: player.run,
      history: player.history,
      last: player.newest.epoch,
      colours,
      discrete,
      withTest: showTest,
    };
  }

  async saveTable() {
    const { shown, labels } = this;
    if (!shown) return;
    const blob = await table(shown.history, shown.last, this.header[shown.run.task]);
    const href = URL.createObjectURL(blob);
    el("a", { href, download: "history.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000); // the browser has it by then
    this.status.textContent = say(labels.table_done, { count: shown.last + 1, last: shown.last });
  }

  async makeFilm() {
    const { shown } = this;
    if (!shown || this.making) return;
    this.making = new AbortController();
    this.status.textContent = "";
    this.showResult(null);
    const chosen = Object.fromEntries(
      Object.entries(this.choices).map(([name, { select }]) => [name, Number(select.value)]),
    );
    try {
      const film = new Film(shown, this.labels, chosen);
      this.showProgress(0, film.frames.length);
      this.cancel.focus();
      const progress = (done) => this.showProgress(done, film.frames.length);
      const blob = await makeGif(film, chosen.seconds, progress, this.making.signal);
      if (blob) this.showResult(film, blob);
      else this.status.textContent = this.labels.cancelled;
    } catch (error) {
      console.warn(error);
      this.status.textContent = this.labels.failed;
    }
    this.making = null;
    this.showProgress(null);
  }

  stop() {
    this.making?.abort();
  }

  leave() {
    this.stop();
    this.showResult(null);
  }

  /** Show how many pictures are done; null when none are being made. */
  showProgress(done, of) {
    const hadFocus = document.activeElement === this.cancel;
    this.progress.hidden = done === null;
    this.make.setAttribute("aria-disabled", done !== null); // not `disabled`: it keeps the focus
    if (done !== null) {
      const values = {
        "aria-valuemax": of,
        "aria-valuenow": done,
        "aria-valuetext": say(this.labels.progress, { done, of }),
      };
      for (const [name, value] of Object.entries(values)) this.bar.setAttribute(name, value);
      this.bar.firstChild.style.width = `${(100 * done) / of}%`;
    } else if (hadFocus) (this.result.querySelector("a") ?? this.make).focus();
  }

  /** Show a film that is made, and offer it; null takes it away. */
  showResult(film, blob) {
    if (this.href) URL.revokeObjectURL(this.href);
    this.href = film && URL.createObjectURL(blob);
    this.result.hidden = !film;
    this.result.replaceChildren();
    if (!film) return;
    const { labels, href } = this;
    const { frames, width, height } = film;
    const values = {
      first: frames[0].epoch,
      last: frames.at(-1).epoch,
      count: frames.length,
      width,
      height,
      size: megabytes(blob.size),
    };
    const [moving, still, change] = this.screen(
      film,
      el("img", { src: href, width, height, alt: say(labels.film_now, values) }),
    );
    const save = el("a", { className: "stage-button", href, download: "training.gif", textContent: labels.save });
    this.result.append(
      moving,
      still,
      el("div", {}, change, save, el("p", { textContent: say(labels.film_about, values) })),
    );
    this.status.textContent = labels.done;
  }

  /** The film, its last picture in its place for who wants no motion, and the button that changes between the two. */
  screen({ canvas: still, frames }, moving) {
    const { labels } = this;
    still.setAttribute("role", "img");
    still.setAttribute(
      "aria-label",
      say(labels.film_title, { epoch: frames.at(-1).epoch, loss: number(frames.at(-1).trainLoss) }),
    );
    const turn = (isMoving) => {
      moving.hidden = !isMoving;
      still.hidden = isMoving;
      change.textContent = isMoving ? labels.film_pause : labels.film_play;
    };
    const change = button("", "", () => turn(moving.hidden));
    turn(!matchMedia("(prefers-reduced-motion: reduce)").matches);
    return [moving, still, change];
  }
}

function button(text, title, onclick) {
  return el("button", { type: "button", className: "stage-button", textContent: text, title, onclick });
}

function megabytes(bytes) {
  return written((bytes / 1e6).toFixed(bytes < 1e5 ? 2 : 1));
}
