"""First loads of the page without a browser: the files that one fetches, and a session over a WebSocket."""

import http.client
import random
import threading
import time
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect


def load_page(url, paths):
    """Fetch every path, then open a session and read until the page's script has finished."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    for path in paths:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
    connection.close()
    with connect(f"ws://{address.netloc}/_stcore/stream", subprotocols=["streamlit"], max_size=None) as socket:
        message = BackMsg()
        message.rerun_script.query_string = ""
        socket.send(message.SerializeToString())
        while ForwardMsg.FromString(socket.recv(timeout=60)).WhichOneof("type") != "script_finished":
            pass


def many(url, paths, visitors, seconds):
    """Let so many visitors come at random moments within so many seconds; return how long each took."""
    took, failed = [], []
    moments = random.Random(0)

    def visit(moment):
        time.sleep(moment)
        start = time.perf_counter()
        try:
            load_page(url, paths)
            took.append(time.perf_counter() - start)
        except Exception as error:  # a visitor who is turned away is a figure too
            failed.append(error)

    threads = [threading.Thread(target=visit, args=(moments.uniform(0, seconds),)) for _ in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, failed
