"""A shell on each engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Shell
from tests.parts.postgres import Running, fresh_database


@pytest.fixture
def empty(tmp_path: Path) -> Shell:
    """A folder without a database."""
    return Shell(tmp_path, {})


@pytest.fixture(params=["sqlite", "postgres"])
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Shell:
    """A migrated database."""
    settings: dict[str, str] = {}
    if request.param == "postgres":
        running: Running = request.getfixturevalue("postgres")
        settings["PATRON_DATABASE"] = fresh_database(running.url, "commands")
    made = Shell(tmp_path, settings)
    made.fine("migrate")
    return made
