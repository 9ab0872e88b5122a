"""What is going on: what each explanation of the stage means, why it happens, what helps, and where to see it."""

from urllib.parse import urlencode

import streamlit as st

from playground.address import to_query
from playground.explanations import EXPLANATIONS
from playground.reader import beside_settings
from playground.texts import _, prose
from playground.workarounds.by_way_of_app import by_way_of_app
from playground.workarounds.replace_address import replace_address

by_way_of_app()
if beside_settings():  # of all that an address says, that is all that this page has
    replace_address(beside_settings())
with st.container(width=820):  # a line that can be read
    st.markdown(prose("explanations"))
    for explanation in EXPLANATIONS:
        title, text = prose(f"explanations/{explanation.id}").split("\n", 1)
        st.subheader(title.lstrip("# "), anchor=explanation.id)
        st.markdown(text)
        # The address is relative: the app may live under a prefix.
        query = urlencode(to_query(explanation.example) | beside_settings())
        st.link_button(_("See it in the playground"), f"./?{query}", icon=":material/play_circle:", type="tertiary")
