"""A live application in this very process, with one store that all four dialects speak for and one that two share."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch
from urllib.parse import quote, unquote

import msgspec
from argon2 import PasswordHasher
from starlette.types import ASGIApp, Message

from patron import app
from patron.adapters import schemes
from patron.app import Application, Blueprint
from patron.settings import read_settings
from tests.laws.books import Books, opened_books
from tests.laws.standing import StandingClock

STORE, OTHER = 1, 2
TOO_MANY = 429
APPS = {STORE: "laws-token-1", OTHER: "laws-token-2"}
KEY = "laws-key"
ADMIN = "admin@example.com"
START = 1_767_225_600_000  # 2026-01-01T00:00:00Z
LIFE = 150
"""Histories that one world lives through: a token of EverShop's staff grows old, because each step takes a second."""
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Hashes as the server's own, which take 27 ms of a core each on purpose, in microseconds."""
SETTINGS = {
    "PATRON_RATE_LIMITS": "off",
    "PATRON_MAIL": "off",
    "PATRON_LOG_LEVEL": "error",
    "PATRON_ACCESS_LOG": "off",
    "PATRON_AIMEOS_CSRF": "off",
    "PATRON_AIMEOS_LIMIT_COUNT": "1000000",
}
METAFIELDS = {"size": "short_text", "vip": "boolean"}
WORLD: dict[str, object] = {
    "stores": [
        {"id": STORE, "name": "Shop", "currency": "EUR", "country": "US", "language": "en"},
        {"id": OTHER, "name": "Elsewhere", "currency": "EUR", "country": "BR", "language": "pt"},
    ],
    "groups": [
        {"store": STORE, "id": 1, "label": "Default", "default": True},
        {"store": STORE, "id": 2, "label": "Wholesale"},
        {"store": OTHER, "id": 1, "label": "Default", "default": True},
    ],
    "apps": [{"store": store, "token": token} for store, token in APPS.items()],
    "staff": [
        {
            "email": ADMIN,
            "role": "admin",
            "stores": [STORE, OTHER],
            "key": KEY,
            "password": "admin-secret-12",
            "bind": {"admin": "access_token"},
        }
    ],
}


def shown_second(moment: int) -> str:
    """The second as Tiendanube writes it."""
    return datetime.fromtimestamp(moment // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


class Answer(msgspec.Struct, frozen=True):
    """Status, and the document of the body."""

    status: int
    document: Any
    headers: Mapping[str, str] = {}

    @property
    def good(self) -> bool:
        """True for what was carried out."""
        return self.status < 300


class House:
    """The application, spoken to without a socket."""

    def __init__(self, handler: ASGIApp, books: Books, *, waits: bool, profile: str) -> None:
        """`waits`: the database is another process, so that several questions at once are answered sooner."""
        self._handler = handler
        self.waits = waits
        self.profile = profile
        self.books = books
        self.now = START
        self.admin = ""
        self.born = 0
        """Histories that were begun."""
        self.highest: dict[int, int] = {}
        """Store -> the last id of a customer that was given there."""
        self.given: set[int] = set()
        """All ids of customers that there ever were."""
        self.owners: dict[int, int] = {}
        """Address -> customer, of all that there ever were."""
        self._said: Mapping[str, str] = {}
        self._lives = 0

    async def ask(self, method: str, path: str, body: object = None, *, headers: Mapping[str, str]) -> Answer:
        """The answer to one request."""
        plain, _, query = path.partition("?")
        payload = b"" if body is None else msgspec.json.encode(body)
        sent = [(b"host", b"localhost"), (b"user-agent", b"laws (laws@example.com)")]
        if body is not None:
            sent.append((b"content-type", b"application/json"))
        sent += [(name.encode(), value.encode()) for name, value in {**headers, **self._said}.items()]
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(plain),
            "raw_path": quote(plain, safe="/%").encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": sent,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
        }
        answer: dict[str, Any] = {}
        parts: list[bytes] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": payload, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.update(message)
            else:
                parts.append(message.get("body", b""))

        await self._handler(scope, receive, send)
        text = b"".join(parts)
        got = {name.decode().lower(): value.decode("latin-1") for name, value in answer["headers"]}
        plain_text = got.get("content-type", "").startswith("text/plain")
        document = text.decode() if plain_text else msgspec.json.decode(text) if text else None
        return Answer(answer["status"], document, got)

    def tick(self, seconds: int = 1) -> None:
        """Nothing; the clock stands that much later."""
        self.now += seconds * 1000
        self.books.clock.stop(self.now)

    async def begin(self) -> None:
        """Nothing; the world is there, and not too old."""
        self._lives -= 1
        self.born += 1
        if self._lives < 0:
            await self.empty()

    def wire(self, name: str) -> str:
        """Aimeos' type of that name, in the spelling of the profile."""
        if self.profile == "page":
            return name
        return "group" if name == "customer/group" else name.replace("/", ".")

    @contextmanager
    def saying(self, headers: Mapping[str, str]) -> Generator[None]:
        """Nothing; requests meanwhile bear those headers besides."""
        self._said = headers
        try:
            yield
        finally:
            self._said = {}

    def spoil(self) -> None:
        """Nothing; the next history gets a new world, because the last one ended in the middle."""
        self._lives = 0

    async def empty(self) -> None:
        """Nothing; the world is as new."""
        answer = await self.ask("POST", "/_dev/world", WORLD, headers={})
        assert answer.good, answer
        self.admin = answer.document["bindings"]["admin"]
        self.now, self._lives = START, LIFE
        self.highest, self.given, self.owners = {}, set(), {}
        self.tick()
        minted = await self.ask("POST", "/_dev/token", {"dialect": "evershop", "staff": ADMIN}, headers={})
        self.admin = minted.document["token"] if minted.good else self.admin
        for key, kind in METAFIELDS.items():
            body = {"ownerType": "customer", "fieldKey": key, "name": key, "fieldType": kind}
            sent = {"authorization": f"Bearer {self.admin}"}
            answer = await self.ask("POST", "/api/metafield-definitions", body, headers=sent)
            assert answer.good, answer

    async def token_of(self, number: int) -> str:
        """A token of that customer for Aimeos."""
        answer = await self.ask("POST", "/_dev/token", {"dialect": "aimeos", "customer": str(number)}, headers={})
        assert answer.good, answer
        token: str = answer.document["token"]
        return token


@asynccontextmanager
async def opened(database: str, profile: str = "page") -> AsyncGenerator[House]:
    """The application over that database, which is emptied."""
    settings = read_settings({**SETTINGS, "PATRON_DATABASE": database, "PATRON_AIMEOS_PROFILE": profile})
    application = Application(Blueprint(settings, development=True))
    with patch.object(app, "StoppableClock", StandingClock), patch.object(schemes, "ARGON2", CHEAP):
        async with application.running(), opened_books(settings) as books:
            house = House(application, books, waits=not settings.database.startswith("sqlite"), profile=profile)
            await house.empty()
            yield house
