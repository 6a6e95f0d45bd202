"""One history for both engines; the code, the history and the databases agree."""

from __future__ import annotations

import asyncio
import sqlite3
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

from patron.store import tables
from patron.store.migrations import HEAD, migrate
from tests.parts.postgres import Running, fresh_database


def differences(connection: Any) -> list[Any]:
    """What Alembic would change to make the database what the code says."""
    search = tables.customer_search.name

    def ours(_item: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        # SQLite's search table is virtual, and what lies behind it is its own.
        return not (connection.dialect.name == "sqlite" and kind == "table" and str(name).startswith(search))

    context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": False})
    found: list[Any] = compare_metadata(context, tables.metadata)
    return found


def test_head_is_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(files("patron.store.migrations")))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_sqlite_is_what_the_code_says(sqlite_database: str) -> None:
    engine = create_engine(sqlite_database)
    with engine.connect() as connection:
        assert differences(connection) == []
    engine.dispose()


def test_postgresql_is_what_the_code_says(postgres_database: str) -> None:
    async def compare() -> list[Any]:
        engine = create_async_engine(postgres_database.replace("postgresql://", "postgresql+asyncpg://"))
        async with engine.connect() as connection:
            found = await connection.run_sync(differences)
        await engine.dispose()
        return found

    assert asyncio.run(compare()) == []


@pytest.fixture(params=["sqlite", "postgres"])
def nothing(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new.sqlite3"
    server: Running = request.getfixturevalue("postgres")
    return fresh_database(server.url, "store_nothing")


def test_migrating_starts_from_nothing_and_is_done_once(nothing: str) -> None:
    told: list[tuple[str, int, int]] = []
    assert asyncio.run(migrate(nothing, lambda what, done, of: told.append((what, done, of)))) == (None, HEAD)
    assert told[-1][1] == told[-1][2] > 0
    assert asyncio.run(migrate(nothing)) == (HEAD, HEAD)


def test_the_installation_knows_countries_and_their_regions(sqlite_database: str) -> None:
    raw = sqlite3.connect(sqlite_database.removeprefix("sqlite:///"))
    try:
        assert raw.execute("SELECT name FROM country WHERE code = 'BR'").fetchall() == [("Brazil",)]
        assert raw.execute("SELECT id, code FROM region WHERE name = 'São Paulo'").fetchall() == [("BR-SP", "SP")]
        assert raw.execute("SELECT target FROM place_alias WHERE alias = 'Brasil'").fetchall() == [("BR",)]
    finally:
        raw.close()
