"""Takes away what of Streamlit's markup shuts somebody out, and puts Streamlit's own words into the reader's language.

Missing in Streamlit 1.67: a way to say which language a page is in, or to translate the words of its own controls; a
first heading; keys that scroll a block of code; a name for the place where files are dropped. Without this a screen
reader reads Portuguese as if it were English, and a keyboard gets stuck. The browser's side is in
static/stage/workarounds/. tests/browser/test_gaps.py fails when Streamlit speaks the reader's language.
"""

import streamlit as st

from playground import assets
from playground.languages import ENGLISH, current
from playground.texts import N_, _

# After the lines of `assets.loader`.
WATCH = """
export default ({ data }) => {
  module.then((m) => m.watch(data)).catch((error) => console.error(error));
  return () => {};
};
"""
# Words of Streamlit's own that it offers no way to translate; {name} is at the end.
WORDS = (
    N_("Skip to main content"), N_("App pages"), N_("Main menu"), N_("Link to heading"), N_("progress"), N_("Close"),
    N_("Open"), N_("Choose an option"), N_("Clear all"), N_("Remove {name}"), N_("Help for {name}"), N_("Decrement"),
    N_("Increment"), N_("Press Enter to apply"), N_("Press Ctrl+Enter to apply"), N_("Upload"), N_("Shortcut {name}"),
    N_("Show/hide columns"), N_("Download as CSV"), N_("Search"), N_("Fullscreen"), N_("Dismiss"),
)  # fmt: skip
_mount = st.components.v2.component(
    "barriers",
    html="<span hidden></span>\n",
    js=assets.loader("workarounds/barriers.js", "workarounds/barriers.css") + WATCH,
    isolate_styles=False,
)


def take_away():
    """Mend what comes into the page from now on. For the end of every page."""
    words = {} if current().code == ENGLISH else {word: _(word) for word in WORDS}
    _mount(key="barriers", data={"tag": current().tag, "labels": {"name": _("Perceptron Playground"), "words": words}})
