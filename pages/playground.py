"""The playground: pick data, a network and how it learns, and watch it train."""

import streamlit as st

from playground import controls, session
from playground.stage import live_stage
from playground.texts import notice

settings, notes = session.load()
with st.container():  # always there, so that a notice does not move the stage to another place in the page
    if notes:
        st.html(notice(notes))
# Streamlit's own layout, without a style of ours: that would arrive late, and everything would be seen to move.
place, side = st.columns([4, 1])
with place:  # before the controls: it is what a visitor waits for
    live_stage(settings)
with side, st.container(key="controls", gap="xsmall"):
    controls.draw(settings, session.choose)
session.write_address()
