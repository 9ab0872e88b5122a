// The hint: what goes on in a run, and what to do, in one line.

import { say, written } from "../ui/language.js";

/** The first of these that holds says what goes on: [when, the name of its label]; without a name nothing is to be added. */
const STATES = [
  [({ isPast, explanation }) => isPast && explanation, "past_short"],
  [({ isPast, state }) => isPast && state === "diverged", "past_diverged"],
  [({ isPast }) => isPast, "past"],
  [({ state, isPreparing }) => state === "waiting" && isPreparing, "preparing"],
  [({ goal, playing }) => goal !== null && playing, "resuming"],
  [({ goal }) => goal !== null, "resuming_paused"],
  [({ refused, state }) => refused === "continue" && state === "idle", "refused"],
  [({ hasArrived, drift }) => hasArrived && drift, "arrived_near"],
  [({ hasArrived }) => hasArrived, "arrived"],
  [({ state, company }) => state === "waiting" && company, "shared"],
  [({ explanation }) => explanation, null],
  [({ state, isLoaded }) => state === "idle" && isLoaded, "state_loaded"],
];

/** Each of these that holds is said besides. */
const BESIDES = [
  [({ state, company }) => state === "playing" && company, "shared"],
  [({ isForeign }) => isForeign, "foreign"],
  [({ isFull }) => isFull, "full"],
  [
    ({ isPast, stop, newest, state }) => !isPast && stop !== null && stop <= newest && state !== "finished",
    "stop_past",
  ],
];

/** What the hint says of a player in some state goes by, `sentence` being what an explanation has to say. */
export function situationOf(player, state, sentence) {
  const { shown, past, newest, stop, goal, drift, playing, refused, isFull, isPreparing, run, linked } = player;
  const { engine, engineBefore } = player;
  // The run has just been brought to where a link has it, and it is known how near that came.
  const isAtLink = newest.epoch === linked && drift !== null && !past;
  const hasArrived = isAtLink && ["paused", "finished"].includes(state);
  const isUrgent = state === "waiting" || state === "offline" || goal !== null;
  return {
    state,
    epoch: shown.epoch,
    newest: newest.epoch,
    isPast: past !== null,
    stop,
    goal,
    drift,
    playing,
    refused,
    isFull,
    isPreparing,
    isLoaded: Boolean(run.loaded),
    hasArrived,
    company: player.company(),
    // Brought back by another engine than had trained it, its last digits may differ.
    isForeign: engineBefore !== null && engine !== null && engine !== engineBefore,
    explanation: isUrgent || hasArrived ? null : sentence,
  };
}

/** The hint in a situation. */
export function hint(labels, situation) {
  const { drift, company, isPast, explanation, refused } = situation;
  const values = { ...situation, count: company, drift: drift === null ? "" : written(drift.toPrecision(1)) };
  const state = STATES.find(([holds]) => holds(situation))?.[1];
  const besides = BESIDES.filter(([holds]) => holds(situation)).map(([, name]) => name);
  const first = state === undefined ? [`state_${situation.state}`] : state === null ? [] : [state];
  const sentences = [...first, ...besides].map((name) => say(labels[name], values));
  if (explanation) sentences.splice(isPast ? 1 : 0, 0, explanation);
  if (refused && refused !== "continue") sentences.unshift(labels.request_refused);
  return sentences.join(" ");
}
