"""The app as `make run` and a host start it: with its files in memory, the headers that a host expects, and limits.

Thirty students who open the link at once ask for more than four thousand files. `streamlit run app.py` is the app
without all this.
"""

import os

# Before NumPy is imported, as in app.py.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import streamlit as st
from starlette.middleware import Middleware

from playground import clear_cache, connections, no_delay, send_limits, upload_limits
from playground.connections import Connections
from playground.files_in_memory import FilesInMemory
from playground.headers import Headers
from playground.left_pages import LeftPages
from playground.lost_connections import LostConnections
from playground.presence import house

connections.make_room()
for module in (clear_cache, no_delay, send_limits, upload_limits):
    module.hold()  # for the first visitor too, who comes before app.py has run
# When the network of a whole class breaks everybody comes back before the server has noticed that they were gone.
most = 2 * house.most
around = [Middleware(LostConnections), Middleware(Headers), Middleware(Connections, most), Middleware(LeftPages)]
around.append(Middleware(FilesInMemory))
app = st.App("app.py", middleware=around)
