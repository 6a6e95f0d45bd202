"""Straight looks into a database, beside the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import asyncpg

from patron.store.urls import is_sqlite, sqlite_path


async def rows_of(url: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """All rows of the statement, on a connection of its own."""
    if is_sqlite(url):
        with closing(sqlite3.connect(sqlite_path(url))) as raw:
            return raw.execute(statement, values).fetchall()
    connection = await asyncpg.connect(url)
    try:
        found: Sequence[Any] = await connection.fetch(statement, *values)
        return [tuple(row) for row in found]
    finally:
        await connection.close()
