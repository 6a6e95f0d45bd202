"""Leaky buckets and fixed windows: how much one key may ask for, over all workers of a server.

A window is kept as a bucket that leaks nothing until it is emptied at once: its leak is the negative length in seconds.
"""

from __future__ import annotations

from typing import Protocol, TypeAlias

from msgspec import Struct

Key: TypeAlias = bytes | str


class Level(Struct, frozen=True):
    """What stands in a bucket after a call; `poured` is False when there was no place and nothing was added."""

    poured: bool
    level: float


class Count(Struct, frozen=True):
    """How often a key was counted in its window, this time included, and when (milliseconds UTC) the window ends."""

    times: int
    ends_at: int


class Buckets(Protocol):
    """Buckets that lose `leak_per_second`, and windows; an empty one costs nothing. A key is the one or the other."""

    def pour(self, key: Key, size: float, leak_per_second: float, now_ms: int) -> Level:
        """The level with one more in the bucket; or, where more than `size` would stand in it, the level as it is."""
        ...

    def count(self, key: Key, window_ms: int, now_ms: int) -> Count:
        """One time more in the key's window, which begins with the first time and ends after so many milliseconds."""
        ...

    def clear(self) -> None:
        """Nothing comes back; every bucket is empty."""
        ...


def leaked(level: float, since_ms: int, now_ms: int, leak_per_second: float) -> float:
    """The level that is left now; a clock that was set back leaks nothing, and begins a window anew."""
    passed = now_ms - since_ms
    if leak_per_second < 0:
        return level if 0 <= passed < -leak_per_second * 1000 else 0.0
    return max(0.0, level - passed * leak_per_second / 1000) if passed > 0 else level


def poured(level: float, size: float) -> Level:
    """One more in a bucket at that level, if it fits."""
    # A hair of tolerance: levels are sums of fractions of leaked milliseconds.
    fits = level + 1 <= size + 1e-9
    return Level(poured=fits, level=level + 1 if fits else level)


class LocalBuckets:
    """Buckets of a single process, in a dictionary that never outgrows `limit`."""

    def __init__(self, limit: int = 100_000) -> None:
        self._limit = limit
        self._buckets: dict[Key, tuple[float, int, float]] = {}

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._buckets)

    def pour(self, key: Key, size: float, leak_per_second: float, now_ms: int) -> Level:
        """As in Buckets."""
        stored = self._buckets.get(key)
        level = leaked(stored[0], stored[1], now_ms, leak_per_second) if stored else 0.0
        after = poured(level, size)
        if stored is None and len(self._buckets) >= self._limit:
            self._make_room(now_ms)
        self._buckets[key] = (after.level, now_ms, leak_per_second)
        return after

    def count(self, key: Key, window_ms: int, now_ms: int) -> Count:
        """As in Buckets."""
        stored = self._buckets.get(key)
        times = leaked(stored[0], stored[1], now_ms, stored[2]) if stored else 0.0
        since = stored[1] if stored and times else now_ms
        if stored is None and len(self._buckets) >= self._limit:
            self._make_room(now_ms)
        self._buckets[key] = (times + 1, since, -window_ms / 1000)
        return Count(int(times) + 1, since + window_ms)

    def clear(self) -> None:
        """As in Buckets."""
        self._buckets.clear()

    def _make_room(self, now_ms: int) -> None:
        """Forget the empty ones; where none is, the eighth that was made first: a few callers start afresh."""
        full = {k: b for k, b in self._buckets.items() if leaked(b[0], b[1], now_ms, b[2]) > 0}
        if len(full) >= self._limit:
            for key in list(full)[: max(1, self._limit // 8)]:
                del full[key]
        self._buckets = full
