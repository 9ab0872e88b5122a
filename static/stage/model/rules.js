// Which explanation holds, of those that playground/explanations.py has, for some facts of a training.

const COMPARISONS = {
  ">=": (a, b) => a >= b,
  ">": (a, b) => a > b,
  "<=": (a, b) => a <= b,
  "<": (a, b) => a < b,
  "==": (a, b) => a === b,
};

/** Return the first of `explanations` all of whose comparisons hold, of those with something to advise in `remedies`, or null. */
export function explain(explanations, facts, remedies) {
  const holds = ([fact, comparison, bound]) => COMPARISONS[comparison](facts[fact], bound);
  return explanations.find(({ id, when }) => id in remedies && when.every(holds)) ?? null;
}
