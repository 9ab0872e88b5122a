// Starts Plotly, which takes long and blocks the page meanwhile, once there is a first picture.

import { el } from "../ui/dom.js";
import { startPlotly } from "../ui/plotly.js";

const ARRIVE_MS = 2500; // the axes wait for so long at most until a run from a link has arrived

/** Let the charts have Plotly soon: at once, but while a run is brought back it would wait for them. */
export function loadCharts(address, player, panels, latest = performance.now() + ARRIVE_MS) {
  const isBusy = player.goal !== null && performance.now() < latest;
  if (isBusy) setTimeout(() => loadCharts(address, player, panels, latest), 50);
  else setTimeout(() => start(address, player, panels));
}

function start(address, player, { views, curve }) {
  startPlotly(address).then(
    (Plotly) => {
      if (views.Plotly) return;
      curve.draw(player, performance.now());
      for (const chart of [views, curve]) chart.setPlotly(Plotly);
      performance.mark("whole stage");
    },
    () => curve.area.append(el("p", { className: "stage-fault", textContent: curve.labels.charts_failed })),
  );
}
