"""Units of work: one refusal undoes itself alone, many commits are one, and nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from msgspec.structs import replace

from patron.domain.customer import Customer
from patron.domain.listing import Listing
from patron.domain.refusals import Taken, Unavailable
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


async def _commits(database: str) -> tuple[int, int]:
    said: list[str] = []
    async with opened(database) as store:

        async def watch(unit: Any) -> None:
            unit._connection.raw.set_trace_callback(said.append)

        await store.write(watch)
        said.clear()
        await asyncio.gather(*(insert(store, somebody()) for _ in range(40)))

        async def stop(unit: Any) -> None:
            unit._connection.raw.set_trace_callback(None)

        await store.write(stop)
        total = (await page(store, Listing())).total
    return said.count("COMMIT"), total


def test_whatever_waits_is_committed_together(sqlite_database: str) -> None:
    commits, total = asyncio.run(_commits(sqlite_database))
    assert total == 40
    assert commits <= 6


async def _killed_connections(database: str) -> None:
    acknowledged: dict[str, int] = {}
    tried: list[Any] = []
    killer = await asyncpg.connect(database)
    try:
        async with opened(database) as store:

            async def create() -> None:
                for _ in range(40):
                    one = somebody()
                    tried.append(one)
                    try:
                        acknowledged[one.uuid] = (await insert(store, one)).id
                    except Unavailable:
                        continue

            async def kill() -> None:
                while not writers.done():
                    await asyncio.sleep(0.04)
                    await killer.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE application_name = 'patron' AND datname = current_database()"
                    )

            writers = asyncio.gather(*(create() for _ in range(4)))
            await asyncio.gather(writers, kill())
            assert len(acknowledged) >= 100, "hardly anything went through"
            for one in tried:
                if one.uuid in acknowledged:
                    found = await get(store, somebody(id=acknowledged[one.uuid]))
                    assert found is not None
                    assert found.uuid == one.uuid
        rows = await killer.fetch("SELECT uuid, count(*) AS n FROM customer GROUP BY uuid")
        assert {row["n"] for row in rows} == {1}
        assert await killer.fetchval("SELECT n FROM store_counter WHERE name = 'customers'") == len(rows)
        assert await killer.fetchval("SELECT sum(n)::bigint FROM customer_block WHERE level = 0") == len(rows)
    finally:
        await killer.close()


def test_no_acknowledged_write_is_lost_or_doubled_when_connections_die(postgres_database: str) -> None:
    asyncio.run(_killed_connections(postgres_database))


async def _asked_again(database: str, state: str) -> tuple[int, int]:
    tries = 0
    async with opened(database) as store:

        async def work(unit: Any) -> None:
            nonlocal tries
            tries += 1
            await unit.customers.insert(somebody())
            if tries < 3:
                raw = unit._connection.raw
                await raw.execute(f"DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '{state}'; END $$")

        await store.write(work)
        return tries, (await page(store, Listing())).total


@pytest.mark.parametrize("state", ["40001", "40P01", "57P01", "57P02", "57P03", "08006", "53300", "25006"])
def test_a_unit_is_run_again_from_its_start_when_the_database_asks_for_it(postgres_database: str, state: str) -> None:
    assert asyncio.run(_asked_again(postgres_database, state)) == (3, 1)


async def _not_asked_again(database: str) -> int:
    tries = 0
    async with opened(database) as store:

        async def work(unit: Any) -> None:
            nonlocal tries
            tries += 1
            await unit._connection.raw.execute("SELECT 1 / 0")

        with pytest.raises(asyncpg.DivisionByZeroError):
            await store.write(work)
    return tries


def test_a_fault_of_ours_is_not_tried_again(postgres_database: str) -> None:
    assert asyncio.run(_not_asked_again(postgres_database)) == 1


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
