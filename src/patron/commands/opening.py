"""What most commands need first: the settings in force, and the open store."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from patron.adapters.clock import SystemClock
from patron.commands.failing import CommandFailed
from patron.readiness import OpenStore, opened, store_of
from patron.settings import Settings, read_settings

T = TypeVar("T")


def settings_in_force(overrides: Mapping[str, str | None] | None = None) -> Settings:
    """The settings of the environment, under those given on the command line. Raises BadSettings."""
    given = {name: value for name, value in (overrides or {}).items() if value is not None}
    return read_settings({**os.environ, **given})


def with_store(work: Callable[[OpenStore], Awaitable[T]], settings: Settings | None = None) -> T:
    """What `work` returns. Raises NotReady where the database does not answer or has another schema."""
    return asyncio.run(_with_store(work, settings or settings_in_force()))


async def _with_store(work: Callable[[OpenStore], Awaitable[T]], settings: Settings) -> T:
    store = store_of(settings, SystemClock())
    try:
        await opened(store)
        return await work(store)
    finally:
        await store.close()


async def store_asked_for(store: OpenStore, asked: int | None) -> int:
    """The number of the store (tenant); of the only one where none was asked for. Raises CommandFailed."""
    there = [shop.store_id for shop in await store.read(lambda unit: unit.shops.all())]
    if asked is not None and asked not in there:
        raise CommandFailed(f"there is no store {asked}: patron store list shows them")
    if asked is None and len(there) != 1:
        raise CommandFailed(f"there are {len(there)} stores: say which one with --store")
    return there[0] if asked is None else asked
