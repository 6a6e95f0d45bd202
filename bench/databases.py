"""A database to measure on, from nothing."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from patron.adapters.clock import SystemClock
from patron.store import AnyStore, open_store
from patron.store.migrations import migrate
from patron.store.urls import is_sqlite, sqlite_path


@asynccontextmanager
async def emptied(url: str) -> AsyncGenerator[AnyStore]:
    """The store, open; it holds the schema alone where it is a file, or was empty."""
    if is_sqlite(url):
        path = Path(sqlite_path(url))
        for leftover in path.parent.glob(f"{path.name}*"):
            leftover.unlink()
    await migrate(url)
    store = open_store(url, SystemClock())
    await store.open()
    try:
        yield store
    finally:
        await store.close()
