"""Bad input: the platform's own error, nothing changed, never a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dialects.live import SHOP, TOKEN, Live, two_shops

HEADERS = {"Authentication": f"bearer {TOKEN}", "Content-Type": "application/json"}
TEXTS = ["name", "email", "identification", "phone", "note", "billing_name", "billing_address", "billing_country"]
GOOD = {"name": "Eve", "email": "eve@example.com"}
WORLD = two_shops(
    customers=[
        {"dialect": "tiendanube", "store": SHOP, "shown": {"id": 7, "name": "Ana", "email": "ana@example.com"}},
    ]
)
PRINTABLE = st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="#")
calm = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def shop(server: Live) -> Live:
    server.load(WORLD)
    return server


def send(shop: Live, body: bytes, method: str = "POST", path: str = "/customers") -> tuple[int, Any]:
    answer = shop.http.request(method, f"/v1/{SHOP}{path}", headers=HEADERS, content=body)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"12",
        b"[{}]",
        b'{"name": "A",}',
        b"{'name': 'A'}",
        b"\xff\xfe",
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b'{"name": NaN}',
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"[" * 200_000,
        b"\x00",
    ],
)
def test_what_is_no_json_object_is_400(shop: Live, body: bytes) -> None:
    before = shop.everything()
    assert send(shop, body) == (400, {"error": "Problems parsing JSON"})
    assert send(shop, body, "PUT", "/customers/7") == (400, {"error": "Problems parsing JSON"})
    assert shop.everything() == before


def test_ten_megabytes_are_413_and_the_server_lives(shop: Live) -> None:
    before = shop.everything()
    body = json.dumps({**GOOD, "note": "x" * 10_000_000}).encode()
    status, said = send(shop, body)
    assert status == 413
    assert said["code"] == 413
    assert shop.everything() == before


WRONG: list[object] = [True, 1.5, {"a": 1}, ["x"], [1], {"big": 10**400}]
WRONG_BY_FIELD: dict[str, list[object]] = {
    **dict.fromkeys([*TEXTS, "password"], WRONG),
    "addresses": [*WRONG, "x", 5],
    "extra": [True, 1.5, ["x"], [1], "x", 10**400],
    "send_email_invite": [1.5, {"a": 1}, ["x"], "maybe", 2, 10**400],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, ones in WRONG_BY_FIELD.items() for value in ones]
)
def test_wrong_types_are_422_on_their_field(shop: Live, field: str, value: object) -> None:
    before = shop.everything()
    body = json.dumps({**GOOD, field: value}).encode()
    for status, said in (send(shop, body), send(shop, body, "PUT", "/customers/7")):
        assert status == 422
        assert said == {field: ["is invalid"]}
    assert shop.everything() == before


@pytest.mark.parametrize(
    "entry", [{"id": "x"}, {"id": 1.5}, {"id": True}, {"id": []}, {"default": "maybe"}, {"city": {}}, {"city": "\x00"}]
)
def test_bad_addresses_are_422(shop: Live, entry: object) -> None:
    before = shop.everything()
    status, said = send(shop, json.dumps({**GOOD, "addresses": [entry]}).encode())
    assert status == 422
    assert list(said.values()) == [["is invalid"]]
    assert shop.everything() == before


@pytest.mark.parametrize("name", ["", " ", "\t\n", "\u2003", None])
@pytest.mark.parametrize("email", ["", "  ", None, "a", "a@", "@b.c", "a b@c.d", "a@b@c.d", "a@localhost", "a@b..c"])
def test_both_required_fields_are_named_at_once(shop: Live, name: str | None, email: str | None) -> None:
    status, said = send(shop, json.dumps({"name": name, "email": email}).encode())
    blank = not (email or "").strip()
    assert status == 422
    assert said == {"name": ["can't be blank"], "email": ["can't be blank" if blank else "is invalid"]}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [*TEXTS, "addresses", "extra", "password", "id", "default_address", "billing_floor", "billing_province"]
)


@calm
@given(body=st.dictionaries(FIELDS, json_values, max_size=6), good=st.booleans())
def test_any_object_is_answered_in_the_platforms_words(shop: Live, body: dict[str, object], good: bool) -> None:
    sent = {**body, **GOOD} if good else body
    before = shop.everything()
    status, said = send(shop, json.dumps(sent).encode())
    if status == 201:
        for field in TEXTS:
            value = sent.get(field)
            assert said[field] == (str(value) if isinstance(value, int) else value)
        assert shop.http.delete(f"/v1/{SHOP}/customers/{said['id']}", headers=HEADERS).status_code == 200
    else:
        assert status == 422
        assert all(isinstance(ones, list) for ones in said.values())
    assert shop.everything() == before


@calm
@given(name=st.text(min_size=1, max_size=60).filter(lambda text: text.strip() and "\x00" not in text))
def test_text_of_every_plane_comes_back_as_it_was_sent(shop: Live, name: str) -> None:
    status, said = send(shop, json.dumps({"name": name, "note": name}).encode(), "PUT", "/customers/7")
    assert status == 200
    assert (said["name"], said["note"]) == (name, name)
    found = shop.tiendanube("GET", "/customers", params={"q": name, "fields": "id"})
    assert found.status_code == 200
    assert found.json() == [{"id": 7}]


@calm
@given(
    query=st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="#"), max_size=80)
)
def test_any_query_string_is_answered(shop: Live, query: str) -> None:
    target = f"/v1/{SHOP}/customers?{query}".encode()
    answer = shop.http.get(shop.http.base_url.copy_with(raw_path=target), headers=HEADERS)
    assert answer.status_code in (200, 400, 404, 422)
    answer.json()


@calm
@given(name=st.sampled_from(["q", "fields", "since_id", "page", "created_at_max"]), value=st.text(max_size=60))
def test_any_value_of_a_filter_is_answered(shop: Live, name: str, value: str) -> None:
    answer = shop.tiendanube("GET", "/customers", params={name: value})
    assert answer.status_code in ((400,) if "\x00" in value else (200, 404, 422))
    answer.json()


@pytest.mark.parametrize(
    "path",
    [
        "/v1/4242/customers/%00",
        "/v1/4242/customers/%ff",
        "/v1/4242/customers/..%2f..",
        "/v1/4242/customers/99999999999999999999999999",
        "/v1/99999999999999999999999999/customers",
        "/v1/-1/customers",
        "/v1/%F0%9F%92%A9/customers",
        "/v1/4242/customers?q=%ff%fe",
        "/v1/4242/customers?q=%00",
        "/v1/4242/customers?" + "a=1&" * 3000,
        "/v1/4242/customers?q=" + "a" * 8000,
    ],
)
def test_hostile_paths_are_answered_in_the_platforms_words(shop: Live, path: str) -> None:
    answer = shop.http.get(shop.http.base_url.copy_with(raw_path=path.encode()), headers=HEADERS)
    assert answer.status_code in (400, 401, 404)
    assert {"code", "message", "description"} == set(answer.json())


def nested(depth: int) -> object:
    value: object = "x"
    for turn in range(depth):
        value = {"a": value} if turn % 2 else [value]
    return value


def test_what_is_nested_too_deeply_is_refused_and_the_list_lives(shop: Live) -> None:
    before = shop.everything()
    for depth in (31, 32, 60, 200, 900, 960, 970, 990, 2000):
        deep = b'{"a":' * (depth // 2) + b"[" * (depth // 2 + depth % 2)
        end = b"]" * (depth // 2 + depth % 2) + b"}" * (depth // 2)
        body = b'{"name": "Eve", "email": "eve@example.com", "extra": {"deep": %b1%b}}' % (deep, end)
        status, said = send(shop, body)
        assert status in (400, 422)
        assert said in ({"extra": ["is invalid"]}, {"error": "Problems parsing JSON"})
    status, said = send(shop, json.dumps({"extra": {"deep": nested(30)}}).encode(), "PUT", "/customers/7")
    assert status == 200
    assert said["extra"] == {"deep": nested(30)}
    send(shop, b'{"extra": null}', "PUT", "/customers/7")
    assert [one["id"] for one in shop.everything()] == [one["id"] for one in before]


def test_a_body_has_a_thousand_addresses_and_a_query_two_hundred_parameters(shop: Live) -> None:
    before = shop.everything()
    body = json.dumps({**GOOD, "addresses": [{"city": "X"}] * 1001}).encode()
    assert send(shop, body) == (422, {"addresses": ["is invalid"]})
    assert shop.everything() == before
    status, said = send(shop, json.dumps({**GOOD, "addresses": [{"city": "X"}] * 1000}).encode())
    assert (status, len(said["addresses"])) == (201, 1000)
    assert shop.http.delete(f"/v1/{SHOP}/customers/{said['id']}", headers=HEADERS).status_code == 200
    for count, answered in ((200, 200), (201, 400)):
        assert shop.tiendanube("GET", f"/customers?{'&'.join(['a=1'] * count)}").status_code == answered


def test_a_long_moment_is_refused_before_it_is_looked_at(shop: Live) -> None:
    answer = shop.tiendanube("GET", "/customers", params={"created_at_min": "00:00 " * 2_000})
    assert answer.json() == {"created_at_min": ["is invalid"]}
