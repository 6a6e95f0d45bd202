"""One connection to an SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from math import inf
from time import thread_time
from typing import Final, TypeVar, cast

from patron.domain.conditions import lowered
from patron.store.failures import sqlite_code, sqlite_refusal
from patron.store.patterns import IS_LIKE, Patience
from patron.store.spelling import Spelling
from patron.store.spelling_sqlite import LOWERED, SQLITE
from patron.store.statement import Connection, Row, Statement, Text, TooSlow, Value, Values

T = TypeVar("T")
CACHED_STATEMENTS: Final = 512
STEPS_BETWEEN_LOOKS: Final = 20_000
"""Of SQLite's machine: a look at the clock every millisecond or so."""
MAPPED_BYTES: Final = 2**31 - 2**16
"""As much as SQLite maps at most."""


class SqliteConnection:
    """A connection of one thread. Nothing here ever waits: its coroutines run to their end when they are driven."""

    __slots__ = ("_execute", "_patience", "raw")

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw
        self._execute = raw.execute
        self._patience = patience = Patience()
        raw.create_function(IS_LIKE, 2, patience.is_like, deterministic=True)

    @property
    def spelling(self) -> Spelling:
        """See Connection."""
        return SQLITE

    async def rows_within(self, seconds: float, statement: Statement, *values: Value) -> Sequence[Row]:
        """See Connection."""
        # Of its own work, and not of the clock: what else the machine does is not the caller's fault.
        patience = self._patience
        patience.deadline = thread_time() + seconds
        self.raw.set_progress_handler(lambda: patience.is_over, STEPS_BETWEEN_LOOKS)
        try:
            return await self.rows(statement, *values)
        except sqlite3.OperationalError as error:
            # An exception in a function of ours is an error like any other.
            if sqlite_code(error) == sqlite3.SQLITE_INTERRUPT or patience.is_over:
                raise TooSlow from error
            raise
        finally:
            self.raw.set_progress_handler(None, 0)
            patience.deadline = inf

    async def row(self, statement: Statement, *values: Value) -> Row | None:
        """See Connection."""
        text = statement.sqlite or _spelled(statement)
        try:
            cursor = self._execute(text.sql, text.arranged(values) if text.arranged else values)
            return cast("Row | None", cursor.fetchone())
        except sqlite3.Error as error:
            raise sqlite_refusal(error) from error

    async def rows(self, statement: Statement, *values: Value) -> Sequence[Row]:
        """See Connection."""
        text = statement.sqlite or _spelled(statement)
        try:
            return self._execute(text.sql, text.arranged(values) if text.arranged else values).fetchall()
        except sqlite3.Error as error:
            raise sqlite_refusal(error) from error

    async def run(self, statement: Statement, *values: Value) -> int:
        """See Connection."""
        text = statement.sqlite or _spelled(statement)
        try:
            return self._execute(text.sql, text.arranged(values) if text.arranged else values).rowcount
        except sqlite3.Error as error:
            raise sqlite_refusal(error) from error

    async def run_each(self, statement: Statement, rows: Iterable[Values]) -> None:
        """See Connection."""
        for row in rows:
            await self.run(statement, *row)

    async def load(self, table: str, columns: Sequence[str], rows: Iterable[Values]) -> None:
        """See Connection."""
        marks = ", ".join("?" * len(columns))
        try:
            self.raw.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608
        except sqlite3.Error as error:
            raise sqlite_refusal(error) from error

    async def settle(self) -> None:
        """See Connection."""
        # Two seconds for a million customers, and searches cost half of what they did.
        for table in ("customer_search", "customer_search_mark"):
            self._execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608 - names of ours

    async def holds_most(self, store_id: int) -> bool:  # noqa: ARG002 - its search table is asked for texts alone
        """See Connection."""
        return False

    async def has_table(self, name: str) -> bool:
        """See Connection."""
        found = self._execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (name,)).fetchone()
        return found is not None

    async def apart(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """See Connection: there is one writer, so it happens here."""
        return await work(self)

    def stay(self) -> None:
        """See Connection: it does anyway."""

    def prove(self, statement: Statement, *values: Value) -> None:
        """See Connection: the answer to a COMMIT is never lost inside a process."""


def _spelled(statement: Statement) -> Text:
    statement.sqlite = text = statement.spelled(SQLITE)
    return text


def connect(path: str, patience_ms: int) -> SqliteConnection:
    """A connection that commits every statement by itself unless it is told otherwise. Raises sqlite3.Error."""
    # Autocommit, and no check of the thread: a connection is closed by another one than works with it.
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=CACHED_STATEMENTS)
    raw.execute(f"PRAGMA busy_timeout = {patience_ms:d}")
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA temp_store = MEMORY")
    # Reading a million customers costs a third less where pages are mapped instead of copied.
    raw.execute(f"PRAGMA mmap_size = {MAPPED_BYTES:d}")
    raw.create_function(LOWERED, 1, _lowered, deterministic=True)
    return SqliteConnection(raw)


def _lowered(text: str | None) -> str | None:
    return None if text is None else lowered(text)


def drive(work: Awaitable[T]) -> T:
    """What the coroutine returns. Raises RuntimeError where it waits for anything but its unit."""
    steps = work.__await__()
    try:
        next(steps)
    except StopIteration as done:
        return cast("T", done.value)
    finally:
        steps.close()
    raise RuntimeError("a unit of work waited for something else than its database")
