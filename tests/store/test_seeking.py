"""The list of customers: pages that neither skip nor repeat whatever happens between them, and plans along indexes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Any, get_args

import asyncpg
import pytest
from msgspec.structs import replace

from patron.domain.customer import Customer, Parts
from patron.domain.keys import email_key, fold
from patron.domain.listing import Window
from patron.domain.seeking import Found, Key, Order, Place, Scope, Search
from patron.store import AnyStore, seeking
from patron.store.asking import Limits
from patron.store.candidates import holders, keyed, members
from patron.store.orders import COLUMN, Walk, rank, stride, walked
from patron.store.sampling import drawn, first_and_last
from patron.store.sieve import Sieve
from patron.store.spelling_postgres import POSTGRES
from patron.store.spelling_sqlite import SQLITE
from patron.store.statement import Statement
from patron.store.urls import is_sqlite, postgres_dsn
from tests.store.people import OTHER_SHOP, SHOP, START, change, delete, get, in_a_loop, insert, opened, somebody
from tests.store.raw import rows_of

ORDERS: tuple[Order, ...] = get_args(Order)
ONE, BOTH = (Scope(SHOP, None, 1),), (Scope(SHOP, None, 1), Scope(OTHER_SHOP, None, 1))
PATIENCES = {
    "everybody is tested": Limits(),
    "plans as for many": Limits(small=0),
    "walks that are given up": Limits(small=0, candidates=4, looks=100, frequent=0),
    "candidates first": Limits(small=0, frequent=10_000),
}
SEARCHES = (
    Search(),
    Search(text="an"),
    Search(text="ana example"),
    Search(text="555"),
    Search(text="2025 5501"),
    Search(status=0),
    Search(status=1, tag="vip"),
    Search(created=Window(START + 3_000, START + 9_000)),
    Search(updated=Window(START + 3_000, None), text="souza"),
)
NAMES = ("Ana Souza", "Zoë Ana", "ana", "", "Núñez", "João Souza", "Aiko")


def drawing(seed: str) -> random.Random:
    """The same draws in every run."""
    return random.Random(seed)  # noqa: S311 - no secret


def made(number: int, draw: random.Random) -> Customer:
    """Somebody whose keys are often the same as those of others, or missing."""
    return somebody(
        draw.choice(["", f"ana{number}@example.com", f"Zoe{number}@example.org"]) or f"x{number}@example.com",
        store_id=draw.choice([SHOP, SHOP, OTHER_SHOP]),
        full_name=draw.choice(NAMES) or None,
        phone=draw.choice([None, "+1 202 555-0170", "555 1234"]),
        status=draw.choice([0, 1, 1]),
        tags=draw.choice([(), ("vip",), ("vip", "new")]),
        created_at=START + draw.randrange(12) * 1000,
        updated_at=START + draw.randrange(12) * 1000,
    )


async def without_email(store: AnyStore, customer: Customer) -> Customer:
    """The customer, whose e-mail is gone: imports may bring such."""
    return await change(store, customer, lambda old: replace(old, email=""))


def key_of(customer: Customer, order: Order) -> Key:
    match order:
        case "name":
            return fold(customer.full_name or "")
        case "email":
            return email_key(customer.email) if customer.email else None
        case "status":
            return customer.status
        case "created_at":
            return customer.created_at
        case "updated_at":
            return customer.updated_at


def ranked(customer: Customer, order: Order) -> tuple[bool, Key, int]:
    return rank(key_of(customer, order), customer.id)


def _is_before(one: Any, other: Any, *, descending: bool) -> bool:
    return bool(one > other if descending else one < other)


async def sought(store: AnyStore, search: Search, scopes: tuple[Scope, ...]) -> Found[Customer]:
    return await store.read(lambda unit: unit.customers.sought(scopes, search, Parts.TAGS), heavy=True)


def steps(draw: random.Random) -> Iterator[str]:
    while True:
        yield draw.choice(["insert", "delete", "edit", "edit", "nothing"])


@pytest.mark.parametrize("patience", PATIENCES)
@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
@in_a_loop
async def test_pages_neither_skip_nor_repeat_whatever_happens_between(
    database: str, patience: str, backwards: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeking, "LIMITS", PATIENCES[patience])
    draw = drawing(f"{patience} {backwards}")
    async with opened(database) as store:
        people = [await insert(store, made(number, draw)) for number in range(60)]
        for place in range(0, 60, 7):
            people[place] = await without_email(store, people[place])
        number = 60
        for search in SEARCHES:
            order, descending = draw.choice(ORDERS), draw.random() < 0.5
            scopes = draw.choice([ONE, BOTH])
            asked = replace(search, order=order, descending=descending, size=5, backwards=backwards)
            # Everybody who is found by it now, by a page that holds them all.
            found = [one.id for one in (await sought(store, replace(asked, size=1000, far=True), scopes)).customers]
            moved: set[int] = set()
            seen: list[Customer] = []
            page = await sought(store, asked, scopes)
            todo = steps(draw)
            for _ in range(200):
                met = page.customers[::-1] if backwards else page.customers
                onwards = page.before if backwards else page.after
                # The first page is filled up where one that is counted backwards would be short: with who was passed.
                if backwards and onwards is None and seen:
                    last = ranked(seen[-1], order)
                    met = tuple(one for one in met if _is_before(ranked(one, order), last, descending=descending))
                seen += met
                if onwards is None:
                    break
                match next(todo):
                    case "insert":
                        number += 1
                        born = await insert(store, made(number, draw))
                        people.append(born)
                    case "delete":
                        gone = people.pop(draw.randrange(len(people)))
                        moved.add(gone.id)
                        await delete(store, gone)
                    case "edit":
                        place = draw.randrange(len(people))
                        moved.add(people[place].id)
                        facts = made(number, draw)
                        people[place] = await change(
                            store,
                            people[place],
                            lambda old, new=facts: replace(  # type: ignore[misc]
                                old, full_name=new.full_name, status=new.status, updated_at=new.updated_at
                            ),
                        )
                    case _:
                        pass
                page = await sought(store, replace(asked, place=onwards), scopes)
            else:
                raise AssertionError("the pages have no end")
            shown = [one.id for one in seen if one.id not in moved]
            assert len(shown) == len(set(shown)), (search, order)
            assert set(found) - moved <= set(shown), (search, order, descending, scopes)
            assert [ranked(one, order) for one in seen] == sorted(
                (ranked(one, order) for one in seen), reverse=descending != backwards
            )


@pytest.mark.parametrize("patience", PATIENCES)
@in_a_loop
async def test_every_order_and_search_finds_the_same_people(
    database: str, patience: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeking, "LIMITS", PATIENCES[patience])
    draw = drawing("the same people")
    async with opened(database) as store:
        people = [await insert(store, made(number, draw)) for number in range(40)]
        people[3], people[9] = [await without_email(store, people[place]) for place in (3, 9)]
        for search, matches in EXPECTED:
            for order in ORDERS:
                for descending in (False, True):
                    asked = replace(search, order=order, descending=descending, size=3)
                    expected = sorted(
                        (one for one in people if matches(one)),
                        key=lambda one, order=order: ranked(one, order),
                        reverse=descending,
                    )
                    assert await walked_through(store, asked) == [one.id for one in expected], (search, order)


EXPECTED: tuple[tuple[Search, Callable[[Customer], bool]], ...] = (
    (Search(), lambda _one: True),
    (Search(text="ana"), lambda one: "ana" in fold(f"{one.full_name} {one.email}")),
    (Search(text="souza an"), lambda one: "souza" in (text := fold(f"{one.full_name} {one.email}")) and "an" in text),
    (Search(text="(202) 555"), lambda one: (one.phone or "").startswith("+1")),
    (Search(status=0), lambda one: one.status == 0),
    (Search(status=1, tag="vip"), lambda one: one.status == 1 and "vip" in one.tags),
    (Search(tag="vi"), lambda _one: False),
    (Search(created=Window(START + 2000, START + 7000)), lambda one: START + 2000 <= one.created_at < START + 7000),
)


async def walked_through(store: AnyStore, asked: Search) -> list[int]:
    """The ids of all pages."""
    ids: list[int] = []
    while True:
        page = await sought(store, asked, BOTH)
        ids += [one.id for one in page.customers]
        if page.after is None:
            return ids
        asked = replace(asked, place=page.after)


@in_a_loop
async def test_totals_are_exact_where_few_are_found_and_say_so_where_not(database: str) -> None:
    async with opened(database) as store:
        await store.load(SHOP, [somebody(full_name="Ana" if n % 2 else "Rui", status=n % 2) for n in range(3000)])
        await insert(store, somebody(full_name="Xenia", code="K-9"))
        totals = {
            text: (await sought(store, Search(text=text), ONE)).total for text in ("", "ana", "xenia", "k-9", "nobody")
        }
        assert {text: (one.number, one.counted) for text, one in totals.items() if text != "ana"} == {
            "": (3001, "exact"),
            "xenia": (1, "exact"),
            "k-9": (1, "exact"),
            "nobody": (0, "exact"),
        }
        assert totals["ana"].counted == "about"
        assert 1350 < totals["ana"].number < 1650
        enabled = (await sought(store, Search(status=1), ONE)).total
        assert (enabled.number, enabled.counted) == (1501, "exact")


@in_a_loop
async def test_parts_of_numbers_and_codes_are_found_as_they_are_now(database: str) -> None:
    async with opened(database) as store:
        ana = await insert(
            store,
            somebody(full_name="Ana", phone="+55 11 91234-5678", mobile="021 998 877", tax_id="12.345-X", code="AB-77"),
        )
        for text in ("91234 5678", "1191234", "5511", "998877", "12345x", "b-7", "ana 1234", "91234-5678 ana"):
            assert [one.id for one in (await sought(store, Search(text=text), ONE)).customers] == [ana.id], text
        ana = await change(store, ana, lambda old: replace(old, phone=None, code="CD-88"))
        for text, ids in (("91234 5678", []), ("ab-77", []), ("d-8", [ana.id]), ("998877", [ana.id])):
            assert [one.id for one in (await sought(store, Search(text=text), ONE)).customers] == ids, text
        assert await get(store, ana) is not None
        await delete(store, ana)
        assert (await sought(store, Search(text="998877"), ONE)).customers == ()
        assert await rows_of(database, "SELECT count(*) FROM customer_search_mark") == [(0,)]


# -- plans ------------------------------------------------------------------------------------------------------------

INDEX = {
    "name_key": "customer_name",
    "email_key": "customer_mail",
    "status": "customer_status",
    "created_at": "customer_created",
    "updated_at": "customer_updated",
}
EVERY_TEST = Sieve(words=2, number=True, status=True, group=True, tag=True, created=True, updated=True)
VALUES: dict[str, Any] = {
    "store_id": SHOP,
    "word0": "ana",
    "word1": "zoe",
    "plain0": "ana",
    "plain1": "zoe",
    "number": "5551",
    "status": 1,
    "group_id": 1,
    "tag": "vip",
    "ids": "[1, 2, 3]",
    "most": 10,
    "size": 21,
    "skip": 100,
    "together": '"xenia"',
    "text0": "%xenia%",
    "mark0": "%xenia%",
    "near_id": 7,
    "far_id": 9,
    **{
        f"{name}_{side}": START + place
        for name in ("created", "updated")
        for place, side in enumerate(("start", "end"))
    },
}


def walks() -> Iterator[Walk]:
    for order in ORDERS:
        for flags in range(8):
            descending, near, far = (bool(flags & bit) for bit in (1, 2, 4))
            yield Walk(order, descending, near=near, far=far)
            if order == "email":
                yield Walk(order, descending, keyless=True, near=near, far=far)


def values_for(statement: Statement, walk: Walk) -> list[Any]:
    words = walk.order in ("name", "email")
    keys = {"near_key": "m" if words else 1, "far_key": "n" if words else START}
    if walk.descending:
        keys = {"near_key": keys["far_key"], "far_key": keys["near_key"]}
    return [{**VALUES, **keys}[name] for name in statement.names]


@pytest.fixture
def filled(database: str) -> str:
    """The URL of a database with some thousand customers."""

    @in_a_loop
    async def fill() -> None:
        async with opened(database) as store:
            draw = drawing("plans")
            await store.load(
                SHOP,
                [
                    somebody(
                        full_name=f"{draw.choice(NAMES)} {n}",
                        tags=("vip",) if n % 3 else (),
                        created_at=START + draw.randrange(10**9),
                        updated_at=START + draw.randrange(10**9),
                        status=n % 2,
                    )
                    for n in range(10_000)
                ],
            )

    fill()
    return database


async def plan_of(url: str, statement: Statement, values: list[Any]) -> str:
    if is_sqlite(url):
        text = statement.spelled(SQLITE)
        sent = text.arranged(tuple(values)) if text.arranged else tuple(values)
        return "\n".join(str(row[-1]) for row in await rows_of(url, f"EXPLAIN QUERY PLAN {text.sql}", *sent))
    text = statement.spelled(POSTGRES)
    sent = text.arranged(tuple(values)) if text.arranged else tuple(values)
    connection = await asyncpg.connect(postgres_dsn(url))
    try:
        # Ten of many are found fastest by reading on: what is asked is whether an index could tell them.
        await connection.execute("SET enable_seqscan TO off")
        return "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {text.sql}", *sent))
    finally:
        await connection.close()


@in_a_loop
async def check_walks(url: str) -> None:
    for walk in walks():
        for statement in (walked(walk, Sieve()), walked(walk, EVERY_TEST), stride(walk)):
            plan = await plan_of(url, statement, values_for(statement, walk))
            index = INDEX[COLUMN[walk.order]]
            assert index in plan, (walk, plan)
            assert "Sort" not in plan, (walk, plan)
            assert "TEMP B-TREE" not in plan, (walk, plan)
            assert "SCAN customer\n" not in plan, (walk, plan)


def test_every_order_is_a_walk_along_its_index(filled: str) -> None:
    check_walks(filled)


@in_a_loop
async def check_candidates(url: str) -> None:
    walk = Walk("name", descending=False)
    own = [members(source) for source in ("status", "group", "tag", "created", "updated")]
    among = [keyed(order, EVERY_TEST, among=True) for order in ORDERS]
    for statement in (*own, *among, drawn(True, True, False), first_and_last):  # noqa: FBT003 - a key of the cache
        plan = await plan_of(url, statement, values_for(statement, walk))
        assert "Seq Scan" not in plan, plan
        assert not re.search(r"SCAN customer(?!_search)", plan), plan
        if statement in among and is_sqlite(url):
            assert "SEARCH customer USING INDEX sqlite_autoindex_customer_1 (store_id=? AND id=?)" in plan, plan
    plan = await plan_of(url, holders(1, 1, alone=False), values_for(holders(1, 1, alone=False), walk))
    assert ("VIRTUAL TABLE INDEX" if is_sqlite(url) else "customer_search_text") in plan, plan


def test_candidates_are_looked_up_and_nobody_else_is(filled: str) -> None:
    check_candidates(filled)


def test_a_place_is_compared_as_the_index_is_ordered() -> None:
    places = [Place(None, 5), Place("", 1), Place("", 2), Place("a", 1), Place("é", 0)]
    assert sorted(places, key=lambda one: rank(one.key, one.id)) == places
