// The film of a training: which epochs it shows, and each of them as a picture, the boundary above the loss.

import { ticks } from "../drawing/ticks.js";
import { Grid, SQUARE } from "../model/grid.js";
import { SCALES, shades } from "../ui/colours.js";
import { el } from "../ui/dom.js";
import { number, say } from "../ui/language.js";
import { drawPoints, pointStyle, radiusOf } from "../views/points.js";
import { Surface, traceZero } from "../views/surface.js";

const USUAL = 420; // pixels of a side at which points and lines are as large as on the stage
const EARLY = 2; // the power by which early epochs, which change most, lie closer together

/** Choose `count` of some frames, the first and the last among them; all of them if there are no more. */
export function choose(frames, count) {
  const most = Math.min(count, frames.length);
  const last = frames.at(-1).epoch;
  let at = -1;
  return Array.from({ length: most }, (_, i) => {
    const wanted = most > 1 ? last * (i / (most - 1)) ** EARLY : last;
    const off = (k) => Math.abs(frames[k].epoch - wanted);
    at += 1;
    while (at < frames.length - most + i && off(at + 1) <= off(at)) at += 1;
    return frames[at];
  });
}

export class Film {
  /**
   * `shown` is what is on the stage: { run, history, last, colours, discrete, withTest }, `last` its newest epoch.
   * The film has at most so many `frames`, each `width` pixels wide.
   */
  constructor(shown, labels, { frames, width }) {
    Object.assign(this, shown, { labels, width, frames: choose(shown.history.frames, frames) });
    this.grid = new Grid();
    this.grid.setRun(this.run);
    this.surface = new Surface();
    const scale = SCALES[this.run.task];
    this.limit = scale.limit;
    this.classifies = this.run.task === "classification";
    this.shades = shades(this.colours.surface, scale)[this.discrete && this.classifies ? "discrete" : "smooth"];
    this.layOut();
    this.points = this.paintPoints();
    this.losses = this.thin();
    this.backdrop = this.paintBackdrop();
    this.canvas = el("canvas", { width, height: this.height });
    this.context = this.canvas.getContext("2d", { willReadFrequently: true });
  }

  /** Where things are, in pixels: one column, a line of text, the square, the curve. */
  layOut() {
    const { width } = this;
    const pad = Math.round(width / 36);
    this.text = Math.max(11, Math.round(width / 27));
    this.small = Math.max(10, Math.round(width / 34));
    const side = width - 2 * pad;
    this.square = { x: pad, y: pad + Math.round(this.text * 1.4), width: side, height: side };
    const left = pad + Math.ceil(this.small * 2.6);
    const top = this.square.y + side + pad + Math.round(this.small * 1.4);
    this.curve = { x: left, y: top, width: width - pad - left, height: Math.round(width / 5) };
    this.height = top + this.curve.height + Math.round(this.small * 1.6) + Math.round(pad / 2);
    this.scale = Math.max(0.65, side / USUAL);
  }

  /** The points, which are the same in every picture. */
  paintPoints() {
    const { width, height } = this.square;
    const canvas = el("canvas", { width, height });
    const place = (value) => (value - SQUARE[0]) / (SQUARE[1] - SQUARE[0]);
    drawPoints(canvas.getContext("2d"), this.run, pointStyle(this.run.task, this.colours), {
      size: this.square,
      toPixel: (x1, x2) => [place(x1) * width, (1 - place(x2)) * height],
      radius: radiusOf(this.run.n) * this.scale,
      withTest: this.withTest,
    });
    return canvas;
  }

  /** The losses of the whole film, no more of them than pixels across: { epochs, train, test, most }. */
  thin() {
    const { last, history } = this;
    const stride = Math.max(1, Math.ceil(last / this.curve.width));
    const epochs = Array.from({ length: Math.ceil(last / stride) }, (_, i) => i * stride).concat(last);
    const [train, test] = [history.trainLoss, history.testLoss].map((losses) =>
      epochs.map((epoch) => losses.at(epoch)),
    );
    return { epochs, train, test, most: [...train, ...test].reduce((a, b) => (b > a ? b : a), 0) || 1 };
  }

  /** The background of every picture, and the axes of the curve with their texts. */
  paintBackdrop() {
    const { curve, colours, labels, small } = this;
    const canvas = el("canvas", { width: this.width, height: this.height });
    const context = canvas.getContext("2d");
    const write = (text, x, y, align, colour = colours.text) => {
      Object.assign(context, { fillStyle: colour, textAlign: align, font: `${small}px ${colours.font}` });
      context.fillText(text, x, y);
    };
    context.fillStyle = colours.background;
    context.fillRect(0, 0, canvas.width, canvas.height);
    const [top, bottom, right] = [curve.y - Math.round(small * 0.6), curve.y + curve.height, curve.x + curve.width];
    write(labels.film_loss, curve.x, top, "left");
    write(labels.film_test, right, top, "right", colours.curve.test);
    const test = context.measureText(`${labels.film_test}  `).width;
    write(labels.film_train, right - test, top, "right", colours.curve.train);
    const marks = ticks(0, this.losses.most);
    for (const { value, text } of [marks[0], marks.at(-1)])
      write(text, curve.x - 5, this.place(0, value)[1] + small / 3, "right");
    write("0", curve.x, bottom + Math.round(small * 1.2), "center");
    write(labels.film_epoch, curve.x + curve.width / 2, bottom + Math.round(small * 1.2), "center");
    write(String(this.last), right, bottom + Math.round(small * 1.2), "right");
    context.fillStyle = colours.text;
    context.fillRect(curve.x - 1, curve.y, 1, curve.height);
    context.fillRect(curve.x - 1, bottom, curve.width + 1, 1);
    return canvas;
  }

  /** Where an epoch and a loss lie. */
  place(epoch, loss) {
    const { curve } = this;
    return [curve.x + (epoch / this.last) * curve.width, curve.y + (1 - loss / this.losses.most) * curve.height];
  }

  /** Return the picture with this number as an ImageData. */
  picture(number) {
    const { context } = this;
    const frame = this.frames[number];
    context.drawImage(this.backdrop, 0, 0);
    this.drawTitle(frame);
    this.drawSquare(frame);
    this.drawLosses(frame);
    return context.getImageData(0, 0, this.width, this.height);
  }

  drawTitle({ epoch, trainLoss }) {
    const { context, colours, text, square } = this;
    Object.assign(context, { fillStyle: colours.text, font: `600 ${text}px ${colours.font}` });
    context.fillText(
      say(this.labels.film_title, { epoch, loss: number(trainLoss) }),
      square.x,
      square.y - Math.round(text * 0.5),
      square.width,
    );
  }

  drawSquare({ parameters }) {
    const { context, grid, square, colours } = this;
    grid.run(parameters);
    const { logits } = grid.forward;
    this.surface.draw(logits, this.limit, this.shades);
    context.save();
    context.translate(square.x, square.y);
    context.drawImage(this.surface.canvas, 0, 0, square.width, square.height);
    if (this.classifies) {
      context.beginPath();
      traceZero(context, logits, square);
      Object.assign(context, { strokeStyle: colours.boundary, lineWidth: 1.8 * this.scale });
      context.stroke();
    }
    context.drawImage(this.points, 0, 0);
    context.restore();
  }

  /** Both curves up to an epoch, each with a dot at its end. */
  drawLosses({ epoch, trainLoss, testLoss }) {
    const { context, colours, losses } = this;
    const until = losses.epochs.findIndex((other) => other > epoch);
    const shown = until < 0 ? losses.epochs.length : until;
    for (const [name, end, dash] of [
      ["test", testLoss, [4, 3]],
      ["train", trainLoss, []],
    ]) {
      context.beginPath();
      for (let i = 0; i < shown; i++) context.lineTo(...this.place(losses.epochs[i], losses[name][i]));
      context.lineTo(...this.place(epoch, end));
      Object.assign(context, { strokeStyle: colours.curve[name], lineWidth: 1.6, fillStyle: colours.curve[name] });
      context.setLineDash(dash);
      context.stroke();
      context.setLineDash([]);
      context.beginPath();
      context.arc(...this.place(epoch, end), 2.6, 0, 2 * Math.PI);
      context.fill();
    }
  }
}
