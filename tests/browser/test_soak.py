"""A lesson's worth of play: nothing grows without bound."""

from pathlib import Path

import pytest

MEGABYTE = 1024 * 1024


def heap(page):
    """Bytes of live JavaScript objects, after a collection."""
    tools = page.context.new_cdp_session(page)
    tools.send("HeapProfiler.collectGarbage")
    used = tools.send("Runtime.getHeapUsage")["usedSize"]
    tools.detach()
    return used


def resident(server):
    """Bytes of memory that the server holds."""
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    return pages * 4096


@pytest.mark.slow
def test_when_all_is_kept_that_ever_is_neither_browser_nor_server_grow_heavier(stage, page, server):
    page.set_default_timeout(120_000)
    stage.open("speed=max")
    stage.press("Play")
    stage.wait_epoch(8000)
    before_server = resident(server)
    stage.wait_epoch(30_000)
    stage.element.get_by_role("combobox", name="Speed", exact=True).select_option("60")
    stage.wait_epoch(stage.epoch + 120)
    before_browser, epoch = heap(page), stage.epoch
    stage.wait_epoch(epoch + 900)
    assert heap(page) - before_browser < 4 * MEGABYTE
    assert resident(server) - before_server < 12 * MEGABYTE
