"""Are the kept counters right: every customer is counted and compared with what lists say."""

from __future__ import annotations

from collections.abc import Callable

from patron.domain.customer import Parts
from patron.domain.listing import Listing
from patron.operations.ports import Reading
from patron.readiness import OpenStore

BLOCK = 500
TRIES = 3
"""A server may be writing meanwhile: only a difference that stays is one."""


async def difference(store: OpenStore, store_id: int, told: Callable[[int, int], None]) -> tuple[int, int]:
    """(the kept total, the number that was found); the same unless something is wrong."""
    kept, found = 0, 0
    for _ in range(TRIES):
        kept = await _kept(store, store_id)
        found = await _found(store, store_id, kept, told)
        if kept == found:
            break
    return kept, found


async def _kept(store: OpenStore, store_id: int) -> int:
    async def read(unit: Reading) -> int:
        return (await unit.customers.page(store_id, Listing(size=1), Parts.NONE)).total

    return await store.read(read)


async def _found(store: OpenStore, store_id: int, kept: int, told: Callable[[int, int], None]) -> int:
    found, last = 0, 0
    while True:
        ids = await _ids_after(store, store_id, last)
        found += len(ids)
        told(found, max(kept, found))
        if len(ids) < BLOCK:
            return found
        last = ids[-1]


async def _ids_after(store: OpenStore, store_id: int, last: int) -> list[int]:
    async def read(unit: Reading) -> list[int]:
        page = await unit.customers.page(store_id, Listing(size=BLOCK, after_id=last), Parts.NONE)
        return [customer.id for customer in page.customers]

    return await store.read(read)
