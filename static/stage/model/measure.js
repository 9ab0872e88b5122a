// What is measured of a network on its training and test points: losses, scores, and which points are mistaken.

import { Forward } from "./forward.js";

/** By task: the loss of one example, and the score of all of them. */
export const TASKS = {
  classification: {
    loss: (yHat, y) => -(y === 0 ? 0 : y * Math.log(yHat)) - (y === 1 ? 0 : (1 - y) * Math.log(1 - yHat)),
    score: accuracy,
  },
  regression: { loss: (yHat, y) => miss(yHat, y) ** 2, score: r2 },
};
const CERTAIN = 1e-6; // points and parameters come with seven digits: a smaller error is the same as none
const PENALTIES = { none: () => 0, l1: (w) => Math.abs(w), l2: (w) => (w * w) / 2 };

export class Measure {
  constructor(run) {
    this.run = run;
    this.task = TASKS[run.task];
    this.forward = new Forward(run, run.n);
    this.forward.place(run.points.x1, run.points.x2);
  }

  /** Return ŷ of all points; the first nTrain are for training. */
  predict(parameters) {
    return this.forward.run(parameters);
  }

  /** Return { trainLoss, testLoss, trainScore, testScore } as the server measures them. */
  of(parameters) {
    const { run, task } = this;
    const yHat = this.predict(parameters);
    const parts = [
      [0, run.nTrain],
      [run.nTrain, run.n],
    ].map(([from, to]) => {
      const [predicted, targets] = [yHat.subarray(from, to), run.points.y.subarray(from, to)];
      return {
        loss: mean(predicted, (value, i) => task.loss(value, targets[i])),
        score: task.score(predicted, targets),
      };
    });
    const [train, test] = parts;
    const trainLoss = train.loss + this.penalty(parameters);
    return { trainLoss, testLoss: test.loss, trainScore: train.score, testScore: test.score };
  }

  /** What the penalty adds to the training loss: weights count, biases do not. */
  penalty(parameters) {
    const { penalty, penalty_rate: rate } = this.run.description;
    const weigh = PENALTIES[penalty];
    let sum = 0;
    for (const { inputs, neurons, weights } of this.forward.layers) {
      for (let k = weights; k < weights + inputs * neurons; k++) sum += weigh(parameters[k]);
    }
    return rate * sum;
  }
}

/** How far off a predicted value is: ŷ − y, or 0 where that is less than the digits that come here can show. */
export function miss(yHat, y) {
  const off = yHat - y;
  return Math.abs(off) > CERTAIN * Math.max(1, Math.abs(y)) ? off : 0;
}

export function meanSquaredError(yHat, y) {
  return mean(yHat, (value, i) => miss(value, y[i]) ** 2);
}

/** Count the predictions of classes: { positive: [right, wrong], negative: [right, wrong] } by the true class. */
export function confusion(yHat, y) {
  const counts = { positive: [0, 0], negative: [0, 0] };
  for (const [i, value] of yHat.entries()) {
    counts[y[i] >= 0.5 ? "positive" : "negative"][isMistaken(value, y[i]) ? 1 : 0] += 1;
  }
  return counts;
}

/** True when a point is predicted to be of the other class. */
export function isMistaken(yHat, y) {
  return yHat >= 0.5 !== y >= 0.5;
}

function accuracy(yHat, y) {
  return mean(yHat, (value, i) => (isMistaken(value, y[i]) ? 0 : 1));
}

/** 1 − (squared errors) / (squared distances from the mean); NaN where all values are equal. */
function r2(yHat, y) {
  const middle = mean(y, (value) => value);
  const spread = mean(y, (value) => (value - middle) ** 2);
  return spread === 0 ? NaN : 1 - meanSquaredError(yHat, y) / spread;
}

function mean(values, measure) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += measure(values[i], i);
  return sum / values.length;
}
