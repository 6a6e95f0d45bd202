"""Tags, list items and properties are saved by what differs; what may stand once stands once."""

from __future__ import annotations

from msgspec.structs import replace

from patron.domain.customer import Customer, Group, ListItem, Property
from patron.domain.refusals import Taken
from patron.operations.ports import CustomerKey, Writing
from patron.store import AnyStore
from tests.store.people import (
    ALL,
    OTHER_SHOP,
    SHOP,
    change,
    get,
    in_a_loop,
    insert,
    opened,
    refusal_of,
    somebody,
    with_facts,
)
from tests.store.raw import rows_of


@in_a_loop
async def test_a_row_that_stays_keeps_its_number_and_a_number_is_never_given_twice(database: str) -> None:
    async with opened(database) as store:
        first, second = Property(0, "size", None, "L"), Property(0, "colour", "en", "red")
        stored = await insert(store, somebody(properties=(first, second)))
        numbers = [one.id for one in stored.properties]
        kept = replace(stored.properties[1], value="blue")
        changed = await change(store, stored, with_facts(properties=(kept, first)))
        assert [(one.id, one.value) for one in changed.properties] == [(numbers[1], "blue"), (numbers[1] + 1, "L")]
        assert await get(store, changed) == changed


@in_a_loop
async def test_numbers_that_an_import_brings_are_kept_and_passed_over(database: str) -> None:
    async with opened(database) as store:
        stored = await insert(store, somebody(list_items=(ListItem(4000, "product", refid="4"),)))
        more = await change(
            store, stored, with_facts(list_items=(*stored.list_items, ListItem(0, "product", refid="5")))
        )
        assert [item.id for item in more.list_items] == [4000, 4001]


@in_a_loop
async def test_the_same_list_item_or_property_twice_is_taken_and_changes_nothing(database: str) -> None:
    async with opened(database) as store:
        item, one = ListItem(0, "product", refid="4"), Property(0, "size", "en", "L")
        stored = await insert(store, somebody(list_items=(item,), properties=(one,), tags=("vip",)))
        twice = with_facts(tags=(), list_items=(*stored.list_items, item))
        assert vars(await refusal_of(change(store, stored, twice))) == vars(Taken("list_item"))
        twice = with_facts(tags=(), properties=(*stored.properties, one))
        assert vars(await refusal_of(change(store, stored, twice))) == vars(Taken("property"))
        assert await get(store, stored) == stored
        free = await change(
            store, stored, with_facts(properties=(*stored.properties, *[replace(one, language=None)] * 2))
        )
        assert len(free.properties) == 3, "nothing is known of a language that was not said"


@in_a_loop
async def test_tags_keep_their_order_and_go_with_their_customer(database: str) -> None:
    async with opened(database) as store:
        stored = await insert(store, somebody(tags=("zeta", "alpha")))
        again = await change(store, stored, with_facts(tags=("new", "zeta")))
        assert await get(store, again) == replace(again, tags=("new", "zeta"))

        async def gone(unit: Writing) -> None:
            old = await unit.customers.locked(SHOP, stored.id)
            assert old is not None
            await unit.customers.delete(old)

        await store.write(gone)
        assert await rows_of(database, "SELECT count(*) FROM tag") == [(0,)]


@in_a_loop
async def test_groups_of_a_store_are_its_own(database: str) -> None:
    async with opened(database) as store:
        await store.write(lambda unit: unit.groups.put(SHOP, Group(2, "trade", "Trade")))
        await store.write(lambda unit: unit.groups.put(SHOP, Group(2, "trade", "Traders")))
        own = await store.read(lambda unit: unit.groups.all(SHOP))
        assert own == (Group(1, "default", "Default"), Group(2, "trade", "Traders"))
        assert await store.read(lambda unit: unit.groups.all(OTHER_SHOP)) == (Group(1, "default", "Default"),)


async def find(store: AnyStore, store_id: int, key: CustomerKey, value: str) -> Customer | None:
    return await store.read(lambda unit: unit.customers.find(store_id, key, value, ALL))


@in_a_loop
async def test_a_customer_is_found_by_each_unique_fact_and_only_in_its_store(database: str) -> None:
    async with opened(database) as store:
        stored = await insert(store, somebody("Ana@Exämple.com", login="Ana", code="A1", tags=("vip",)))
        keys: dict[CustomerKey, str] = {
            "uuid": stored.uuid,
            "email_key": "ana@xn--exmple-cua.com",
            "login_key": "ana",
            "code": "A1",
        }
        for key, value in keys.items():
            assert await find(store, SHOP, key, value) == stored
            assert await find(store, OTHER_SHOP, key, value) is None
        assert await store.read(lambda unit: unit.customers.store_of(stored.id)) == SHOP
        assert await store.read(lambda unit: unit.customers.store_of(stored.id + 1)) is None
        assert await store.read(lambda unit: unit.customers.store_of(2**70)) is None


@in_a_loop
async def test_of_duplicates_of_an_email_the_one_that_counts_is_found(database: str) -> None:
    async with opened(database) as store:
        await insert(store, somebody("twice@example.com", email_duplicate=True))
        counts = await insert(store, somebody("Twice@example.com"))
        assert await find(store, SHOP, "email_key", "twice@example.com") == counts
