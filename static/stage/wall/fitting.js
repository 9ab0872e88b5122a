// How large the tiles are: as large as lets all of them be seen at once, if that is possible. Pure arithmetic.

export const GAP = 8; // pixels between two tiles
export const PAD = 5; // around what is in a tile, its border included
const LEAST = 68; // pixels of a side: in a smaller picture nothing can be seen
const MOST = 420;
const LINE = 1.3; // the height of a line of text, in font sizes
const FONT = { share: 0.078, least: 11, most: 22 }; // of the side of a picture, and in pixels
const BESIDE = { width: 10.5, most: 16, gain: 1.15 }; // of a text beside a picture: font sizes, pixels, what it must gain
const LINES = [
  [170, 4], // from so many pixels on there is room for so many lines under a picture
  [112, 3],
  [0, 2],
];
export const SIZES = { automatic: null, small: 104, medium: 176, large: 280 };

/**
 * The layout of so many tiles in an area: { columns, side, wide, height, font, lines, isBeside }. The text is under the
 * picture; where a row or two of tiles leave much empty it is beside it, if that makes the pictures larger.
 */
export function fitted(count, { width, height }, size) {
  const side = SIZES[size];
  if (side) return layout(side, columnsOf(side, width));
  const most = Math.max(1, count);
  const sides = (of) => Array.from({ length: most }, (_, i) => of(i + 1, most, { width, height }));
  const [under, beside] = [sides(sideOf), sides(sideBeside)];
  const [best, other] = [under, beside].map((all) => Math.max(...all));
  if (other >= Math.max(best, LEAST) * BESIDE.gain) return layoutBeside(other, beside.indexOf(other) + 1);
  if (best >= LEAST) return layout(best, under.indexOf(best) + 1);
  const columns = columnsOf(LEAST, width); // there are more than fit: as many as can be in a row
  return layout(Math.max(LEAST, widest(columns, width)), columns);
}

/** The largest side with so many columns at which all rows are seen. */
function sideOf(columns, count, { width, height }) {
  const rows = Math.ceil(count / columns);
  let side = Math.min(MOST, widest(columns, width));
  while (side >= LEAST && rows * (heightOf(side) + GAP) - GAP > height) side -= 1;
  return side;
}

/** The same where the text is beside the picture. */
function sideBeside(columns, count, { width, height }) {
  const rows = Math.ceil(count / columns);
  let side = Math.min(MOST, Math.floor((height + GAP) / rows) - GAP - 2 * PAD);
  while (side >= LEAST && side + textBeside(side).width > widest(columns, width)) side -= 1;
  return side;
}

/** The side with so many columns from edge to edge. */
function widest(columns, width) {
  return Math.floor((width + GAP) / columns) - GAP - 2 * PAD;
}

function columnsOf(side, width) {
  return Math.max(1, Math.floor((width + GAP) / (side + 2 * PAD + GAP)));
}

function heightOf(side) {
  const { font, lines } = textOf(side);
  return side + 2 * PAD + Math.ceil(lines * font * LINE) + 3;
}

function textOf(side) {
  const font = Math.max(FONT.least, Math.min(FONT.most, Math.round(side * FONT.share)));
  return { font, lines: LINES.find(([least]) => side >= least)[1] };
}

function textBeside(side) {
  const font = Math.min(BESIDE.most, textOf(side).font);
  return { font, width: Math.ceil(BESIDE.width * font) };
}

function layout(side, columns) {
  return { columns, side, wide: side + 2 * PAD, height: heightOf(side), ...textOf(side), isBeside: false };
}

function layoutBeside(side, columns) {
  const { font, width } = textBeside(side);
  const { lines } = textOf(side);
  return { columns, side, wide: side + width + 2 * PAD, height: side + 2 * PAD, font, lines, isBeside: true };
}
