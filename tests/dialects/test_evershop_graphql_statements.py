"""What EverShop's GraphQL asks of the database: counted, on both engines."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from patron.dialects.evershop.lens import SPEECH
from patron.dialects.evershop_graphql import roots
from patron.dialects.evershop_graphql.serving import endpoint
from patron.dialects.evershop_graphql.visit import Visit
from patron.domain.access import ADMIN, Shop, Staff
from patron.domain.customer import Customer, Definition, Group, ListItem, Purchases
from patron.operations.ports import Reading, Writing
from patron.operations.shoppers import Person
from patron.store.migrations import migrate
from patron.store.postgres_connection import PostgresConnection
from patron.store.sqlite_connection import SqliteConnection
from patron.wire.graphql import QueryError
from tests.parts.postgres import fresh_database
from tests.store.people import SHOP, address, opened, somebody

PERSON = Person(Shop(SHOP, "Shop", "USD"), staff=Staff(1, "u", "a@example.com", "A", ADMIN))
PEOPLE = 1_100
EVERYTHING = """query Q($f: [FilterInput]) { customers(filters: $f) {
  total currentPage currentFilters { key value }
  items {
    customerId uuid status email fullName createdAt { value text } urn metaData editUrl
    addresses { uuid fullName city country { name } province { name } }
    group { customerGroupId groupName } metafields { key value } metafield(namespace: "custom", key: "tier") { value }
    orders { orderNumber }
  }
} }"""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with a shop of many customers."""
    folder: Path = tmp_path_factory.mktemp("graphql")
    url = f"sqlite:///{folder}/patron.sqlite3"
    if request.param == "postgres":
        url = fresh_database(request.getfixturevalue("postgres").url, "graphql_statements")

    async def fill() -> None:
        await migrate(url)
        async with opened(url) as store:
            await store.write(_shelf)
            await store.load(SHOP, (_customer(number) for number in range(PEOPLE)))

    asyncio.run(fill())
    return url


async def _shelf(unit: Writing) -> None:
    await unit.groups.put(SHOP, Group(1, "default", "Default"))
    await unit.groups.put(SHOP, Group(2, "vip", "VIP"))
    for key in ("tier", "size"):
        await unit.definitions.put(SHOP, Definition("custom", key, key, "short_text", uuid=key))


def _customer(number: int) -> Customer:
    return somebody(
        f"person{number}@example.com",
        full_name=f"Person {number}",
        status=int(number % 10 > 0),
        metafields={"custom": {"tier": number}},
        addresses=(address(default=True, city="A"), address(city="B"), address(city="C")),
        list_items=(ListItem(0, "group", group_id=2, refid="2", is_primary=True),) if number % 2 else (),
        purchases=Purchases(orders=1, last_order_id=number + 1),
    )


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that were run since the last look."""
    seen: list[str] = []
    for connection in (SqliteConnection, PostgresConnection):
        for name in ("row", "rows"):
            monkeypatch.setattr(connection, name, _noting(getattr(connection, name), seen))
    return seen


def _noting(method: Any, seen: list[str]) -> Any:
    async def noting(self: object, statement: Any, *values: object) -> object:
        seen.append(statement.title)
        return await method(self, statement, *values)

    return noting


async def _answer(url: str, statements: list[str], text: str, filters: list[dict[str, str]]) -> dict[str, Any]:
    served = endpoint("admin", roots.admin(SPEECH))
    prepared = served.prepared(text, {"f": filters})
    async with opened(url) as store:

        async def run(unit: Reading) -> dict[str, Any]:
            statements.clear()
            return await prepared.run(Visit(unit, PERSON, all_metafields=True))

        await store.read(run)  # PostgreSQL is asked once in a while how much of it a store is
        return await store.read(run)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"page": "2"},
        {"page": "54"},
        {"page": "54", "od": "ASC"},
        {"page": "999"},
        {"keyword": "person 7"},
        {"keyword": "nobody at all"},
        {"keyword": "n"},
        {"status": "1"},
        {"status": "0", "page": "3"},
        {"ob": "name", "page": "40"},
        {"email": "person7@example.com"},
    ],
    ids=str,
)
def test_a_page_of_customers_takes_two_statements_whatever_is_selected(
    url: str, statements: list[str], sent: dict[str, str]
) -> None:
    filters = [{"key": key, "operation": "eq", "value": value} for key, value in sent.items()]
    found = asyncio.run(_answer(url, statements, EVERYTHING, filters))["customers"]
    assert len(statements) <= 2, statements
    for item in found["items"]:
        number = int(item["fullName"].split()[1])
        assert [one["city"] for one in item["addresses"]] == ["A", "B", "C"]
        assert item["group"] == (
            {"customerGroupId": 2, "groupName": "VIP"} if number % 2 else {"customerGroupId": 1, "groupName": "Default"}
        )
        assert item["metafields"] == [{"key": "size", "value": None}, {"key": "tier", "value": number}]
        assert item["metafield"] == {"value": number}
        assert item["orders"] == [{"orderNumber": str(number + 1)}]


def test_the_counted_pages_are_full_and_exact(url: str, statements: list[str]) -> None:
    def page(number: int, **more: str) -> list[int]:
        sent = {"page": str(number), **more}
        filters = [{"key": key, "operation": "eq", "value": value} for key, value in sent.items()]
        found = asyncio.run(_answer(url, statements, EVERYTHING, filters))["customers"]
        assert found["total"] == PEOPLE
        return [int(item["fullName"].split()[1]) for item in found["items"]]

    assert page(1) == list(range(PEOPLE - 1, PEOPLE - 21, -1))
    assert page(54) == list(range(39, 19, -1))
    assert page(55) == list(range(19, -1, -1))
    assert page(56) == []
    assert page(54, od="ASC") == list(range(1060, 1080))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ hello __schema { queryType { name } } customerGroup { groupName } }", 0),
        ("{ customers { currentFilters { key } currentPage } }", 0),
        ("{ customers { total } }", 1),
        ("{ customers { items { email addresses { city } orders { orderId } metaData } total } }", 1),
        ("{ customers { items { group { groupName } } } }", 2),
        ("{ customerGroups { items { groupName } } }", 1),
        ("{ customerGroups { items { groupName customers { email } } } }", 3),
        ("{ customerGroups { items { a: customers { email } b: customers { uuid } } } }", 3),
        ("{ customers { items { group { customers { email } } } } }", 4),
    ],
)
def test_nothing_is_read_that_is_not_shown_and_nothing_twice(
    url: str, statements: list[str], text: str, expected: int
) -> None:
    asyncio.run(_answer(url, statements, text, []))
    assert len(statements) == expected, statements


def test_ten_thousand_customers_may_be_asked_for_and_not_one_more(url: str, statements: list[str]) -> None:
    thousand = [{"key": "limit", "operation": "eq", "value": "1000"}]
    tables = " ".join(f"a{number}: customers(filters: $f) {{ items {{ uuid }} }}" for number in range(10))
    one = 'b: customers(filters: [{key: "limit", operation: eq, value: "1"}]) { items { uuid } }'
    found = asyncio.run(_answer(url, statements, f"query Q($f: [FilterInput]) {{ {tables} }}", thousand))
    assert [len(table["items"]) for table in found.values()] == [1000] * 10
    with pytest.raises(QueryError) as caught:
        asyncio.run(_answer(url, statements, f"query Q($f: [FilterInput]) {{ {tables} {one} }}", thousand))
    assert str(caught.value) == "Query is too expensive: it asks for too many customers."


def test_four_and_twenty_tables_may_be_asked_for_and_not_one_more(url: str, statements: list[str]) -> None:
    def tables(number: int) -> str:
        return "{ " + " ".join(f"a{one}: customers {{ total }}" for one in range(number)) + " }"

    assert len(asyncio.run(_answer(url, statements, tables(24), []))) == 24
    with pytest.raises(QueryError) as caught:
        asyncio.run(_answer(url, statements, tables(25), []))
    assert str(caught.value) == "Query is too expensive: it asks for too many customers."
