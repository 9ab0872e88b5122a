// In which order the tiles are, and what they are called. Pure.

const METRIC = { testLoss: 1, testScore: 3 }; // places among the metrics of a student

/** What a student is measured by in each order; null comes last. */
const MEASURES = {
  name: () => 0, // by name alone
  loss: ({ metrics }) => metrics?.[METRIC.testLoss] ?? null,
  score: ({ metrics }) => negated(metrics?.[METRIC.testScore] ?? null), // the best first
  neurons: ({ neurons, run }) => (run ? neurons : null),
};
export const ORDERS = Object.keys(MEASURES);

/** The students in an order, those who ask for help first. */
export function ordered(students, order, nameOf) {
  const measure = MEASURES[order];
  const all = students.map((student) => ({ student, at: measure(student), name: nameOf(student) }));
  all.sort(
    (a, b) =>
      Number(b.student.help) - Number(a.student.help) ||
      compared(a.at, b.at) ||
      a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: "base" }) ||
      a.student.id - b.student.id,
  );
  return all.map(({ student }) => student);
}

/** How a student is called by each of the settings of names: { sign, name }. */
export const NAMES = {
  on: ({ nickname, sign }) => ({ sign, name: nickname }),
  animals: ({ animal, sign }) => ({ sign, name: animal }),
  off: () => ({ sign: "", name: "" }),
};

/** What a student is called where something must be said: where names are hidden, "Student" and a number. */
export function called(student, names, labels) {
  return NAMES[names](student).name || `${labels.columns.student} ${student.id}`;
}

function compared(a, b) {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null ? -1 : a - b;
}

function negated(value) {
  return value === null ? null : -value;
}
