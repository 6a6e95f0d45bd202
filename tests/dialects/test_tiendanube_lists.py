"""Lists: pages, filters and their combinations, links (tiendanube.md 5)."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dialects.live import SHOP, Json, Live, two_shops

NAMES = ["Zé Ninguém", "ANA María", "Łukasz", "Ana Souza", "李雷", 'O\'Neil, "x"', "100%_x", "Straße"]


def shown(number: int) -> Json:
    """Customer `number` of the list world: days and months apart, one name of a few."""
    return {
        "id": 100 + number * 3,
        "name": NAMES[number % len(NAMES)],
        "email": f"c{number}@example.com",
        "identification": f"ID-{number:03}",
        "created_at": f"2015-01-{1 + number:02}T12:00:00+0000",
        "updated_at": f"2016-{1 + number % 12:02}-01T00:00:00+0000",
    }


WORLD = two_shops(
    customers=[{"dialect": "tiendanube", "store": SHOP, "shown": shown(number)} for number in range(25)]
    + [{"dialect": "tiendanube", "store": 7777, "shown": {**shown(0), "id": 5}}]
)


@pytest.fixture(scope="module")
def shop(server: Live) -> Live:
    server.load(WORLD)
    return server


def ids(answer: httpx.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()]


def rels(answer: httpx.Response) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for entry in answer.headers.get("link", "").split(", "):
        if entry:
            target, _, rel = entry.partition("; ")
            found[rel.removeprefix('rel="').removesuffix('"')] = dict(parse_qsl(urlsplit(str(target[1:-1])).query))
    return found


def test_following_next_shows_every_customer_once(shop: Live) -> None:
    seen: list[int] = []
    url = f"/v1/{SHOP}/customers?per_page=4&q=example.com&fields=id"
    while url:
        answer = shop.http.get(url, headers={"Authentication": "bearer tn-token-4242"})
        seen += ids(answer)
        assert answer.headers["x-total-count"] == "25"
        entries = [one for one in answer.headers["link"].split(", ") if 'rel="next"' in one]
        url = entries[0].partition(">")[0].removeprefix("<") if entries else ""
    assert seen == [100 + number * 3 for number in range(25)]


def test_links_repeat_every_filter_and_appear_where_they_make_sense(shop: Live) -> None:
    query = "?q=a%20b%26c%2Cd&since_id=1&per_page=10&page=1"
    assert shop.tiendanube("GET", f"/customers{query}").status_code == 404
    first = rels(shop.tiendanube("GET", "/customers?since_id=1&q=example&per_page=10&unknown=1"))
    assert list(first) == ["next", "last"]
    assert first["next"] == {"since_id": "1", "q": "example", "page": "2", "per_page": "10"}
    assert list(rels(shop.tiendanube("GET", "/customers?per_page=10&page=2"))) == ["first", "prev", "next", "last"]
    assert list(rels(shop.tiendanube("GET", "/customers?per_page=10&page=3"))) == ["first", "prev"]
    assert rels(shop.tiendanube("GET", "/customers?per_page=25")) == {}


@pytest.mark.parametrize("query", ["fields=name&fields=id", "fields[]=name&fields%5B%5D=id", "fields=name,id,name"])
def test_links_repeat_every_field_in_whatever_way_it_was_asked_for(shop: Live, query: str) -> None:
    answer = shop.tiendanube("GET", f"/customers?{query}&per_page=10")
    assert set(answer.json()[0]) == {"id", "name"}
    assert rels(answer)["next"] == {"fields": "name,id", "page": "2", "per_page": "10"}


def test_link_values_are_encoded_so_that_no_comma_is_stray(shop: Live) -> None:
    answer = shop.tiendanube("GET", "/customers", params={"fields": "id, name", "per_page": "20"})
    assert answer.headers["link"].count(", ") == 1
    assert "fields=id%2Cname&page=2&per_page=20" in answer.headers["link"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("page=0", 25),
        ("page=-3", 25),
        ("per_page=500", 25),
        ("per_page=0", 1),
        ("page=1&page=2&per_page=20", 5),
        ("per_page=20&per_page=3", 3),
        ("", 25),
        ("&", 25),
        ("per_page=&page=&since_id=&q=&created_at_min=", 25),
        ("email=c1@example.com", 25),
    ],
)
def test_numbers_are_brought_into_range_and_the_last_of_a_name_counts(shop: Live, query: str, expected: int) -> None:
    assert len(ids(shop.tiendanube("GET", f"/customers?{query}"))) == expected


@pytest.mark.parametrize(
    ("query", "last"),
    [
        ("page=2", 1),
        ("page=9&per_page=10", 3),
        ("page=99999999999999999999999", 1),
        ("q=nobody", 0),
        ("since_id=172", 0),
    ],
)
def test_past_the_end_is_404_and_names_the_last_page(shop: Live, query: str, last: int) -> None:
    answer = shop.tiendanube("GET", f"/customers?{query}")
    assert answer.status_code == 404
    assert answer.json() == {"code": 404, "message": "Not Found", "description": f"Last page is {last}"}


@pytest.mark.parametrize("name", ["page", "per_page", "since_id", "created_at_min", "updated_at_max"])
@pytest.mark.parametrize("value", ["abc", "1.5", "0x1", "2015-13-45", "²", "1e9"])
def test_values_that_cannot_be_read_are_named(shop: Live, name: str, value: str) -> None:
    answer = shop.tiendanube("GET", "/customers", params={name: value})
    assert answer.status_code == 422
    assert answer.json() == {name: ["is invalid"]}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("ninguem", [0, 8, 16, 24]),
        ("NINGUÉM", [0, 8, 16, 24]),
        ("ana", [1, 3, 9, 11, 17, 19]),
        ("李", [4, 12, 20]),
        ("%", [6, 14, 22]),
        ("_x", [6, 14, 22]),
        ('"x"', [5, 13, 21]),
        ("o'n", [5, 13, 21]),
        ("strasse", [7, 15, 23]),
        ("id-01", list(range(10, 20))),
        ("c7@", [7]),
        ("*", []),
        ('" OR "a', []),
        ("c1@example.com ID", []),
    ],
)
def test_text_is_found_in_name_email_and_identification_alone(shop: Live, text: str, numbers: list[int]) -> None:
    answer = shop.tiendanube("GET", "/customers", params={"q": text, "fields": "id"})
    found = [] if answer.status_code == 404 else ids(answer)
    assert found == [100 + number * 3 for number in numbers]


def test_ends_of_a_window_belong_to_it(shop: Live) -> None:
    moment = "2015-01-05T12:00:00"
    assert ids(shop.tiendanube("GET", f"/customers?created_at_min={moment}&created_at_max={moment}")) == [112]
    assert ids(shop.tiendanube("GET", f"/customers?created_at_min={moment}Z&created_at_max={moment}.900Z")) == [112]
    blank_for_plus = "2015-01-05T13:00:00+01:00"
    assert ids(shop.tiendanube("GET", f"/customers?created_at_min={blank_for_plus}&per_page=1")) == [112]


def test_fields_may_be_repeated_and_unknown_ones_are_ignored(shop: Live) -> None:
    answer = shop.tiendanube("GET", "/customers?fields=id&fields=email&fields=nothing&per_page=1")
    assert answer.json() == [{"id": 100, "email": "c0@example.com"}]
    assert shop.tiendanube("GET", "/customers/100?fields=nothing").json() == {}


def test_head_answers_the_headers_alone(shop: Live) -> None:
    answer = shop.tiendanube("HEAD", "/customers?per_page=10")
    assert answer.content == b""
    assert answer.headers["x-total-count"] == "25"
    assert "next" in rels(answer)
    assert shop.tiendanube("HEAD", "/customers/100").status_code == 200
    assert shop.tiendanube("HEAD", "/customers/101").status_code == 404


DAYS = st.integers(1, 28)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    since=st.none() | st.integers(95, 180),
    text=st.none() | st.sampled_from(["ana", "é", "example", "id-00", "a", "@"]),
    day_from=st.none() | DAYS,
    day_to=st.none() | DAYS,
    size=st.integers(1, 30),
    page=st.integers(1, 4),
)
def test_every_combination_equals_a_plain_filter(
    shop: Live, since: int | None, text: str | None, day_from: int | None, day_to: int | None, size: int, page: int
) -> None:
    folded = {"Zé Ninguém": "ze ninguem", "ANA María": "ana maria"}

    def matches(number: int) -> bool:
        one = shown(number)
        name = folded.get(str(one["name"]), str(one["name"]).lower())
        wanted = {"é": "e"}.get(text or "", text)
        return (
            (since is None or 100 + number * 3 > since)
            and (wanted is None or any(wanted in part for part in (name, f"c{number}@example.com", f"id-{number:03}")))
            and (day_from is None or number + 1 >= day_from)
            and (day_to is None or number + 1 < day_to)
        )

    expected = [100 + number * 3 for number in range(25) if matches(number)]
    params = {
        "since_id": since,
        "q": text,
        "created_at_min": None if day_from is None else f"2015-01-{day_from:02}",
        "created_at_max": None if day_to is None else f"2015-01-{day_to:02}",
        "per_page": size,
        "page": page,
        "fields": "id",
    }
    answer = shop.tiendanube("GET", "/customers", params={k: v for k, v in params.items() if v is not None})
    cut = expected[(page - 1) * size : page * size]
    if cut:
        assert ids(answer) == cut
        assert answer.headers["x-total-count"] == str(len(expected))
    else:
        assert answer.json()["description"] == f"Last page is {-(-len(expected) // size)}"
