"""First loads of the page without a browser: the files that one fetches, and a session over a WebSocket."""

import asyncio
import http.client
import random
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from tools.driver import Stage
from tools.student import Student


def files(browser, server):
    """Return the paths that a real browser fetches from the server until the whole stage is on show."""
    page = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=server.url).new_page()
    addresses = []
    page.on("requestfinished", lambda request: addresses.append(request.url))
    Stage(page).open()
    page.context.close()
    return [address.removeprefix(server.url.rstrip("/")) for address in addresses if address.startswith(server.url)]


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
    """Let so many visitors come at random moments within so many seconds.

    Return (how many seconds each took until the page was drawn with its controls, faults, the Students, who stay).
    """
    took, failed, students = [], [], []
    moments, threads = random.Random(0), ThreadPoolExecutor(visitors)

    async def visit(moment):
        await asyncio.sleep(moment)
        start = time.perf_counter()
        try:
            await asyncio.get_running_loop().run_in_executor(threads, fetch, url, paths)
            students.append(await Student(url).open(query))
            took.append(time.perf_counter() - start)
        except Exception as error:  # a visitor who is turned away is a figure too
            failed.append(error)

    await asyncio.gather(*(visit(moments.uniform(0, seconds)) for _ in range(visitors)))
    return took, failed, students
