// The teacher leads: pause all, an epoch to stop at, something to go on with, and which controls the students have.

import { el } from "../ui/dom.js";
import { say } from "../ui/language.js";
import { button, chooser, field, offerText, textField, write } from "./elements.js";
import { MOST_STOP, wholeNumber } from "./entry.js";

const MINE = "mine"; // the teacher's own settings, as the server knows them

export class Lead {
  constructor({ labels, scenes, controls }, _, ask) {
    Object.assign(this, { labels, controls });
    this.readmit = (nickname) => ask({ do: "student", readmit: nickname });
    this.lead = (what) => ask({ do: "lead", ...what });
    this.element = el(
      "section",
      { className: "wall-panel", "aria-label": labels.panels.lead },
      el("h2", { textContent: labels.panels.lead }),
      ...this.pausing(),
      ...this.stopping(),
      ...this.sending(scenes),
      this.narrowing(),
      this.readmitting(),
    );
  }

  // --- its parts

  pausing() {
    const { labels } = this;
    this.pause = button("", () => this.lead({ pause: !this.told.paused }), { className: "wall-button wall-pause" });
    this.paused = el("p", { className: "wall-note" });
    const start = button(labels.start_all, () => this.lead({ start: true }));
    return [el("div", { className: "wall-row" }, this.pause, start), this.paused];
  }

  stopping() {
    const { labels } = this;
    this.stop = textField({ inputMode: "numeric", className: "wall-short", maxLength: 9 });
    this.stopWrong = el("p", { className: "wall-wrong", role: "alert" });
    this.stopNow = el("p", { className: "wall-note" });
    this.noStop = button(labels.no_stop, () => this.lead({ stop: null }));
    const onsubmit = (event) => {
      event.preventDefault();
      const epoch = wholeNumber(this.stop.value, MOST_STOP);
      write(this.stopWrong, epoch === null ? labels.stop_wrong : "");
      this.stop.setAttribute("aria-invalid", String(epoch === null));
      if (epoch !== null) this.lead({ stop: epoch });
    };
    const set = button(labels.set, undefined, { type: "submit" });
    const row = el("div", { className: "wall-row" }, field(labels.stop_at, this.stop), set, this.noStop);
    return [titled(labels.stop_title), el("form", { onsubmit }, row), this.stopWrong, this.stopNow];
  }

  sending(scenes) {
    const { labels } = this;
    const what = chooser([{ name: MINE, title: labels.my_settings }, ...scenes]);
    const send = (atOnce) => () => this.lead({ send: what.value, at_once: atOnce });
    this.offer = el("p", { className: "wall-note" });
    this.unsend = button(labels.take_back, () => this.lead({ unsend: true }));
    return [
      titled(labels.send_title),
      field(labels.what_to_send, what),
      el("div", { className: "wall-row" }, button(labels.as_offer, send(false)), button(labels.at_once, send(true))),
      el("p", { className: "wall-note", textContent: labels.send_note }),
      el("div", { className: "wall-row" }, this.offer, this.unsend),
    ];
  }

  narrowing() {
    const { labels } = this;
    this.boxes = this.controls.map(({ name }) => el("input", { type: "checkbox", value: name, checked: true }));
    const list = this.controls.map(({ title }, i) => el("label", { className: "wall-check" }, this.boxes[i], title));
    this.way = chooser(["hidden", "locked"].map((name) => ({ name, title: labels.ways[name] })));
    this.narrowed = el("p", { className: "wall-note" });
    const set = button(labels.set, () => this.lead(this.chosen()));
    const all = button(labels.all_controls, () => {
      for (const box of this.boxes) box.checked = true;
      this.lead({ show: null, lock: [] });
    });
    return el(
      "details",
      { className: "wall-fold" },
      el("summary", { textContent: labels.controls_title }),
      el("fieldset", {}, el("legend", { textContent: labels.may_change }), ...list),
      field(labels.others_are, this.way),
      el("div", { className: "wall-row" }, set, all),
      this.narrowed,
    );
  }

  /** Who was removed comes back only if the teacher lets them. */
  readmitting() {
    this.removed = el("ul", { className: "wall-removed" });
    this.gone = el("div", { className: "wall-teacher", hidden: true }, titled(this.labels.removed_title), this.removed);
    return this.gone;
  }

  showRemoved(nicknames) {
    const key = JSON.stringify(nicknames);
    if (key === this.key) return;
    this.key = key;
    this.gone.hidden = nicknames.length === 0;
    const entry = (nickname) => {
      const back = button(this.labels.let_back, () => this.readmit(nickname));
      return el("li", { className: "wall-row" }, el("bdi", { textContent: nickname }), back);
    };
    this.removed.replaceChildren(...nicknames.map(entry));
  }

  /** Which controls are shown, and which are locked: see `show` and `lock` in the address. */
  chosen() {
    const [free, others] = [true, false].map((is) => this.boxes.filter(({ checked }) => checked === is));
    const names = (boxes) => boxes.map(({ value }) => value);
    if (!others.length) return { show: null, lock: [] };
    return this.way.value === "hidden" ? { show: names(free), lock: [] } : { show: null, lock: names(others) };
  }

  // --- what the server says

  show({ lead, counts, removed }) {
    const { labels } = this;
    this.told = lead;
    this.showRemoved(removed);
    const { paused, stop, show, lock, offer } = lead;
    write(this.pause, paused ? labels.go_on : labels.pause_all);
    this.pause.classList.toggle("wall-is-paused", paused);
    write(this.paused, paused ? labels.paused_note : labels.not_paused_note);
    write(this.stopNow, stop === null ? labels.stops_nowhere : say(labels.stops_at, { epoch: stop }));
    this.noStop.hidden = stop === null;
    write(this.offer, offerText(labels, offer, counts.joined) || labels.no_offer);
    this.unsend.hidden = !offer;
    const few = show ? this.controls.length - show.length : lock.length;
    write(this.narrowed, few ? say(show ? labels.hidden_now : labels.locked_now, { count: few }) : labels.all_free);
  }
}

function titled(textContent) {
  return el("h3", { textContent });
}
