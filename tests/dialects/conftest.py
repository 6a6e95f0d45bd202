"""One development server for each engine, emptied by each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.dialects.admin_office import OFFICE, Page, entered, only_uuid, people
from tests.dialects.live import Live, two_shops
from tests.parts.postgres import fresh_database
from tests.parts.server import serve


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest) -> Iterator[Live]:
    """A development server on that engine, rate limits off."""
    settings = {"PATRON_RATE_LIMITS": "off"}
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres").url
        settings["PATRON_DATABASE"] = fresh_database(url, "dialects")
    with serve(settings, "--dev") as serving:
        live = Live(serving)
        yield live
        live.http.close()


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
