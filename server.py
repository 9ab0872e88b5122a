"""The app with its files in memory: what `make run` and a host start. `streamlit run app.py` is the app without.

Thirty students who open the link at once ask for more than four thousand files.
"""

import streamlit as st
from starlette.middleware import Middleware

from playground import no_delay
from playground.files_in_memory import FilesInMemory

no_delay.hold()  # for the first visitor too, whose files come before app.py has run
app = st.App("app.py", middleware=[Middleware(FilesInMemory)])
