"""A poller that asks for what is above the last id it saw never misses anybody, with real connections."""

from __future__ import annotations

import asyncio
import random

from patron.domain.listing import Listing
from patron.operations.ports import Writing
from patron.store import AnyStore
from tests.store.people import insert, opened, page, somebody


async def _overtaking(database: str) -> None:
    async with opened(database) as one, opened(database) as other:
        started, release = asyncio.Event(), asyncio.Event()

        async def slow(unit: Writing) -> int:
            stored = await unit.customers.insert(somebody())
            started.set()
            await release.wait()
            return stored.id

        first = asyncio.create_task(one.write(slow))
        await started.wait()
        second = asyncio.create_task(insert(other, somebody()))
        await asyncio.sleep(0.3)
        assert not second.done()  # it waits for the counter: its id must not become visible first
        assert (await page(other, Listing())).total == 0
        release.set()
        assert await first < (await second).id
        assert (await page(other, Listing())).total == 2


def test_a_later_id_waits_for_an_earlier_one(postgres_database: str) -> None:
    asyncio.run(_overtaking(postgres_database))


async def _polling(database: str) -> tuple[list[int], list[int]]:
    made: list[int] = []
    seen: list[int] = []
    async with opened(database) as one, opened(database) as other:

        async def create(store: AnyStore) -> None:
            dice = random.Random(len(made))  # noqa: S311 - a test's choices
            for _ in range(25):
                made.append((await insert(store, somebody())).id)
                await asyncio.sleep(dice.random() / 500)

        async def poll() -> None:
            while True:
                found = await page(other, Listing(after_id=seen[-1] if seen else 0, size=200))
                seen.extend(customer.id for customer in found.customers)
                if not found.customers and writers.done():
                    return
                await asyncio.sleep(0)

        writers = asyncio.gather(*(create(store) for store in (one, other, one, other)))
        await asyncio.gather(writers, poll())
    return made, seen


def test_a_poller_sees_everybody_once_and_in_order(database: str) -> None:
    made, seen = asyncio.run(_polling(database))
    assert len(made) == 100
    assert seen == sorted(made)
