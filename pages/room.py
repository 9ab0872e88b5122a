"""A room: the teacher's wall, on which the whole class is seen, or how to open one."""

import streamlit as st

from playground import sync
from playground.reader import ROOM_KEY
from playground.workarounds.by_way_of_app import by_way_of_app
from rooms.page import room_wall

by_way_of_app()
sync.load()
room_wall(st.query_params.get(ROOM_KEY))
sync.write_address()
