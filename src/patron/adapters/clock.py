"""The time."""

from __future__ import annotations

import time


class SystemClock:
    """The machine's own time."""

    def now(self) -> int:
        """Milliseconds since 1970 UTC."""
        return time.time_ns() // 1_000_000


class StoppableClock:
    """The machine's time, until it is stopped at a moment; development only."""

    def __init__(self) -> None:
        self._stopped: int | None = None

    def now(self) -> int:
        """Milliseconds since 1970 UTC, or the moment at which the clock stands."""
        return time.time_ns() // 1_000_000 if self._stopped is None else self._stopped

    def stop(self, moment: int | None) -> None:
        """Nothing comes back; the clock stands at that moment, or runs again where it is None."""
        self._stopped = moment
