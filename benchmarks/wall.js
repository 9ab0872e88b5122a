// Notes on the teacher's page what a benchmark asks for, in milliseconds since 1970: `drawn`, [student, epoch, when] of
// each picture on a tile, and `clicked`, when something was pressed last.

window.drawn = [];
const sinceThen = () => performance.timeOrigin + performance.now();
addEventListener("click", () => (window.clicked = sinceThen()), true);

const { drawImage } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.drawImage = function (...what) {
  drawImage.apply(this, what);
  const tile = this.canvas.closest("[data-student]");
  if (tile) window.drawn.push([tile.dataset.student, Number(tile.dataset.epoch), sinceThen()]);
};
