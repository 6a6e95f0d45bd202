"""One server in development mode for all client programs; each test loads its own world."""

from collections.abc import Callable, Generator

import pytest

from tests.clients.worlds import shop
from tests.development import load_world
from tests.parts.server import Serving, serve


@pytest.fixture(scope="package")
def serving() -> Generator[Serving]:
    """A server in development mode, with the platform's own rate limits."""
    with serve({}, "--dev") as running:
        yield running


@pytest.fixture
def shop_of(serving: Serving) -> Callable[[int], str]:
    """Fills the server with a store of so many customers; returns its base URL."""

    def fill(customers: int) -> str:
        load_world(serving.base_url, shop(customers))
        return serving.base_url

    return fill
