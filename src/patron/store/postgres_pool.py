"""Connections to PostgreSQL, lent one at a time.

asyncpg's own pool wraps every connection once more for each loan, and resets it afterwards: a quarter of what reading a
customer costs. Our units end their transactions themselves and set nothing, so there is nothing to reset.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeAlias

import asyncpg

from patron.store.shares import Shares

if TYPE_CHECKING:
    Raw: TypeAlias = asyncpg.Connection[asyncpg.Record]

CLOSING_SECONDS: Final = 5.0


class Pool:
    """At most `size` connections. The one that came back last goes out first: the others may sleep."""

    def __init__(self, connect: Callable[[], Awaitable[Raw]], size: int) -> None:
        self.connect = connect
        self.shares = Shares()
        self._size = size
        self._idle: list[Raw] = []
        self._alive = 0
        self._waiting: deque[asyncio.Future[Raw | None]] = deque()

    async def borrow(self, patience: float) -> Raw:
        """A connection; give it back. Raises TimeoutError, and whatever connecting raises."""
        while self._idle:
            raw = self._idle.pop()
            if not raw.is_closed():
                return raw
            self._alive -= 1
        if self._alive < self._size:
            return await self._connected()
        lent = await self._lent(patience)
        return await self._connected() if lent is None else lent

    def give_back(self, raw: Raw) -> None:
        """Nothing comes back; the connection is free for the next, unless it is broken."""
        if raw.is_closed():
            self._alive -= 1
            self._invite(None)
        elif not self._invite(raw):
            self._idle.append(raw)

    async def close(self) -> None:
        """Nothing comes back; connections that are lent are waited for, though not forever."""
        self._size = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                while self._alive:
                    await self._one_less()

    async def _one_less(self) -> None:
        raw = self._idle.pop() if self._idle else await self._lent(CLOSING_SECONDS)
        if raw is not None:
            self._alive -= 1
            await raw.close()

    async def _connected(self) -> Raw:
        self._alive += 1
        try:
            return await self.connect()
        except BaseException:
            self._alive -= 1
            self._invite(None)
            raise

    async def _lent(self, patience: float) -> Raw | None:
        """A connection that somebody gives back; None where the room for a new one is given."""
        waiting: asyncio.Future[Raw | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(patience):
                return await waiting
        except BaseException:
            if waiting.done() and not waiting.cancelled() and (raw := waiting.result()) is not None:
                self.give_back(raw)  # it came at the very moment in which we stopped waiting
            raise

    def _invite(self, raw: Raw | None) -> bool:
        """True when somebody was waiting and has got it."""
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(raw)
                return True
        return False
