"""Lets a fragment run again every moment, as long as somebody sees it: in a tab that is hidden nobody does.

Streamlit's own `run_every` goes on there, every second and later every minute.
"""

import streamlit as st

SCRIPT = """
export default ({ data, parentElement, setTriggerValue }) => {
  clearInterval(parentElement.looking);
  const look = () => document.visibilityState === "visible" && setTriggerValue("look", Date.now());
  parentElement.looking = setInterval(look, 1000 * Number(data));
  return () => clearInterval(parentElement.looking);
};
"""
_mount = st.components.v2.component("look_again", html="<span hidden></span>\n", js=SCRIPT, isolate_styles=False)


def look_again(seconds):
    """Let the fragment that this is called in run again after so many seconds, and again, until it calls it no more."""
    _mount(key="look_again", data=str(seconds), on_look_change=lambda: None)
