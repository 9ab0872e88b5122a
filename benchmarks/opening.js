// Notes in a page that opens when what is first seen of it, in milliseconds since it was asked for: `window.seen` has
// `text` (anything to read), `picture`, `play` (it could be pressed), `whole` and `epoch` (the first one on screen after
// Play was pressed as soon as it could be, if `pressPlay`), and, if it is to `watch`, `settled`, the last change inside
// the window, charts apart. `shift` is the sum of layout shifts, `tasks` has [start, duration] of each that was longer than 50 ms.

({ pressPlay = false, watch = false }) => {
  const seen = (window.seen = { shift: 0, tasks: [], settled: 0 });
  const find = (selector) => document.querySelector(selector);
  const STAGE = "[data-testid=live-stage]";

  const isOnTop = (element) => {
    if (!element) return false;
    const { left, top, width, height } = element.getBoundingClientRect();
    return width > 0 && element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  };
  const playButton = () => find(`${STAGE} .stage-button-play`);
  const canPlay = () => isOnTop(playButton()) && playButton().getAttribute("aria-disabled") !== "true";
  const isWhole = () =>
    find(`${STAGE} [data-testid=loss-curve] canvas, ${STAGE} [data-testid=loss-curve] .js-plotly-plot`) &&
    find("[data-control=batch_size] input, .st-key-batch_size input") &&
    find(".st-key-scenes button") &&
    find("[data-testid=stPopover] button");
  const when = {
    text: () => find("[data-testid=stText], [data-testid=stHeading], [data-testid=stMarkdown] p, .live-stage"),
    picture: () => Number(find(STAGE)?.dataset.frames) > 0,
    play: () => seen.picture && canPlay(),
    whole: () => seen.play && isWhole(),
    epoch: () => Number(find(STAGE)?.dataset.epoch) > 0,
  };
  const look = () => {
    const now = performance.now();
    for (const [name, holds] of Object.entries(when)) {
      if (seen[name] !== undefined || !holds()) continue;
      seen[name] = now;
      if (name === "play" && pressPlay) playButton().click();
    }
    requestAnimationFrame(look);
  };
  look();

  const isInWindow = (node) => {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    if (!element?.isConnected || element.closest(".figure-place, head, [data-testid=stStatusWidget]")) return false;
    const { top, bottom, width, height } = element.getBoundingClientRect();
    return top < innerHeight && bottom > 0 && width * height > 0;
  };
  const note = (records) => {
    const changed = records.flatMap(({ target, addedNodes }) => (addedNodes.length ? [...addedNodes] : [target]));
    if (changed.some(isInWindow)) seen.settled = performance.now();
  };
  const options = { subtree: true, childList: true, characterData: true };
  const begin = () => new MutationObserver(note).observe(document.body, options);
  if (watch) document.addEventListener("DOMContentLoaded", begin);

  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe("longtask", ({ startTime, duration }) => seen.tasks.push([startTime, duration]));
  observe("layout-shift", ({ value, hadRecentInput }) => {
    if (!hadRecentInput) seen.shift += value;
  });
}
