"""Alembic without its command line, over the drivers that the server itself uses."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeAlias

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from patron.store.failures import is_busy
from patron.store.urls import is_sqlite, postgres_dsn, sqlite_path

Progress: TypeAlias = Callable[[str, int, int], None]
CONNECT_SECONDS: Final = 5
BUSY_SECONDS: Final = 60
_FOLDER: Final = Path(__file__).parent
_ONE_AT_A_TIME: Final = 7076121
"""The number of the advisory lock under which PostgreSQL is migrated: any, but always this one."""


async def run(database_url: str, progress: Progress) -> tuple[str | None, str]:
    """The revision before and the one after."""
    if is_sqlite(database_url):
        return await asyncio.to_thread(_migrate_sqlite, sqlite_path(database_url), progress)
    return await _migrate_postgres(postgres_dsn(database_url), progress)


def configuration() -> Config:
    """What Alembic needs to know; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(connection: Connection, progress: Progress) -> tuple[str | None, str]:
    """The revision before and the one after."""
    before = MigrationContext.configure(connection).get_current_revision()
    config = configuration()
    directory = ScriptDirectory.from_config(config)
    ahead = len(list(directory.iterate_revisions("head", before or "base")))
    done = 0

    def applied(*, step: Any, **_more: Any) -> None:
        nonlocal done
        done += 1
        progress(step.up_revision.doc, done, ahead)

    config.attributes.update(connection=connection, applied=applied)
    command.upgrade(config, "head")
    return before, str(directory.get_current_head())


def _migrate_sqlite(path: str, progress: Progress) -> tuple[str | None, str]:
    engine = create_engine("sqlite://", creator=lambda: _sqlite(path), poolclass=NullPool)
    # The driver would begin a transaction only at the first write, and never for a change of the schema.
    event.listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:  # all steps in one transaction: nobody else migrates meanwhile
            return upgrade(connection, progress)
    finally:
        engine.dispose()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _sqlite(path: str) -> sqlite3.Connection:
    raw = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            raw.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # To change the mode of a file that is in use, SQLite does not wait by itself.
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            raw.execute("PRAGMA synchronous = FULL")
            return raw


async def _migrate_postgres(dsn: str, progress: Progress) -> tuple[str | None, str]:
    async def connect() -> Any:
        # SQLAlchemy would take the URL apart, and does not know several hosts the way asyncpg does.
        return await asyncpg.connect(dsn, timeout=CONNECT_SECONDS)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": _ONE_AT_A_TIME})
            await connection.commit()
            return await connection.run_sync(_committed, progress)
    finally:
        await engine.dispose()


def _committed(connection: Connection, progress: Progress) -> tuple[str | None, str]:
    before_and_after = upgrade(connection, progress)
    connection.commit()
    return before_and_after
