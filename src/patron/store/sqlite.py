"""The store on SQLite: reads on the event loop's own thread, scans in two others, writes through one writer."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from patron.domain.acting import ACTING
from patron.domain.customer import Customer
from patron.domain.places import Places
from patron.domain.refusals import Unavailable
from patron.operations.ports import Clock, Reading, Writing
from patron.store.administration import empty, read_revision
from patron.store.failures import sqlite_refusal
from patron.store.loading import load
from patron.store.migrations import HEAD
from patron.store.places import read_places
from patron.store.sqlite_connection import SqliteConnection, connect, drive
from patron.store.units import FillingUnit, Unit
from patron.store.writer import Writer

T = TypeVar("T")
HEAVY_THREADS: Final = 2
READER_PATIENCE_MS: Final = 250
"""Readers wait for nobody in WAL mode, but for a moment while another process opens or closes the file."""
WRITER_PATIENCE_MS: Final = 1000


class SqliteStore:
    """Customers in one file."""

    def __init__(self, path: str, clock: Clock) -> None:
        self.places = Places()
        self._path = path
        self._clock = clock
        self._reader: SqliteConnection | None = None
        self._writer = Writer(lambda: connect(path, WRITER_PATIENCE_MS))
        self._threads: ThreadPoolExecutor | None = None
        self._local = threading.local()
        self._heavy_connections: list[SqliteConnection] = []

    async def open(self) -> None:
        """Nothing comes back; connections are there, places are loaded. Raises sqlite3.Error.

        A file that does not exist is not made: only migrating does that.
        """
        if not Path(self._path).exists():  # noqa: ASYNC240 - a file of this machine, as all that follows
            return
        self._threads = ThreadPoolExecutor(HEAVY_THREADS, "patron-reader")
        self._local = threading.local()
        self._reader = connect(self._path, READER_PATIENCE_MS)
        if await self.schema_revision() == HEAD:
            # First, while this is the only thread: every row of many would be a chance for another to go ahead.
            await self.reload_places()
            self._writer.start()

    async def close(self) -> None:
        """Nothing comes back; what was waiting to be written is written."""
        await self._writer.close()
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        for connection in (*self._heavy_connections, self._reader):
            if connection is not None:
                connection.raw.close()
        self._heavy_connections.clear()
        self._reader = None

    async def ping(self) -> None:
        """Nothing comes back. Raises Unavailable."""
        try:
            self._at_hand().raw.execute("SELECT 1").fetchone()
        except sqlite3.Error as error:
            raise sqlite_refusal(error) from error

    async def schema_revision(self) -> str | None:
        """The revision of the schema, None where there is none."""
        return None if self._reader is None else await read_revision(self._reader)

    async def reload_places(self) -> None:
        """Nothing comes back; `places` are those of the database."""
        await read_places(self._at_hand(), self.places)

    async def read(self, work: Callable[[Reading], Awaitable[T]], *, heavy: bool = False) -> T:
        """What `work` returns. `heavy`: it may scan, so a thread does it. Raises Unavailable."""
        if heavy:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._scan, work)
        return await work(Unit(self._at_hand(), self.places, self._clock.now()))

    async def write(self, work: Callable[[Writing], Awaitable[T]]) -> T:
        """What `work` returns, after the commit. Raises Unavailable."""
        acting = ACTING.get()
        return await self._writer.write(
            lambda connection: work(Unit(connection, self.places, self._clock.now(), acting))
        )

    async def fill(self, work: Callable[[FillingUnit], Awaitable[None]]) -> None:
        """Nothing comes back; everything that `work` put in place stands, or nothing of it."""
        await self._writer.write(lambda connection: work(FillingUnit(connection, self.places, self._clock.now())))
        await self.reload_places()

    async def load(
        self, store_id: int, customers: Iterable[Customer], progress: Callable[[int], None] | None = None
    ) -> int:
        """How many were stored, in chunks; `progress` is told after each. Raises Taken; earlier chunks stay then."""
        return await load(self._writer.write, store_id, customers, self._clock.now, progress)

    async def wipe(self, *, places: bool = True) -> None:
        """Nothing comes back; everything but the schema and the server's own places is gone.

        `places` False: others come in their stead at once.
        """
        await self._writer.write(partial(empty, places=places))
        await self.reload_places()

    def _at_hand(self) -> SqliteConnection:
        if self._reader is None:
            raise Unavailable
        return self._reader

    def _scan(self, work: Callable[[Reading], Awaitable[T]]) -> T:
        connection: SqliteConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = connect(self._path, WRITER_PATIENCE_MS)
            self._heavy_connections.append(connection)
        return drive(work(Unit(connection, self.places, self._clock.now())))
