// The status: which epoch is on show with its numbers, what goes on and what to do, and what there is on offer to do.

import { el } from "../ui/dom.js";
import { number, percent, say } from "../ui/language.js";

const ANNOUNCE_MS = 10_000; // a screen reader is told at most so often while it trains

export class Status {
  /** `act` has resume(), branch(), apply(), and focusBack(), for when the button that had the focus goes away. */
  constructor(labels, act) {
    this.labels = labels;
    this.act = act;
    this.announcedAt = -Infinity;
    const offer = (properties) =>
      el("button", { type: "button", className: "stage-button stage-button-resume", hidden: true, ...properties });
    this.resume = offer({ title: labels.resume_help, onclick: () => act.resume() });
    this.branch = offer({ title: labels.branch_help, textContent: labels.branch, onclick: () => act.branch() });
    this.remedy = offer({ onclick: () => act.apply() });
    this.why = el("a", {
      className: "stage-why",
      textContent: labels.why,
      title: labels.why_help,
      target: "_blank",
      hidden: true,
    });
    this.status = el("p", { className: "stage-status" });
    this.hint = el("p", { className: "stage-state" });
    this.engine = el("span", { className: "stage-engine", role: "note", tabIndex: 0, title: labels.engine_help });
    this.announcer = el("p", { className: "stage-only-heard", role: "status", "aria-live": "polite" });
    this.element = el(
      "div",
      { className: "stage-words" },
      this.status,
      this.engine,
      this.resume,
      this.branch,
      el("div", { className: "stage-advice" }, this.hint, this.remedy, this.why),
    );
  }

  /** Say what is on show, the frame `shown`, whatever has been received beyond it, and `hint`, what to do. */
  show({ past, run, engine }, shown, state, hint, now) {
    const status = this.statusOf(shown, run);
    write(this.engine, engine === null ? "" : this.labels.engines[engine]);
    write(this.status, status);
    write(this.hint, hint);
    const isNew = state !== this.state;
    this.state = state;
    const isCalm = state !== "playing" && !past && status !== this.announced; // the scrubber tells its epoch itself
    if (isNew || isCalm || (state === "playing" && now - this.announcedAt > ANNOUNCE_MS))
      this.announce(status, hint, now);
  }

  /** The numbers of an epoch; where a schedule moves the learning rate, that as well. */
  statusOf(frame, { task, description }) {
    const { labels } = this;
    const values = {
      epoch: frame.epoch,
      train: number(frame.trainLoss),
      test: number(frame.testLoss),
      rate: number(frame.learningRate),
      accuracy: percent(frame.testScore),
      r2: number(frame.testScore),
    };
    const parts = [task === "classification" ? labels.status : labels.status_values];
    if (description.schedule !== "constant") parts.push(labels.status_rate);
    return parts.map((part) => say(part, values)).join(", ");
  }

  /** Offer to bring a run back to `epoch`, 0 for weights that were set or loaded; null for no offer. */
  offer(epoch) {
    if (this.offered === epoch) return;
    this.offered = epoch;
    this.putOnOffer(this.resume, epoch !== null);
    if (epoch !== null) this.resume.textContent = say(this.labels[epoch ? "resume" : "resume_first"], { epoch });
  }

  /** Offer what an explanation advises, and where it is explained; null for none. */
  advise(explanation, remedy) {
    if (this.why.hidden !== (explanation === null)) this.why.hidden = explanation === null;
    if (explanation !== null)
      this.why.href = new URL(`explanations${languageAsked()}#${explanation}`, document.baseURI).href;
    this.putOnOffer(this.remedy, Boolean(remedy));
    if (remedy) write(this.remedy, remedy);
  }

  /** Offer to go on from an epoch that is looked back at; null for no offer. */
  offerBranch(epoch) {
    if (this.branch.hidden === (epoch === null)) return;
    this.putOnOffer(this.branch, epoch !== null);
  }

  /** A button that goes away because it was pressed hands its focus on. */
  putOnOffer(button, isOffered) {
    if (!isOffered && document.activeElement === button) this.act.focusBack();
    button.hidden = !isOffered;
  }

  announce(status, hint, now) {
    this.announced = status;
    this.announcedAt = now;
    this.announcer.textContent = `${hint} ${status}`;
  }
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** What the address says of the language, to be said in another: "?lang=pt", or nothing. */
function languageAsked() {
  const code = new URLSearchParams(location.search).get("lang");
  return code === null ? "" : `?${new URLSearchParams({ lang: code })}`;
}
