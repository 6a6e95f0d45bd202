"""What tests of several folders stand on."""

from collections.abc import Generator

import pytest

from tests.parts.postgres import Running, start_postgres


@pytest.fixture(scope="session")
def postgres() -> Generator[Running]:
    """A PostgreSQL server for the whole run; give each test or server its own database with `fresh_database`."""
    server = start_postgres()
    try:
        yield server
    finally:
        server.stop()
