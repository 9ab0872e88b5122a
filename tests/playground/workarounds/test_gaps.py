"""The gaps of Streamlit that playground/workarounds works around are still there.

A test that fails here, or in tests/browser/test_gaps.py for what only a browser sees, says which file may go.
"""

import json
import subprocess
import sys
import urllib.request

import pytest
import streamlit as st

from tools.driver import ROOT, Server

# Run by an interpreter of its own: in this one another test may have closed the gap.
CLEARED = """
from types import SimpleNamespace
import streamlit as st
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.state import SessionState

made = st.cache_resource(lambda: object())
before = made()
AppSession._handle_clear_cache_request(SimpleNamespace(_session_state=SessionState()))
result = made() is before
"""
WAITING = """
import asyncio
from types import SimpleNamespace
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_websocket import StarletteSessionClient
from playground.workarounds.send_limits import MOST_BYTES

async def write():
    never = asyncio.Event()
    browser = SimpleNamespace(headers={}, cookies={}, client=None, send_bytes=lambda _: never.wait())
    client = StarletteSessionClient(browser)
    page = ForwardMsg()
    page.delta.new_element.markdown.body = "x" * 1_000_000
    for _ in range(1 + MOST_BYTES // 1_000_000):
        client.write_forward_msg(page)
    return client._send_queue.qsize()

result = asyncio.run(write())
"""
PLACES = """
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
result = len(MemoryUploadedFileManager("/upload").get_upload_urls("me", ["points.csv"] * 1000))
"""
MERGED = """
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
requests = ScriptRequests()
requests.request_rerun(RerunData(page_script_hash="the next page"))
requests.request_rerun(RerunData(page_script_hash="the page that was left", fragment_id="its stage"))
result = requests.on_scriptrunner_ready().rerun_data.page_script_hash
"""
LEFT = """
import asyncio, pathlib, tempfile
import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackMsg

page = pathlib.Path(tempfile.mkdtemp()) / "app.py"
page.write_text("import streamlit as st; st.write(1)")
run = BackMsg()
run.rerun_script.query_string = ""
RUN = {"type": "websocket.receive", "bytes": run.SerializeToString()}

async def leave():
    app, told, said, has_left = st.App(str(page)), asyncio.Queue(), asyncio.Queue(), asyncio.Event()
    life = asyncio.create_task(app({"type": "lifespan", "state": {}}, said.get, told.put))
    said.put_nowait({"type": "lifespan.startup"})
    await told.get()
    coming = asyncio.Queue()
    for message in ({"type": "websocket.connect"}, RUN):
        coming.put_nowait(message)

    async def send(message):
        if message["type"] == "websocket.send":
            has_left.set()
            raise OSError

    scope = {"type": "websocket", "scheme": "ws", "path": "/_stcore/stream", "query_string": b"", "state": {}}
    scope |= {"headers": [(b"host", b"127.0.0.1")], "subprotocols": ["streamlit"], "client": ("127.0.0.1", 1)}
    connection = asyncio.create_task(app(scope, coming.get, send))
    await has_left.wait()
    coming.put_nowait(RUN)
    fault = (await asyncio.gather(connection, return_exceptions=True))[0]
    said.put_nowait({"type": "lifespan.shutdown"})
    await life
    return isinstance(fault, RuntimeError)

result = asyncio.run(leave())
"""
# Settings of a server in Streamlit 1.67. None bounds what comes over connections or waits for them, how many files are
# uploaded, or who may clear the cache; none sets headers, or keeps files in memory.
SETTINGS = {
    "folderWatchList", "folderWatchBlacklist", "enableExpensiveMemoryStats", "cookieSecret", "headless", "runOnSave",
    "port", "baseUrlPath", "enableCORS", "corsAllowedOrigins", "allowedHosts", "enableXsrfProtection",
    "xsrfCookieSameSite", "enableWebsocketCompression", "enableAgentApi", "agentWaitTimeout", "agentSessionTTL",
    "agentMaxSessions", "agentPreviewRows", "fileWatcherType", "maxUploadSize", "maxMessageSize", "showEmailPrompt",
    "enableStaticServing", "disconnectedSessionTTL",
}  # fmt: skip


def result_of(program):
    """What a fresh interpreter has as `result` at the end of the program."""
    command = [sys.executable, "-c", f"{program}\nimport json\nprint(json.dumps(result))"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("module", "program", "gap"),
    [
        ("clear_cache", CLEARED, False),
        ("send_limits", WAITING, 9),
        ("upload_limits", PLACES, 1000),
        ("left_pages", MERGED, "the page that was left"),
        ("lost_connections", LEFT, True),
    ],
)
def test_streamlit_still_needs(module, program, gap):
    assert result_of(program) == gap, f"playground/workarounds/{module}.py may go"


def test_no_new_setting_of_a_server_closes_a_gap():
    command = [sys.executable, "-m", "streamlit", "config", "show"]
    shown = subprocess.run(command, cwd="/", capture_output=True, text=True, check=True, timeout=60).stdout
    server = shown.partition("[server]")[2].partition("\n[")[0]
    names = {line.strip("# ").partition(" =")[0] for line in server.splitlines() if " = " in line}
    assert names - SETTINGS == set(), "see whether one of these does what a file of playground/workarounds does"


def test_streamlit_still_has_no_public_name_for_a_session():
    assert not hasattr(st.context, "session_id"), "playground/workarounds/session_id.py may go"


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A server of Streamlit's with nothing around it."""
    folder = tmp_path_factory.mktemp("plain")
    (folder / "app.py").write_text("import streamlit as st; st.write(1)")
    (folder / "server.py").write_text("import streamlit as st; app = st.App('app.py')")
    server = Server(folder / "log.txt", root=folder).wait()
    yield server
    server.stop()


def headers_of(server, path):
    asked = urllib.request.Request(server.url + path, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return answer.headers, answer.read()


def test_streamlits_page_still_names_no_file_of_a_widget(plain):
    assert "/BidiComponent." not in headers_of(plain, "")[1].decode(), "playground/workarounds/early_files.py may go"


def test_streamlit_still_sends_none_of_our_headers_and_its_own_files_uncompressed(plain):
    headers, page = headers_of(plain, "")
    assert headers["content-security-policy"] is None, "see what playground/workarounds/headers.py need still send"
    bundle = page.decode().partition('src="./static/js/')[2].partition('"')[0]
    headers, _ = headers_of(plain, f"static/js/{bundle}")
    assert headers["content-encoding"] is None, "see whether playground/workarounds/files_in_memory.py may go"
