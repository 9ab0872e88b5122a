"""Limits what can be uploaded in all: Streamlit has a limit for the size of a file, and none for how many there are.

Missing in Streamlit 1.67: one message can ask for places for a million files, and whatever is sent to such places stays
in memory until the session is forgotten, long after it was closed. Without this a stranger holds the whole server up
for half a minute, or fills its memory. tests/playground/workarounds/test_gaps.py fails when places are counted.
"""

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager as Store

MOST_PLACES = 10  # in one answer; the uploaders here take one file at a time
MOST_FILES = 4  # of one session
MOST_BYTES = 32_000_000  # of all sessions: points and model are read at once, and hardly ever a second time


def hold():
    """Hold Streamlit's store of files to these limits; a file that goes for another is as if it had been removed."""
    if Store.add_file is not _add_file:
        Store.get_upload_urls, Store.add_file = _get_upload_urls, _add_file


def _get_upload_urls(store, session_id, file_names, all_urls=Store.get_upload_urls):
    return all_urls(store, session_id, file_names[:MOST_PLACES])


def _add_file(store, session_id, file, add=Store.add_file):
    """Keep a file, and let the oldest go: of the session, and then of all sessions in the order they came in."""
    add(store, session_id, file)
    for old in list(store.file_storage[session_id])[:-MOST_FILES]:
        store.remove_file(session_id, old)
    while store._total_bytes > MOST_BYTES:
        store.remove_session_files(next(iter(store.file_storage)))
