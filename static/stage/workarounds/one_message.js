// Lets parts of a page send one after another, each in a message of its own.
//
// Missing in Streamlit 1.67: what two fragments of a page send at the same moment travels in one message, and Streamlit
// runs only the first fragment for it: the other's request would wait for its answer until it is sent again.
// tests/browser/test_gaps.py fails when both are run.

let sender = null; // whose message is on its way within this moment
const waiting = []; // [who, send], of others

/** Send as `who`, a name: at once, or as soon as no message of another is about to leave. */
export function sendAlone(who, send) {
  if (sender !== null && sender !== who) return waiting.push([who, send]);
  send();
  if (sender === null) setTimeout(() => setTimeout(leave)); // after the timeout in which Streamlit sends it
  sender = who;
}

function leave() {
  sender = null;
  const next = waiting.shift();
  if (next) sendAlone(...next);
}
