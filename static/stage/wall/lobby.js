// The lobby: open a room, or find one by its code.

import { el } from "../ui/dom.js";
import { button, field, textField } from "./elements.js";

export class Lobby {
  /** `act` has open(), for a new room, find(code), and again(), for a room that did not let its teacher in. */
  constructor(labels, act) {
    this.open = button(labels.open_room, () => act.open(), {
      className: "wall-button wall-button-main wall-button-open",
    });
    this.code = textField({
      className: "wall-code-field",
      maxLength: 12,
      autocapitalize: "characters",
      placeholder: "KX4-T7P",
      required: true,
    });
    this.refusal = el("p", { className: "wall-refusal", role: "alert" });
    this.again = button(labels.try_again, () => act.again(), { hidden: true });
    const onsubmit = (event) => {
      event.preventDefault();
      act.find(this.code.value.trim());
    };
    const join = button(labels.join, undefined, { type: "submit" });
    this.element = el(
      "div",
      { className: "wall-lobby" },
      el("p", { className: "wall-lead-sentence", textContent: labels.what_a_room_is }),
      this.refusal,
      this.again,
      el(
        "div",
        { className: "wall-ways" },
        el(
          "section",
          { "aria-label": labels.for_teachers },
          el("h2", { textContent: labels.for_teachers }),
          el("p", { textContent: labels.teacher_sentence }),
          this.open,
        ),
        el(
          "section",
          { "aria-label": labels.for_students },
          el("h2", { textContent: labels.for_students }),
          el("p", { textContent: labels.student_sentence }),
          el("form", { className: "wall-row", onsubmit }, field(labels.code, this.code), join),
        ),
      ),
    );
  }

  /** Say why something was not done; "" ends that. */
  refuse(sentence, mayTryAgain = false) {
    this.refusal.textContent = sentence;
    this.again.hidden = !mayTryAgain;
  }
}
