"""Lets the page run anew when the connection to the server is back: the session may be another one by then.

Missing in Streamlit 1.67: it asks for that by itself only where a fragment ran last. Without this a server that was
started anew knows nothing of the page that it is asked about: the live stage would wait for ever, and a dialog stay
over a page that is no more. tests/browser/test_gaps.py fails when Streamlit asks in any case.
"""

import streamlit as st

# The watch outlives the component: a page that the next server drew in part, and was cut off from again, has none.
SCRIPT = """
const STATE = "data-test-connection-state";
const isConnected = () => (document.querySelector(`[${STATE}]`)?.getAttribute(STATE) ?? "CONNECTED") === "CONNECTED";
let ask = null;
let watch = null;
export default ({ setTriggerValue }) => {
  ask = () => setTriggerValue("back", Date.now());
  if (watch) return;
  let was = isConnected();
  watch = new MutationObserver(() => {
    const is = isConnected();
    if (is && !was) setTimeout(() => ask()); // once Streamlit has asked what it asks
    was = is;
  });
  watch.observe(document.body, { subtree: true, attributeFilter: [STATE] });
};
"""
_mount = st.components.v2.component("reconnect", html="<span hidden></span>\n", js=SCRIPT, isolate_styles=False)


def watch():
    """Watch the connection. For the end of every page, outside its fragments."""
    _mount(key="reconnect", on_back_change=lambda: None)
