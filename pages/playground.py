"""The playground: pick data, a network and how it learns, and watch it train."""

import streamlit as st

from course import visits
from export.dialog import share_and_save
from playground import control_panel, kept_points, session, sync
from playground.stage import live_stage, wants_to_share
from playground.texts import notice
from playground.workarounds.by_way_of_app import by_way_of_app

by_way_of_app()
settings, notes = sync.load()
with st.container():  # always there, so that a notice does not move the stage to another place in the page
    if notes:
        st.html(notice(notes))
if st.context.is_embedded:  # in another page, by ?embed=true: the stage alone
    live_stage(settings)
else:
    # Streamlit's own layout, without a style of ours: that would arrive late, and everything would be seen to move.
    place, side = st.columns([4, 1])
    with place:
        live_stage(settings)
    with side, st.container(gap="xsmall"):
        if session.current().stage_has_come:  # first the picture, then the controls: on a phone it would push them down
            visits.back(visits.PLAYGROUND)
            control_panel.draw(settings)
    visits.keep()
sync.write_address()
kept_points.remember()
if share := wants_to_share():
    share_and_save(share)
