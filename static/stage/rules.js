// Which explanation holds, of those that playground/explanations.py has, for some facts of a training.

const COMPARISONS = {
  ">=": (a, b) => a >= b,
  ">": (a, b) => a > b,
  "<=": (a, b) => a <= b,
  "<": (a, b) => a < b,
  "==": (a, b) => a === b,
};

/** Return the first of `explanations`, which come by priority, all of whose comparisons hold, or null. */
export function explain(explanations, facts) {
  return explanations.find(({ when }) => when.every(([fact, comparison, bound]) => COMPARISONS[comparison](facts[fact], bound))) ?? null;
}
