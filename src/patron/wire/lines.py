"""Log lines on their way out: a write to the system for many of them, not for each.

A line of information may wait for a moment; a warning or an error is written at once, and everything before it.
"""

from __future__ import annotations

import asyncio
from typing import BinaryIO

PATIENCE_SECONDS = 0.05
MOST_BYTES = 65_536


class Lines:
    """A logger, as structlog wraps one, over a stream of bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._waiting: list[bytes] = []
        self._bytes = 0
        self._timer: asyncio.TimerHandle | None = None

    def info(self, line: bytes) -> None:
        """Nothing; the line is written soon, or at once where no event loop runs."""
        self._waiting.append(line)
        self._bytes += len(line)
        if self._timer is None or self._bytes > MOST_BYTES:
            self._soon()

    debug = info

    def error(self, line: bytes) -> None:
        """Nothing; the line is written, and all that waited."""
        self._waiting.append(line)
        self.flush()

    warning = critical = error

    def flush(self) -> None:
        """Nothing; no line waits any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            lines, self._waiting, self._bytes = self._waiting, [], 0
            self._stream.write(b"\n".join(lines) + b"\n")
            self._stream.flush()

    def _soon(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.flush()
            return
        if self._bytes > MOST_BYTES:
            self.flush()
        else:
            self._timer = loop.call_later(PATIENCE_SECONDS, self.flush)
