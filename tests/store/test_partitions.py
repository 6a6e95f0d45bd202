"""The schema hash-partitioned by store on plain PostgreSQL: it loads, it works, and each statement stays in one store.

Plain PostgreSQL refuses there what a distributed one refuses, and its plans tell which partitions a statement reads.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any, cast

import asyncpg
from msgspec.structs import replace
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import create_async_engine

from patron.domain.credential import Credential, Link
from patron.domain.customer import Parts, Purchases
from patron.domain.listing import Listing, Window
from patron.operations.ports import Writing
from patron.store import tables
from patron.store.migrations import HEAD
from patron.store.postgres import PostgresStore
from tests.parts.postgres import Running, fresh_database
from tests.store.people import ALL, OTHER_SHOP, SHOP, TestClock, address, opened, somebody
from tests.store.test_rules import REFERENCE, refused

PARTS = 4


def partitioned() -> MetaData:
    """The same tables, those of a store hash-partitioned by it."""
    copied = MetaData()
    for table in tables.metadata.sorted_tables:
        copy = table.to_metadata(copied)
        if table.name not in REFERENCE:
            copy.dialect_options["postgresql"]["partition_by"] = "HASH (store_id)"
    return copied


async def make(url: str) -> None:
    """Nothing; the partitioned schema is there, with the mark of a migrated one."""
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.begin() as connection:
        for extension in ("pg_trgm", "btree_gin"):
            await connection.exec_driver_sql(f"CREATE EXTENSION {extension}")
        await connection.run_sync(partitioned().create_all)
        for table in tables.metadata.sorted_tables:
            if table.name not in REFERENCE:
                for part in range(PARTS):
                    await connection.exec_driver_sql(
                        f"CREATE TABLE {table.name}_p{part} PARTITION OF {table.name} "
                        f"FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {part})"
                    )
        await connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT PRIMARY KEY)")
        await connection.exec_driver_sql("INSERT INTO alembic_version VALUES ($1)", (HEAD,))
    await engine.dispose()


class Watched(PostgresStore):
    """A store that remembers every statement of its connections, with the values it ran with."""

    def __init__(self, url: str) -> None:
        super().__init__(url, TestClock(), pool=2, command_seconds=10)
        self.ran: dict[str, tuple[Any, ...]] = {}

    async def _connect(self) -> Any:
        raw = await super()._connect()
        raw.add_query_logger(self._note)
        return raw

    def _note(self, query: Any) -> None:
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", query.query):
            values: tuple[Any, ...] = tuple(query.args)
            rows = cast("list[tuple[Any, ...]]", values)  # of one statement for many rows
            self.ran.setdefault(query.query, rows[0] if values and isinstance(values[0], tuple) else values)


async def live_a_little(store: PostgresStore, store_id: int) -> None:
    """Nothing; everything that requests do was done once in that store."""

    async def write(unit: Writing) -> int:
        people = unit.customers
        one = await people.insert(somebody(store_id=store_id, phone="1", addresses=(address(), address(billing=True))))
        two = await people.insert(somebody(store_id=store_id, purchases=Purchases(orders=1)))
        locked = await people.locked(store_id, one.id)
        assert locked is not None
        moved = (replace(locked.addresses[0], city="X", is_default=True), address(default=False))
        await people.save(locked, replace(locked, note="x", email="new@example.com", addresses=moved, status=0))
        await people.delete(two)
        grant = await unit.tokens.add(store_id, f"hash {store_id}", "app", frozenset({"read_customers"}))
        await unit.tokens.revoke(store_id, grant.token_id)
        await unit.credentials.put(store_id, one.id, Credential("argon2id", "x", changed_at=1))
        await unit.credentials.put(store_id, one.id, Credential("argon2id", "y", changed_at=2, token_epoch=1))
        await unit.credentials.add_link(store_id, "link", Link(one.id, "invitation", "a@b", 0, 99))
        await unit.outbox.add(store_id, "invitation", one.id)
        return one.id

    number = await store.write(write)

    async def read(unit: Any) -> None:
        for parts in (Parts.NONE, ALL):
            assert await unit.customers.get(store_id, number, parts) is not None
        await unit.customers.several(store_id, [number], ALL)
        for listing in (
            Listing(),
            Listing(page=3),
            Listing(page=2_000),
            Listing(after_id=1),
            Listing(after_id=1, page=2_000),
            Listing(text="example"),
            Listing(text="e"),
            Listing(text="example", created=Window(0, 9), updated=Window(0)),
            Listing(created=Window(0, 2**60), page=2),
        ):
            await unit.customers.page(store_id, listing, ALL)
            await unit.customers.stamps(store_id, listing)
        await unit.tokens.find(store_id, "hash")
        await unit.tokens.all(store_id)
        await unit.credentials.get(store_id, number)
        await unit.credentials.link(store_id, "link")

    await store.read(read)

    async def finish(unit: Writing) -> None:
        await unit.credentials.take_link(store_id, "link")
        for letter in await unit.outbox.due(5, 1_000):
            await unit.outbox.retry(letter, 1)
            await unit.outbox.done(letter)

    await store.write(finish)


def partitions_in(plan: object) -> set[str]:
    """The numbers of the partitions that a plan reads or writes."""
    names = re.findall(r'"Relation Name": "(\w+)"', json.dumps(plan))
    return {match[1] for name in names if (match := re.search(r"_p(\d)$", name))}


async def plans(url: str, ran: dict[str, tuple[Any, ...]]) -> dict[str, set[str]]:
    """Statement -> the partitions of its plan with those values."""
    connection = await asyncpg.connect(url)
    try:
        return {
            query: partitions_in(json.loads(await connection.fetchval(f"EXPLAIN (FORMAT JSON) {query}", *values)))
            for query, values in ran.items()
        }
    finally:
        await connection.close()


def is_installation_wide(query: str) -> bool:
    """True for the few statements that are meant to look at every store."""
    return (
        ("FROM store JOIN" in query and "UNION ALL" in query)
        or (query.startswith("UPDATE store_counter SET n") and "block_end >" in query)
        or ("FROM outbox" in query and "next_at" in query and "store_id =" not in query)
    )


async def _everything_stays_in_one_store(url: str) -> None:
    await make(url)
    async with opened(url):
        pass  # puts the two shops there
    store = Watched(url)
    await store.open()
    try:
        await live_a_little(store, SHOP)
        await live_a_little(store, OTHER_SHOP)
    finally:
        await store.close()
    owned = {
        query: values
        for query, values in store.ran.items()
        if re.search(r"\b(customer|address|store_counter)\b", query)
    }
    assert len(owned) >= 20
    found = await plans(url, store.ran)
    crossing = [query for query, parts in found.items() if len(parts) > 1 and not is_installation_wide(query)]
    assert crossing == []
    assert sum(len(parts) == 1 for parts in found.values()) >= 15
    assert [(query, refused(query)) for query in store.ran if refused(query)] == []


def test_each_statement_of_a_request_stays_in_one_partition(postgres: Running) -> None:
    asyncio.run(_everything_stays_in_one_store(fresh_database(postgres.url, "store_partitioned")))


async def _crossing_is_seen(url: str) -> set[str]:
    await make(url)
    return (await plans(url, {"SELECT * FROM customer WHERE uuid = $1": ("x",)})).popitem()[1]


def test_a_statement_that_crosses_stores_would_be_seen(postgres: Running) -> None:
    assert len(asyncio.run(_crossing_is_seen(fresh_database(postgres.url, "store_crossing")))) == PARTS
