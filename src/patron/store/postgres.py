"""The store on PostgreSQL: a pool of connections, and units that are run again while the database is away."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import asyncpg

from patron.domain.acting import ACTING
from patron.domain.customer import Customer
from patron.domain.places import Places
from patron.domain.refusals import Refusal, Unavailable
from patron.operations.ports import Clock, Reading, Writing
from patron.store.administration import empty, read_revision
from patron.store.loading import load
from patron.store.migrations import HEAD
from patron.store.places import read_places
from patron.store.postgres_attempts import LostCommit, Passing, committed, looked_up, read_only
from patron.store.postgres_connection import PostgresConnection
from patron.store.postgres_pool import Pool
from patron.store.statement import Connection
from patron.store.units import FillingUnit, Unit

if TYPE_CHECKING:
    from patron.store.postgres_pool import Raw

T = TypeVar("T")
CONNECT_SECONDS: Final = 5.0
DEADLINE_SECONDS: Final = 4.0
"""No unit is tried again after this long."""
FIRST_PAUSE_SECONDS: Final = 0.02
LONGEST_PAUSE_SECONDS: Final = 0.5
CACHED_STATEMENTS: Final = 512


class PostgresStore:
    """Customers on a server of PostgreSQL, or on the one of several that can be written to."""

    def __init__(self, dsn: str, clock: Clock, *, pool: int, command_seconds: float) -> None:
        self.places = Places()
        self._dsn = dsn
        self._clock = clock
        self._size = pool
        self._seconds = command_seconds
        self._pool: Pool | None = None

    async def open(self) -> None:
        """Nothing comes back; a connection is there, places are loaded. Raises what the driver raises."""
        self._pool = Pool(self._connect, self._size)
        if await self.schema_revision() == HEAD:
            await self.reload_places()

    async def close(self) -> None:
        """Nothing comes back; running units are finished first."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close()

    async def ping(self) -> None:
        """Nothing comes back. Raises Unavailable."""
        await self._repeated(lambda: read_only(self._at_hand(), _selected_one))

    async def schema_revision(self) -> str | None:
        """The revision of the schema, None where there is none."""
        return await self._repeated(lambda: read_only(self._at_hand(), read_revision))

    async def reload_places(self) -> None:
        """Nothing comes back; `places` are those of the database."""
        await self._repeated(lambda: read_only(self._at_hand(), self._read_places))

    async def read(self, work: Callable[[Reading], Awaitable[T]], *, heavy: bool = False) -> T:  # noqa: ARG002
        """What `work` returns. Raises Unavailable. `heavy` is the server's business."""

        def run(connection: PostgresConnection) -> Awaitable[T]:
            return work(Unit(connection, self.places, self._clock.now()))

        return await self._repeated(lambda: read_only(self._at_hand(), run))

    async def write(self, work: Callable[[Writing], Awaitable[T]]) -> T:
        """What `work` returns, after the commit. Raises Unavailable."""
        acting = ACTING.get()
        return await self._written(lambda connection: work(Unit(connection, self.places, self._clock.now(), acting)))

    async def fill(self, work: Callable[[FillingUnit], Awaitable[None]]) -> None:
        """Nothing comes back; everything that `work` put in place stands, or nothing of it."""
        await self._written(lambda connection: work(FillingUnit(connection, self.places, self._clock.now())))
        await self.reload_places()

    async def load(
        self, store_id: int, customers: Iterable[Customer], progress: Callable[[int], None] | None = None
    ) -> int:
        """How many were stored, in chunks; `progress` is told after each. Raises Taken; earlier chunks stay then."""
        return await load(self._written, store_id, customers, self._clock.now, progress)

    async def wipe(self, *, places: bool = True) -> None:
        """Nothing comes back; everything but the schema and the server's own places is gone.

        `places` False: others come in their stead at once.
        """
        await self._written(partial(empty, places=places))
        await self.reload_places()

    async def _connect(self) -> Raw:
        # The URL goes through as it is: asyncpg knows several hosts, and which of them to take.
        return await asyncpg.connect(
            self._dsn,
            timeout=CONNECT_SECONDS,
            command_timeout=self._seconds,
            statement_cache_size=CACHED_STATEMENTS,
            max_cached_statement_lifetime=0,
            # Compiling a plan would take longer than any of ours runs.
            server_settings={"application_name": "patron", "jit": "off"},
        )

    def _at_hand(self) -> Pool:
        if self._pool is None:
            raise Unavailable
        return self._pool

    async def _read_places(self, connection: Connection) -> None:
        await read_places(connection, self.places)

    async def _written(self, work: Callable[[PostgresConnection], Awaitable[T]]) -> T:
        lost: LostCommit | None = None

        async def attempt() -> T:
            nonlocal lost
            try:
                if lost is not None and await looked_up(self._at_hand(), lost):
                    return lost.result  # type: ignore[no-any-return]
                return await committed(self._at_hand(), work)
            except LostCommit as doubt:
                lost = doubt
                raise Passing from doubt
            except Refusal:
                # What the first try has done may be what refuses the second one.
                if lost is not None and await looked_up(self._at_hand(), lost):
                    return lost.result  # type: ignore[no-any-return]
                raise

        return await self._repeated(attempt)

    async def _repeated(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """What the attempt returns, tried again until the deadline while what stops it passes."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + DEADLINE_SECONDS
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                return await attempt()
            except Passing as passing:
                if loop.time() + pause > deadline:
                    raise Unavailable from passing.__cause__
            # Jitter: those who failed together must not come back together.
            await asyncio.sleep(pause * (0.5 + random.random()))  # noqa: S311 - no secret
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


async def _selected_one(connection: PostgresConnection) -> None:
    await connection.raw.execute("SELECT 1")
