"""The Hasher: passwords in a bounded pool of threads, so that logins never starve reads.

A hash takes a whole core for 27 ms. One or two threads do it; when too many wait, the next one is told to come back
rather than made to wait for seconds.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from patron.adapters import schemes
from patron.domain.refusals import Unavailable
from patron.operations.ports import Hasher

T = TypeVar("T")
NICENESS = 10
WAITING = 64
"""Hashes that may be waiting or running per thread: about two seconds' worth."""
DEAREST_BCRYPT = 14
"""One second. A hash that says more is broken, or else its account alone is slow."""


def _step_back() -> None:
    """Nothing; this thread gets the processor when the ones that answer requests do not want it."""
    # Linux schedules threads one by one: the number of a thread is good where that of a process is asked for.
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


class PasswordPool:
    """Hashes and verifies. `development` also knows the cheap hashes of worlds, which are refused everywhere else."""

    def __init__(self, threads: int = 2, *, waiting: int = WAITING, development: bool = False) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="hash", initializer=_step_back)
        self._most = threads * waiting
        self._now = 0
        self._schemes: dict[str, Callable[[str, str], bool]] = {
            schemes.ARGON2ID: schemes.verify_argon2id,
            schemes.BCRYPT: schemes.verify_bcrypt,
            schemes.AUTHLOGIC: schemes.verify_authlogic,
        }
        if development:
            self._schemes[schemes.WORLD] = schemes.verify_world
        self._nobody: str | None = None
        self._nobody_in_bcrypt: str | None = None
        self._bcrypt_cost = 0

    async def hash(self, password: str) -> tuple[str, str]:
        """(scheme, hash) of a new password. Raises Unavailable when too many wait."""
        return schemes.ARGON2ID, await self._run(lambda: schemes.hash_argon2id(password))

    async def verify(self, password: str, scheme: str, hashed: str) -> bool:
        """True when the password is the one that was hashed. Raises Unavailable when too many wait."""
        check = self._schemes.get(scheme)
        if check is None:
            return await self.verify_nobody(password)
        if await self._run(lambda: check(password, hashed)):
            return True
        if scheme == schemes.BCRYPT:
            self._note_bcrypt(hashed)
        # A wrong password takes as long for every account, and for one that is not there.
        await self._fail(password, but=scheme)
        return False

    def _note_bcrypt(self, hashed: str) -> None:
        cost = schemes.bcrypt_cost(hashed)
        if self._bcrypt_cost < cost <= DEAREST_BCRYPT:
            self._bcrypt_cost, self._nobody_in_bcrypt = cost, schemes.bcrypt_of_nobody(cost)

    async def verify_nobody(self, password: str) -> bool:
        """False, after as long as a real check takes: an unknown account must not be told from a known one."""
        await self._fail(password)
        return False

    async def _fail(self, password: str, *, but: str | None = None) -> None:
        """Nothing comes back; a check in every scheme that takes time, `but` the one that was made already.

        bcrypt is among them from the first account on that turned out to have such a hash.
        """
        if but != schemes.ARGON2ID:
            if self._nobody is None:
                self._nobody = await self._run(lambda: schemes.hash_argon2id("nobody"))
            nobody = self._nobody
            await self._run(lambda: schemes.verify_argon2id(password, nobody))
        in_bcrypt = self._nobody_in_bcrypt
        if but != schemes.BCRYPT and in_bcrypt is not None:
            await self._run(lambda: schemes.verify_bcrypt(password, in_bcrypt))

    def needs_rewrite(self, scheme: str, hashed: str) -> bool:
        """True when the password, just verified, should be stored anew as argon2id with today's cost."""
        if scheme == schemes.WORLD:
            return False
        return scheme != schemes.ARGON2ID or schemes.ARGON2.check_needs_rehash(hashed)

    def close(self) -> None:
        """Nothing comes back; hashes that run are finished, those that wait are dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        if self._now >= self._most:
            raise Unavailable
        self._now += 1
        future = asyncio.get_running_loop().run_in_executor(self._pool, work)
        # Counted down by the thread's end, not by the caller's: a caller that leaves does not free the thread.
        future.add_done_callback(self._done)
        return await asyncio.shield(future)

    def _done(self, future: asyncio.Future[T]) -> None:
        self._now -= 1
        if not future.cancelled():
            future.exception()  # looked at, so that nobody misses it when the caller has left


class WorldHasher:
    """Hashes cheaply for the people of worlds, in microseconds; verifies as the pool does. Development only."""

    def __init__(self, pool: Hasher) -> None:
        self._pool = pool

    async def hash(self, password: str) -> tuple[str, str]:
        """(scheme, hash), made at once."""
        return schemes.WORLD, schemes.hash_for_world(password)

    async def verify(self, password: str, scheme: str, hashed: str) -> bool:
        """As in the pool."""
        return await self._pool.verify(password, scheme, hashed)

    async def verify_nobody(self, password: str) -> bool:
        """As in the pool."""
        return await self._pool.verify_nobody(password)

    def needs_rewrite(self, scheme: str, hashed: str) -> bool:
        """As in the pool."""
        return self._pool.needs_rewrite(scheme, hashed)
