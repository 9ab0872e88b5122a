// Which of the explanations of playground/explanations.py holds for the facts of a training.

const COMPARISONS = {
  ">=": (a, b) => a >= b,
  ">": (a, b) => a > b,
  "<=": (a, b) => a <= b,
  "<": (a, b) => a < b,
  "==": (a, b) => a === b,
};

/** Return the first of `explanations` with a remedy in `remedies` all of whose comparisons hold, or null. */
export function explain(explanations, facts, remedies) {
  const holds = ([fact, comparison, bound]) => COMPARISONS[comparison](facts[fact], bound);
  return explanations.find(({ id, when }) => id in remedies && when.every(holds)) ?? null;
}
