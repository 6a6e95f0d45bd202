"""A shell on each engine; one database of each is migrated for the whole run, the others are copies of it."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from tests.cli.running import Shell
from tests.parts.postgres import Running, drop_database, fresh_database

TEMPLATE = "commands_template"


@pytest.fixture
def empty(tmp_path: Path) -> Shell:
    """A folder without a database."""
    return Shell(tmp_path, {})


@pytest.fixture(scope="session")
def sqlite_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated database and nothing else."""
    folder = tmp_path_factory.mktemp("commands")
    Shell(folder, {}).fine("migrate")
    return folder


@pytest.fixture(scope="session")
def postgres_server(postgres: Running, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a server that has a migrated database."""
    settings = {"PATRON_DATABASE": fresh_database(postgres.url, TEMPLATE)}
    Shell(tmp_path_factory.mktemp("commands"), settings).fine("migrate")
    return postgres.url


@pytest.fixture(params=["sqlite", "postgres"])
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Shell:
    """A migrated database."""
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_folder"), tmp_path, dirs_exist_ok=True)
        return Shell(tmp_path, {})
    url: str = request.getfixturevalue("postgres_server")
    drop_database(url, "commands")
    asyncio.run(_copy(url))
    return Shell(tmp_path, {"PATRON_DATABASE": urlunsplit(urlsplit(url)._replace(path="/commands"))})


async def _copy(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f'CREATE DATABASE "commands" TEMPLATE "{TEMPLATE}"')
    finally:
        await connection.close()
