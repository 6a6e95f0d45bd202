"""What processes spend: processor time always, instructions where the machine counts them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")


def family(root: int) -> list[int]:
    """The process and all its descendants that are alive."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int(_stat(int(entry.name))[1])
            except (FileNotFoundError, ProcessLookupError):
                continue  # gone meanwhile
            children.setdefault(parent, []).append(int(entry.name))
    found: list[int] = []
    waiting = [root]
    while waiting:
        process = waiting.pop()
        found.append(process)
        waiting += children.get(process, [])
    return found


def cpu_seconds(processes: Iterable[int]) -> float:
    """User and system time of the processes so far, their threads and ended children included."""
    spent = 0
    for process in processes:
        try:
            spent += sum(int(value) for value in _stat(process)[11:15])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return spent * TICK


def resident_megabytes(processes: Iterable[int]) -> float:
    """Proportional set size: memory that is shared counts for its share."""
    kilobytes = 0
    for process in processes:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                kilobytes += int(line.split()[1])
    return kilobytes / 1024


def counts_instructions() -> bool:
    """True where `perf stat` counts instructions; many virtual machines do not."""
    if shutil.which("perf") is None:
        return False
    command = ["perf", "stat", "-x,", "-e", "instructions", "true"]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    return tried.returncode == 0 and tried.stderr.strip()[:1].isdigit()


def _stat(process: int) -> list[str]:
    # The name in parentheses may hold blanks; the fields after it are counted from the state.
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
