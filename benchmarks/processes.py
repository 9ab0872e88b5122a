"""What a process of this machine has used and holds, from /proc: so on Linux only."""

import os
import re
from pathlib import Path


def cpu_seconds(process):
    """User and system time that a process, by its id, has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(process):
    """Megabytes of a process that are in memory, what it shares with others counted in full."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def begin_peak(process):
    """Forget the most that a process has had in memory so far."""
    Path(f"/proc/{process}/clear_refs").write_text("5")


def peak(process):
    """Megabytes of a process that were in memory at the most, since then."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def held(process):
    """Megabytes that a process holds, of what it shares with others its part."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return int(re.search(r"Pss:\s+(\d+)", rollup)[1]) / 1024
