"""Pages, totals and counters against a plain model in memory, whatever was inserted, saved and deleted before."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from patron.domain.customer import Customer, Purchases
from patron.domain.keys import fold, search_text
from patron.domain.listing import ALWAYS, Listing, Window
from patron.domain.names import called
from patron.store.counters import COARSE, FINE
from tests.store.people import (
    OTHER_SHOP,
    SHOP,
    START,
    Live,
    change,
    delete,
    in_a_loop,
    insert,
    opened,
    page,
    somebody,
    with_facts,
)
from tests.store.raw import rows_of

FREE = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def matching(customers: Iterable[Customer], listing: Listing) -> list[Customer]:
    """What the listing lists, all pages."""
    found = sorted(customers, key=lambda customer: customer.id)
    if listing.after_id is not None:
        after = listing.after_id
        found = [customer for customer in found if customer.id > after]
    if listing.text is not None:
        text = fold(listing.text)
        found = [c for c in found if text in search_text(called(c), c.email, c.tax_id)]
    return [c for c in found if within(c.created_at, listing.created) and within(c.updated_at, listing.updated)]


def within(moment: int, window: Window) -> bool:
    return (window.start is None or moment >= window.start) and (window.end is None or moment < window.end)


async def check(live: Live, customers: Iterable[Customer], listing: Listing, store_id: int = SHOP) -> None:
    """Nothing; the page and its total are those of the model."""
    expected = matching(customers, listing)
    start = (listing.page - 1) * listing.size
    found = await page(live.store, listing, store_id)
    assert found.total == len(expected)
    assert list(found.customers) == expected[start : start + listing.size]
    assert (found.number, found.size) == (listing.page, listing.size)
    stamps = await live.store.read(lambda unit: unit.customers.stamps(store_id, listing))
    assert [(stamp.id, stamp.version) for stamp in stamps.customers] == [(c.id, c.version) for c in found.customers]
    assert stamps.total == found.total


# -- a store over its life --------------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    [
        "Ana",
        "ANA",
        "Ána Márquez",
        "Joaquín",
        "Łukasz",
        "Straße",
        "ß",
        "İstanbul",
        "100% \\ _x",
        'a"b',
        "李小龙",
        "👩‍👩‍👧",
        "ñ",
        "",
    ]
)
QUERIES = st.sampled_from(
    [
        "ana",
        "Á",
        "an",
        "márq",
        "uín",
        "ŁUK",
        "strasse",
        "ss",
        "i̇st",
        "%",
        "_x",
        "\\",
        '"',
        'a"b',
        "小",
        "小龙",
        "李小龙",
        "👩",
        "👩‍👩‍👧",
    ]
) | st.text(st.sampled_from("anñ@.1 \t%_\\\"'*-^()"), max_size=4)
MOMENTS = st.integers(START, START + 5)
WINDOWS = st.just(ALWAYS) | st.builds(Window, start=st.none() | MOMENTS, end=st.none() | MOMENTS)
LISTINGS = st.builds(
    Listing,
    page=st.integers(1, 4) | st.just(10**30),
    size=st.integers(1, 4),
    after_id=st.none() | st.integers(0, 20) | st.just(10**30),
    text=st.none() | QUERIES,
    created=WINDOWS,
    updated=WINDOWS,
)
PEOPLE = st.fixed_dictionaries(
    {
        "full_name": NAMES,
        "company": st.none() | NAMES,
        "tax_id": st.none() | st.sampled_from(["12.345", "ñ-9"]),
        "status": st.integers(0, 2),
        "created_by_hand": st.booleans(),
        "created_at": MOMENTS,
        "updated_at": MOMENTS,
        "purchases": st.builds(Purchases, completed_orders=st.integers(0, 1)),
    }
)
STEPS = st.lists(
    st.tuples(st.sampled_from(["insert", "insert", "save", "delete"]), st.integers(0, 9), PEOPLE), max_size=10
)


@FREE
@given(steps=STEPS, listings=st.lists(LISTINGS, min_size=3, max_size=6))
def test_pages_and_counters_are_those_of_the_model(
    live: Live, database: str, steps: list[tuple[str, int, dict[str, Any]]], listings: list[Listing]
) -> None:
    async def work() -> None:
        alive: dict[int, Customer] = {}
        for step, number, facts in steps:
            shop = OTHER_SHOP if number == 9 else SHOP
            if step == "insert" or not alive:
                stored = await insert(live.store, somebody(store_id=shop, **facts))
                alive[stored.id] = stored
                continue
            chosen = sorted(alive.values(), key=lambda customer: customer.id)[number % len(alive)]
            if step == "save":
                alive[chosen.id] = await change(live.store, chosen, with_facts(**facts))
            else:
                await delete(live.store, alive.pop(chosen.id))
        for shop in (SHOP, OTHER_SHOP):
            own = [customer for customer in alive.values() if customer.store_id == shop]
            for listing in listings:
                await check(live, own, relative(listing, own), shop)
            assert await kept_counters(database, shop) == counted(own)
            assert await kept_blocks(database, shop) == blocks(own)
        for customer in alive.values():
            await delete(live.store, customer)

    live.run(work())


def relative(listing: Listing, customers: list[Customer]) -> Listing:
    """The listing with its small `after_id` counted from the ids that there are: ids only ascend."""
    if listing.after_id is None or listing.after_id > 20 or not customers:
        return listing
    return replace(listing, after_id=min(customer.id for customer in customers) - 2 + listing.after_id)


def counted(customers: list[Customer]) -> dict[str, int]:
    return {
        "customers": len(customers),
        "enabled": sum(customer.status == 1 for customer in customers),
        "listed": sum(c.created_by_hand or c.purchases.completed_orders > 0 for c in customers),
    }


async def kept_counters(database: str, store_id: int) -> dict[str, int]:
    rows = await rows_of(
        database,
        f"SELECT name, n FROM store_counter WHERE name IN ('customers', 'enabled', 'listed') AND store_id = {store_id}",  # noqa: S608
    )
    return {"customers": 0, "enabled": 0, "listed": 0} | dict(rows)


def blocks(customers: list[Customer]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for customer in customers:
        for key in ((0, customer.id // FINE), (1, customer.id // COARSE)):
            found[key] = found.get(key, 0) + 1
    return found


async def kept_blocks(database: str, store_id: int) -> dict[tuple[int, int], int]:
    rows = await rows_of(
        database,
        f"SELECT level, block, n FROM customer_block WHERE n <> 0 AND store_id = {store_id}",  # noqa: S608
    )
    return {(level, block): n for level, block, n in rows}


# -- deep pages -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def thin_ids() -> list[int]:
    """Ids over many blocks of both levels, with holes and with a crowd."""
    dice = random.Random(5)  # noqa: S311 - a test's choices
    spread = dice.sample(range(1, 3 * COARSE), 1200)
    crowd = range(COARSE + 10, COARSE + 10 + 2 * FINE)
    return sorted({*spread, *crowd, 1, FINE - 1, FINE, COARSE - 1, COARSE})


def test_deep_pages_start_where_they_should(live: Live, thin_ids: list[int]) -> None:
    async def work() -> None:
        people = [somebody(f"p{number}@example.com", id=number) for number in thin_ids]
        assert await live.store.load(SHOP, people) == len(people)
        await live.store.load(OTHER_SHOP, [somebody(id=3 * COARSE + number) for number in range(50)])
        dice = random.Random(6)  # noqa: S311 - a test's choices
        last = len(people)
        afters = [None, 0, 1, FINE, COARSE, COARSE + 500, thin_ids[-2], thin_ids[-1], 4 * COARSE]
        for after in afters:
            left = last if after is None else sum(number > after for number in thin_ids)
            pages = {1, 2, left, left + 1, FINE, FINE + 1, FINE + 2, *(dice.randrange(1, last + 9) for _ in range(8))}
            for size in (1, 7, 200):
                for number in {max(1, -(-wanted // size)) for wanted in pages}:
                    await check(live, people, Listing(page=number, size=size, after_id=after))

    live.run(work())


def test_a_store_that_holds_most_is_searched_alike(live: Live, database: str) -> None:
    async def work() -> None:
        names = ["Ana", "Hanan", "Bob", "Łukasz", "100%"]
        crowd = [somebody(id=number, full_name=names[number % 5]) for number in range(1, 300)]
        few = [somebody(id=number, store_id=OTHER_SHOP, full_name=names[number % 5]) for number in range(300, 310)]
        await live.store.load(SHOP, crowd)
        await live.store.load(OTHER_SHOP, few)
        await rows_of(database, "ANALYZE")  # so that the server knows how many there are
        for text in ("ana", "an", "han", "100%", "0%", "person1", "nobody"):
            for after in (None, 150):
                await check(live, crowd, Listing(text=text, after_id=after, size=7, page=2))
                await check(live, few, Listing(text=text, after_id=after), OTHER_SHOP)

    live.run(work())


@in_a_loop
async def test_heavy_reads_are_the_same(database: str) -> None:
    async with opened(database) as store:
        stored = [await insert(store, somebody(full_name=name)) for name in ("Ana", "Bob", "Hanan")]
        for text in ("an", "ana", ""):
            plain = await page(store, Listing(text=text))
            assert plain == await page(store, Listing(text=text), heavy=True)
            assert plain.total == (len(stored) if not text else 2)
