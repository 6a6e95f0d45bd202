"""The one record in SQLite or PostgreSQL: the only room that knows SQL."""

from __future__ import annotations

from typing import Final, TypeAlias

from patron.operations.ports import Clock
from patron.store.sqlite import SqliteStore

SQLITE_URL: Final = "sqlite:///"
AnyStore: TypeAlias = SqliteStore


def open_store(database_url: str, clock: Clock, *, pool: int = 8, command_seconds: float = 10) -> AnyStore:
    """The store behind the URL, not open yet. Raises ValueError where the URL is of no engine that is known."""
    if database_url.startswith(SQLITE_URL):
        return SqliteStore(database_url.removeprefix(SQLITE_URL), clock)
    raise ValueError("the URL begins neither with sqlite:/// nor with postgresql://")
