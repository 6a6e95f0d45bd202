"""A customer comes back as it went in, and what must follow a write follows it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from patron.domain.customer import Address, Customer, ListItem, Parts, Property, Purchases
from patron.domain.listing import Listing
from patron.domain.refusals import Taken
from patron.operations.ports import Reading, Writing
from tests.store.people import (
    ALL,
    OTHER_SHOP,
    SHOP,
    Live,
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

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
SOME = st.none() | TEXT
JSON = st.dictionaries(TEXT, st.recursive(st.none() | st.booleans() | TEXT, st.lists, max_leaves=3), max_size=3)
SAID = st.dictionaries(TEXT, st.dictionaries(TEXT, st.tuples(SOME, SOME), max_size=2), max_size=2)
FLAG = st.booleans()
MOMENT = st.integers(0, 2**53)
# SQLite writes a number with an exponent of hundreds in digits that read as its neighbour: no place on Earth has one.
DEGREES = st.none() | st.floats(-180, 180).filter(lambda degrees: degrees == 0 or abs(degrees) > 1e-30)
ADDRESS_TEXTS = (
    "full_name phone street number line2 line3 neighbourhood city postcode region region_id country country_code"
)
CUSTOMER_TEXTS = (
    "full_name salutation title company label login code phone mobile telefax website tax_id birthday language note"
)

ADDRESSES = st.builds(
    Address,
    id=st.just(0),
    uuid=st.uuids(version=4).map(str),
    is_billing=st.just(value=False),
    is_delivery=st.just(value=True),
    is_default=st.none() | st.just(value=False),
    position=st.integers(0, 2**31 - 1),
    **dict.fromkeys(("first_name", "last_name"), TEXT),
    **dict.fromkeys(ADDRESS_TEXTS.split(), SOME),
    latitude=DEGREES,
    longitude=DEGREES,
    contact=JSON,
    said=SAID,
    created_at=MOMENT,
    updated_at=MOMENT,
)
LIST_ITEMS = st.builds(
    ListItem,
    id=st.just(0),
    domain=TEXT,
    type=TEXT,
    refid=TEXT,
    group_id=st.none(),
    is_primary=st.just(value=False),
    position=st.integers(0, 2**31 - 1),
    status=st.integers(-1, 9),
    datestart=SOME,
    dateend=SOME,
    config=JSON,
)
PROPERTIES = st.builds(Property, id=st.just(0), type=TEXT, language=SOME, value=TEXT)
FACTS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("email", "first_name", "last_name"), TEXT),
    **dict.fromkeys(CUSTOMER_TEXTS.split(), SOME),
    **dict.fromkeys(("email_duplicate", "created_by_hand", "allow_charges"), FLAG),
    "status": st.integers(0, 9),
    **{name: st.none() | MOMENT for name in ("activated_at", "terms_accepted_at", "accepts_marketing_at")},
    "accepts_marketing": st.none() | FLAG,
    "metafields": JSON,
    "extra": JSON,
    "said": SAID,
    "version": st.integers(1, 2**40),
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "addresses": st.lists(ADDRESSES, max_size=3).map(tuple),
    "purchases": st.builds(
        Purchases,
        **dict.fromkeys(("orders", "completed_orders", "total_spent", "credit", "active_subscriptions"), MOMENT),
        last_order_id=st.none() | MOMENT,
        balance=st.integers(-(2**40), 2**40),
    ),
    "tags": st.lists(TEXT, max_size=4, unique=True).map(tuple),
    "list_items": st.lists(LIST_ITEMS, max_size=3, unique_by=lambda item: (item.domain, item.type, item.refid)).map(
        tuple
    ),
    "properties": st.lists(PROPERTIES, max_size=3, unique_by=lambda one: (one.type, one.language, one.value)).map(
        tuple
    ),
}
NUMBERED = {"addresses", "list_items", "properties"}
FREE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@FREE
@given(born=st.fixed_dictionaries(FACTS), later=st.fixed_dictionaries(FACTS))
def test_every_fact_comes_back_as_it_went_in(live: Live, born: dict[str, Any], later: dict[str, Any]) -> None:
    async def work() -> None:
        stored = await insert(live.store, somebody(**born))
        try:
            assert differences(await get(live.store, stored), stored) == {}
            assert differences(stored, somebody(**born)).keys() <= {"id", "uuid", *NUMBERED}
            for name in NUMBERED:
                assert [replace(one, id=0) for one in getattr(stored, name)] == list(born[name])
            changed = await change(live.store, stored, lambda old: replace(old, **later))
            assert differences(await get(live.store, changed), changed) == {}
            assert differences(changed, replace(stored, **later)).keys() <= {"version", *NUMBERED}
        finally:
            await delete(live.store, stored)

    live.run(work())


def differences(one: Customer | None, other: Customer) -> dict[str, tuple[object, object]]:
    """Field -> both values, where they differ."""
    assert one is not None
    return {
        name: (getattr(one, name), getattr(other, name))
        for name in Customer.__struct_fields__
        if getattr(one, name) != getattr(other, name)
    }


@in_a_loop
async def test_only_the_asked_parts_come_along(database: str) -> None:
    async with opened(database) as store:
        stored = await insert(
            store,
            somebody(
                addresses=(address(),),
                purchases=Purchases(orders=2),
                tags=("vip", "old"),
                list_items=(ListItem(0, "product", refid="4"),),
                properties=(Property(0, "size", None, "L"),),
            ),
        )
        bare = replace(stored, addresses=(), purchases=Purchases(), tags=(), list_items=(), properties=())
        for parts, expected in (
            (Parts.NONE, bare),
            (Parts.ADDRESSES, replace(bare, addresses=stored.addresses)),
            (Parts.PURCHASE, replace(bare, purchases=stored.purchases)),
            (Parts.TAGS, replace(bare, tags=("vip", "old"))),
            (Parts.GROUPS, replace(bare, list_items=stored.list_items)),
            (Parts.PROPERTIES, replace(bare, properties=stored.properties)),
            (ALL, stored),
        ):
            assert await store.read(partial(with_parts, customer_id=stored.id, parts=parts)) == expected


async def with_parts(unit: Reading, *, customer_id: int, parts: Parts) -> Customer | None:
    return await unit.customers.get(SHOP, customer_id, parts)


@in_a_loop
async def test_a_customer_belongs_to_one_store(database: str) -> None:
    async with opened(database) as store:
        stored = await insert(store, somebody("ana@example.com"))
        assert await store.read(lambda unit: unit.customers.get(OTHER_SHOP, stored.id, ALL)) is None
        assert await store.write(lambda unit: unit.customers.locked(OTHER_SHOP, stored.id)) is None
        twin = await insert(store, somebody("ana@example.com", store_id=OTHER_SHOP))
        assert twin.id != stored.id
        for listing in (Listing(), Listing(text="ana"), Listing(text="an")):
            assert (await page(store, listing)).customers == (stored,)
            assert (await page(store, listing, OTHER_SHOP)).customers == (twin,)


@pytest.mark.parametrize("number", [0, -1, 2**63 - 1, 2**63, 10**40])
@in_a_loop
async def test_an_id_that_no_column_holds_finds_nobody(database: str, number: int) -> None:
    async with opened(database) as store:
        assert await store.read(lambda unit: unit.customers.get(SHOP, number, ALL)) is None
        assert await store.write(lambda unit: unit.customers.locked(SHOP, number)) is None


# -- what is unique ---------------------------------------------------------------------------------------------------

CLASHES = [
    ("email", {"email": "Ana@Example.com"}, {"email": "ANA@example.COM"}),
    ("email", {"email": "ana@bücher.example"}, {"email": "ana@xn--bcher-kva.example"}),
    ("login", {"login": "Ana"}, {"login": "ana"}),
    ("code", {"code": "C-1"}, {"code": "C-1"}),
    ("uuid", {"uuid": "5f0c7bb1-6f3c-4b8e-9d51-2a0d5f2a7f11"}, {"uuid": "5f0c7bb1-6f3c-4b8e-9d51-2a0d5f2a7f11"}),
]


@pytest.mark.parametrize(("fact", "first", "second"), CLASHES)
@in_a_loop
async def test_a_value_that_another_customer_has_is_taken(
    database: str, fact: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    async with opened(database) as store:
        one = await insert(store, somebody(**first))
        refusal = await refusal_of(insert(store, somebody(**second)))
        assert isinstance(refusal, Taken)
        assert refusal.fact == fact
        assert (await page(store, Listing())).customers == (one,)
        await insert(store, somebody(**second, store_id=OTHER_SHOP))  # another store is another world
        await delete(store, one)
        await insert(store, somebody(**second))  # free at once


@in_a_loop
async def test_a_taken_email_stops_a_save_whole(database: str) -> None:
    async with opened(database) as store:
        await insert(store, somebody("ana@example.com"))
        other = await insert(store, somebody("bob@example.com", addresses=(address(city="Lima"),)))
        moved = (replace(other.addresses[0], city="Quito"),)
        alter = change(store, other, lambda old: replace(old, email="ana@example.com", note="x", addresses=moved))
        refusal = await refusal_of(alter)
        assert isinstance(refusal, Taken)
        assert refusal.fact == "email"
        assert await get(store, other) == other


@in_a_loop
async def test_duplicates_and_blanks_do_not_count(database: str) -> None:
    async with opened(database) as store:
        await insert(store, somebody("ana@example.com"))
        await insert(store, somebody("ana@example.com", email_duplicate=True))
        await insert(store, somebody("ana@example.com", email_duplicate=True))
        for _ in range(2):
            await insert(store, somebody(email=""))
        assert (await page(store, Listing())).total == 5


@in_a_loop
async def test_of_many_who_want_one_email_one_gets_it(database: str) -> None:
    async with opened(database) as store:
        wishes = [insert(store, somebody("only@example.com")) for _ in range(12)]
        outcomes = await asyncio.gather(*wishes, return_exceptions=True)
        assert sum(isinstance(outcome, Customer) for outcome in outcomes) == 1
        assert {outcome.fact for outcome in outcomes if isinstance(outcome, Taken)} == {"email"}
        assert (await page(store, Listing())).total == 1


# -- addresses --------------------------------------------------------------------------------------------------------


def swapped(old: Customer) -> Customer:
    """Billing and default change places, crosswise."""
    one, other = old.addresses
    return replace(
        old,
        addresses=(
            replace(one, is_billing=other.is_billing, is_delivery=other.is_delivery, is_default=other.is_default),
            replace(other, is_billing=one.is_billing, is_delivery=one.is_delivery, is_default=one.is_default),
        ),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"billing": True, "default": None}, {"billing": False, "default": True}),
        ({"billing": True, "default": True}, {"billing": False, "default": None}),
        ({"billing": True, "delivery": False}, {"billing": False, "default": True}),
        ({"billing": True, "delivery": False, "default": True}, {"billing": False, "default": False}),
    ],
)
@in_a_loop
async def test_unique_flags_change_places(database: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    async with opened(database) as store:
        stored = await insert(store, somebody(addresses=(address(**one), address(**other))))
        for _ in range(2):
            stored = await change(store, stored, swapped)
            assert await get(store, stored) == stored


@FREE
@given(st.data())
def test_any_set_of_addresses_can_follow_any_other(live: Live, data: st.DataObject) -> None:
    def flags(rows: list[Address]) -> tuple[Address, ...]:
        billing = data.draw(st.none() | st.integers(0, 3))
        default = data.draw(st.none() | st.integers(0, 3))
        return tuple(
            replace(
                row,
                is_billing=place == billing,
                is_delivery=place != billing or data.draw(FLAG),
                is_default=place == default or data.draw(st.none() | st.just(value=False)),
            )
            for place, row in enumerate(rows)
        )

    async def work() -> None:
        rows = [address() for _ in range(data.draw(st.integers(0, 3)))]
        stored = await insert(live.store, somebody(addresses=flags(rows)))
        try:
            for _ in range(3):
                kept = [row for row in stored.addresses if data.draw(FLAG)]
                rows = [replace(row, city=data.draw(st.sampled_from("AB"))) for row in kept]
                wanted = flags(rows + [address() for _ in range(data.draw(st.integers(0, 2)))])
                stored = await change(live.store, stored, with_facts(addresses=wanted))
                assert await get(live.store, stored) == stored
                assert [row.uuid for row in stored.addresses] == [row.uuid for row in wanted]
        finally:
            await delete(live.store, stored)

    live.run(work())


@in_a_loop
async def test_two_billing_rows_are_a_fault_and_not_a_refusal(database: str) -> None:
    async with opened(database) as store:
        twice = (address(billing=True), address(billing=True))
        refusal = await refusal_of(insert(store, somebody(addresses=twice)))
        assert not isinstance(refusal, Taken)
        assert (await page(store, Listing())).total == 0


# -- ids --------------------------------------------------------------------------------------------------------------


@in_a_loop
async def test_ids_begin_at_one_and_ascend(database: str) -> None:
    async with opened(database) as store:
        stored = [await insert(store, somebody(addresses=(address(), address()))) for _ in range(3)]
        assert [customer.id for customer in stored] == [1, 2, 3]
        assert [row.id for customer in stored for row in customer.addresses] == [1, 2, 3, 4, 5, 6]


@in_a_loop
async def test_ids_of_two_stores_never_meet(database: str) -> None:
    async with opened(database) as store:
        made = [await insert(store, somebody(store_id=shop)) for _ in range(3) for shop in (SHOP, OTHER_SHOP)]
        assert len({customer.id for customer in made}) == 6


@in_a_loop
async def test_an_id_is_never_used_again(database: str) -> None:
    async with opened(database) as store:
        first = await insert(store, somebody())
        await delete(store, first)
        assert (await insert(store, somebody())).id > first.id
        refusal = await refusal_of(insert(store, somebody(id=first.id)))
        assert isinstance(refusal, Taken)
        assert refusal.fact == "id"


@in_a_loop
async def test_given_ids_are_kept_and_passed_by(database: str) -> None:
    async with opened(database) as store:
        own = await insert(store, somebody())
        for number in (own.id + 1, own.id + 2, 500, 5000, 90):
            assert (await insert(store, somebody(id=number))).id == number
        assert (await insert(store, somebody())).id > 5000
        assert isinstance(await refusal_of(insert(store, somebody(id=5000))), Taken)
        assert isinstance(await refusal_of(insert(store, somebody(id=500, store_id=OTHER_SHOP))), Taken)


@in_a_loop
async def test_a_given_id_inside_the_block_of_another_store_is_not_drawn_there(database: str) -> None:
    async with opened(database) as store:
        own = await insert(store, somebody())
        await insert(store, somebody(id=own.id + 1, store_id=OTHER_SHOP))
        assert (await insert(store, somebody())).id == own.id + 2


@in_a_loop
async def test_given_and_drawn_ids_mix_in_one_unit(database: str) -> None:
    async with opened(database) as store:

        async def work(unit: Writing) -> list[Customer]:
            return [
                await unit.customers.insert(somebody(id=7, addresses=(address(id=3), address()))),
                await unit.customers.insert(somebody(addresses=(address(),))),
                await unit.customers.insert(somebody(id=3, store_id=OTHER_SHOP)),
                await unit.customers.insert(somebody(store_id=OTHER_SHOP)),
            ]

        stored = await store.write(work)
        assert [await get(store, customer) for customer in stored] == stored
        assert len({customer.id for customer in stored}) == 4


# -- the rest that follows --------------------------------------------------------------------------------------------


@in_a_loop
async def test_phone_numbers_compare_as_e164_with_the_country_of_an_address(database: str) -> None:
    cases = [
        ("(11) 4444-5555", "BR", "+551144445555"),
        ("011 4444-5555", "AR", "+541144445555"),
        ("+1 503 555 0100", "BR", "+15035550100"),
        ("ask for Ana ١٢٣", None, "123"),
    ]
    async with opened(database) as store:
        for phone, country, expected in cases:
            rows = (address(country_code="FR"), address(billing=True, country_code=country)) if country else ()
            stored = await insert(store, somebody(phone=phone, addresses=rows))
            assert await shadow(database, stored, "phone_key") == expected
        stored = await insert(store, somebody())
        moved = await change(store, stored, lambda old: replace(old, phone="11 4444 5555"))
        assert await shadow(database, moved, "phone_key") == "1144445555"
        home = (address(country_code="BR"),)
        moved = await change(store, stored, lambda old: replace(old, addresses=home))
        assert await shadow(database, moved, "phone_key") == "+551144445555"


async def shadow(database: str, customer: Customer, column: str) -> object:
    """A column that no operation reads yet, straight from the database."""
    rows = await rows_of(database, f"SELECT {column} FROM customer WHERE id = {customer.id}")  # noqa: S608
    return rows[0][0]


@in_a_loop
async def test_deleting_takes_everything_along_and_leaves_a_tombstone(database: str) -> None:
    async with opened(database) as store:
        stored = await insert(store, somebody(addresses=(address(),), purchases=Purchases(orders=1)))
        await delete(store, stored)
        for table in ("customer", "address", "purchase_facts", "customer_search", "customer_search_mark"):
            assert await rows_of(database, f"SELECT 1 FROM {table}") == []  # noqa: S608
        tombstones = await rows_of(database, "SELECT store_id, id, uuid, snapshot, deleted_at FROM tombstone")
        assert [tuple(row) for row in tombstones] == [(SHOP, stored.id, stored.uuid, None, stored.created_at)]


@in_a_loop
async def test_saving_what_has_changed_meanwhile_is_a_fault(database: str) -> None:
    async with opened(database) as store:
        stored = await insert(store, somebody())
        await change(store, stored, lambda old: replace(old, note="a", version=2))
        stale = store.write(lambda unit: unit.customers.save(stored, replace(stored, note="b", version=2)))
        assert isinstance(await refusal_of(stale), LookupError)
        gone = store.write(lambda unit: unit.customers.delete(replace(stored, id=99)))
        assert isinstance(await refusal_of(gone), LookupError)


@in_a_loop
async def test_purchase_facts_are_saved(database: str) -> None:
    async with opened(database) as store:
        stored = await insert(store, somebody())
        facts = Purchases(orders=3, completed_orders=2, total_spent=12345, last_order_id=9, balance=-5)
        for version, told in enumerate((facts, replace(facts, orders=4), Purchases()), 2):
            await change(store, stored, with_facts(purchases=told))
            assert await get(store, stored) == replace(stored, purchases=told, version=version)
