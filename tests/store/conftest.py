"""Databases with the current schema, fast: one is migrated for the whole run, the others are copies of it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from patron.store.migrations import migrate
from tests.parts.postgres import Running, fresh_database
from tests.store.people import Live, opened

NUMBERS = count(1)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file."""
    path = tmp_path_factory.mktemp("store") / "template.sqlite3"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Running) -> str:
    """The name of a migrated database."""
    asyncio.run(migrate(fresh_database(postgres.url, "store_template")))
    return "store_template"


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of an empty database in a file of its own."""
    path = tmp_path / "patron.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_database(postgres: Running, postgres_template: str) -> Iterator[str]:
    """The URL of an empty database on the server."""
    name = f"store_{next(NUMBERS)}"
    asyncio.run(_execute(postgres.url, f'CREATE DATABASE "{name}" TEMPLATE "{postgres_template}"'))
    yield urlunsplit(urlsplit(postgres.url)._replace(path=f"/{name}"))
    asyncio.run(_execute(postgres.url, f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, once on each engine."""
    url: str = request.getfixturevalue(f"{request.param}_database")
    return url


@pytest.fixture
def live(database: str) -> Iterator[Live]:
    """An open store on each engine; its database lives as long as the test, however many examples that has."""
    with asyncio.Runner() as runner:
        context = opened(database)
        store = runner.run(context.__aenter__())
        try:
            yield Live(store, runner.run)
        finally:
            runner.run(context.__aexit__(None, None, None))


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
