"""The app as `make run` and a host start it: with its files in memory, the headers that a host expects, and limits.

Thirty learners who open the link at once ask for more than four thousand files. `streamlit run app.py` is the app
without all this.
"""

import os

# Before NumPy is imported, as in app.py.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import streamlit as st
from starlette.middleware import Middleware

from playground import workarounds
from playground.presence import house
from playground.workarounds.connections import Connections, make_room
from playground.workarounds.early_files import EarlyFiles
from playground.workarounds.files_in_memory import FilesInMemory
from playground.workarounds.headers import Headers
from playground.workarounds.left_pages import LeftPages
from playground.workarounds.lost_connections import LostConnections

make_room()
workarounds.hold()  # for the first visitor too, who comes before app.py has run
# When the network of a whole class breaks everybody comes back before the server has noticed that they were gone.
most = 2 * house.most
around = [Middleware(LostConnections), Middleware(Headers), Middleware(Connections, most), Middleware(LeftPages)]
around += [Middleware(EarlyFiles), Middleware(FilesInMemory)]
app = st.App("app.py", middleware=around)
