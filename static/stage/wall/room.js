// The room as this browser knows it: of each answer it takes what has changed. Pure.

export class Room {
  constructor() {
    this.number = 0; // of the newest change that is known here
    this.students = new Map(); // by their ids
    this.data = new Map(); // point sets, by their keys
    this.watched = null; // the student on show large: { student, run, losses }
    this.curves = new Map(); // of the experiment, by student: { x, y }
  }

  /** Take an answer of kind "wall"; return the ids of those whose picture is another now. */
  receive(answer) {
    if (answer.labels) this.students.clear(); // everything comes anew
    Object.assign(this, { number: answer.number, lead: answer.lead });
    Object.assign(this, { challenge: answer.challenge, removed: answer.removed });
    this.experiment = answer.experiment && this.withCurves(answer.experiment);
    this.about = { ...this.about, ...answer.room }; // the QR code comes only once
    for (const { key, ...points } of answer.data) this.data.set(key, points);
    for (const told of answer.students) this.students.set(told.id, this.told(told));
    const isHere = new Set(answer.names);
    for (const id of this.students.keys()) if (!isHere.has(id)) this.students.delete(id);
    this.watch(answer.watched);
    if (answer.labels) return answer.names;
    return answer.students.filter(({ run, parameters }) => run || parameters).map(({ id }) => id);
  }

  /** A student with what is known of the same run from before. */
  told(told) {
    const before = this.students.get(told.id);
    const run = told.run ? { ...told.run, ...pointsOf(this.data.get(told.run.data)) } : (before?.run ?? null);
    const parameters = told.parameters ?? (told.run ? null : (before?.parameters ?? null));
    return { ...told, run, parameters };
  }

  watch(told) {
    if (!told) return; // this answer is not about the one on show
    const before = this.watched?.student === told.student ? this.watched.run : null;
    const points = told.run.points ?? (before?.runId === told.run.runId ? before.points : null);
    this.watched = points && { ...told, run: { ...told.run, points } };
  }

  /** An experiment with all of each curve: of those that have not changed nothing is told again. */
  withCurves(told) {
    if (told.number !== this.experiment?.number) this.curves.clear();
    for (const { student, losses } of told.curves) if (losses) this.curves.set(student, losses);
    const curves = told.curves.map((curve) => ({ x: [], y: [], ...curve, ...this.curves.get(curve.student) }));
    return { ...told, curves };
  }

  /** The run of which nothing needs to be told again: that of a student, with all of its points. */
  knownRun(student) {
    const { watched } = this;
    return student !== null && watched?.student === student ? watched.run.runId : null;
  }

  /** How many students have joined, how many of them are away, and how many ask for help. */
  get counts() {
    const all = [...this.students.values()];
    const count = (is) => all.filter(is).length;
    return { joined: all.length, away: count(({ state }) => state === "away"), help: count(({ help }) => help) };
  }
}

/** Of a run the wall shows only some of the training points: as many as there are here. */
function pointsOf(data) {
  return data ? { points: data.points, n: data.n, nTrain: data.nTrain } : { points: null, n: 0, nTrain: 0 };
}
