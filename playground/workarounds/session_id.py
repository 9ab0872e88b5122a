"""Says which session a thread of Streamlit's runs a page for.

Missing in Streamlit 1.67: a public name for the session, or for whether a thread runs a page at all. Without this
nobody could take turns by name, and text that is made where no page runs would not know that it has no reader.
tests/playground/workarounds/test_gaps.py fails when `st.context` has the name.
"""

from streamlit.runtime.scriptrunner import get_script_run_ctx


def session_id():
    """Return the name of the session; None where this thread runs no page."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else None
