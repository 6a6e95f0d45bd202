"""Workers do not outlive their supervisor: one that was killed would leave them holding the port."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path

SECONDS = 1.0


async def follow(supervisor: int) -> None:
    """Nothing comes back; once that process is no longer our parent, this one is told to stop."""
    while os.getppid() == supervisor:  # noqa: ASYNC110 - no event tells of a parent's end
        await asyncio.sleep(SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def tidy(supervisor: int, buckets_file: str | None, metrics_folder: str | None) -> None:
    """Nothing comes back; what the supervisor would have removed at its end is gone, if it is gone itself."""
    if os.getppid() == supervisor:
        return
    if buckets_file is not None:
        with suppress(OSError):
            Path(buckets_file).unlink()
    if metrics_folder is not None:
        shutil.rmtree(metrics_folder, ignore_errors=True)
