// Looks at what goes on at the epoch on show, and says the one thing that there is to say of it.

import { Facts } from "../model/facts.js";
import { explain } from "../model/rules.js";
import { say } from "../ui/language.js";

const EXAMINE_MS = 300; // while it plays
const CALM_MS = 2000; // for so long at least an explanation stays, while it plays

export class Explaining {
  setRun(run) {
    this.facts = new Facts(run);
    this.rings = []; // the neurons that there is something to say of
    this.explanation = null; // its id, see playground/explanations.py
    this.remedy = undefined; // what its button says, where there is one
    this.sentence = null;
    this.examined = null;
    this.examinedAt = -Infinity;
    this.explainedAt = -Infinity;
  }

  /** Look at a frame, while it plays now and then; true when that was done. */
  examine(player, frame, state, now) {
    const { rules, remedies } = player.run;
    const isCalm = state !== "playing";
    const subject = [frame, state, remedies];
    const isSame = this.examined?.every((it, i) => it === subject[i]);
    if (isSame || (!isCalm && now - this.examinedAt < EXAMINE_MS)) return false;
    Object.assign(this, { examined: subject, examinedAt: now });
    const hasDiverged = state === "diverged" && !player.past;
    const { facts, rings } = this.facts.of(frame, player.history, player.changes, hasDiverged);
    this.rings = rings;
    const explanation = state === "idle" ? null : explain(rules, facts, remedies);
    const isNew = (explanation?.id ?? null) !== this.explanation;
    if (isNew && !isCalm && now - this.explainedAt <= CALM_MS) return true; // the one before stays for a while
    if (isNew) this.explainedAt = now;
    this.say(explanation, remedies, facts);
    return true;
  }

  say(explanation, remedies, facts) {
    const remedy = remedies[explanation?.id];
    this.explanation = explanation?.id ?? null;
    this.remedy = remedy?.label;
    this.sentence = explanation && say(`${explanation.meaning} ${remedy.advice}`, facts);
  }
}
