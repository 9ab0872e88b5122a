// The lesson "be the optimiser": a loss to get below by setting the weights by hand, before gradient descent may try.

import { closeButton } from "../ui/card.js";
import { el } from "../ui/dom.js";
import { number, say, written } from "../ui/language.js";

export class Lesson {
  /** `end()` is called when the person wants no lesson any more. */
  constructor(labels, end) {
    this.labels = labels;
    this.target = null;
    this.moves = 0;
    this.text = el("span", { role: "status" });
    const close = closeButton(labels.lesson_end, end);
    this.element = el(
      "div",
      { className: "stage-lesson", hidden: true, "data-testid": "lesson" },
      el("strong", { textContent: labels.lesson }),
      this.text,
      close,
    );
  }

  setTarget(target) {
    this.target = target;
    this.element.hidden = target === null;
  }

  /** Another run begins. */
  setRun() {
    this.moves = 0;
  }

  /** A weight or bias was set by hand. */
  countMove() {
    this.moves += 1;
  }

  /** Say how far it is, for the frame on show; `isSingle` where one neuron is all there is. */
  show({ epoch, trainLoss }, isSingle) {
    if (this.target === null) return;
    const { labels, target, moves } = this;
    const goal = isSingle ? labels.lesson_goal : labels.lesson_goal_click;
    const isDone = trainLoss < target;
    const label = isDone ? (epoch === 0 ? labels.lesson_done : labels.lesson_trained) : goal;
    const text = say(label, { target: written(String(target)), moves, epoch, loss: number(trainLoss) });
    if (this.text.textContent !== text) this.text.textContent = text;
    this.element.classList.toggle("stage-lesson-done", isDone && epoch === 0);
  }
}
