"""Every cassette, replayed by the referee's own player against a running server, on both engines."""

import json
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import referee
from matching import Mismatch
from serving import BASE_SETTINGS

from tests.parts.postgres import Running, fresh_database
from tests.parts.server import Serving, serve

CASSETTES = Path(__file__).parent / "cassettes"
ENGINES = ("sqlite", "postgres")

Cassette: TypeAlias = dict[str, Any]
Servers: TypeAlias = Callable[[str, Mapping[str, str]], Serving]


def _read(file: Path) -> Cassette:
    cassette: Cassette = json.loads(file.read_text("utf-8"))
    return cassette


ALL = [_read(file) for file in sorted(CASSETTES.rglob("*.json"))]


@pytest.fixture(scope="module")
def servers(request: pytest.FixtureRequest) -> Generator[Servers]:
    """Gives the server of an engine and settings; it is started when first asked for and shared from then on."""
    running: dict[tuple[str, frozenset[tuple[str, str]]], Serving | RuntimeError] = {}
    with ExitStack() as stack:

        def server(engine: str, settings: Mapping[str, str]) -> Serving:
            key = (engine, frozenset(settings.items()))
            if key not in running:
                database: dict[str, str] = {}
                if engine == "postgres":
                    postgres: Running = request.getfixturevalue("postgres")
                    database["PATRON_DATABASE"] = fresh_database(postgres.url, f"cassettes_{len(running)}")
                try:
                    running[key] = stack.enter_context(serve({**BASE_SETTINGS, **database, **settings}, "--dev"))
                except RuntimeError as error:
                    running[key] = error  # it would not start for the next cassette either
            found = running[key]
            if isinstance(found, RuntimeError):
                pytest.fail(str(found), pytrace=False)
            return found

        yield server


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("cassette", ALL, ids=lambda cassette: f"{cassette['dialect']}/{cassette['name']}")
def test_cassette(cassette: Cassette, engine: str, servers: Servers) -> None:
    exchanges: list[str] = []
    player = referee.Player(servers(engine, cassette["settings"]).base_url, cassette, exchanges.append)
    try:
        player.play()
    except Mismatch as mismatch:
        pytest.fail("\n".join([str(mismatch), *exchanges]), pytrace=False)


def test_every_cassette_can_be_played() -> None:
    assert Counter(file.parent.name for file in CASSETTES.rglob("*.json")) == {
        "aimeos": 69,
        "aimeos-2026": 69,
        "evershop": 87,
        "openfoodnetwork": 60,
        "tiendanube": 57,
    }
