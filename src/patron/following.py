"""Workers do not outlive their supervisor: one that was killed would leave them holding the port."""

from __future__ import annotations

import asyncio
import os
import signal

SECONDS = 1.0


async def follow(supervisor: int) -> None:
    """Nothing comes back; once that process is no longer our parent, this one is told to stop."""
    while os.getppid() == supervisor:  # noqa: ASYNC110 - no event tells of a parent's end
        await asyncio.sleep(SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
