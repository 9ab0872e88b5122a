// What somebody wishes for by the controls, kept until the server has seen it, see `playground/control_panel.py`.

const MOST = 20; // in one message

export class Wishes {
  constructor() {
    this.token = null; // of the session that they are told to
    this.last = 0; // the number of the newest
    this.waiting = []; // [n, key, value] of those that were not seen yet
  }

  add(key, value) {
    if (this.waiting.at(-1)?.[1] === key) this.waiting.pop(); // nothing came in between: the newer one says it all
    this.last += 1;
    this.waiting = [...this.waiting, [this.last, key, value]].slice(-MOST);
  }

  /** Take in an answer; true where they are to be told again, since another session has taken the place of the first. */
  receive({ token, seen }) {
    if (token === this.token) {
      this.waiting = this.waiting.filter(([n]) => n > seen);
      this.last = Math.max(this.last, seen);
      return false;
    }
    this.token = token;
    this.waiting = this.waiting.map(([, key, value], place) => [seen + place + 1, key, value]);
    this.last = seen + this.waiting.length;
    return this.waiting.length > 0;
  }

  /** True while the server has yet to see what a control was set to. */
  has(key) {
    return this.waiting.some(([, other]) => other === key);
  }

  message() {
    return { for: this.token, wishes: this.waiting };
  }
}
