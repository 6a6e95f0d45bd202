"""The history of everybody, read beside the server: what a call adds to it, and that no secret is in it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from tests.store.raw import rows_of

EVERYTHING = (
    "SELECT store_id, customer_id, version, happening, door, who, request_id, credential, changes "
    "FROM event ORDER BY 1, 2, 3"
)
VERSIONS = "SELECT store_id, id, version FROM customer"
HASH = re.compile(r"\$(2[aby]|argon2|scrypt|pbkdf2|P)|[0-9a-f]{40}|[A-Za-z0-9_-]{43}")
"""Hashes of passwords and of tokens, and tokens themselves."""
Changes: TypeAlias = Mapping[str, tuple[Any, Any]]


class Told(NamedTuple):
    """One event as it is stored."""

    store_id: int
    customer_id: int
    version: int
    happening: str
    door: str
    who: str
    request_id: str
    credential: str
    changes: Changes

    @property
    def by(self) -> tuple[str, str]:
        """The door, and who came through it."""
        return self.door, self.who


class Ledger:
    """The events of one database, as somebody reads them who remembers what was there before."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._seen = {event[:4] for event in self.everything()}

    def everything(self) -> list[Told]:
        """Every event, by store, customer and version."""
        rows = asyncio.run(rows_of(self._database, EVERYTHING))
        return [Told._make((*row[:8], _read(row[8]))) for row in rows]

    def of(self, customer_id: int) -> list[Told]:
        """Those of one customer, in all stores."""
        return [event for event in self.everything() if event.customer_id == customer_id]

    def new(self, *secrets: str) -> list[Told]:
        """What came since this was asked last; the newest of a customer tells of the version that is stored.

        None of it holds one of those secrets, nor a hash.
        """
        every = self.everything()
        found = [event for event in every if event[:4] not in self._seen]
        self._seen = {event[:4] for event in every}
        newest = {(event.store_id, event.customer_id): event for event in found}
        versions = {(row[0], row[1]): row[2] for row in asyncio.run(rows_of(self._database, VERSIONS))}
        for whose, event in newest.items():
            assert (event.happening == "deleted") == (whose not in versions)
            assert versions.get(whose, event.version) == event.version
        text = json.dumps([event.changes for event in found], ensure_ascii=False)
        assert not [secret for secret in secrets if secret in text]
        assert HASH.search(text) is None, text
        assert all(was != now for event in found for was, now in event.changes.values())
        return found

    def one(self, *secrets: str) -> Told:
        """The one event that came since this was asked last."""
        (event,) = self.new(*secrets)
        return event


def _read(stored: Any) -> Changes:
    said: dict[str, list[Any]] = json.loads(stored) if isinstance(stored, str) else stored
    return {name: (was, now) for name, (was, now) in said.items()}
