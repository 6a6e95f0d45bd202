"""Each change is one event, written with it, telling who and from what to what; it goes with the person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from patron.domain.acting import ACTING, Acting
from patron.domain.credential import Credential
from patron.domain.customer import Customer, Property, Purchases
from patron.domain.history import NOTHING, PASSWORD_SET, Actor, Event, Happening
from patron.domain.purchases import PurchaseNews
from patron.domain.refusals import NotFound
from patron.operations.following import BATCH, events_after
from patron.operations.ports import Writing
from patron.store import AnyStore
from patron.store.urls import is_sqlite
from tests.store.people import (
    OTHER_SHOP,
    SHOP,
    START,
    TestClock,
    address,
    change,
    delete,
    in_a_loop,
    insert,
    opened,
    refusal_of,
    somebody,
    with_facts,
)
from tests.store.raw import rows_of

ENDLESS = 2**62


async def told(store: AnyStore, customer_id: int, store_id: int = SHOP) -> Sequence[Event]:
    """Everything that happened, the oldest first."""
    return list(reversed(await store.read(lambda unit: unit.history.of(store_id, customer_id, ENDLESS, 100))))


@in_a_loop
async def test_a_change_is_told_field_by_field_with_who_made_it(database: str) -> None:
    clock, actor = TestClock(), Actor("tiendanube", "app 3", "r1")
    async with opened(database, clock) as store:
        home = address(street="Elm Street", city="Springfield")
        ana = await insert(store, somebody("ana@example.com", full_name="Ana", addresses=(home,)))
        clock.time += 5
        row = ana.addresses[0]
        ACTING.set(Acting(actor))
        later = with_facts(
            full_name="Ana Souza",
            addresses=(replace(row, city="Shelbyville", said={"aimeos": {"x": ("y", "z")}}),),
            purchases=Purchases(orders=2),
            tags=("vip",),
            properties=(Property(0, "size", None, "L"),),
        )
        changed = await change(store, ana, later)
        first, second = await told(store, ana.id)
        assert (first.happening, first.version, first.at) == (Happening.CREATED, 1, START)
        assert first.actor == Actor("command line")
        at = f"addresses.{row.id}"
        assert first.changes == {
            "email": ("", "ana@example.com"),
            "full_name": (None, "Ana"),
            f"{at}.is_billing": (None, False),
            f"{at}.is_delivery": (None, True),
            f"{at}.position": (None, 0),
            f"{at}.street": (None, "Elm Street"),
            f"{at}.city": (None, "Springfield"),
        }
        size = changed.properties[0].id
        assert second == Event(
            ana.id,
            changed.version,
            Happening.CHANGED,
            START + 5,
            actor,
            {
                "full_name": ("Ana", "Ana Souza"),
                "purchases.orders": (0, 2),
                "tags": ([], ["vip"]),
                f"{at}.city": ("Springfield", "Shelbyville"),
                f"properties.{size}.type": (None, "size"),
                f"properties.{size}.value": (None, "L"),
            },
        )
        assert await told(store, ana.id, OTHER_SHOP) == []


@in_a_loop
async def test_what_is_no_fact_is_no_event_and_a_password_is_told_without_itself(database: str) -> None:
    async with opened(database) as store:
        ana = await insert(store, somebody())
        pinned = await change(store, ana, with_facts(said={"aimeos": {"label": ("a", "b")}}))
        assert len(await told(store, ana.id)) == 1

        async def set_password(unit: Writing) -> None:
            old = await unit.customers.locked(SHOP, ana.id)
            assert old is not None
            await unit.customers.save(old, replace(old, activated_at=START), PASSWORD_SET)

        await store.write(set_password)
        event = (await told(store, ana.id))[-1]
        assert event.version == pinned.version + 1
        assert event.changes == {"activated_at": (None, START), "password": (None, "set")}


@in_a_loop
async def test_an_undone_change_leaves_no_event(database: str) -> None:
    async with opened(database) as store:
        ana = await insert(store, somebody())

        async def undone(unit: Writing) -> None:
            old = await unit.customers.locked(SHOP, ana.id)
            assert old is not None
            await unit.customers.save(old, replace(old, note="x"))
            raise NotFound("customer")

        assert isinstance(await refusal_of(store.write(undone)), NotFound)
        assert len(await told(store, ana.id)) == 1


@in_a_loop
async def test_a_row_that_comes_says_what_it_says_and_one_that_stays_tells_null_from_an_empty_text(
    database: str,
) -> None:
    async with opened(database) as store:
        ana = await insert(store, somebody(addresses=(address(city="", street="Elm"),)))
        (row,) = ana.addresses
        at = f"addresses.{row.id}"
        assert {f"{at}.city", f"{at}.line2"}.isdisjoint((await told(store, ana.id))[0].changes)
        for was, now in ((None, ""), ("", None), (None, "x"), ("x", "")):
            await change(store, ana, with_facts(addresses=(replace(row, city="", line2=now),)))
            assert (await told(store, ana.id))[-1].changes == {f"{at}.line2": (was, now)}
        await change(store, ana, with_facts(addresses=()))
        gone = (await told(store, ana.id))[-1].changes
        assert gone[f"{at}.street"] == ("Elm", None)
        assert {f"{at}.city", f"{at}.line2"}.isdisjoint(gone)


async def refuse_events(url: str) -> None:
    """Nothing comes back; from now on the database takes no event."""
    before = "CREATE TRIGGER refusing BEFORE INSERT ON event"
    if is_sqlite(url):
        await rows_of(url, f"{before} BEGIN SELECT RAISE(ABORT, 'no event'); END")
        return
    body = "$$BEGIN RAISE EXCEPTION 'no event'; END$$"
    await rows_of(url, f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS {body}")
    await rows_of(url, f"{before} FOR EACH ROW EXECUTE FUNCTION refuse()")


async def everything(url: str) -> dict[str, list[str]]:
    """Every row of every table, but for blocks of ids: those may be taken for nothing."""
    of_sqlite = "SELECT name FROM sqlite_master WHERE type = 'table'"
    of_postgres = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    names = {row[0] for row in await rows_of(url, of_sqlite if is_sqlite(url) else of_postgres)}
    assert {"customer", "address", "event", "credential", "store_counter"} <= names
    rows = {name: await rows_of(url, f'SELECT * FROM "{name}"') for name in names - {"id_allocator"}}  # noqa: S608 - its own names
    return {name: sorted(map(repr, found)) for name, found in rows.items()}


async def created(store: AnyStore, _ana: Customer) -> None:
    await insert(store, somebody(full_name="Bob", addresses=(address(city="X"),), tags=("vip",)))


async def changed(store: AnyStore, ana: Customer) -> None:
    await change(store, ana, with_facts(note="x", tags=("vip",), addresses=(address(city="X"),)))


async def with_password(store: AnyStore, ana: Customer) -> None:
    async def work(unit: Writing) -> None:
        old = await unit.customers.locked(SHOP, ana.id)
        assert old is not None
        await unit.credentials.put(SHOP, ana.id, Credential("x", "y", START, 1))
        await unit.customers.save(old, replace(old, activated_at=START), PASSWORD_SET)

    await store.write(work)


async def moved(store: AnyStore, ana: Customer) -> None:
    async def work(unit: Writing) -> None:
        old = await unit.customers.locked(SHOP, ana.id)
        assert old is not None
        await unit.customers.move(old, replace(old, store_id=OTHER_SHOP))

    await store.write(work)


async def loaded(store: AnyStore, _ana: Customer) -> None:
    await store.load(SHOP, [somebody(), somebody(addresses=(address(),))])


async def told_of_purchases(store: AnyStore, ana: Customer) -> None:
    news = {ana.id: PurchaseNews(orders=7)}
    await store.write(lambda unit: unit.purchases.tell(SHOP, news, lambda customer: customer))


@pytest.mark.parametrize("way", [created, changed, with_password, delete, moved, loaded, told_of_purchases])
@in_a_loop
async def test_a_change_whose_event_cannot_be_written_is_not_made(
    database: str, way: Callable[[AnyStore, Customer], Awaitable[Any]]
) -> None:
    async with opened(database) as store:
        ana = await insert(store, somebody(full_name="Ana", addresses=(address(city="Y"),), note="before"))
        await refuse_events(database)
        before = await everything(database)
        assert "no event" in repr(await refusal_of(way(store, ana)))
        assert await everything(database) == before


@in_a_loop
async def test_deleting_a_person_erases_what_happened_but_that_it_ended(database: str) -> None:
    async with opened(database) as store:
        ana = await insert(store, somebody("ana@example.com", full_name="Ana"))
        await delete(store, ana)
        assert await told(store, ana.id) == [
            Event(ana.id, ana.version + 1, Happening.DELETED, START, Actor("command line"), NOTHING)
        ]
        assert await rows_of(database, "SELECT count(*) FROM event WHERE CAST(changes AS TEXT) LIKE '%ana%'") == [(0,)]


@in_a_loop
async def test_events_are_read_in_pages_from_the_newest(database: str) -> None:
    async with opened(database) as store:
        ana = await insert(store, somebody())
        for number in range(4):
            await change(store, ana, with_facts(note=str(number)))
        newest = await store.read(lambda unit: unit.history.of(SHOP, ana.id, ENDLESS, 2))
        assert [event.changes["note"][1] for event in newest] == ["3", "2"]
        older = await store.read(lambda unit: unit.history.of(SHOP, ana.id, newest[-1].version, 10))
        assert [event.changes.get("note") for event in older] == [("0", "1"), (None, "0"), None]


async def followed(store: AnyStore, position: int = 0, limit: int = 1000) -> list[Event]:
    """What a follower is told that has come to that position."""
    return list(await events_after(store, SHOP, position, limit))


def shown(events: Sequence[Event]) -> list[tuple[int | None, int, int]]:
    """Position, customer and version of each."""
    return [(event.position, event.customer_id, event.version) for event in events]


@in_a_loop
async def test_whoever_follows_a_store_is_told_every_event_once_and_in_order(database: str) -> None:
    clock = TestClock()
    async with opened(database, clock) as store:
        assert await followed(store) == []
        ana, bob = await insert(store, somebody()), await insert(store, somebody())
        clock.time -= 60_000  # a clock may go back: versions do not
        await change(store, ana, with_facts(note="x"))
        everything = [(1, ana.id, 1), (2, ana.id, 2), (3, bob.id, 1)]
        assert shown(await followed(store)) == everything
        assert shown(await followed(store)) == everything, "whoever begins anew is told the same"
        assert shown(await followed(store, 1, 1)) == everything[1:2]
        await insert(store, somebody(store_id=OTHER_SHOP))
        assert await followed(store, 3) == []
        await delete(store, bob)
        assert shown(await followed(store)) == [*everything[:2], (4, bob.id, 2)], "what is erased leaves a hole"
        assert (await followed(store, 3))[0].happening is Happening.DELETED
        await change(store, ana, with_facts(note="y"))
        assert shown(await followed(store, 4)) == [(5, ana.id, 3)]


@in_a_loop
async def test_positions_are_not_given_again_when_the_last_event_is_erased(database: str) -> None:
    async with opened(database) as store:
        bob = await insert(store, somebody())
        assert shown(await followed(store)) == [(1, bob.id, 1)]
        await delete(store, bob)
        assert shown(await followed(store)) == [(2, bob.id, 2)]


@in_a_loop
async def test_an_event_that_is_committed_late_is_told_late_and_not_missed(postgres_database: str) -> None:
    async with opened(postgres_database) as store:
        ana, bob = await insert(store, somebody()), await insert(store, somebody())
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def slow(unit: Writing) -> None:
            old = await unit.customers.locked(SHOP, ana.id)
            assert old is not None
            await unit.customers.save(old, replace(old, note="slow"))
            begun.set()
            await go_on.wait()

        running = asyncio.create_task(store.write(slow))
        await begun.wait()
        await change(store, bob, with_facts(note="fast"))
        seen = await followed(store)
        assert shown(seen) == [(1, ana.id, 1), (2, bob.id, 1), (3, bob.id, 2)]
        go_on.set()
        await running
        assert shown(await followed(store, 3)) == [(4, ana.id, 2)]


@in_a_loop
async def test_followers_at_work_miss_nothing_of_many_writers(database: str) -> None:
    async with opened(database) as store:
        people = [await insert(store, somebody()) for _ in range(4)]

        async def write(person: Customer) -> None:
            for number in range(10):
                await change(store, person, with_facts(note=str(number)))

        async def follow() -> list[Event]:
            seen: list[Event] = []
            while len(seen) < 44:
                seen += await followed(store, seen[-1].position or 0 if seen else 0, 7)
                await asyncio.sleep(0.001)
            return seen

        followers = asyncio.gather(follow(), follow())
        await asyncio.gather(*map(write, people))
        one, other = await followers
        assert one == other
        assert [event.position for event in one] == list(range(1, 45))
        for person in people:
            versions = [event.version for event in one if event.customer_id == person.id]
            assert versions == list(range(1, 12))


@in_a_loop
async def test_many_at_once_are_numbered_in_pieces(database: str) -> None:
    async with opened(database) as store:
        assert await store.load(SHOP, (somebody() for _ in range(BATCH + 5))) == BATCH + 5
        seen = await followed(store, limit=BATCH + 10)
        assert [event.position for event in seen] == list(range(1, BATCH + 6))
        assert {event.happening for event in seen} == {Happening.IMPORTED}
        assert seen[0] == Event(
            seen[0].customer_id, 1, Happening.IMPORTED, START, Actor("command line"), NOTHING, position=1
        )
