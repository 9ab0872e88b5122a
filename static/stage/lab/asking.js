// Asks the server for the links of runs, one after another, and again until it has answered: the conversation is written
// down at the top of `lab/notebook.py`.

const VERSION = 1;
const ASK_AGAIN_MS = 3000;

export class Asking {
  constructor() {
    this.sent = 0; // counts the requests
    this.waiting = []; // [{ about, done }], the first of them is asked for
  }

  /** `send(request)` reaches the server as long as the page is there. */
  sendWith(send) {
    this.send = send;
  }

  /** Ask about { run_id, revision, epoch }; done(answer) is called once. */
  ask(about, done) {
    this.waiting.push({ about, done });
    if (this.waiting.length === 1) this.tell(true);
  }

  receive(answer) {
    if (!this.waiting.length || answer.id !== this.sent) return;
    if (!answer.ready) return this.tell(false);
    this.waiting.shift().done(answer);
    this.tell(true);
  }

  tell(isNew) {
    this.pause();
    if (!this.waiting.length) return;
    if (isNew) this.sent += 1;
    this.send({ version: VERSION, id: this.sent, ...this.waiting[0].about });
    this.asking = setTimeout(() => this.tell(false), ASK_AGAIN_MS);
  }

  /** Ask no more for now. */
  pause() {
    clearTimeout(this.asking);
  }

  resume() {
    this.tell(false);
  }
}
