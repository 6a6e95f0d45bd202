"""What it costs to know who is asking, apart from everything else of a request."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bench.load import TOKEN
from bench.people import STORE
from patron.adapters.clock import SystemClock
from patron.operations.access import AppTokens
from patron.store import open_store

CHECKS = 20_000


@dataclass(frozen=True, slots=True)
class Credential:
    """Microseconds of processor time for one check, and for the SHA-256 in it alone."""

    check: float
    digest: float


def measure_credential(url: str) -> Credential:
    """A check of a known token, its refresh from the database once a second included."""
    return asyncio.run(_measured(url))


async def _measured(url: str) -> Credential:
    store = open_store(url, SystemClock())
    await store.open()
    try:
        tokens = AppTokens(store)

        async def check() -> None:
            await tokens.caller("tiendanube_id", STORE, TOKEN)

        async def digest() -> None:
            hashlib.sha256(TOKEN.encode()).hexdigest()

        return Credential(await _each(check), await _each(digest))
    finally:
        await store.close()


async def _each(work: Callable[[], Awaitable[None]]) -> float:
    await work()
    before = time.process_time()
    for _ in range(CHECKS):
        await work()
    return (time.process_time() - before) / CHECKS * 1_000_000
