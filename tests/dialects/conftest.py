"""One development server for each engine, emptied by each test."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager

import pytest

from tests.dialects.admin_office import OFFICE, Page, entered, only_uuid, people
from tests.dialects.live import Live, two_shops
from tests.parts.postgres import Running, fresh_database
from tests.parts.server import serve


@pytest.fixture(scope="session")
def on_sqlite() -> Iterator[Live]:
    """A development server on SQLite, rate limits off."""
    with _started({}) as live:
        yield live


@pytest.fixture(scope="session")
def on_postgres(postgres: Running) -> Iterator[Live]:
    """The same on PostgreSQL."""
    with _started({"PATRON_DATABASE": fresh_database(postgres.url, "dialects")}) as live:
        yield live


@contextmanager
def _started(settings: Mapping[str, str]) -> Generator[Live]:
    with serve({"PATRON_RATE_LIMITS": "off", **settings}, "--dev") as serving:
        live = Live(serving)
        yield live
        live.http.close()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest) -> Live:
    """The server on that engine; both run on while tests change from one to the other."""
    live: Live = request.getfixturevalue(f"on_{request.param}")
    return live


@pytest.fixture
def live(server: Live) -> Live:
    """The server with two empty shops."""
    server.load(two_shops())
    return server


@pytest.fixture
def office(live: Live) -> Live:
    """The server with the staff of the administration's tests, and no customers."""
    live.load(OFFICE)
    return live


@pytest.fixture
def page(office: Live) -> Iterator[Page]:
    """The browser of the administrator."""
    with entered(office) as browser:
        yield browser


@pytest.fixture
def uuid(office: Live, page: Page) -> str:
    """Of the only customer there is."""
    people(office, 1)
    return only_uuid(page)
