"""What is going on: what each explanation of the stage means, why it happens, what helps, and where to see it."""

from urllib.parse import urlencode

import streamlit as st

from playground import address as address_bar
from playground.entry import by_way_of_app
from playground.explanations import EXPLANATIONS
from playground.languages import in_address
from playground.settings import to_query
from playground.texts import _, prose

by_way_of_app()
if in_address():  # of all that an address says, the language is all that this page has
    address_bar.replace(in_address())
with st.container(width=820):  # a line that can be read
    st.markdown(prose("explanations"))
    for explanation in EXPLANATIONS:
        title, text = prose(f"explanations/{explanation.id}").split("\n", 1)
        st.subheader(title.lstrip("# "), anchor=explanation.id)
        st.markdown(text)
        address = (
            f"./?{urlencode(to_query(explanation.example) | in_address())}"  # relative: the app may live under a prefix
        )
        st.link_button(_("See it in the playground"), address, icon=":material/play_circle:", type="tertiary")
