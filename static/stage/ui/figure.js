// A Plotly figure that the server made, drawn in place: zoom and hover survive when its numbers change.

import { coloursOf, rgbOf } from "./colours.js";
import { DOUBLE_CLICK_MS, onSingleClick, startPlotly } from "./plotly.js";

const figures = new WeakMap(); // by the places they are drawn in

/** Draw the figure in the place of a component, or change the one that is there. */
export async function draw({ data, parentElement, setTriggerValue }, address) {
  const place = parentElement.querySelector(".figure-place");
  const { figure, config, alt } = JSON.parse(new TextDecoder().decode(data));
  place.setAttribute("role", config.displayModeBar ? "figure" : "img"); // a picture holds no buttons
  place.style.overflow = "clip"; // until it has taken another width
  place.setAttribute("aria-label", alt);
  place.style.height = `${figure.layout.height}px`;
  const Plotly = await startPlotly(address);
  if (!place.isConnected) return;
  await Plotly.react(place, figure.data, dressed(figure.layout, coloursOf(place)), {
    ...config,
    doubleClickDelay: DOUBLE_CLICK_MS,
  });
  if (!figures.has(place)) figures.set(place, new Figure(Plotly, place));
  figures.get(place).sendWith(setTriggerValue);
}

/** Take down what draw has put up. */
export function leave({ parentElement }) {
  const place = parentElement.querySelector(".figure-place");
  figures.get(place)?.leave();
  figures.delete(place);
  window.Plotly?.purge(place);
}

/** A figure on the page: it keeps to the size of its place, and tells the server of clicks. */
class Figure {
  constructor(Plotly, place) {
    onSingleClick(place, ({ points: [point] }) =>
      this.send("click", { trace: point.curveNumber, point: point.pointNumber }),
    );
    // One that is hidden, or just taken away, has no width; Plotly would complain of it.
    this.watch = new ResizeObserver(() => place.offsetWidth && Plotly.Plots.resize(place));
    this.watch.observe(place);
  }

  sendWith(send) {
    this.send = send;
  }

  leave() {
    this.watch.disconnect();
  }
}

/** The layout in the page's colours and type. What a person zoomed to stays as long as the axes are the same. */
function dressed(layout, { text, font, background }) {
  const faint = `color-mix(in srgb, ${text} 16%, ${background})`;
  const titled = (own) => (own.title ? { title: { font: { size: 13 }, ...own.title } } : {});
  const axis = (own = {}) => ({
    gridcolor: resolved(faint),
    zeroline: false,
    automargin: true,
    ...own,
    ...titled(own),
  });
  const axes = [layout.xaxis, layout.yaxis].map((own) => [own?.title?.text, own?.type]);
  return {
    ...layout,
    autosize: true,
    uirevision: JSON.stringify(axes),
    paper_bgcolor: "transparent",
    plot_bgcolor: "transparent",
    font: { family: font, color: text, size: 12 },
    modebar: {
      bgcolor: background,
      color: resolved(`color-mix(in srgb, ${text} 65%, ${background})`),
      activecolor: text,
    },
    hoverlabel: { bgcolor: background, bordercolor: resolved(faint), font: { color: text, family: font } },
    xaxis: axis(layout.xaxis),
    yaxis: axis(layout.yaxis),
  };
}

/** A colour as Plotly can read it: it knows no color-mix. */
function resolved(colour) {
  return `rgb(${rgbOf(colour).join(", ")})`;
}
