"""The postman: empties the outbox in the background, soon after a letter was written and again every few seconds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from structlog.typing import FilteringBoundLogger

from patron.wire import traces

SECONDS = 5.0
"""Between two looks into the outbox when nobody nudges: letters of other processes, and those to be tried again."""
LAST_ROUND_SECONDS = 5.0
"""For a message that is on its way when the server stops: cut off, it might be sent a second time."""

Deliver = Callable[[], Awaitable[int]]


class Postman:
    """Calls `deliver`, which gives the number of letters that left, at once after every nudge."""

    def __init__(
        self,
        deliver: Deliver,
        nudged: asyncio.Event,
        log: FilteringBoundLogger,
        *,
        seconds: float = SECONDS,
        called: str = "mail",
    ) -> None:
        self._deliver = deliver
        self._nudged = nudged
        self._log = log
        self._seconds = seconds
        self._called = called
        self._stopping = False

    @asynccontextmanager
    async def at_work(self) -> AsyncGenerator[None]:
        """Nothing; letters leave meanwhile. At the end the running round is finished."""
        rounds = asyncio.create_task(self._rounds())
        try:
            yield
        finally:
            self._stopping = True
            self._nudged.set()
            await asyncio.wait({rounds}, timeout=LAST_ROUND_SECONDS)
            rounds.cancel()
            with suppress(asyncio.CancelledError):
                await rounds

    async def _rounds(self) -> None:
        while not self._stopping:
            self._nudged.clear()
            if not await self._something_left():
                await self._pause()

    async def _something_left(self) -> bool:
        """True when a letter left: there may be more."""
        try:
            return await self._deliver() > 0
        except Exception as error:  # noqa: BLE001 - a database that is away for a while must not end the mail
            self._log.error(f"{self._called} round failed", error=traces.traced(error))
            return False

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._seconds):
                await self._nudged.wait()
