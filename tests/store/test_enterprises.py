"""The index of several stores: who is shown, in which order, and that every condition means what it says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import cmp_to_key, reduce
from itertools import product
from time import monotonic
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from patron.domain.conditions import (
    Attribute,
    Comparison,
    Condition,
    Either,
    EnterpriseListing,
    Every,
    Order,
    Search,
    Test,
    lowered,
)
from patron.domain.customer import Customer, Parts, Purchases
from patron.domain.keys import email_key, fold
from patron.domain.listing import Page
from patron.domain.names import with_halves
from patron.domain.refusals import Invalid
from patron.store import loading, searching
from patron.store.conditions import sought
from tests.store.people import (
    OTHER_SHOP,
    SHOP,
    START,
    Live,
    change,
    insert,
    opened,
    refusal_of,
    somebody,
    with_facts,
)
from tests.store.raw import rows_of

NAMES: Final = (
    ("Alice", "Springs"),
    ("ALICE", "springs"),
    ("Bob", "100%_x"),
    ("dan", ""),
    ("", ""),
    ("José", "Álvarez"),
    ("JOSÉ", "ÁLVAREZ"),
    ("  two  words ", "a\\b"),
    ("ΣΟΦΙΑ", "σοφίας"),
    ("\u212aelvin", "\u0130stanbul"),
    ("Ünal", "Straße"),
    ("o'Neil", '"q"'),
)
CODES: Final = (None, None, "A1", "B1", "a1", "Ä", "100%", "x_y", "t", " sp ")


def _people() -> list[Customer]:
    """Two stores' worth: some are hidden, some have bought, e-mails are written in any case."""
    people: list[Customer] = []
    for place, (first, last) in enumerate(NAMES * 2):
        store = SHOP if place % 3 else OTHER_SHOP
        code = CODES[place] if place < len(CODES) else None
        purchases = Purchases(completed_orders=1 if place % 4 == 0 else 0)
        email = f"{'Person' if place % 2 else 'ünï'}.{place}@Example.{'org' if place % 5 else 'COM'}"
        plain = somebody(
            email,
            store_id=store,
            code=code,
            created_by_hand=place % 7 != 6,
            purchases=purchases,
            created_at=START + place % 5 * 1000,
            updated_at=START + place * 7 % 11 * 1000,
        )
        people.append(with_halves(plain, first, last))
    return people


def is_visible(customer: Customer) -> bool:
    return customer.created_by_hand or customer.purchases.completed_orders > 0


# -- the same in Python ---------------------------------------------------------------------------------------------


def fact(customer: Customer, attribute: Attribute) -> Any:
    match attribute:
        case Attribute.UNFILLED:
            return None
        case Attribute.EMAIL:
            return lowered(customer.email)
        case _:
            return getattr(customer, attribute.value)


def likes(pattern: str, text: str) -> bool:
    """LIKE, the slow way."""
    letters = iter(lowered(pattern))
    tokens = [next(letters) if one == "\\" else {"%": "", "_": None}.get(one, one) for one in letters]
    seen = {0}
    for token in tokens:
        if token == "":
            seen = set(range(min(seen), len(text) + 1)) if seen else seen
        else:
            seen = {at + 1 for at in seen if at < len(text) and token in (None, text[at])}
    return len(text) in seen


COMPARED: Final[dict[Comparison, Callable[[Any, Any], bool]]] = {
    Comparison.EQUAL: lambda one, other: bool(one == other),
    Comparison.DIFFERENT: lambda one, other: bool(one != other),
    Comparison.LESS: lambda one, other: bool(one < other),
    Comparison.AT_MOST: lambda one, other: bool(one <= other),
    Comparison.GREATER: lambda one, other: bool(one > other),
    Comparison.AT_LEAST: lambda one, other: bool(one >= other),
    Comparison.LIKE: lambda one, other: likes(other, lowered(one)),
    Comparison.UNLIKE: lambda one, other: not likes(other, lowered(one)),
}


def holds(condition: Condition, customer: Customer) -> bool | None:
    """True, False or None (unknown), as SQL has it."""
    if isinstance(condition, Every):
        return reduce(both, (holds(inner, customer) for inner in condition.conditions))
    if isinstance(condition, Either):
        inner = (negated(holds(inner, customer)) for inner in condition.conditions)
        return negated(reduce(both, inner))
    mine, value = fact(customer, condition.attribute), condition.value
    if isinstance(value, tuple):
        among = [None if None in (mine, one) else mine == one for one in value]
        found = negated(reduce(both, (negated(one) for one in among)))
        return found if condition.comparison is Comparison.AMONG else negated(found)
    if value is None and condition.comparison in (Comparison.EQUAL, Comparison.DIFFERENT):
        return (mine is None) is (condition.comparison is Comparison.EQUAL)
    return None if mine is None or value is None else COMPARED[condition.comparison](mine, value)


def both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def negated(one: bool | None) -> bool | None:
    return None if one is None else not one


def in_order(people: Sequence[Customer], order: Sequence[Order]) -> list[int]:
    def compare(one: Customer, other: Customer) -> int:
        for key in order:
            mine, theirs = fact(one, key.attribute), fact(other, key.attribute)
            if mine != theirs:
                less = theirs is None or (mine is not None and mine < theirs)
                return -1 if less is not key.descending else 1
        return one.id - other.id

    return [customer.id for customer in sorted(people, key=cmp_to_key(compare))]


# -- any condition --------------------------------------------------------------------------------------------------

TEXTS: Final = (Attribute.EMAIL, Attribute.FIRST_NAME, Attribute.LAST_NAME, Attribute.CODE, Attribute.UNFILLED)
NUMBERS: Final = (Attribute.ID, Attribute.CREATED_AT, Attribute.UPDATED_AT)
MEASURES: Final = [c for c in COMPARED if c not in (Comparison.LIKE, Comparison.UNLIKE)]
AMONG: Final = (Comparison.AMONG, Comparison.NOT_AMONG)
PIECES: Final = (
    *("a", "al", "ali", "LIC", "spr", "%", "_", "\\%", "\\_", "\\\\", "é", "É", "jos", "ß", "Σ", "i", "k", "'", '"'),
    *("ex", "example", "person", ".org", ".1", "@", " ", "two", "words", "İ", "ünï", "straße", "alvarez"),
)
WORDS: Final = (*(half for names in NAMES for half in names), *(code for code in CODES if code), "zzz", "", "t")

texts = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(["ünï.0@example.com", "person.1@example.org", "Person.1@Example.org", "ÜNÏ.0@EXAMPLE.COM"]),
    st.text("abk%_ \\.é", max_size=4),
)
patterns = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
numbers = st.one_of(st.integers(-2, 30), st.sampled_from([-(2**62), 2**62, START, START + 2000, START + 5000]))


def _tests(attributes: Sequence[Attribute], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Test]:
    maybe = st.one_of(values, st.none())
    several = st.lists(maybe, min_size=1, max_size=5).map(tuple)
    return st.one_of(
        st.builds(Test, st.sampled_from(attributes), st.sampled_from(MEASURES), maybe),
        st.builds(
            Test, st.sampled_from(attributes), st.sampled_from([Comparison.AMONG, Comparison.NOT_AMONG]), several
        ),
    )


conditions: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(
        _tests(TEXTS, texts),
        _tests(NUMBERS, numbers),
        st.builds(Test, st.sampled_from(TEXTS), st.sampled_from([Comparison.LIKE, Comparison.UNLIKE]), patterns),
    ),
    lambda inner: st.one_of(
        st.builds(Every, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Either, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)
orders = st.lists(st.builds(Order, st.sampled_from(Attribute), st.booleans()), max_size=3).map(tuple)


@pytest.fixture
def people(live: Live) -> list[Customer]:
    """They are stored; some of the index pages over all of them have several stores in them."""
    return [live.run(insert(live.store, customer)) for customer in _people()]


def ask(live: Live, listing: EnterpriseListing, parts: Parts = Parts.PURCHASE) -> Page[Customer]:
    return live.run(live.store.read(lambda unit: unit.customers.index(listing, parts), heavy=listing.searching))


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(condition=conditions, order=orders, stores=st.sampled_from([(SHOP,), (SHOP, OTHER_SHOP), None]))
def test_any_search_finds_and_orders_exactly_what_it_says(
    live: Live,
    people: list[Customer],
    condition: Condition,
    order: tuple[Order, ...],
    stores: tuple[int, ...] | None,
) -> None:
    listing = EnterpriseListing(stores, search=Search(condition, order), size=100)
    page = ask(live, listing)
    shown = [one for one in people if is_visible(one) and (stores is None or one.store_id in stores)]
    wanted = in_order([one for one in shown if holds(condition, one)], order)
    assert [customer.id for customer in page.customers] == wanted
    assert page.total == len(wanted)


@settings(max_examples=300, deadline=None)
@given(condition=conditions)
def test_whoever_is_found_holds_the_text_that_is_looked_up_first(condition: Condition) -> None:
    text = sought(condition)
    for customer in _people():
        if holds(condition, customer):
            assert text in f"{fold(customer.full_name or '')}\x1f{fold(customer.email)}"


def test_small_letters_fold_to_what_their_capitals_fold_to() -> None:
    letters = [chr(n) for n in range(0x110000) if not 0xD800 <= n < 0xE000]
    capitals = [letter for letter in letters if lowered(letter) != letter]
    assert len(capitals) > 1_000
    assert [letter for letter in capitals if fold(lowered(letter)) != fold(letter)] == []
    assert [letter for letter in capitals if len(lowered(letter)) != 1] == []


# -- who is shown ---------------------------------------------------------------------------------------------------


def everybody(live: Live, listing: EnterpriseListing) -> tuple[list[int], int]:
    """The ids of all pages, and the total, which every page says."""
    found: list[int] = []
    totals: set[int] = set()
    for number in range(1, 100):
        page = ask(live, replace(listing, page=number))
        totals.add(page.total)
        if not page.customers:
            break
        found += [customer.id for customer in page.customers]
    assert len(totals) == 1
    return found, totals.pop()


STORES: Final = (None, (), (SHOP,), (OTHER_SHOP,), (SHOP, OTHER_SHOP), (OTHER_SHOP, SHOP, SHOP, 99))


def test_pages_hold_every_visible_customer_of_the_stores_once_ascending(live: Live, people: list[Customer]) -> None:
    for stores, size in product(STORES, (1, 4, 50)):
        wanted = sorted(one.id for one in people if is_visible(one) and (stores is None or one.store_id in stores))
        assert everybody(live, EnterpriseListing(stores, size=size)) == (wanted, len(wanted))


def test_a_search_pages_too_and_says_its_total_past_the_end(live: Live, people: list[Customer]) -> None:
    search = Search(Test(Attribute.EMAIL, Comparison.LIKE, "%.ORG%"), (Order(Attribute.CODE),))
    wanted = in_order([one for one in people if is_visible(one) and ".org" in one.email], search.order)
    assert everybody(live, EnterpriseListing(None, search=search, size=3)) == (wanted, len(wanted))
    assert ask(live, EnterpriseListing(None, search=search, size=3, page=2**61)).total == len(wanted)


def test_an_order_without_a_condition_counts_everybody(live: Live, people: list[Customer]) -> None:
    order = (Order(Attribute.LAST_NAME, descending=True),)
    wanted = in_order([one for one in people if is_visible(one)], order)
    assert everybody(live, EnterpriseListing(None, search=Search(order=order), size=5)) == (wanted, len(wanted))


WITHIN: Final = (None, (), (SHOP,), (OTHER_SHOP,), (99,))
ANYBODY: Final = (Search(), Search(Test(Attribute.ID, Comparison.GREATER, 0)), Search(order=(Order(Attribute.ID),)))


def test_own_records_of_any_store_stand_beside_those_of_the_stores(live: Live, people: list[Customer]) -> None:
    me = "Me@Example.org"
    mine = [live.run(insert(live.store, somebody(me, store_id=store))) for store in (SHOP, OTHER_SHOP)]
    for stores, within, search in product(STORES, WITHIN, ANYBODY):
        shown = [
            one
            for one in (*people, *mine)
            if is_visible(one)
            and (stores is None or one.store_id in stores or one in mine)
            and (within is None or one.store_id in within)
        ]
        listing = EnterpriseListing(stores, email_key(me), within, search, size=7)
        assert everybody(live, listing) == (sorted(one.id for one in shown), len(shown))


def test_of_imported_duplicates_the_one_that_counts_is_the_own_record(live: Live) -> None:
    me = "me@example.org"
    first = live.run(insert(live.store, somebody(me, store_id=OTHER_SHOP)))
    live.run(insert(live.store, somebody(me, store_id=OTHER_SHOP, email_duplicate=True)))
    for search in ANYBODY:
        assert everybody(live, EnterpriseListing((), me, search=search)) == ([first.id], 1)


def test_an_own_record_that_nobody_made_by_hand_is_hidden_until_it_has_bought(live: Live) -> None:
    guest = live.run(insert(live.store, somebody("g@example.org", store_id=OTHER_SHOP, created_by_hand=False)))
    listing = EnterpriseListing((SHOP,), "g@example.org")
    assert everybody(live, listing) == ([], 0)
    bought = with_facts(purchases=Purchases(orders=1, completed_orders=1))
    live.run(change(live.store, guest, bought))
    assert everybody(live, listing) == ([guest.id], 1)
    assert everybody(live, EnterpriseListing((OTHER_SHOP,))) == ([guest.id], 1)


def test_whole_customers_come_back_with_the_parts_that_are_asked_for(live: Live, people: list[Customer]) -> None:
    found = ask(live, EnterpriseListing(None, size=100), Parts.ADDRESSES | Parts.PURCHASE).customers
    assert found == tuple(sorted((one for one in people if is_visible(one)), key=lambda one: one.id))


def test_pages_far_in_are_the_same_pages(live: Live) -> None:
    ids = [number for number in range(1, 8001) if number % 5]
    for store, place in ((SHOP, 0), (OTHER_SHOP, 1)):
        born = [somebody(f"n{n}@example.org", store_id=store, id=n) for n in ids if n // 7 % 2 == place]
        live.run(live.store.load(store, iter(born)))
    for stores in ((SHOP,), (OTHER_SHOP,), (SHOP, OTHER_SHOP), None):
        shown = [n for n in ids if stores is None or (SHOP, OTHER_SHOP)[n // 7 % 2] in stores]
        for number in (1, 2, 11, 12, len(shown) // 100, len(shown) // 100 + 1, 1000):
            page = ask(live, EnterpriseListing(stores, page=number, size=100))
            assert [customer.id for customer in page.customers] == shown[number * 100 - 100 : number * 100]
            assert page.total == len(shown)


def test_pages_far_in_pass_over_those_who_are_hidden(live: Live) -> None:
    born = [somebody(f"n{n}@example.org", id=n, created_by_hand=n % 3 > 0) for n in range(1, 4001)]
    live.run(live.store.load(SHOP, iter(born)))
    shown = [n for n in range(1, 4001) if n % 3]
    for stores in ((SHOP,), (SHOP, OTHER_SHOP)):
        page = ask(live, EnterpriseListing(stores, page=25, size=100))
        assert [customer.id for customer in page.customers] == shown[2400:2500]
        assert page.total == len(shown)


def test_a_search_that_takes_too_long_is_refused_and_the_next_one_is_answered(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    born = [somebody(f"n{n}@example.org", id=n, first_name="abc" * 20) for n in range(1, 3001)]
    live.run(live.store.load(SHOP, iter(born)))
    search = Search(Test(Attribute.FIRST_NAME, Comparison.LIKE, "%a%b%_x%"))
    with monkeypatch.context() as patch:
        patch.setattr(searching, "SECONDS", 0.0)
        refusal = live.run(refusal_of(_asked(live, EnterpriseListing((SHOP,), search=search))))
    assert isinstance(refusal, Invalid)
    assert set(refusal.problems) == {"q"}
    assert ask(live, EnterpriseListing((SHOP,), search=search)).total == 0


def test_long_texts_are_compared_like_short_ones_and_within_the_time(sqlite_database: str) -> None:
    async def work() -> None:
        async with opened(sqlite_database) as store:
            for n, text in enumerate(("Á" + "a" * 500_000 + "É", "xÁ" + "a" * 500_000), 1):
                await insert(store, somebody(f"n{n}@example.org", id=n, first_name=text))

            async def asked(*patterns: str) -> Page[Customer]:
                tests = tuple(Test(Attribute.FIRST_NAME, Comparison.LIKE, pattern) for pattern in patterns)
                listing = EnterpriseListing((SHOP,), search=Search(Either(tests)))
                return await store.read(lambda unit: unit.customers.index(listing, Parts.NONE), heavy=True)

            assert [one.id for one in (await asked("á%é")).customers] == [1]
            assert [one.id for one in (await asked("_á%A_")).customers] == [2]
            begun = monotonic()
            hard = [f"%{'a.' * 20}{'a_' * 29}{n}%" for n in range(4)] + [f"%{'a_' * 49}{n}%" for n in range(60)]
            refusal = await refusal_of(asked(*hard))
            assert isinstance(refusal, Invalid)
            assert monotonic() - begun < 10
            assert [one.id for one in (await asked("á%é")).customers] == [1]

    asyncio.run(work())


def test_a_search_with_more_tests_than_a_store_of_its_size_allows_is_not_even_begun(
    live: Live, people: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_LOOKS", len(people) * 2)
    short = [Test(Attribute.CODE, Comparison.LIKE, f"%{letter}%") for letter in "A1B"]
    assert ask(live, EnterpriseListing(None, search=Search(Either(tuple(short[:2]))))).total == 3
    refusal = live.run(refusal_of(_asked(live, EnterpriseListing(None, search=Search(Either(tuple(short)))))))
    assert isinstance(refusal, Invalid)
    indexed = Every((*short, Test(Attribute.FIRST_NAME, Comparison.LIKE, "%alic%")))
    assert ask(live, EnterpriseListing(None, search=Search(indexed))).total == 0


def test_after_many_were_loaded_what_searches_go_by_is_in_order(
    live: Live, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "MANY", 5_000)
    born = (somebody(f"n{n}@example.org", id=n, first_name=f"Name {n}") for n in range(1, 5_001))
    assert live.run(live.store.load(SHOP, born)) == 5_000
    if database.startswith("sqlite"):
        told = live.run(rows_of(database, "SELECT count(DISTINCT segid) FROM customer_search_idx"))
        assert told == [(1,)]
    else:
        told = live.run(rows_of(database, "SELECT reltuples FROM pg_class WHERE relname = 'customer_search'"))
        assert told == [(5_000,)]


async def _asked(live: Live, listing: EnterpriseListing) -> Page[Customer]:
    return await live.store.read(lambda unit: unit.customers.index(listing, Parts.NONE), heavy=True)
