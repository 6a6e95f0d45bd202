"""Leaky buckets and windows of several processes, in a file that all of them map into memory.

The file is a table of sets of eight slots. A key belongs to one set, and one byte of the file is that set's lock: the
kernel releases it when its holder dies, so a killed worker leaves no bucket locked. A slot holds a hash of the key, the
level, the moment (of a window: its begin) and the leak; one whose level has leaked away is free. A set without a free
slot gives up its lowest bucket: somebody gets a fresh one early, nobody is refused and nothing fails.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import tempfile
from hashlib import blake2b

from patron.wire.buckets import Count, Key, Level, leaked, poured

SLOT = struct.Struct("<16sdqd")  # hash of the key, level, moment in ms, leak per second
SLOTS = 8
SETS = 4096
SET_BYTES = SLOT.size * SLOTS
EMPTY = bytes(16)


def make_buckets_file() -> str:
    """The path of a new file with empty buckets, in memory where the machine has a place for that."""
    folder = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - mkstemp makes it ours alone
    handle, path = tempfile.mkstemp(prefix="patron-buckets-", dir=folder)
    os.truncate(handle, SETS * SET_BYTES)
    os.close(handle)
    return path


def place_of(key: Key) -> tuple[bytes, int]:
    """(the hash of the key, where the set that it belongs to starts in the file)."""
    name = blake2b(key.encode() if isinstance(key, str) else key, digest_size=16).digest()
    return name, int.from_bytes(name[:4], "little") % SETS * SET_BYTES


class SharedBuckets:
    """Buckets in a file of `make_buckets_file`; one per process, used by one thread."""

    def __init__(self, path: str) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        self._memory = mmap.mmap(self._handle, SETS * SET_BYTES)

    def pour(self, key: Key, size: float, leak_per_second: float, now_ms: int) -> Level:
        """As in Buckets."""
        name, start = place_of(key)
        # A byte-range lock belongs to the process: workers exclude each other, and one worker has one thread.
        fcntl.lockf(self._handle, fcntl.LOCK_EX, 1, start)
        try:
            place, level = self._find(name, start, now_ms)
            after = poured(level, size)
            SLOT.pack_into(self._memory, place, name, after.level, now_ms, leak_per_second)
            return after
        finally:
            fcntl.lockf(self._handle, fcntl.LOCK_UN, 1, start)

    def count(self, key: Key, window_ms: int, now_ms: int) -> Count:
        """As in Buckets."""
        name, start = place_of(key)
        fcntl.lockf(self._handle, fcntl.LOCK_EX, 1, start)
        try:
            place, times = self._find(name, start, now_ms)
            since: int = SLOT.unpack_from(self._memory, place)[2] if times else now_ms
            SLOT.pack_into(self._memory, place, name, times + 1, since, -window_ms / 1000)
            return Count(int(times) + 1, since + window_ms)
        finally:
            fcntl.lockf(self._handle, fcntl.LOCK_UN, 1, start)

    def _find(self, name: bytes, start: int, now_ms: int) -> tuple[int, float]:
        """(the key's slot with its level), or (the slot it may take, 0.0)."""
        memory, lowest, place = self._memory, float("inf"), start
        found = memory.find(name, start, start + SET_BYTES)
        if found >= 0 and (found - start) % SLOT.size == 0:
            _name, level, moment, leak = SLOT.unpack_from(memory, found)
            return found, leaked(level, moment, now_ms, leak)
        for slot in range(start, start + SET_BYTES, SLOT.size):
            stored, level, moment, leak = SLOT.unpack_from(memory, slot)
            left = 0.0 if stored == EMPTY else leaked(level, moment, now_ms, leak)
            if left < lowest:
                lowest, place = left, slot
        return place, 0.0

    def clear(self) -> None:
        """As in Buckets; development has one worker, so nobody pours meanwhile."""
        self._memory[:] = bytes(SETS * SET_BYTES)

    def close(self) -> None:
        """Nothing comes back; the file stays for the other processes."""
        self._memory.close()
        os.close(self._handle)
