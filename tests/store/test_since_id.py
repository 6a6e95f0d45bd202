"""Whoever asks for what came after the last id that was seen never misses a customer."""

from __future__ import annotations

import asyncio

import asyncpg

from patron.domain.listing import Listing
from patron.operations.ports import Writing
from patron.store import AnyStore, open_store
from tests.store.people import OTHER_SHOP, SHOP, TestClock, in_a_loop, insert, opened, page, somebody


async def follow(store: AnyStore, done: asyncio.Event) -> list[int]:
    """The ids in the order in which a poller saw them."""
    seen: list[int] = []
    while True:
        last_round = done.is_set()
        found = await page(store, Listing(after_id=seen[-1] if seen else 0, size=7))
        seen += [customer.id for customer in found.customers]
        if last_round and not found.customers:
            return seen
        await asyncio.sleep(0)


@in_a_loop
async def test_a_poller_sees_every_customer_while_others_write(database: str) -> None:
    async with opened(database) as store:
        poller = open_store(database, TestClock())  # connections of its own, as another process has
        await poller.open()
        done = asyncio.Event()

        async def write(shop: int, count: int) -> None:
            for _ in range(count):
                await insert(store, somebody(store_id=shop))

        following = asyncio.create_task(follow(poller, done))
        await asyncio.gather(*(write(SHOP, 40) for _ in range(6)), write(OTHER_SHOP, 40))
        done.set()
        seen = await following
        await poller.close()
        assert len(seen) == 240
        assert seen == sorted(set(seen))
        assert (await page(store, Listing(size=500))).customers[-1].id == seen[-1]


@in_a_loop
async def test_an_id_is_visible_before_a_greater_one_is_drawn(postgres_database: str) -> None:
    async with opened(postgres_database) as store:
        await insert(store, somebody())
        drawn, gate = asyncio.Event(), asyncio.Event()

        async def slow(unit: Writing) -> int:
            stored = await unit.customers.insert(somebody())
            drawn.set()
            await gate.wait()
            return stored.id

        holding = asyncio.create_task(store.write(slow))
        await drawn.wait()
        overtaking = asyncio.create_task(insert(store, somebody()))
        other_shop = await insert(store, somebody(store_id=OTHER_SHOP))  # stores do not wait for each other
        await asyncio.sleep(0.2)
        assert not overtaking.done()
        assert (await page(store, Listing())).total == 1
        gate.set()
        assert await holding < (await overtaking).id
        assert other_shop.id > 0


@in_a_loop
async def test_a_new_block_is_taken_without_holding_up_other_stores(postgres_database: str) -> None:
    async with opened(postgres_database, pool=2) as store:
        blocked = await asyncpg.connect(postgres_database)
        for shop in (SHOP, OTHER_SHOP):
            await insert(store, somebody(store_id=shop))
        transaction = blocked.transaction()
        await transaction.start()
        await blocked.execute("SELECT * FROM id_allocator FOR UPDATE")
        # Both stores have ids left, so neither asks the allocator.
        await asyncio.gather(*(insert(store, somebody(store_id=shop)) for shop in (SHOP, OTHER_SHOP) for _ in range(5)))
        await transaction.rollback()
        await blocked.close()
        # More units than connections, all in need of a new block at the same time.
        crowd = [somebody(store_id=SHOP, id=0) for _ in range(1030)]
        assert await store.load(SHOP, crowd) == 1030
        stored = await asyncio.gather(*(insert(store, somebody()) for _ in range(12)))
        assert len({customer.id for customer in stored}) == 12
