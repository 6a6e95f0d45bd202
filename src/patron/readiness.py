"""Can this server work with this database: asked before it starts, by /readyz and by `patron check`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

from patron.domain.customer import Customer
from patron.domain.refusals import Unavailable
from patron.operations.ports import Clock, Reading
from patron.settings import Settings
from patron.store import open_store
from patron.store.migrations import HEAD, migrate
from patron.worlds import WorldStoreRoom

SECONDS = 3.0


class OpenStore(WorldStoreRoom, Protocol):
    """A store with its doors: what those who open and watch it need besides reading and writing."""

    async def open(self) -> None:
        """Nothing comes back; connections are there, places are loaded."""
        ...

    async def close(self) -> None:
        """Nothing comes back; running units are finished first."""
        ...

    async def load(
        self, store_id: int, customers: Iterable[Customer], progress: Callable[[int], None] | None = None
    ) -> int:
        """How many were stored, in chunks; `progress` is told after each. Raises Taken; earlier chunks stay then."""
        ...

    async def schema_revision(self) -> str | None:
        """The revision of the schema, None where there is none."""
        ...


class NotReady(Exception):
    """The server cannot work; the text says why and what to do, without any value or secret."""


def readiness(store: OpenStore) -> Callable[[], Awaitable[str]]:
    """A function that gives the reason why the server cannot work at the moment; empty when it can."""

    async def reason() -> str:
        try:
            async with asyncio.timeout(SECONDS):
                return judged(await store.schema_revision())
        except (Exception, TimeoutError) as error:  # noqa: BLE001 - whatever the driver raises, the answer is: not now
            return f"the database does not answer ({kind_of(error)})"

    return reason


def judged(revision: str | None) -> str:
    """What is wrong with that revision of the schema and what to do; empty when it is the current one."""
    if revision == HEAD:
        return ""
    if revision is None:
        return "the database holds no tables yet: run patron migrate"
    return f"the database has schema {revision} and this version of Patron needs {HEAD}: run patron migrate"


def kind_of(error: BaseException) -> str:
    """The kind of the first cause: what a driver wraps says more than the wrapping. Never the message."""
    while isinstance(error, Unavailable) and (error.__cause__ or error.__context__):
        error = error.__cause__ or error.__context__ or error
    return type(error).__name__


def store_of(settings: Settings, clock: Clock) -> OpenStore:
    """The store that the settings name, not open yet."""
    return open_store(settings.database, clock, pool=settings.database_pool, command_seconds=settings.database_timeout)


async def opened(store: OpenStore) -> None:
    """Nothing comes back; the store is open and its schema current. Raises NotReady."""
    reason = judged(await _revision(store))
    if reason:
        raise NotReady(reason)


async def opened_for_development(store: OpenStore, database: str) -> None:
    """Nothing comes back; the store is open, it holds worlds only, and its schema was made current. Raises NotReady."""
    revision = await _revision(store)
    if revision is not None:
        await _require_worlds_only(store)
    if revision != HEAD:
        await store.close()
        await migrate(database)
        await opened(store)


async def _revision(store: OpenStore) -> str | None:
    try:
        await store.open()
        return await store.schema_revision()
    except Exception as error:
        raise NotReady(f"the database cannot be opened ({kind_of(error)}): check PATRON_DATABASE") from error


async def _require_worlds_only(store: OpenStore) -> None:
    """Nothing comes back. Raises NotReady where some store was not made by a world: development empties databases."""

    async def own(unit: Reading) -> list[int]:
        return [shop.store_id for shop in await unit.shops.all() if not shop.settings.get("world")]

    real = await store.read(own)
    if real:
        raise NotReady(
            f"--dev empties its database, and this one holds {len(real)} store(s) that no world made "
            f"(the first is {real[0]}): name another database in PATRON_DATABASE"
        )
