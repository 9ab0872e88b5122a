// Where the losses of a run are going: those of its facts that follow from the losses alone.

const RECENT = 20; // epochs
const WINDOW = 50;
const JUMP = 1.2; // a loss that grows by a fifth in one epoch has jumped

/** The facts at an epoch, from the losses of `history` since the epoch of the last change. */
export function trends(epoch, { trainLoss, testLoss }, since) {
  const epochs = epoch - since;
  const facts = { epochs, ...sinceBest(epoch, trainLoss, testLoss, since) };
  if (epochs >= RECENT) {
    const recent = Array.from({ length: RECENT + 1 }, (_, i) => trainLoss.at(epoch - RECENT + i));
    const ratios = recent.slice(1).map((loss, i) => loss / recent[i]);
    facts.jumps = ratios.filter((ratio) => ratio > JUMP).length;
    facts.recent_fall = 1 - recent[RECENT] / recent[0];
  }
  if (epochs >= WINDOW) facts.fall = fallOver(epoch, trainLoss);
  return facts;
}

/** How far the test loss has come up from its lowest, and how far the training loss has gone down since then. */
function sinceBest(epoch, trainLoss, testLoss, since) {
  let best = since;
  for (let e = since + 1; e <= epoch; e++) if (testLoss.at(e) < testLoss.at(best)) best = e;
  const [train, test] = [trainLoss, testLoss].map((losses) => losses.at(epoch) / losses.at(best));
  return { best_epoch: best, epochs_since_best: epoch - best, test_rise: test - 1, train_fall: 1 - train };
}

/** How much lower the loss is than half a window ago: means, since a noisy loss varies from epoch to epoch. */
function fallOver(epoch, losses) {
  const mean = (from) =>
    Array.from({ length: WINDOW / 2 }, (_, i) => losses.at(from - i)).reduce((a, b) => a + b) / (WINDOW / 2);
  return 1 - mean(epoch) / mean(epoch - WINDOW / 2);
}
