"""A lesson's worth of play: nothing grows without bound, nothing is skipped, the numbers are still those of NumPy."""

from pathlib import Path

import numpy as np
import pytest

from nn_core import Description, Run

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
def test_six_thousand_epochs_leave_neither_browser_nor_server_heavier(stage, page, server):
    page.set_default_timeout(300_000)
    stage.open()
    stage.press("Play")
    stage.wait_epoch(1000)
    before = heap(page), resident(server)
    stage.wait_epoch(6000)
    stage.press("Pause")
    stage.wait_state("paused")
    assert heap(page) - before[0] < 8 * MEGABYTE
    assert resident(server) - before[1] < 12 * MEGABYTE
    assert int(stage.data("frames")) == stage.epoch + 1
    run = Run(Description(), "numba")
    list(run.advance(stage.epoch))
    record = run.record()
    assert stage.losses() == (float(np.float32(record.train_loss)), float(np.float32(record.test_loss)))
