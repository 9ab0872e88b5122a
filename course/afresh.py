"""Start afresh on a shared computer: delete the work that the browser has kept for somebody else."""

import streamlit as st

from playground.texts import _

# Whatever the app keeps in a browser has a name that begins with "perceptron-playground". When that is gone, the tab
# opens the first page without any settings. It is deleted once more as the page goes: what keeps something last of all,
# as the stage does its run, has done so by then.
SCRIPT = """
const clear = () => {
  for (const storage of [sessionStorage, localStorage]) {
    for (const name of Object.keys(storage)) if (name.startsWith("perceptron-playground")) storage.removeItem(name);
  }
};
export default () => {
  clear();
  addEventListener("pagehide", clear);
  const language = new URLSearchParams(location.search).get("lang");
  location.assign(new URL(language ? `./?lang=${language}` : "./", location.href));
};
"""
_mount = st.components.v2.component("afresh", html="<span hidden></span>\n", js=SCRIPT, isolate_styles=False)


def offer():
    """Draw the button that starts afresh; it asks before it does."""
    with st.popover(_("Shared computer? Start afresh"), icon=":material/person_add:"):
        st.markdown(
            _(
                "This deletes what this browser has kept for whoever used it before: lines of the challenge, answers "
                "of the quiz, comparisons, own points, runs and the lab notebook. Files and links stay as they are."
            )
        )
        if st.button(_("Delete it all and start afresh"), key="start_afresh"):
            st.session_state.afresh = True
            st.rerun()  # the whole page


def start_if_asked():
    """If the reader asked for it, delete it all and draw nothing else: a page that keeps work would keep it again."""
    if st.session_state.get("afresh"):
        _mount(key="afresh_start")
        st.stop()
