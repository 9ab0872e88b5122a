"""Tests that uploads are bounded: how many places are handed out at once, and what is kept of files in all."""

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from playground.workarounds import upload_limits
from playground.workarounds.upload_limits import MOST_BYTES, MOST_FILES, MOST_PLACES


@pytest.fixture
def store():
    upload_limits.hold()
    upload_limits.hold()  # as every run of every page does
    return MemoryUploadedFileManager("/upload")


def add(store, session, name, size=1):
    store.add_file(session, UploadedFileRec(name, name, "text/csv", b"x" * size))


def names(store, session, *asked):
    return [file.file_id for file in store.get_files(session, asked)]


def test_a_message_that_asks_for_a_million_places_gets_a_few(store):
    assert len(store.get_upload_urls("me", [""] * 10**6)) == MOST_PLACES
    assert len(store.get_upload_urls("me", ["points.csv"])) == 1


def test_a_session_keeps_its_last_files(store):
    for number in range(MOST_FILES + 2):
        add(store, "me", str(number))
    assert names(store, "me", "0", "1", "2", str(MOST_FILES + 1)) == ["2", str(MOST_FILES + 1)]


def test_the_files_of_the_session_that_came_first_go_when_there_are_too_many_bytes(store):
    for session in ("first", "second", "third"):
        add(store, session, "file", MOST_BYTES // 2)
    assert [names(store, session, "file") for session in ("first", "second", "third")] == [[], ["file"], ["file"]]
    assert store._total_bytes <= MOST_BYTES
