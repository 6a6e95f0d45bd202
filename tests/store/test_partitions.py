"""The schema split by store on plain PostgreSQL: what cannot be distributed is refused, what looks over stores is seen.

PostgreSQL's hash partitions ask of keys what Citus asks of distributed tables, and EXPLAIN names the partitions that a
statement touches: more than one is a statement over several stores.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import asyncpg
import pytest
from asyncpg.connection import LoggedQuery
from msgspec.structs import replace
from sqlalchemy.ext.compiler import compiles, deregister
from sqlalchemy.schema import CreateTable

from patron.domain.access import Shop
from patron.domain.credential import Credential, Letter, Link
from patron.domain.customer import Customer, Purchases
from patron.domain.listing import Listing, Window
from patron.domain.seeking import Order, Place, Scope, Search
from patron.operations.ports import Reading, Writing
from patron.store import seeking, tables
from patron.store.asking import Limits
from patron.store.migrations import migrate
from patron.store.postgres import PostgresStore
from patron.store.shares import Shares
from tests.parts.postgres import Running, fresh_database
from tests.store.people import ALL, OTHER_SHOP, SHOP, START, TestClock, address, in_a_loop, page, somebody
from tests.store.raw import rows_of

PARTS = 4
SPLIT = [table.name for table in tables.metadata.tables.values() if not table.info.get(tables.REFERENCE)]
# Over all stores on purpose: the postman's look for a store with due letters, imports with ids of their own.
ALLOWED = re.compile(
    r"SELECT outbox\.store_id \nFROM outbox|UPDATE store_counter SET n=\$1::BIGINT WHERE store_counter\.name"
    r"|FROM store JOIN|^DELETE FROM \w+$"
)


@pytest.fixture
def split_database(postgres: Running) -> Iterator[str]:
    """The URL of a database in which tables that are not the same everywhere are made as hash partitions of stores."""

    def split(element: CreateTable, compiler: Any, **more: Any) -> str:
        text: str = compiler.visit_create_table(element, **more)
        return f"{text.rstrip()} PARTITION BY HASH (store_id)" if element.element.name in SPLIT else text

    compiles(CreateTable, "postgresql")(split)
    try:
        yield fresh_database(postgres.url, "store_split")
    finally:
        deregister(CreateTable)


class Watched(PostgresStore):
    """A store that keeps every statement with its values."""

    seen: list[LoggedQuery]
    url: str

    def forget_shares(self) -> None:
        """Nothing; which store holds most is looked up anew."""
        self._at_hand().shares = Shares()

    async def _connect(self) -> asyncpg.Connection[asyncpg.Record]:
        raw = await super()._connect()
        raw.add_query_logger(self.seen.append)
        return raw


async def split(url: str) -> None:
    """Nothing; the partitions are there."""
    connection = await asyncpg.connect(url)
    try:
        for table in SPLIT:
            for part in range(PARTS):
                await connection.execute(
                    f"CREATE TABLE {table}_part{part} PARTITION OF {table}"
                    f" FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {part})"
                )
    finally:
        await connection.close()


@in_a_loop
async def test_no_statement_looks_over_two_stores(split_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeking, "LIMITS", Limits(small=0, frequent=10_000))
    await migrate(split_database)
    await split(split_database)
    store = Watched(split_database, TestClock(), pool=3, command_seconds=10)
    store.seen, store.url = [], split_database
    await store.open()
    try:
        await live_through_everything(store)
    finally:
        await store.close()
    kinds = await parts_touched(split_database, store.seen)
    over = {query for query, parts in kinds.items() if len(parts) > 1 and not ALLOWED.search(query)}
    assert over == set()
    assert sum(len(parts) == 1 for parts in kinds.values()) > 40
    assert any("::INTEGER AND customer_search.text" in query for query in kinds)
    careless = store.seen[0]._replace(query="SELECT id FROM customer WHERE uuid = ''", args=())
    assert all(len(parts) > 1 for parts in (await parts_touched(split_database, [careless])).values())
    spread = await rows_of(split_database, "SELECT DISTINCT tableoid::regclass::text FROM customer ORDER BY 1")
    assert len(spread) == 2  # the two shops do live in different partitions


async def parts_touched(url: str, seen: list[LoggedQuery]) -> dict[str, set[str]]:
    """Statement -> the partitions, by their numbers, that its plan for these very values reads."""
    connection = await asyncpg.connect(url)
    found: dict[str, set[str]] = {}
    try:
        for query in seen:
            if not re.match(r"(SELECT|WITH|INSERT|UPDATE|DELETE)\b", query.query) or "pg_" in query.query:
                continue
            # Of many rows with one statement the first stands for all.
            args: Any = query.args[0] if query.args and isinstance(query.args[0], tuple) else query.args
            plan = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {query.query}", *args)
            names = set(re.findall(r'"Relation Name": "(\w+)_part(\d)"', json.dumps(json.loads(plan))))
            found.setdefault(query.query, set()).update(number for _table, number in names)
            if len({number for _table, number in names}) > 1:
                found[query.query].add("more")
    finally:
        await connection.close()
    return {query: parts if "more" in parts else set(sorted(parts)[:1]) for query, parts in found.items()}


async def live_through_everything(store: Watched) -> None:
    """Nothing; every statement of the store has run, in two shops."""
    for shop in (SHOP, OTHER_SHOP):
        await store.write(lambda unit, shop=shop: unit.shops.add(Shop(shop, f"Shop {shop}", "BRL")))  # type: ignore[misc]
    for shop in (SHOP, OTHER_SHOP):
        await store.load(shop, [somebody(addresses=(address(),), purchases=Purchases(orders=1)) for _ in range(5)])
        stored = await store.write(lambda unit, shop=shop: _write(unit, shop))  # type: ignore[misc]
        await store.read(lambda unit, stored=stored: _read(unit, stored))  # type: ignore[misc]
        await _list(store, shop)
    # Now one of them holds most, and is searched in another way.
    await store.load(SHOP, [somebody(full_name="Ana") for _ in range(40)])
    await rows_of(store.url, "ANALYZE")
    store.forget_shares()
    for shop in (SHOP, OTHER_SHOP):
        await _list(store, shop)
    await store.wipe()
    for shop in (SHOP, OTHER_SHOP):
        await store.write(lambda unit, shop=shop: unit.customers.insert(somebody(id=shop, store_id=shop)))  # type: ignore[misc]


async def _write(unit: Writing, shop: int) -> Customer:
    stored = await unit.customers.insert(
        somebody(store_id=shop, addresses=(address(billing=True), address(default=True), address(id=shop)))
    )
    old = await unit.customers.locked(shop, stored.id)
    assert old is not None
    one, other, third = old.addresses
    swapped = (replace(one, is_billing=False, is_default=True), replace(other, is_billing=True, is_default=None))
    new = replace(old, email=f"other{shop}@example.com", status=0, addresses=swapped, purchases=Purchases(orders=2))
    assert third not in new.addresses
    saved = await unit.customers.save(old, new)
    gone = await unit.customers.insert(somebody(store_id=shop, id=shop * 10))
    await unit.customers.delete(gone)
    grant = await unit.tokens.add(shop, f"{shop}", "app", frozenset())
    await unit.tokens.revoke(shop, grant.token_id)
    await unit.credentials.put(shop, saved.id, Credential("argon2id", "x", START))
    link = Link(saved.id, "invitation", "a@example.com", 0, START)
    await unit.credentials.add_link(shop, "link", link)
    assert await unit.credentials.take_link(shop, "link") == link
    for _ in range(2):
        await unit.outbox.add(shop, "invitation", saved.id)
    for letter in await unit.outbox.due(10, 1000):
        assert isinstance(letter, Letter)
        await unit.outbox.retry(letter, START)
        await unit.outbox.done(letter)
    (own,) = [found for found in await unit.shops.all() if found.store_id == shop]
    await unit.shops.save(own)
    return saved


async def _read(unit: Reading, stored: Customer) -> None:
    shop = stored.store_id
    assert await unit.customers.get(shop, stored.id, ALL) == stored
    assert await unit.customers.several(shop, [stored.id], ALL) == (stored,)
    assert await unit.tokens.find(shop, f"{shop}") is None
    assert len(await unit.tokens.all(shop)) == 1
    assert await unit.credentials.get(shop, stored.id) is not None
    assert await unit.credentials.link(shop, "link") is None
    assert await unit.shops.find("tiendanube_id", shop) is not None


async def _seek(store: PostgresStore, shop: int) -> None:
    scopes = (Scope(shop, 1, 1), Scope(shop, 2, 1))
    window = Window(START - 1, START + 10)
    asked = Search(text="person 5551", status=1, tag="x", created=window, updated=window, size=1)
    for search in (asked, Search(text="5551"), Search(status=0), Search(tag="x"), Search(created=window), Search()):
        for order in get_args(Order):
            for place in (None, Place("a" if order in {"name", "email"} else 1, 1)):
                one = replace(search, order=order, place=place, far=place is None)
                await store.read(lambda unit, one=one: unit.customers.sought(scopes, one, ALL))  # type: ignore[misc]


async def _list(store: PostgresStore, shop: int) -> None:
    await _seek(store, shop)
    window = Window(START - 1, START + 10)
    for listing in (
        Listing(),
        Listing(page=2, size=2),
        Listing(page=2000, size=1),
        Listing(after_id=1),
        Listing(after_id=1, page=2, size=1),
        Listing(text="person"),
        Listing(text="p"),
        Listing(text="person", created=window, updated=window),
        Listing(created=window),
        Listing(updated=window, page=99),
    ):
        await page(store, listing, shop)
        await store.read(lambda unit, listing=listing: unit.customers.stamps(shop, listing))  # type: ignore[misc]
