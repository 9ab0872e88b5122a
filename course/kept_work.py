"""What a browser keeps of the work on a page of the course, so that a reload or another day brings it back.

The work is a dict of texts, numbers and lists, small enough to travel with a run of the page. Each tab keeps its own;
one that is opened later is given what any tab has kept last.
"""

import json
import secrets

import streamlit as st

from playground import protocol

# When a page meets a session for the first time, the browser sends what it has kept; from then on it keeps what the
# session has. `typed`, {label of a text area: its name in the work}, says which text areas are kept letter by letter,
# before the server has heard of them.
SCRIPT = """
const met = new Map(); // which session's work is kept, of each page
export default ({ data, parentElement, setTriggerValue }) => {
  const { page, session, work, typed, tabOnly } = JSON.parse(data);
  const name = `perceptron-playground-${page}`;
  const storages = () => (tabOnly ? [sessionStorage] : [sessionStorage, localStorage]);
  let current = work;
  const keep = () => storages().forEach((storage) => storage.setItem(name, JSON.stringify(current)));
  const type = ({ target }) => {
    const key = typed[target.getAttribute?.("aria-label")];
    if (key) current = { ...current, [key]: target.value };
    if (key) attempt(keep);
  };
  parentElement.leave?.();
  document.addEventListener("input", type);
  parentElement.leave = () => document.removeEventListener("input", type);
  attempt(() => {
    const kept = storages().map((storage) => storage.getItem(name)).find((text) => text !== null) ?? "{}";
    const isNew = met.get(page) !== session;
    met.set(page, session);
    if (!isNew || kept === "{}") return keep();
    current = JSON.parse(kept);
    setTriggerValue("kept", kept);
  });
  return () => parentElement.leave();
};
function attempt(act) {
  try {
    act();
  } catch {
    // full, forbidden, or nothing of ours: then nothing is kept, and nothing else is lost
  }
}
"""
_mount = st.components.v2.component("kept_work", html="<span hidden></span>\n", js=SCRIPT, isolate_styles=False)


def keep(page, work, take, typed=(), tab_only=False):
    """Let the browser keep the `work` on a page. To a new session it first sends what it has kept from before.

    `take(work)` is called with that, as a callback: a dict with anything in it. If anything is wrong with it, `take`
    raises KeyError, TypeError or ValueError before it changes anything. `typed` is {label of a text area: its name in
    the work}: what is typed there is kept letter by letter. With `tab_only` no other tab gets to see it.
    """
    session = st.session_state.setdefault("kept_work_session", secrets.token_hex(4))
    data = {"page": page, "session": session, "work": work, "typed": dict(typed), "tabOnly": tab_only}
    _mount(key=f"{page}_work", data=json.dumps(data), on_kept_change=lambda: _take(page, take))


def _take(page, take):
    """Take over what the browser has kept; it can be anything."""
    try:
        take(dict(json.loads((st.session_state.get(f"{page}_work") or {}).get("kept"))))
    except (KeyError, RecursionError, TypeError, ValueError) as error:
        protocol.log_rejected(error, f"what the browser keeps of {page}")
