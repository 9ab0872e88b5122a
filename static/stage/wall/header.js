// The head of the wall: the code, the link, and who is there; the same as large as the screen; how long the room lives.

import { el } from "../ui/dom.js";
import { say } from "../ui/language.js";
import { button, confirm, copyButton, open, pressed, write } from "./elements.js";

export class Header {
  /** `act` has end(), ownLink(), the address that only the teacher may have, and project(on), to hide what is not for the class. */
  constructor(labels, home, act) {
    this.labels = labels;
    this.home = home;
    this.code = el("strong", { className: "wall-code" });
    this.link = el("a", { className: "wall-link", target: "_blank", rel: "noopener" });
    this.joined = el("span", { className: "wall-joined", role: "status" });
    this.asking = el("span", { className: "wall-asking" });
    this.left = el("span", { className: "wall-left" });
    const whole = button(labels.show_code, () => this.showWhole(), { className: "wall-button wall-button-main" });
    const projector = pressed(labels.projector, act.project);
    projector.title = labels.projector_help;
    const end = button(labels.end_room, () => confirm(home, labels, labels.end_sure, labels.end_room, act.end));
    const own = copyButton(labels, labels.copy_own_link, act.ownLink);
    own.title = labels.own_link_help;
    this.element = el(
      "header",
      { className: "wall-header" },
      el("div", { className: "wall-where" }, el("span", { textContent: labels.code }), this.code),
      el("div", { className: "wall-about" }, this.link, el("div", {}, this.joined, this.asking, this.left)),
      el(
        "div",
        { className: "wall-row" },
        el("div", { className: "wall-row wall-teacher" }, whole, own, end),
        projector,
      ),
    );
  }

  show({ shown, link, qr, minutesLeft }, { joined, away, help }) {
    const { labels } = this;
    const here = say(labels.joined, { count: joined - away });
    this.told = { shown, link, qr, here: away ? say(labels.besides_away, { here, count: away }) : here };
    write(this.code, shown);
    write(this.link, link.replace(/^https?:\/\//, ""));
    if (this.link.href !== link) this.link.href = link;
    write(this.joined, this.told.here);
    write(this.asking, help ? say(labels.asking, { count: help }) : "");
    write(this.left, say(labels.minutes_left, { count: minutesLeft }));
    if (this.wholeJoined) write(this.wholeJoined, this.told.here);
  }

  /** Show code, link and QR code over the whole screen, for the projector. */
  showWhole() {
    const { labels, told } = this;
    this.wholeJoined = el("p", { className: "wall-whole-joined", textContent: told.here });
    const dialog = el("dialog", { className: "wall-whole", "aria-label": labels.show_code });
    const src = `data:image/svg+xml,${encodeURIComponent(told.qr)}`;
    dialog.append(
      el(
        "div",
        {},
        el("p", { className: "wall-whole-how", textContent: labels.how_to_join }),
        el("p", { className: "wall-whole-link", textContent: told.link.replace(/^https?:\/\//, "") }),
        el("p", { className: "wall-whole-code", textContent: told.shown }),
        this.wholeJoined,
        button(labels.close, () => dialog.close()),
      ),
      el("img", { className: "wall-qr", src, alt: labels.qr_code }),
    );
    dialog.addEventListener("close", () => (this.wholeJoined = null));
    open(this.home, dialog);
  }
}
