"""Law 17: what is stored beside the facts is in order: spellings, counters, and the columns that nobody is shown."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias
from uuid import uuid4

import asyncpg

from patron.dialects import SPEECHES
from patron.domain.customer import Customer, Parts
from patron.domain.lens import Scene
from patron.domain.purchases import PurchaseNews
from patron.operations.ports import Writing
from patron.operations.record import Record
from patron.operations.signing_in import CUSTOMERS
from patron.readiness import OpenStore, opened, store_of
from patron.settings import Settings
from tests.laws.keys import email_key, name_key, phone_key, tax_id_key
from tests.laws.standing import StandingClock
from tests.laws.views import Person

Rows: TypeAlias = Sequence[Sequence[Any]]
Ask: TypeAlias = Callable[[str], Awaitable[Rows]]
SQLITE: Final = "sqlite:///"
RECORD: Final = Record(SPEECHES)
WIDTHS: Final = (1024, 1024 * 256)
"""Ids in a block of each level."""
_COUNTERS: Final = "SELECT store_id, name, n FROM store_counter WHERE name IN ('customers', 'enabled', 'listed')"
_CUSTOMERS: Final = (
    "SELECT c.store_id, c.id, c.status, c.created_by_hand, coalesce(p.completed_orders, 0) FROM customer c "
    "LEFT JOIN purchase_facts p ON p.store_id = c.store_id AND p.customer_id = c.id"
)
_BLOCKS: Final = "SELECT store_id, level, block, n FROM customer_block WHERE n <> 0"
_SHADOWS: Final = (
    "SELECT store_id, id, email, full_name, login, phone, tax_id, "
    "email_key, name_key, login_key, phone_key, tax_id_key FROM customer"
)
_COUNTRIES: Final = "SELECT store_id, customer_id, country_code FROM address ORDER BY is_billing DESC, id"
_NAMES: Final = (
    "SELECT full_name, first_name, last_name FROM customer UNION ALL "
    "SELECT full_name, first_name, last_name FROM address"
)
_VOID: Final = (
    "SELECT id FROM address WHERE is_delivery = 0 AND coalesce(full_name, phone, street, number, line2, line3, "
    "neighbourhood, city, postcode, region, region_id, country, country_code, CAST(latitude AS TEXT), "
    "CAST(longitude AS TEXT)) IS NULL"
)
_CHILDREN: Final = ("address", "tag", "list_item", "property", "credential")
_ALL_PARTS: Final = Parts.ADDRESSES | Parts.PURCHASE | Parts.TAGS | Parts.GROUPS | Parts.PROPERTIES


class Books:
    """The database behind the application, read past it."""

    def __init__(self, store: OpenStore, ask: Ask, clock: StandingClock, *, one_file: bool) -> None:
        """`one_file`: it is SQLite's."""
        self._store_is_one_file = one_file
        self._store = store
        self.clock = clock
        self.rows = ask

    async def check(self) -> None:
        """Nothing. Raises AssertionError where the books are wrong."""
        await self._counters_are_counts()
        await self._nothing_is_left()
        await self._everybody_is_searched()
        for customer in await self._customers():
            _spellings_hold(customer, self._places)
        await self._shadows_are_of_the_facts()
        await self._names_are_one()
        void = await self.rows(_VOID)
        assert not void, f"3.1: billing addresses {void} say nothing at all"

    async def version_of(self, person: Person) -> int:
        """How often something was stored of the customer; 0: there is no such one."""
        found = await self.rows(f"SELECT version FROM customer WHERE id = {int(person.id)}")  # noqa: S608 - a number
        version: int = found[0][0] if found else 0
        return version

    async def buy(self, person: Person, orders: int, credit: int) -> None:
        """Nothing; an order system told of so many orders of 12, and half a unit more, and of credit."""
        money = {"total_spent": orders * 1200 + 50 if orders else 0, "balance": -100 * orders, "credit": credit}
        news = PurchaseNews(orders=orders, completed_orders=orders, last_order_id=orders or None, **money)

        async def tell(unit: Writing) -> None:
            await unit.purchases.tell(person.store, {person.id: news}, lambda one: RECORD.settled(one, unit))

        await self._store.write(tell)

    async def forgive(self, store: int) -> None:
        """Nothing; wrong passwords are forgotten, or whoever is right is slowed down some histories later."""

        async def forget(unit: Writing) -> None:
            for counted in ("pair", "account", "address"):
                await unit.attempts.forget(store, f"{CUSTOMERS}-{counted}", self.clock.now() + 1)

        await self._store.write(forget)

    async def bring_guest(self, store: int, email: str, now: int) -> tuple[int, str]:
        """Id and uuid of somebody who is imported without an account of Open Food Network's."""
        guest = Customer(
            store_id=store, id=0, uuid=str(uuid4()), email=email, created_by_hand=False, created_at=now, updated_at=now
        )
        born = await self._store.write(lambda unit: unit.customers.insert(guest))
        return born.id, born.uuid

    @property
    def _places(self) -> Any:
        return self._store.places

    async def _counters_are_counts(self) -> None:
        stored = {(store, name): n for store, name, n in await self.rows(_COUNTERS) if n}
        counted: dict[tuple[int, str], int] = {}
        blocks: dict[tuple[int, int, int], int] = {}
        for store, number, status, by_hand, orders in await self.rows(_CUSTOMERS):
            kinds = {"customers": True, "enabled": status == 1, "listed": bool(by_hand) or orders > 0}
            for name, belongs in kinds.items():
                if belongs:
                    counted[store, name] = counted.get((store, name), 0) + 1
            for level, width in enumerate(WIDTHS):
                key = store, level, number // width
                blocks[key] = blocks.get(key, 0) + 1
        assert stored == counted, f"law 17: the counters are {stored}, counted are {counted}"
        kept = {(store, level, block): n for store, level, block, n in await self.rows(_BLOCKS)}
        assert kept == blocks, f"law 17: the blocks are {kept}, counted are {blocks}"

    async def _nothing_is_left(self) -> None:
        for table in _CHILDREN:
            left = await self.rows(
                f"SELECT count(*) FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM customer c "  # noqa: S608 - names of ours
                "WHERE c.store_id = t.store_id AND c.id = t.customer_id)"
            )
            assert left[0][0] == 0, f"law 13: {left[0][0]} rows of {table} are nobody's"

    async def _everybody_is_searched(self) -> None:
        there = [tuple(row) for row in await self.rows("SELECT id FROM customer ORDER BY id")]
        column = "rowid" if self._store_is_one_file else "customer_id"
        found = [tuple(row) for row in await self.rows(f"SELECT {column} FROM customer_search ORDER BY 1")]  # noqa: S608
        assert found == there, f"law 17: {found} can be searched for, and {there} are there"

    async def _customers(self) -> list[Customer]:
        async def read(unit: Any) -> list[Customer]:
            found: list[Customer] = []
            for shop in await unit.shops.all():
                ids = await unit.customers.ids(shop.store_id, 1000)
                found += await unit.customers.several(shop.store_id, ids, _ALL_PARTS)
            return found

        return await self._store.read(read)

    async def _shadows_are_of_the_facts(self) -> None:
        countries: dict[tuple[int, int], list[str | None]] = {}
        for store, number, country in await self.rows(_COUNTRIES):
            countries.setdefault((store, number), []).append(country)
        for store, number, email, name, login, phone, tax_id, *found in await self.rows(_SHADOWS):
            hints = countries.get((store, number), ())
            keys = (email_key(email), name_key(name), email_key(login), phone_key(phone, hints), tax_id_key(tax_id))
            assert tuple(found) == keys, f"law 17: the keys of customer {number} are {found}, and should be {keys}"

    async def _names_are_one(self) -> None:
        for full, first, last in await self.rows(_NAMES):
            whole, halves = (full or "").split(), f"{first} {last}".split()
            assert whole == halves, f"2.1: the full name is {full!r}, and the halves are {first!r} and {last!r}"


def _spellings_hold(customer: Customer, places: Any) -> None:
    scene = Scene(places, customer)
    for dialect, spellings in customer.said.items():
        for field, (written, guard) in _guards(spellings):
            shown = SPEECHES.customer[dialect].lenses[field].show(customer, scene)
            assert shown == guard, f"law 17: {dialect} wrote {written!r} to {field} for {guard!r}, which is {shown!r}"
    for row in customer.addresses:
        for dialect, spellings in row.said.items():
            for field, (written, guard) in _guards(spellings):
                shown = SPEECHES.address[dialect].lenses[field].show(row, scene)
                assert shown == guard, f"law 17: {dialect} wrote {written!r} to {field} for {guard!r}, now {shown!r}"


def _guards(spellings: Mapping[str, tuple[object, ...]]) -> Iterator[tuple[str, tuple[object, object]]]:
    """Field, what was written there, and what its lens showed."""
    return ((field, (spelled[0], spelled[1])) for field, spelled in spellings.items())


@asynccontextmanager
async def opened_books(settings: Settings) -> AsyncGenerator[Books]:
    """The books of that database, whose schema is there."""
    clock = StandingClock()
    store = store_of(settings, clock)
    await opened(store)
    try:
        async with _asking(settings.database) as ask:
            yield Books(store, ask, clock, one_file=settings.database.startswith(SQLITE))
    finally:
        await store.close()


@asynccontextmanager
async def _asking(database: str) -> AsyncGenerator[Ask]:
    """A function that gives the rows of a query."""
    if database.startswith(SQLITE):
        connection = sqlite3.connect(database.removeprefix(SQLITE), isolation_level=None)

        async def ask(text: str) -> Rows:
            return connection.execute(text).fetchall()

        yield ask
        connection.close()
    else:
        other = await asyncpg.connect(database)

        async def ask_postgres(text: str) -> Rows:
            return [tuple(row) for row in await other.fetch(text)]

        yield ask_postgres
        await other.close()
