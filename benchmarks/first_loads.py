"""First loads of the page without a browser: the files that one fetches, and a session over a WebSocket."""

import asyncio
import http.client
import math
import random
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from tools.driver import Stage
from tools.student import Student


def files(browser, server):
    """Return the paths that a real browser fetches from the server: until the page is whole, and after that."""
    page = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=server.url).new_page()
    addresses = []
    page.on("requestfinished", lambda request: addresses.append(request.url))
    with page.expect_request_finished(lambda request: "plotly" in request.url, timeout=60_000):
        Stage(page).open()
        whole = len(addresses)
    page.context.close()
    paths = [address.removeprefix(server.url.rstrip("/")) for address in addresses]
    return [[path for path in some if path.startswith("/")] for some in (paths[:whole], paths[whole:])]


def fetch(url, paths):
    """Fetch every path; RuntimeError names one that is not to be had."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    for path in paths:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
    connection.close()


async def many(url, paths, visitors, seconds, query=""):
    """Let so many visitors come at random moments within so many seconds, with what `files` has returned.

    Return (how many seconds each took until the page was drawn with its controls, after how many all of them were,
    faults, the Students, who stay).
    """
    took, drawn, failed, students = [], [], [], []
    moments, threads = random.Random(0), ThreadPoolExecutor(visitors)
    begin = time.perf_counter()

    async def visit(moment):
        await asyncio.sleep(moment)
        start = time.perf_counter()
        first, later = paths
        run = asyncio.get_running_loop().run_in_executor
        try:
            await run(threads, fetch, url, first)
            students.append(await Student(url).open(query))
            drawn.append(time.perf_counter())
            took.append(drawn[-1] - start)
            await run(threads, fetch, url, later)
        except Exception as error:  # a visitor who is turned away is a figure too
            failed.append(error)

    await asyncio.gather(*(visit(moments.uniform(0, seconds)) for _ in range(visitors)))
    return took, max(drawn, default=math.inf) - begin, failed, students
