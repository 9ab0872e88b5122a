// Weights and biases that are set by hand: what is dragged is seen at once, and holds when it is let go.

export class Editing {
  /**
   * `act` has isCurrent(), true while the run that is drawn is the player's: what is set by hand is meant for that one,
   * frameWith(frame, parameters), the frame with other ones, and countMove().
   */
  constructor(player, act) {
    this.player = player;
    this.act = act;
    this.dragged = []; // [[place, value]]
    this.wasPlaying = false; // before the drag
    this.preview = null;
  }

  /** Preview other values; nothing has changed yet. */
  try(edits) {
    const { player } = this;
    this.dragged = edits;
    if (!player.playing) return;
    this.wasPlaying = true;
    player.pause();
  }

  /** Let the run go on with other values from the epoch on show; without any edits, end the preview. */
  edit(edits) {
    const { player, act, wasPlaying } = this;
    Object.assign(this, { dragged: [], wasPlaying: false });
    if (!act.isCurrent()) return;
    if (edits.length) {
      act.countMove();
      player.branch(edits);
    }
    if (wasPlaying) player.play();
  }

  /** The frame on show with what is being dragged, or on its way to the server; null where there is nothing. */
  get previewFrame() {
    const { shown, pending } = this.player;
    const edits = [...pending, ...this.dragged];
    if (!edits.length) return null;
    const key = String(edits);
    if (this.preview?.shown !== shown || this.preview.key !== key) {
      const parameters = shown.parameters.slice();
      for (const [place, value] of edits) parameters[place] = value;
      this.preview = { shown, key, frame: this.act.frameWith(shown, parameters) };
    }
    return this.preview.frame;
  }
}
