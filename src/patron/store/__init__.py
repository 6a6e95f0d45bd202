"""The one record in SQLite or PostgreSQL: the only room that knows SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from patron.operations.ports import Clock
from patron.store.urls import is_sqlite, postgres_dsn, sqlite_path

if TYPE_CHECKING:
    from patron.store.postgres import PostgresStore
    from patron.store.sqlite import SqliteStore

AnyStore: TypeAlias = "SqliteStore | PostgresStore"


def open_store(database_url: str, clock: Clock, *, pool: int = 8, command_seconds: float = 10) -> AnyStore:
    """The store behind the URL, not open yet. Raises ValueError where the URL is of no engine that is known.

    `pool` and `command_seconds` are for PostgreSQL: connections at most, and how long one command may take.
    """
    # Only the engine that is used is loaded: each costs the start some 20 ms.
    if is_sqlite(database_url):
        from patron.store.sqlite import SqliteStore

        return SqliteStore(sqlite_path(database_url), clock)
    from patron.store.postgres import PostgresStore

    return PostgresStore(postgres_dsn(database_url), clock, pool=pool, command_seconds=command_seconds)
