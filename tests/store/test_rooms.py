"""The smaller rooms of a unit: stores, tokens, passwords, letters, places, staff."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from patron.domain.access import Shop
from patron.domain.credential import Credential, Letter, Link
from patron.domain.customer import Group
from patron.domain.listing import Listing
from patron.domain.places import Alias, Country, Region
from patron.domain.refusals import Taken
from patron.operations.ports import Reading, ShopKey
from patron.store import AnyStore, open_store
from patron.store.units import FillingUnit
from tests.store.people import (
    OTHER_SHOP,
    SHOP,
    START,
    TestClock,
    address,
    delete,
    in_a_loop,
    insert,
    opened,
    page,
    refusal_of,
    somebody,
)
from tests.store.raw import rows_of


@dataclass(frozen=True)
class Member:
    """Somebody who manages stores."""

    email: str
    name: str = "Ann"
    role: str = "manager"
    scheme: str | None = None
    hash: str | None = None
    key_hash: str | None = None
    stores: tuple[int, ...] = ()
    grants: tuple[tuple[int, str], ...] = ()


# -- stores -----------------------------------------------------------------------------------------------------------


@in_a_loop
async def test_a_store_is_found_by_each_of_its_names(database: str) -> None:
    shop = Shop(
        store_id=9,
        name="Näh & Co",
        currency="ARS",
        country="AR",
        language="es",
        default_group_id=2,
        evershop_host="shop.example.com",
        enterprise_id=90,
        aimeos_site="naeh",
        tiendanube_id=900,
        sells="any",
        settings={"bucket": {"size": 40}, "z": None},
        created_at=START,
    )
    keys: list[tuple[ShopKey, int | str]] = [
        ("store_id", 9),
        ("enterprise_id", 90),
        ("tiendanube_id", 900),
        ("aimeos_site", "naeh"),
        ("evershop_host", "shop.example.com"),
    ]
    async with opened(database) as store:
        await store.write(lambda unit: unit.shops.add(shop))
        for key, value in keys:
            assert await store.read(lambda unit, key=key, value=value: unit.shops.find(key, value)) == shop  # type: ignore[misc]
        assert await store.read(lambda unit: unit.shops.find("tiendanube_id", 10**30)) is None
        assert await store.read(lambda unit: unit.shops.find("tiendanube_id", 901)) is None
        changed = replace(shop, name="New", settings={}, country=None)
        await store.write(lambda unit: unit.shops.save(changed))
        assert await store.read(lambda unit: unit.shops.find("store_id", 9)) == changed
        found = await store.read(lambda unit: unit.shops.all())
        assert [one.store_id for one in found] == [9, SHOP, OTHER_SHOP]


@pytest.mark.parametrize(
    ("fact", "clash"),
    [
        ("store_id", Shop(SHOP, "x", "BRL", tiendanube_id=1, enterprise_id=1, aimeos_site="x", evershop_host="x")),
        ("tiendanube_id", Shop(1, "x", "BRL", tiendanube_id=SHOP)),
        ("enterprise_id", Shop(1, "x", "BRL", enterprise_id=SHOP)),
        ("aimeos_site", Shop(1, "x", "BRL", aimeos_site=f"site-{SHOP}")),
        ("evershop_host", Shop(1, "x", "BRL", evershop_host=f"store-{SHOP}")),
    ],
)
@in_a_loop
async def test_names_of_stores_are_unique(database: str, fact: str, clash: Shop) -> None:
    async with opened(database) as store:
        refusal = await refusal_of(store.write(lambda unit: unit.shops.add(clash)))
        assert isinstance(refusal, Taken)
        assert refusal.fact == fact
        assert len(await store.read(lambda unit: unit.shops.all())) == 2


@in_a_loop
async def test_a_store_comes_with_its_default_group(database: str) -> None:
    async with opened(database):
        rows = await rows_of(database, "SELECT store_id, id, code, label FROM customer_group ORDER BY store_id")
        assert rows == [(SHOP, 1, "default", "Default"), (OTHER_SHOP, 1, "default", "Default")]


# -- tokens -----------------------------------------------------------------------------------------------------------


@in_a_loop
async def test_tokens_are_found_until_they_are_revoked(database: str) -> None:
    scopes = frozenset({"read_customers", "write_customers"})
    async with opened(database) as store:
        first = await store.write(lambda unit: unit.tokens.add(SHOP, "a" * 64, "first", scopes))
        second = await store.write(lambda unit: unit.tokens.add(SHOP, "b" * 64, "second", frozenset()))
        other = await store.write(lambda unit: unit.tokens.add(OTHER_SHOP, "a" * 64, "other", scopes))
        assert [first.token_id, second.token_id, other.token_id] == [1, 2, 1]
        assert await store.read(lambda unit: unit.tokens.find(SHOP, "a" * 64)) == first
        assert await store.read(lambda unit: unit.tokens.find(OTHER_SHOP, "b" * 64)) is None
        clash = store.write(lambda unit: unit.tokens.add(SHOP, "b" * 64, "again", scopes))
        refusal = await refusal_of(clash)
        assert isinstance(refusal, Taken)
        assert refusal.fact == "token"
        assert await store.write(lambda unit: unit.tokens.revoke(SHOP, 1))
        assert not await store.write(lambda unit: unit.tokens.revoke(SHOP, 1))
        assert not await store.write(lambda unit: unit.tokens.revoke(SHOP, 3))
        assert await store.read(lambda unit: unit.tokens.find(SHOP, "a" * 64)) is None
        assert await store.read(lambda unit: unit.tokens.all(SHOP)) == [replace(first, revoked_at=START), second]
        assert await store.read(lambda unit: unit.tokens.find(OTHER_SHOP, "a" * 64)) == other


# -- passwords --------------------------------------------------------------------------------------------------------


@in_a_loop
async def test_the_one_password_is_replaced_and_goes_with_its_customer(database: str) -> None:
    async with opened(database) as store:
        stored = await insert(store, somebody())
        assert await store.read(lambda unit: unit.credentials.get(SHOP, stored.id)) is None
        for secret in (Credential("bcrypt", "$2b$x", START), Credential("argon2id", "$argon2id$y", START + 1, 7)):
            await store.write(lambda unit, secret=secret: unit.credentials.put(SHOP, stored.id, secret))  # type: ignore[misc]
            assert await store.read(lambda unit: unit.credentials.get(SHOP, stored.id)) == secret
        await delete(store, stored)
        assert await rows_of(database, "SELECT 1 FROM credential") == []


@in_a_loop
async def test_of_many_who_take_a_link_one_gets_it(database: str) -> None:
    async with opened(database) as store:
        stored = await insert(store, somebody())
        link = Link(stored.id, "invitation", "ana@example.com", 3, START - 1)
        await store.write(lambda unit: unit.credentials.add_link(SHOP, "h" * 64, link))
        assert await store.read(lambda unit: unit.credentials.link(SHOP, "h" * 64)) == link
        assert await store.read(lambda unit: unit.credentials.link(OTHER_SHOP, "h" * 64)) is None
        taken = await asyncio.gather(
            *(store.write(lambda unit: unit.credentials.take_link(SHOP, "h" * 64)) for _ in range(8))
        )
        assert [one for one in taken if one] == [link]


# -- letters ----------------------------------------------------------------------------------------------------------


@in_a_loop
async def test_letters_are_leased_put_off_and_done(database: str) -> None:
    clock = TestClock()
    async with opened(database, clock) as store:
        stored = await insert(store, somebody())
        await store.write(lambda unit: unit.outbox.add(SHOP, "invitation", stored.id))
        await store.write(lambda unit: unit.outbox.add(OTHER_SHOP, "reset", 5))
        first = await due(store)
        assert first == [Letter(SHOP, 1, "invitation", stored.id, 0, START)]
        second = await due(store)  # one store at a time
        assert second == [Letter(OTHER_SHOP, 1, "reset", 5, 0, START)]
        assert await due(store) == []
        clock.time += 60_000
        assert [letter.store_id for letter in [*await due(store), *await due(store)]] == [SHOP, OTHER_SHOP]
        await store.write(lambda unit: unit.outbox.retry(first[0], clock.time + 5))
        await store.write(lambda unit: unit.outbox.done(second[0]))
        assert await due(store) == []
        clock.time += 5
        assert await due(store) == [replace(first[0], attempts=1, next_at=clock.time)]


async def due(store: AnyStore, limit: int = 10) -> list[Letter]:
    return list(await store.write(lambda unit: unit.outbox.due(limit, 60_000)))


@in_a_loop
async def test_no_two_senders_get_one_letter(database: str) -> None:
    async with opened(database) as store, opened(database) as another:
        for _ in range(20):
            await store.write(lambda unit: unit.outbox.add(SHOP, "invitation", 1))
        got = await asyncio.gather(*(due(sender, 3) for sender in (store, another) for _ in range(6)))
        numbers = [letter.id for letters in got for letter in letters]
        assert len(numbers) == len(set(numbers))
        rest = await due(store, 100)
        assert sorted(numbers + [letter.id for letter in rest]) == list(range(1, 21))


# -- places, staff, worlds --------------------------------------------------------------------------------------------


@in_a_loop
async def test_places_are_known_by_code_name_and_alias(database: str) -> None:
    async with opened(database) as store:
        places = store.places
        for text in ("BR", "Brazil", "brasil", "BRASIL"):
            found = places.country(text)
            assert found is not None
            assert (found.code, found.needs_region) == ("BR", True)
        assert places.country("usa") == places.countries["US"]
        for text in ("AU-VIC", "vic", "Victoria", "Vic."):
            assert places.region(text, "AU") == Region("AU-VIC", "AU", "VIC", "Victoria", "Vic")
        assert places.country("Narnia") is None
        assert await store.read(in_unit) is places


async def in_unit(unit: Reading) -> object:
    return unit.places


@in_a_loop
async def test_a_world_is_put_in_place_whole_and_wiped_whole(database: str) -> None:
    async def world(unit: FillingUnit) -> None:
        await unit.put_places(
            [Country("AU", "Australia"), Country("SG", "Singapore", needs_region=False)],
            [Region("AU-VIC", "AU", "VIC", "Victoria", "Vic")],
            [Alias("c", "", "Oz", "AU")],
        )
        await unit.shops.add(Shop(1, "One", "AUD"))
        await unit.groups.put(1, Group(1, "retail", "Retail"))
        await unit.groups.put(1, Group(2, "trade", "Trade"))
        await unit.add_staff(Member("Ann@Example.com", stores=(1, 1), grants=((1, "edit"), (3, "edit"))))
        await unit.customers.insert(somebody(store_id=1, id=77, addresses=(address(id=5),)))
        await unit.outbox.add(1, "invitation", 77)

    async with opened(database) as store:
        await insert(store, somebody())
        own = dict(store.places.regions)
        for _ in range(2):
            await store.wipe()
            assert store.places.regions == own
            await store.fill(world)
            assert list(store.places.regions) == ["AU-VIC"]
            assert store.places.country("oz") == Country("AU", "Australia")
            assert [customer.id for customer in (await page(store, Listing(), 1)).customers] == [77]
            assert (await page(store, Listing())).total == 0
            assert await rows_of(database, "SELECT code FROM customer_group ORDER BY id") == [("retail",), ("trade",)]
            assert await rows_of(database, "SELECT email, email_key FROM staff") == [
                ("Ann@Example.com", "ann@example.com")
            ]
            assert await rows_of(database, "SELECT store_id FROM staff_store") == [(1,)]
            assert await rows_of(database, "SELECT store_id, to_do FROM staff_grant ORDER BY 1") == [
                (1, "edit"),
                (3, "edit"),
            ]
            assert (await insert(store, somebody(store_id=1))).id == 78
        await store.wipe()
        assert store.places.regions == own
        for table in (
            "store",
            "customer",
            "address",
            "outbox",
            "staff",
            "id_allocator",
            "store_counter",
            "customer_search",
            "customer_search_mark",
        ):
            assert await rows_of(database, f"SELECT 1 FROM {table}") == []  # noqa: S608
        again = open_store(database, TestClock())
        await again.open()
        assert again.places.regions == own
        await again.close()


@in_a_loop
async def test_half_a_world_is_no_world(database: str) -> None:
    async def world(unit: FillingUnit) -> None:
        await unit.put_places([Country("AU", "Australia")], [], [])
        await unit.add_staff(Member("ann@example.com"))
        await unit.add_staff(Member("ANN@example.com"))

    async with opened(database) as store:
        refusal = await refusal_of(store.fill(world))
        assert isinstance(refusal, Taken)
        assert refusal.fact == "email"
        assert len(store.places.countries) > 240
        assert await rows_of(database, "SELECT 1 FROM staff") == []


# -- loading ----------------------------------------------------------------------------------------------------------


@in_a_loop
async def test_loading_many_is_inserting_each(database: str) -> None:
    async with opened(database) as store:
        people = [
            somebody(full_name=f"Ána {n}", status=n % 2, phone="11 4444-5555", addresses=(address(country_code="BR"),))
            for n in range(4100)
        ]
        told: list[int] = []
        assert await store.load(SHOP, people, told.append) == 4100
        assert told == [2000, 4000, 4100]
        last = await page(store, Listing(page=4100, size=1))
        assert last.total == 4100
        (customer,) = last.customers
        (home,) = people[-1].addresses
        assert customer == replace(people[-1], id=4100, addresses=(replace(home, id=4100),))
        assert (await page(store, Listing(text="ana 4099"))).customers == (customer,)
        assert await rows_of(database, "SELECT DISTINCT phone_key FROM customer") == [("+551144445555",)]
        counters = dict(await rows_of(database, "SELECT name, n FROM store_counter WHERE name = 'enabled'"))
        assert counters == {"enabled": 2050}
        clash = store.load(SHOP, [somebody(), somebody(people[0].email)])
        assert isinstance(await refusal_of(clash), Taken)
        assert (await page(store, Listing())).total == 4100
