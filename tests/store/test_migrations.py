"""The history of the schema ends where the metadata is, on both engines."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import create_async_engine

from patron.domain.listing import Listing
from patron.store import open_store, tables
from patron.store.migrations import HEAD, migrate
from patron.store.migrations.running import configuration
from patron.store.urls import is_sqlite, postgres_dsn, sqlite_path
from tests.parts.postgres import Running, fresh_database
from tests.store.people import SHOP, TestClock, in_a_loop, insert, opened, page, somebody
from tests.store.raw import rows_of


@pytest.fixture(params=["sqlite", "postgres"])
def nothing_yet(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new.sqlite3"
    server: Running = request.getfixturevalue("postgres")
    return fresh_database(server.url, "store_nothing_yet")


def test_head_is_the_end_of_the_history() -> None:
    assert ScriptDirectory.from_config(configuration()).get_heads() == [HEAD]


@in_a_loop
async def test_a_database_is_migrated_once(nothing_yet: str) -> None:
    told: list[tuple[str, int, int]] = []

    def progress(what: str, done: int, of: int) -> None:
        told.append((what, done, of))

    assert await migrate(nothing_yet, progress) == (None, HEAD)
    steps = [
        "The one record",
        "Countries and regions",
        "Signing in",
        "History",
        "Answers that are kept for repeated calls",
        "The second step of signing in",
        "Positions of events",
        "The list of customers",
        "Credentials of events",
    ]
    assert told == [(step, number, len(steps)) for number, step in enumerate(steps, start=1)]
    assert await migrate(nothing_yet, progress) == (HEAD, HEAD)
    assert len(told) == len(steps)
    async with opened(nothing_yet) as store:
        assert await store.schema_revision() == HEAD
        assert len(store.places.countries) > 240
        assert store.places.regions["BR-SP"].name == "São Paulo"
        await insert(store, somebody())


@in_a_loop
async def test_several_may_migrate_at_once(nothing_yet: str) -> None:
    outcomes = await asyncio.gather(*(migrate(nothing_yet) for _ in range(3)))
    assert sorted(before or "" for before, _after in outcomes) == ["", HEAD, HEAD]
    assert {after for _before, after in outcomes} == {HEAD}


@in_a_loop
async def test_a_store_without_schema_opens_and_says_so(nothing_yet: str) -> None:
    store = open_store(nothing_yet, TestClock())
    await store.open()
    try:
        assert await store.schema_revision() is None
    finally:
        await store.close()
    if is_sqlite(nothing_yet):
        assert not Path(sqlite_path(nothing_yet)).exists()  # noqa: ASYNC240


@in_a_loop
async def test_metadata_and_history_do_not_drift(database: str) -> None:
    assert await in_a_connection(database, differences) == []


def differences(connection: Connection) -> list[Any]:
    """What autogenerate would change."""

    def is_ours(_item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        if connection.dialect.name == "sqlite":
            return not (kind == "table" and str(name).startswith(tables.customer_search.name))
        return True

    options = {"include_object": is_ours, "compare_type": True, "compare_server_default": True}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, tables.metadata))


@in_a_loop
async def test_the_history_runs_backwards_too(database: str) -> None:
    await in_a_connection(database, downgrade)
    if is_sqlite(database):
        left = await rows_of(database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")
    else:
        left = await rows_of(database, "SELECT relname FROM pg_stat_user_tables ORDER BY 1")
    assert left == [("alembic_version",)]
    assert await migrate(database) == (None, HEAD)
    async with opened(database) as store:
        await insert(store, somebody(full_name="Ana"))
        assert (await page(store, Listing(text="ana"))).total == 1


@in_a_loop
async def test_who_is_there_already_is_found_by_parts_of_numbers_too(database: str) -> None:
    async with opened(database) as store:
        ana = await insert(store, somebody(full_name="Ana", phone="+55 11 91234-5678", mobile="021 99", code="AB-7"))
        await insert(store, somebody(full_name="Zoë", tax_id="12.345-X"))
        marks = "SELECT text FROM customer_search_mark ORDER BY text"
        written = await rows_of(database, marks)
        assert written == [("12345x",), ("5511912345678\x1f02199\x1fab-7",)]
    outside = f"INSERT INTO external_id VALUES ({SHOP}, 'shop', 'Gid/77', {ana.id})"  # noqa: S608 - numbers of ours
    await in_a_connection(database, lambda connection: run(connection, outside))
    await in_a_connection(database, lambda connection: downgrade(connection, "0006"))
    assert await migrate(database) == ("0006", HEAD)
    assert await rows_of(database, marks) == [("12345x",), ("5511912345678\x1f02199\x1fab-7\x1fgid/77",)]


def run(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)
    connection.commit()


def downgrade(connection: Connection, to: str = "base") -> None:
    config: Config = configuration()
    config.attributes["connection"] = connection
    command.downgrade(config, to)
    connection.commit()


async def in_a_connection(url: str, work: Callable[[Connection], Any]) -> Any:
    """What `work` makes of a connection of SQLAlchemy."""
    if is_sqlite(url):
        engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(sqlite_path(url)))
        with engine.connect() as connection:
            result = work(connection)
        engine.dispose()
        return result

    async def connect() -> Any:
        return await asyncpg.connect(postgres_dsn(url))

    elsewhere = create_async_engine("postgresql+asyncpg://", async_creator=connect)
    async with elsewhere.connect() as waiting:
        result = await waiting.run_sync(work)
    await elsewhere.dispose()
    return result
