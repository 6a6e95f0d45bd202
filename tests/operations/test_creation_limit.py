"""The ledger of who made which account: what counts, and what is forgotten."""

from __future__ import annotations

import asyncio

from patron.domain.customer import Customer
from patron.domain.refusals import TooOften
from patron.operations.creation_limit import CreationLimit
from patron.operations.ports import Writing
from tests.operations.people import ELSEWHERE, HOME, WHERE, TestDesk, desk_over
from tests.store.people import SHOP, change, delete, in_a_loop, refusal_of, somebody, with_facts
from tests.store.raw import rows_of

LIMIT = CreationLimit(3, 60)


async def create(desk: TestDesk, client: str = HOME) -> Customer:
    """A new account from there. Raises TooOften."""

    async def work(unit: Writing) -> Customer:
        await LIMIT.check(unit, WHERE, client)
        made = await unit.customers.insert(somebody())
        await LIMIT.note(unit, made, client)
        return made

    return await desk.store.write(work)


async def wait_of(desk: TestDesk) -> int:
    """The seconds that the next account has to wait."""
    refusal = await refusal_of(create(desk))
    assert isinstance(refusal, TooOften)
    return refusal.retry_after


@in_a_loop
async def test_of_many_at_once_exactly_three_are_made(database: str) -> None:
    async with desk_over(database) as desk:
        found = await asyncio.gather(*(create(desk) for _ in range(50)), return_exceptions=True)
        assert sum(isinstance(one, Customer) for one in found) == 3
        assert sum(isinstance(one, TooOften) for one in found) == 47
        assert await rows_of(database, "SELECT count(*) FROM customer") == [(3,)]
        await create(desk, ELSEWHERE)


@in_a_loop
async def test_the_deleted_and_the_changed_count_no_more_and_the_disabled_do(database: str) -> None:
    async with desk_over(database) as desk:
        first, second, third = [await create(desk) for _ in range(3)]
        await change(desk.store, third, with_facts(status=0))
        assert await wait_of(desk) == 61
        await delete(desk.store, first)
        await desk.store.write(lambda unit: LIMIT.forget(unit, second))
        await create(desk)
        await create(desk)
        assert await wait_of(desk) == 61


@in_a_loop
async def test_an_account_counts_until_the_window_is_over(database: str) -> None:
    async with desk_over(database) as desk:
        for _ in range(3):
            await create(desk)
            desk.clock.time += 20_000
        assert await wait_of(desk) == 1
        desk.clock.time += 1
        await create(desk)
        assert await wait_of(desk) == 20


@in_a_loop
async def test_a_limit_of_none_admits_nobody(database: str) -> None:
    async with desk_over(database) as desk:
        none = CreationLimit(0, 60)
        refusal = await refusal_of(desk.store.write(lambda unit: none.check(unit, WHERE, HOME)))
        assert isinstance(refusal, TooOften)


@in_a_loop
async def test_addresses_are_kept_hashed_and_forgotten_after_the_window(database: str) -> None:
    async with desk_over(database) as desk:
        await create(desk)
        ((origin,),) = await rows_of(database, "SELECT origin_hash FROM account_origin")
        assert len(origin) == 64
        desk.clock.time += 60_001
        await create(desk, ELSEWHERE)
        await desk.store.write(lambda unit: unit.origins.tidy(SHOP, desk.clock.time - 60_000))
        assert len(await rows_of(database, "SELECT 1 FROM account_origin")) == 1
