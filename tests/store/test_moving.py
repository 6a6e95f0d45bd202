"""A customer moves to another store: what is the customer's goes along, nothing is left behind by mistake."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from msgspec.structs import replace

from patron.domain.credential import Credential, Link, Session
from patron.domain.customer import NO_PURCHASES, Customer, Group, ListItem, Property, Purchases
from patron.domain.listing import Listing
from patron.domain.refusals import Taken
from patron.operations.ports import Writing
from patron.store import AnyStore, tables
from patron.store.urls import is_sqlite, sqlite_path
from tests.store.people import (
    OTHER_SHOP,
    SHOP,
    START,
    address,
    delete,
    get,
    insert,
    opened,
    page,
    refusal_of,
    somebody,
)
from tests.store.raw import rows_of

ONE_MORE = (
    "INSERT INTO external_id VALUES ({}, 'old shop', '77', {})",
    "INSERT INTO account_origin VALUES ({}, {}, 'x', 1)",
)


async def move(store: AnyStore, customer: Customer, store_id: int, **facts: Any) -> Customer:
    """The customer as stored there."""

    async def work(unit: Writing) -> Customer:
        old = await unit.customers.locked(customer.store_id, customer.id)
        assert old is not None
        return await unit.customers.move(old, replace(old, store_id=store_id, **facts))

    return await store.write(work)


async def settled_in(store: AnyStore) -> Customer:
    """A customer who has everything that a customer can have."""
    born = await insert(
        store,
        somebody(
            "ana@example.com",
            code="A",
            login="ana",
            full_name="Ana",
            first_name="Ana",
            metafields={"a": {"b": 1}},
            said={"somewhere": {"field": ("x", "y")}},
            addresses=(address(default=True, city="A"), address(billing=True, delivery=False, city="B")),
            purchases=Purchases(orders=1, completed_orders=1, balance=5),
            tags=("b", "a"),
        ),
    )

    async def work(unit: Writing) -> Customer:
        await unit.groups.put(SHOP, Group(1, "default", "Default"))
        old = await unit.customers.locked(SHOP, born.id)
        assert old is not None
        more = replace(
            old,
            list_items=(
                ListItem(0, "group", refid="1", group_id=1, is_primary=True),
                ListItem(0, "product", refid="7", config={"x": 1}),
            ),
            properties=(Property(0, "size", None, "L"),),
        )
        stored = await unit.customers.save(old, more)
        await unit.credentials.put(SHOP, born.id, Credential("argon2id", "hash", START, token_epoch=3))
        await unit.credentials.add_link(SHOP, "link", Link(born.id, "reset", "ana@example.com", 3, START + 1))
        await unit.sessions.add(SHOP, Session("session", "aimeos", customer_id=born.id, expires_at=START + 1000))
        await unit.outbox.add(SHOP, "invitation", born.id)
        return stored

    return await store.write(work)


async def rows_about(database: str, customer: Customer, store_id: int) -> dict[str, int]:
    """Table -> how many rows of that store are about the customer; only those that have any."""
    found: dict[str, int] = {}
    for table in tables.metadata.sorted_tables:
        column = "customer_id" if "customer_id" in table.c else "id" if table.name in ("customer", "tombstone") else ""
        is_here = database.startswith("postgresql") or not table.name.startswith("customer_search")
        if column and table.name != "event" and is_here:
            where = f"store_id = {store_id} AND {column} = {customer.id}"
            (count,) = (await rows_of(database, f'SELECT count(*) FROM "{table.name}" WHERE {where}'))[0]  # noqa: S608
            found |= {table.name: count} if count else {}
    return found


async def counted(database: str, store_id: int) -> dict[str, int]:
    """The totals that are kept of a store, those of blocks added up."""
    names = "'customers', 'enabled', 'listed'"
    totals = f"SELECT name, n FROM store_counter WHERE store_id = {store_id} AND name IN ({names})"  # noqa: S608
    blocks = f"SELECT coalesce(sum(n), 0) FROM customer_block WHERE store_id = {store_id} AND level = 0"  # noqa: S608
    found: dict[str, int] = {str(name): int(n) for name, n in await rows_of(database, totals)}
    return {**found, "blocks": (await rows_of(database, blocks))[0][0]}


async def _along(database: str) -> None:
    async with opened(database) as store:
        before = await settled_in(store)
        await _raw(database, *(text.format(SHOP, before.id) for text in ONE_MORE))
        there = await move(store, before, OTHER_SHOP, company="New")
        after = await get(store, there)
        assert after == there
        assert after is not None
        assert [(item.domain, item.refid, item.config) for item in after.list_items] == [("product", "7", {"x": 1})]
        assert [(one.type, one.value) for one in after.properties] == [("size", "L")]
        plain = {"list_items": (), "properties": (), "store_id": 0, "purchases": NO_PURCHASES}
        assert replace(after, **plain) == replace(before, **plain, company="New")
        assert await get(store, before) is None
        assert await rows_about(database, before, SHOP) == {}
        credential = await store.read(lambda unit: unit.credentials.get(OTHER_SHOP, before.id))
        assert credential == Credential("argon2id", "hash", START, token_epoch=START // 1000 + 1)
        assert await store.read(lambda unit: unit.sessions.get(SHOP, "session")) is None
        assert await store.read(lambda unit: unit.sessions.get(OTHER_SHOP, "session")) is None
        assert await store.read(lambda unit: unit.credentials.link(SHOP, "link")) is None
        expected = {"customer", "address", "tag", "property", "list_item", "credential", "external_id", "outbox"}
        rows = await rows_about(database, before, OTHER_SHOP)
        assert set(rows) - {"customer_search", "customer_search_mark"} == expected
        assert (await store.read(lambda unit: unit.customers.store_of(before.id))) == OTHER_SHOP
        assert await counted(database, SHOP) == {"customers": 0, "enabled": 0, "listed": 0, "blocks": 0}
        assert await counted(database, OTHER_SHOP) == {"customers": 1, "enabled": 1, "listed": 1, "blocks": 1}


def test_everything_goes_along_but_what_is_the_stores(database: str) -> None:
    asyncio.run(_along(database))


async def _found(database: str) -> None:
    async with opened(database) as store:
        ana = await insert(store, somebody("ana@example.com", full_name="Ana Souza"))
        await insert(store, somebody("bob@example.com", store_id=OTHER_SHOP, full_name="Bob Souza"))
        await move(store, ana, OTHER_SHOP)
        for store_id, names in ((SHOP, []), (OTHER_SHOP, ["Ana Souza", "Bob Souza"])):
            for listing in (Listing(), Listing(text="souza")):
                found = await page(store, listing, store_id)
                assert sorted(one.full_name or "" for one in found.customers) == names
                assert found.total == len(names)


def test_a_moved_customer_is_listed_and_found_in_its_new_store_alone(database: str) -> None:
    asyncio.run(_found(database))


@pytest.mark.parametrize("fact", ["email", "code", "login"])
def test_what_is_taken_there_keeps_everything_where_it_was(database: str, fact: str) -> None:
    async def work() -> None:
        async with opened(database) as store:
            before = await settled_in(store)
            own = {"email": "ana@example.com", "code": "A", "login": "ANA"}
            other = {"email": "other@example.com", fact: own[fact]}
            await insert(store, somebody(other.pop("email"), store_id=OTHER_SHOP, **other))
            rows = await rows_about(database, before, SHOP)
            refusal = await refusal_of(move(store, before, OTHER_SHOP))
            assert isinstance(refusal, Taken)
            assert refusal.fact == fact
            assert await get(store, before) == before
            assert await rows_about(database, before, SHOP) == rows
            assert await rows_about(database, before, OTHER_SHOP) == {}
            assert (await counted(database, SHOP))["customers"] == 1

    asyncio.run(work())


async def _there_and_back(database: str) -> None:
    async with opened(database) as store:
        ana = await settled_in(store)
        there = await move(store, ana, OTHER_SHOP)
        back = await move(store, there, SHOP)
        assert (back.id, back.uuid, back.addresses) == (ana.id, ana.uuid, ana.addresses)
        assert (await move(store, back, OTHER_SHOP)).id == ana.id
        following = await insert(store, somebody(store_id=OTHER_SHOP))
        assert following.id > ana.id
        assert min(
            one.id for one in (await insert(store, somebody(store_id=OTHER_SHOP, addresses=(address(),)))).addresses
        ) > max(one.id for one in ana.addresses)
        moved = await get(store, replace(back, store_id=OTHER_SHOP))
        assert moved is not None
        await delete(store, moved)
        assert await rows_about(database, ana, OTHER_SHOP) == {"outbox": 1, "tombstone": 1}
        assert await rows_about(database, ana, SHOP) == {}


def test_a_customer_may_move_there_and_back_and_there_again(database: str) -> None:
    asyncio.run(_there_and_back(database))


async def _raw(database: str, *statements: str) -> None:
    for statement in statements:
        if is_sqlite(database):
            with closing(sqlite3.connect(sqlite_path(database))) as raw:
                raw.execute(statement)
                raw.commit()
        else:
            await rows_of(database, statement)
