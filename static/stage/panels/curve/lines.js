// The lines of the loss curve: training and test, and beneath them those of other runs, grey.

const MOST_POINTS = 300; // drawn of each line: more could not be told apart

/** The losses from an epoch to another, thinned: { epochs, train, test }. */
export function thinned({ trainLoss, testLoss }, from, to) {
  const stride = Math.max(1, Math.ceil((to - from) / MOST_POINTS));
  const epochs = [];
  for (let epoch = from - (from % stride); epoch < to; epoch += stride) epochs.push(epoch);
  if (to >= from) epochs.push(to);
  return { epochs, train: epochs.map((e) => trainLoss.at(e)), test: epochs.map((e) => testLoss.at(e)) };
}

/** All of them: what comes later lies on top, as the line of another run may be the same as the one on show. */
export function linesOf(colours, otherRuns, { epochs, train, test }) {
  return [
    ...otherRuns.map(({ epochs: x, losses: y, number }) => {
      return { x, y, colour: colours.ghost, width: 1.5, number: String(number) };
    }),
    { x: epochs, y: train, colour: colours.curve.train, width: 2 },
    { x: epochs, y: test, colour: colours.curve.test, width: 2, isDashed: true },
  ];
}
