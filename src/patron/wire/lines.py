"""Log lines on their way out: a write to the system for many of them, not for each.

A line of information may wait for a moment; a warning or an error is written at once, and everything before it.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import Lock
from typing import BinaryIO

PATIENCE_SECONDS = 0.05
MOST_BYTES = 65_536


class Lines:
    """A logger, as structlog wraps one, over a stream of bytes. Any thread may use it: drivers log from theirs."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = Lock()
        self._waiting: list[bytes] = []
        self._bytes = 0
        self._is_timed = False

    def info(self, line: bytes) -> None:
        """Nothing; the line is written soon, or at once where no event loop runs."""
        with self._lock:
            self._waiting.append(line)
            self._bytes += len(line)
        if self._bytes > MOST_BYTES:
            self.flush()
        elif not self._is_timed:
            self._soon()

    debug = info

    def error(self, line: bytes) -> None:
        """Nothing; the line is written, and all that waited."""
        with self._lock:
            self._waiting.append(line)
        self.flush()

    warning = critical = error

    def flush(self) -> None:
        """Nothing; no line waits any more. A log that cannot be written (a full disk) must not stop the server."""
        with self._lock, suppress(OSError, ValueError):
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
        # Never cancelled: a timer belongs to the loop's thread, and one that finds nothing to write costs nothing.
        self._is_timed = True
        loop.call_later(PATIENCE_SECONDS, self._in_time)

    def _in_time(self) -> None:
        self._is_timed = False
        self.flush()
