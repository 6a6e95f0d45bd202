"""Whole units are tried again when PostgreSQL fails in passing, and nothing is lost or done twice by it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import asyncpg
import pytest

from patron.domain.answer import Progress
from patron.domain.credential import Credential, Link
from patron.domain.customer import Customer
from patron.domain.listing import Listing
from patron.domain.refusals import Taken, Unavailable
from patron.operations.ports import Writing
from patron.store import AnyStore, postgres
from tests.store.cutting import Wire, wire_to
from tests.store.people import (
    ALL,
    SHOP,
    START,
    address,
    change,
    delete,
    get,
    in_a_loop,
    insert,
    opened,
    page,
    refusal_of,
    somebody,
    with_facts,
)
from tests.store.raw import rows_of


async def fail(unit: Writing, state: str) -> None:
    """Nothing; the server raises an error of that SQLSTATE in the middle of the unit."""
    raw = cast("Any", unit)._connection.raw
    await raw.execute(f"DO $$ BEGIN RAISE EXCEPTION 'as asked' USING ERRCODE = '{state}'; END $$")


@pytest.mark.parametrize(
    "state", ["40001", "40P01", "57P01", "57P02", "57P03", "53300", "25006", "55P03", "08006", "08000"]
)
@in_a_loop
async def test_errors_that_pass_are_tried_again_from_the_start(postgres_database: str, state: str) -> None:
    tries: list[int] = []

    async def work(unit: Writing) -> Customer:
        tries.append(unit.now)
        stored = await unit.customers.insert(somebody(f"try{len(tries)}@example.com"))
        if len(tries) < 3:
            await fail(unit, state)
        return stored

    async with opened(postgres_database) as store:
        stored = await store.write(work)
        assert len(tries) == 3
        assert (await page(store, Listing())).customers == (stored,)
        assert stored.email == "try3@example.com"


@pytest.mark.parametrize("notices", ["at once", "with the next statement"])
@in_a_loop
async def test_a_second_connection_that_is_lost_is_tried_again_with_the_unit(
    postgres_database: str, notices: str
) -> None:
    tries: list[int] = []

    async def lose(other: Any) -> None:
        if len(tries) < 3:
            with suppress(*([asyncpg.PostgresError] if notices != "at once" else [])):
                await other.raw.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            await other.raw.execute("SELECT 1")

    async def work(unit: Writing) -> Customer:
        tries.append(unit.now)
        await cast("Any", unit)._connection.apart(lose)
        return await unit.customers.insert(somebody(f"try{len(tries)}@example.com"))

    async with opened(postgres_database) as store:
        stored = await store.write(work)
        assert len(tries) == 3
        assert (await page(store, Listing())).customers == (stored,)


@in_a_loop
async def test_errors_that_stay_are_raised_at_once(postgres_database: str) -> None:
    tries: list[int] = []

    async def work(unit: Writing) -> None:
        tries.append(1)
        await fail(unit, "22012")

    async with opened(postgres_database) as store:
        assert isinstance(await refusal_of(store.write(work)), asyncpg.DivisionByZeroError)
        assert len(tries) == 1
        await insert(store, somebody())  # the connection is as good as new


@in_a_loop
async def test_what_never_passes_ends_as_unavailable(postgres_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "DEADLINE_SECONDS", 0.3)
    async with opened(postgres_database) as store:
        assert isinstance(await refusal_of(store.write(lambda unit: fail(unit, "40001"))), Unavailable)


@in_a_loop
async def test_a_server_that_is_away_is_unavailable_until_it_is_back(
    postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "DEADLINE_SECONDS", 0.3)
    async with over_a_wire(postgres_database) as (wire, store):
        wire.go_away()
        assert isinstance(await refusal_of(page(store, Listing())), Unavailable)
        assert isinstance(await refusal_of(insert(store, somebody())), Unavailable)
        assert isinstance(await refusal_of(store.ping()), Unavailable)
        wire.come_back()
        await insert(store, somebody())
        assert (await page(store, Listing())).total == 1


@in_a_loop
async def test_a_schema_that_changes_meanwhile_is_learnt_anew(postgres_database: str) -> None:
    async with opened(postgres_database, pool=1) as store:
        stored = await insert(store, somebody(addresses=(address(),)))
        stored = await change(store, stored, with_facts(note="a"))
        await rows_of(postgres_database, "ALTER TABLE customer ALTER COLUMN status TYPE bigint")
        stored = await change(store, stored, with_facts(note="b"))
        assert await get(store, stored) == stored


@in_a_loop
async def test_two_units_that_wait_for_each_other_both_go_through(postgres_database: str) -> None:
    async with opened(postgres_database) as store:
        one, other = [await insert(store, somebody(addresses=(address(),))) for _ in range(2)]
        both_hold = asyncio.Barrier(2)
        tries = 0

        async def cross(unit: Writing, first: Customer, second: Customer) -> None:
            nonlocal tries
            tries += 1
            locked = await unit.customers.locked(SHOP, first.id)
            if tries <= 2:
                await both_hold.wait()
            await unit.customers.locked(SHOP, second.id)
            assert locked is not None
            await unit.customers.save(locked, with_facts(note="crossed")(locked))

        await asyncio.gather(
            store.write(lambda unit: cross(unit, one, other)), store.write(lambda unit: cross(unit, other, one))
        )
        assert tries == 3
        assert {customer.note for customer in (await page(store, Listing())).customers} == {"crossed"}


@in_a_loop
async def test_no_acknowledged_write_is_lost_or_doubled_while_connections_are_killed(postgres_database: str) -> None:
    async with opened(postgres_database, pool=4) as store:
        acknowledged: dict[str, Customer] = {}
        failed = 0

        async def stream(number: int) -> None:
            nonlocal failed
            for turn in range(60):
                try:
                    stored = await insert(store, somebody(f"{number}.{turn}@example.com", addresses=(address(),)))
                    acknowledged[stored.email] = stored
                    if turn % 3 == 0:
                        acknowledged[stored.email] = await change(store, stored, with_facts(note=f"{turn}"))
                    if turn % 5 == 0:
                        await delete(store, acknowledged.pop(stored.email))
                except Unavailable:
                    failed += 1

        async def kill() -> None:
            killer = await asyncpg.connect(postgres_database, server_settings={"application_name": "killer"})
            for _ in range(25):
                await asyncio.sleep(0.05)
                await killer.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'patron' AND datname = current_database() AND random() < 0.7"
                )
            await killer.close()

        await asyncio.gather(kill(), *(stream(number) for number in range(6)))
        assert failed == 0
        for stored in acknowledged.values():
            assert await get(store, stored) == stored
        rows = await rows_of(postgres_database, "SELECT email FROM customer ORDER BY email")
        assert [row[0] for row in rows] == sorted(acknowledged)
        assert (await page(store, Listing())).total == len(acknowledged)
        counted = "SELECT (SELECT n FROM store_counter WHERE name = 'customers'), sum(n)::bigint FROM customer_block"
        assert await rows_of(postgres_database, f"{counted} WHERE level = 0") == [(len(acknowledged),) * 2]


# -- the answer to a COMMIT is lost ------------------------------------------------------------------------------------


@asynccontextmanager
async def over_a_wire(url: str) -> AsyncGenerator[tuple[Wire, AnyStore]]:
    async with wire_to(url) as (wire, wired), opened(wired, pool=2) as store:
        yield wire, store


@pytest.mark.parametrize("cut", ["before", "after"])
@in_a_loop
async def test_an_insert_whose_commit_is_not_answered_is_there_once(postgres_database: str, cut: Any) -> None:
    async with over_a_wire(postgres_database) as (wire, store):
        wire.cut = cut
        stored = await insert(store, somebody(addresses=(address(),)))
        assert wire.cuts == 1
        assert await get(store, stored) == stored
        assert (await page(store, Listing())).total == 1
        assert await rows_of(postgres_database, "SELECT id FROM customer") == [(stored.id,)]


@pytest.mark.parametrize("cut", ["before", "after"])
@in_a_loop
async def test_a_save_whose_commit_is_not_answered_is_there_once(postgres_database: str, cut: Any) -> None:
    async with over_a_wire(postgres_database) as (wire, store):
        stored = await insert(store, somebody())
        wire.cut = cut
        new = (address(city="Lima"),)
        changed = await change(store, stored, with_facts(note="b", status=0, version=2, addresses=new))
        assert wire.cuts == 1
        assert await get(store, changed) == changed
        assert len(changed.addresses) == 1
        counters = await rows_of(postgres_database, "SELECT n FROM store_counter WHERE name = 'enabled'")
        assert counters == [(0,)]


@pytest.mark.parametrize("cut", ["before", "after"])
@in_a_loop
async def test_a_deletion_whose_commit_is_not_answered_has_happened_once(postgres_database: str, cut: Any) -> None:
    async with over_a_wire(postgres_database) as (wire, store):
        stored = await insert(store, somebody())
        wire.cut = cut
        await delete(store, stored)  # its own assertion would fail if it were simply run again
        assert wire.cuts == 1
        assert (await page(store, Listing())).total == 0


@pytest.mark.parametrize("cut", ["before", "after"])
@in_a_loop
async def test_a_key_whose_commit_is_not_answered_is_its_callers(postgres_database: str, cut: Any) -> None:
    async with over_a_wire(postgres_database) as (wire, store):
        wire.cut = cut
        assert await store.write(lambda unit: unit.answers.begin("k", "r", 0, 0)) is None
        assert wire.cuts == 1
        kept = await store.write(lambda unit: unit.answers.begin("k", "r", 0, 0))
        assert kept is not None
        assert kept.progress is Progress.RUNNING


async def add_token(unit: Writing) -> object:
    return await unit.tokens.add(SHOP, "t" * 64, "app", frozenset({"read_customers"}))


async def put_password(unit: Writing) -> object:
    customer = await unit.customers.get(SHOP, 1, ALL)
    assert customer is not None
    link = await unit.credentials.take_link(SHOP, "l" * 64)
    if link is None:
        raise Taken("link")
    await unit.credentials.put(SHOP, 1, Credential("argon2id", "$argon2id$salted", START))
    return link


async def add_letter(unit: Writing) -> object:
    await unit.outbox.add(SHOP, "invitation", 1)
    return None


@pytest.mark.parametrize("cut", ["before", "after"])
@pytest.mark.parametrize("work", [add_token, put_password, add_letter])
@in_a_loop
async def test_other_writes_whose_commit_is_not_answered_happen_once(
    postgres_database: str, work: Callable[[Writing], Awaitable[object]], cut: Any
) -> None:
    async with over_a_wire(postgres_database) as (wire, store):
        await insert(store, somebody())
        link = Link(1, "invitation", "a@example.com", 0, START + 1)
        await store.write(lambda unit: unit.credentials.add_link(SHOP, "l" * 64, link))
        wire.cut = cut
        result = await store.write(work)
        assert wire.cuts == 1
        if work is put_password:
            assert result == link
            assert await rows_of(postgres_database, "SELECT hash FROM credential") == [("$argon2id$salted",)]
            assert await rows_of(postgres_database, "SELECT 1 FROM link") == []
        if work is add_token:
            assert await rows_of(postgres_database, "SELECT name FROM api_token") == [("app",)]
        if work is add_letter:
            assert await rows_of(postgres_database, "SELECT kind FROM outbox") == [("invitation",)]
