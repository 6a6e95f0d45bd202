"""Units of work: one that raises undoes itself alone, and whoever waited sees what was written meanwhile."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from msgspec.structs import replace

from patron.domain.customer import Customer
from patron.domain.listing import Listing
from patron.domain.refusals import Taken
from patron.operations.ports import Writing
from tests.store.people import address, change, get, insert, opened, page, somebody


class Change(Exception):
    """Something went wrong in the middle of a unit."""


async def _neighbours(database: str) -> None:
    async with opened(database) as store:

        async def half(unit: Writing) -> None:
            await unit.customers.insert(somebody())
            raise Change

        def unit(number: int) -> Any:
            return store.write(half) if number % 3 == 0 else insert(store, somebody(f"p{number % 20}@example.com"))

        outcomes = await asyncio.gather(*(unit(number) for number in range(30)), return_exceptions=True)
        kinds = [type(outcome).__name__ for outcome in outcomes]
        assert kinds.count("Change") == 10
        stored = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
        taken = [outcome for outcome in outcomes if isinstance(outcome, Taken)]
        assert len(stored) + len(taken) == 20
        found = await page(store, Listing(size=200))
        assert found.total == len(stored)
        assert sorted(one.email for one in found.customers) == sorted(one.email for one in stored)


def test_a_unit_that_raises_undoes_itself_alone(database: str) -> None:
    asyncio.run(_neighbours(database))


async def _on_the_living_host(database: str) -> int:
    where = urlsplit(database)
    several = where._replace(
        netloc=f"postgres@127.0.0.1:1,127.0.0.1:{where.port}", query="target_session_attrs=read-write"
    )
    async with opened(urlunsplit(several)) as store:
        await insert(store, somebody())
        return (await page(store, Listing())).total


def test_of_several_hosts_the_one_that_can_be_written_to_is_taken(postgres_database: str) -> None:
    assert asyncio.run(_on_the_living_host(postgres_database)) == 1


async def _two_writers(database: str) -> Customer | None:
    async with opened(database) as one, opened(database) as other:
        stored = await insert(one, somebody(addresses=(address(city="old", phone="0"),)))
        locked, release = asyncio.Event(), asyncio.Event()

        async def slow(unit: Writing) -> None:
            old = await unit.customers.locked(stored.store_id, stored.id)
            assert old is not None
            locked.set()
            await release.wait()
            rows = (replace(old.addresses[0], city="new"), address(city="second"))
            await unit.customers.save(old, replace(old, addresses=rows))

        def called(old: Customer) -> Customer:
            return replace(old, addresses=(replace(old.addresses[0], phone="1"), *old.addresses[1:]))

        first = asyncio.create_task(one.write(slow))
        await locked.wait()
        second = asyncio.create_task(change(other, stored, called))
        await asyncio.sleep(0.2)
        release.set()
        await asyncio.gather(first, second)
        return await get(one, stored)


def test_whoever_waited_for_a_customer_sees_the_new_addresses_too(postgres_database: str) -> None:
    found = asyncio.run(_two_writers(postgres_database))
    assert found is not None
    assert [(row.city, row.phone) for row in found.addresses] == [("new", "1"), ("second", None)]
