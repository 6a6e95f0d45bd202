"""Requests to the Aimeos dialect that want too much, or make no sense: its own refusals, and nothing changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.dialects.aimeos_live import GENERIC, RESOURCE, Shop, shop_on

DEEP = '{"a":' + "[" * 3000 + "]" * 3000 + "}"


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest) -> Iterator[Shop]:
    """A shop on that engine."""
    with shop_on(request) as shop:
        yield shop


@pytest.fixture
def shop(server: Shop) -> Shop:
    """The shop with Ana and Bob."""
    server.load()
    return server


@pytest.mark.parametrize("digits", [309, 4200])
@pytest.mark.parametrize(
    ("query", "name"),
    [({}, "customer.city"), ({"related": "address"}, "customer.address.position")],
)
def test_a_number_beyond_all_bounds_is_refused(shop: Shop, query: dict[str, str], name: str, digits: int) -> None:
    before = shop.everything()
    body = '{"data":{"attributes":{"' + name + '":1' + "0" * digits + "}}}"
    method = "POST" if query else "PATCH"
    answer = shop.ask(method, "ana", query, content=body)
    assert (answer.status_code, shop.title(answer.json())) == (400, GENERIC)
    assert shop.everything() == before


@pytest.mark.parametrize(("path", "status"), [(RESOURCE, 400), ("/login", 422)])
def test_json_without_end_is_no_fault_of_ours(shop: Shop, path: str, status: int) -> None:
    answer = shop.live.http.post(path, content=DEEP, headers={"Content-Type": "application/json"})
    assert answer.status_code == status


def test_a_name_without_a_dot_is_repeated_and_never_stored(shop: Shop) -> None:
    city = shop.attributes("ana", "city")
    said = shop.write("PATCH", "ana", {"city": "Elsewhere", "nickname": "tt"})["data"]["attributes"]
    assert (said["city"], said["nickname"]) == ("Elsewhere", "tt")
    assert shop.attributes("ana", "city") == city


def test_an_empty_related_id_is_none(shop: Shop) -> None:
    shop.said("POST", "ana", 201, {"related": "address"}, json={"data": {"attributes": {"customer.address.city": "X"}}})
    every = shop.said("GET", "ana", query={"related": "address"})
    assert shop.said("GET", "ana", query={"related": "address", "relatedid": ""})["data"] == every["data"]


def test_a_body_has_256_kib_and_a_thousand_entries(shop: Shop) -> None:
    body = b'{"data":{"attributes":{"customer.address.city":"%b"}}}'
    query = {"related": "address"}
    long = body % (b"x" * (262_144 - len(body % b"")))
    assert len(long) == 262_144
    many = b'{"data":[%b]}' % b",".join([b'{"attributes":{}}'] * 1001)
    before = shop.everything()
    for content, status in ((long + b" ", 413), (many, 400)):
        answer = shop.ask("POST", "ana", query, content=content)
        assert (answer.status_code, shop.title(answer.json())) == (status, GENERIC)
    assert shop.everything() == before
    assert shop.ask("POST", "ana", query, content=long).status_code == 201


def test_a_query_has_two_hundred_parameters(shop: Shop) -> None:
    for count, status in ((200, 200), (201, 400)):
        assert shop.live.http.get(f"{RESOURCE}?{'&'.join(['a=1'] * count)}").status_code == status


def test_one_account_has_room_for_two_thousand_entries_of_a_kind(shop: Shop) -> None:
    def add(first: int, many: int) -> int:
        entries = [
            {"attributes": {"customer.property.type": "n", "customer.property.value": str(number)}}
            for number in range(first, first + many)
        ]
        return shop.ask("POST", "ana", {"related": "property"}, json={"data": entries}).status_code

    assert [add(0, 1000), add(1000, 1000), add(2000, 1)] == [201, 201, 403]
    assert shop.said("GET", "ana", query={"related": "property"})["meta"]["total"] == 2000
