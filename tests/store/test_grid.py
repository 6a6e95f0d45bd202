"""Tables of customers against a plain model in memory: filters, orders, pages, totals."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest
from msgspec.structs import replace

from patron.domain.customer import Customer, Group, ListItem, Parts
from patron.domain.grid import Column, GridListing, Pattern, literal_run
from patron.domain.keys import email_key, fold
from patron.domain.listing import Page
from patron.domain.names import called
from patron.store import AnyStore
from patron.store.counters import FINE
from patron.store.grid import contained
from patron.store.patterns import is_like
from tests.store.people import OTHER_SHOP, SHOP, START, Live, change, delete, insert, somebody, with_facts

NAMES = ("Ann Lee", "Bob  Kay", "ÁRBOL Seco", "50% off", "under_score", "Ann_Lee", "back\\slash", "", None, "ann lee")
COMPANIES = (None, "Acme", "")
PATTERNS = (
    "%ann%",
    "ann%",
    "%_e%",
    "%lee",
    "%árbol%",
    "%50\\%%",
    "%\\_%",
    "a",
    "%",
    "%zz%",
    "%b%y%",
    "%o_f%",
    "%acme%",
)
COLUMNS: tuple[Column, ...] = ("id", "email", "name", "status", "created_at")


async def grid(store: AnyStore, listing: GridListing, store_id: int = SHOP) -> Page[Customer]:
    """The page."""
    return await store.read(lambda unit: unit.customers.grid(store_id, listing, Parts.NONE), heavy=not listing.counted)


def matches(customer: Customer, listing: GridListing) -> bool:
    """The model's own reading of the conditions."""
    rest = [
        listing.name is None or is_like(listing.name.text, called(customer)) is not listing.name.negated,
        listing.email is None or is_like(listing.email.text, customer.email) is not listing.email.negated,
        listing.email_is is None or customer.email == listing.email_is,
        listing.status is None or customer.status == listing.status,
        listing.group_id is None or group_of(customer, listing) == listing.group_id,
    ]
    if listing.keyword is None:
        return all(rest)
    keyword = listing.keyword.text
    return bool(is_like(keyword, called(customer)) or (is_like(keyword, customer.email) and all(rest)))


def group_of(customer: Customer, listing: GridListing) -> int | None:
    primary = [item.group_id for item in customer.list_items if item.is_primary]
    return primary[0] if primary else listing.default_group_id


def in_order(customers: list[Customer], listing: GridListing) -> list[Customer]:
    """The model's own order."""
    keys: dict[Column, Callable[[Customer], Any]] = {
        "id": lambda c: c.id,
        "email": lambda c: email_key(c.email),
        "name": lambda c: fold(c.full_name or ""),
        "status": lambda c: c.status,
        "created_at": lambda c: c.created_at,
    }
    tied_ascending = listing.order in ("id", "created_at") and not listing.descending
    found = sorted(customers, key=lambda c: c.id, reverse=not tied_ascending)
    return sorted(found, key=keys[listing.order], reverse=listing.descending)


async def check(store: AnyStore, customers: list[Customer], listing: GridListing) -> None:
    """Nothing; the page and its total are those of the model."""
    expected = in_order([c for c in customers if matches(c, listing)], listing)
    start = (listing.page - 1) * listing.size
    page = await grid(store, listing)
    assert (page.total, [c.id for c in page.customers]) == (
        len(expected),
        [c.id for c in expected[start : start + listing.size]],
    ), listing


async def people(store: AnyStore, count: int, seed: int) -> list[Customer]:
    """Customers of all kinds, and one of another store whom nobody may see."""
    chance = random.Random(seed)  # noqa: S311 - a test's
    await store.write(lambda unit: unit.customers.insert(somebody("ann@other.example", store_id=OTHER_SHOP)))
    found: list[Customer] = []
    for number in range(count):
        items = (ListItem(0, "group", group_id=2, refid="2", is_primary=True),) if chance.random() < 0.3 else ()
        found.append(
            await insert(
                store,
                somebody(
                    f"{chance.choice(('Ann', 'bob', 'x_y', 'lee'))}{number}@{chance.choice('ab')}_c.example",
                    full_name=chance.choice(NAMES),
                    company=chance.choice(COMPANIES),
                    status=chance.choice((1, 1, 1, 0, 7)),
                    created_at=START + chance.randrange(5),
                    list_items=items,
                ),
            )
        )
    return found


def some_listing(chance: random.Random, customers: list[Customer]) -> GridListing:
    def pattern(share: float, *, may_be_negated: bool) -> Pattern | None:
        if chance.random() > share:
            return None
        return Pattern(chance.choice(PATTERNS), negated=may_be_negated and chance.random() < 0.4)

    return GridListing(
        page=chance.choice((1, 1, 2, 3, 50)),
        size=chance.choice((1, 2, 5, 20)),
        keyword=pattern(0.4, may_be_negated=False),
        name=pattern(0.3, may_be_negated=True),
        email=pattern(0.3, may_be_negated=True),
        email_is=chance.choice(customers).email if chance.random() < 0.1 else None,
        status=chance.choice((0, 1, 7, 99_999)) if chance.random() < 0.4 else None,
        group_id=chance.choice((1, 2)) if chance.random() < 0.2 else None,
        default_group_id=1,
        order=chance.choice(COLUMNS),
        descending=chance.random() < 0.5,
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_every_filter_order_and_page_is_that_of_the_model(live: Live, seed: int) -> None:
    async def work() -> None:
        await live.store.write(lambda unit: unit.groups.put(SHOP, Group(2, "vip", "VIP")))
        customers = await people(live.store, 40, seed)
        chance = random.Random(seed)  # noqa: S311 - a test's
        for _ in range(250):
            await check(live.store, customers, some_listing(chance, customers))

    live.run(work())


def test_a_keyword_in_the_name_is_enough_and_one_in_the_email_is_not(live: Live) -> None:
    async def work() -> None:
        named = await insert(live.store, somebody("x@example.com", full_name="Ann", status=1))
        await insert(live.store, somebody("ann@example.com", full_name="X", status=1))
        mailed = await insert(live.store, somebody("ann2@example.com", full_name="X", status=0))
        page = await grid(live.store, GridListing(keyword=Pattern("%ann%"), status=0))
        assert [c.id for c in page.customers] == [mailed.id, named.id]
        assert page.total == 2

    live.run(work())


@pytest.mark.parametrize("descending", [True, False])
def test_deep_pages_are_exact_whatever_gaps_the_ids_have(live: Live, *, descending: bool) -> None:
    async def work() -> None:
        store = live.store
        await store.load(SHOP, (somebody() for _ in range(3 * FINE + 300)))
        ids = [
            c.id
            for c in (
                await store.read(lambda u: u.customers.grid(SHOP, GridListing(size=10_000), Parts.NONE))
            ).customers
        ]
        for gone in {*ids[100:150], *islice(ids, 0, None, 7)}:
            await delete(store, somebody(id=gone))
        left = [
            c.id
            for c in (
                await store.read(lambda u: u.customers.grid(SHOP, GridListing(size=10_000), Parts.NONE))
            ).customers
        ]
        left.sort(reverse=descending)
        size = 50
        for number in (1, 2, 20, 21, 22, 40, 50, 53, 54, 55, 99):
            page = await grid(store, GridListing(page=number, size=size, descending=descending))
            start = (number - 1) * size
            assert [c.id for c in page.customers] == left[start : start + size], number
            assert page.total == len(left)

    live.run(work())


def test_the_total_of_the_enabled_follows_every_change_of_status(live: Live) -> None:
    async def work() -> None:
        store = live.store
        first, second = await insert(store, somebody()), await insert(store, somebody(status=0))
        assert (await grid(store, GridListing(status=1))).total == 1
        assert (await grid(store, GridListing(status=0))).total == 1
        await change(store, second, with_facts(status=1))
        assert [c.id for c in (await grid(store, GridListing(status=1))).customers] == [second.id, first.id]
        assert (await grid(store, GridListing(status=1, page=9))).total == 2
        await delete(store, first)
        assert (await grid(store, GridListing(status=1))).total == 1
        assert (await grid(store, GridListing(status=0))).total == 0

    live.run(work())


def test_nobody_of_another_store_is_listed(live: Live) -> None:
    async def work() -> None:
        await insert(live.store, replace(somebody("ann@example.com", full_name="Ann"), store_id=OTHER_SHOP))
        for listing in (
            GridListing(),
            GridListing(keyword=Pattern("%ann%")),
            GridListing(keyword=Pattern("%n%"), status=1),
            GridListing(status=1),
            GridListing(order="name"),
            GridListing(group_id=1, default_group_id=1),
        ):
            page = await grid(live.store, listing)
            assert (page.customers, page.total) == ((), 0)

    live.run(work())


def test_what_a_pattern_must_contain_is_its_longest_piece_without_wildcards() -> None:
    assert literal_run("%ann lee%x_") == "ann lee"
    assert literal_run("%50\\%%") == "50%"
    assert literal_run("%_%") == ""
    assert contained(GridListing(keyword=Pattern("%Ánn%"), name=Pattern("%something longer%"))) == "ann"
    assert contained(GridListing(name=Pattern("%ann%", negated=True))) == ""


def test_a_pattern_is_matched_as_postgresql_does(live: Live) -> None:
    assert is_like("a__a", "ANNA") is True
    assert is_like("%nn", "anna") is False
    assert is_like("%a_c", "abcabc") is True
    assert is_like("a%a", "a") is False
    assert is_like("", "") is True
    assert is_like("%x%", None) is None
    assert is_like("%a" * 50 + "%b", "a" * 100_000) is False  # in no time
    assert live.run(live.store.read(lambda unit: unit.shelf.read(SHOP))).definitions == ()
