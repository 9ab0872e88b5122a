// The wall as one picture, in a layout of its own: all tiles on a sheet, whatever the screen shows.

import { el } from "../ui/dom.js";
import { say } from "../ui/language.js";
import { save } from "../ui/png.js";
import { scoreText } from "./elements.js";
import { NAMES } from "./order.js";

const SIDE = 150;
const GAP = 14;
const TEXT = 38; // pixels under a tile
const SHAPE = 1.5; // columns for each row, about
const LEAST_COLUMNS = 3;

/** Save a picture of the students in the order given. */
export function savePicture(labels, { code, shown }, students, painter, names) {
  const columns = Math.max(LEAST_COLUMNS, Math.ceil(Math.sqrt(students.length * SHAPE)));
  const rows = Math.max(1, Math.ceil(students.length / columns));
  const place = (i) => [(i % columns) * (SIDE + GAP), Math.floor(i / columns) * (SIDE + TEXT + GAP)];
  const { colours } = painter;
  const layers = students.map((student, i) => (context) => {
    context.translate(...place(i));
    paintTile(context, labels, student, painter, NAMES[names](student));
  });
  return save({
    name: `room-${code}`,
    title: say(labels.picture_title, { code: shown, count: students.length }),
    width: columns * (SIDE + GAP) - GAP,
    height: rows * (SIDE + TEXT + GAP) - GAP,
    colours,
    layers,
  });
}

function paintTile(context, labels, { run, parameters, metrics, epoch }, painter, { sign, name }) {
  const { colours } = painter;
  if (run && parameters) {
    const canvas = el("canvas", { width: 2 * SIDE, height: 2 * SIDE }); // points clear what is under them
    const own = canvas.getContext("2d");
    own.scale(2, 2);
    painter.paintPoints(own, run, SIDE);
    painter.paintSurface(context, run, parameters, SIDE);
    context.drawImage(canvas, 0, 0, SIDE, SIDE);
  }
  Object.assign(context, { strokeStyle: colours.text, lineWidth: 0.5, fillStyle: colours.text });
  context.strokeRect(0, 0, SIDE, SIDE);
  context.font = `600 13px ${colours.font}`;
  context.fillText(`${sign} ${name}`.trim(), 0, SIDE + 16, SIDE);
  if (!run) return;
  context.font = `12px ${colours.font}`;
  const epochs = say(labels.epoch_of, { epoch });
  context.fillText(`${scoreText(labels, run.task, metrics?.[3])}, ${epochs}`, 0, SIDE + 32, SIDE);
}
