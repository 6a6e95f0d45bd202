"""Requests that mean harm or make no sense: Open Food Network's own error, and nothing changed."""

from __future__ import annotations

import json
import time

import pytest

from tests.dialects.enterprises import FARM, GENERIC, MISSING, Network, attributes, shown
from tests.dialects.live import Live

ALICE = 11


@pytest.fixture
def ofn(server: Live) -> Network:
    """One customer."""
    network = Network(server)
    network.load(shown(ALICE, FARM, "alice@example.org", first_name="Alice"))
    return network


NO_JSON = [
    b"{",
    b'{"email": ',
    b"\xff\xfe",
    b'{"a": NaN}',
    b"\x00",
    b'{"code": "\xff"}',
    b"{'a': 1}",
    b'{"code": "\\ud800"}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"tags": ' + b"[" * 60 + b"]" * 60 + b"}",
    b'{"code": "x"} trailing',
]


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/customers"), ("PUT", f"/customers/{ALICE}"), ("PUT", "/customers/99")]
)
def test_a_body_that_is_no_json_is_the_generic_error_for_everybody(ofn: Network, method: str, path: str) -> None:
    before = ofn.everything()
    for body in NO_JSON:
        for key in ("key-farmer", None):
            answer = ofn.ask(method, path, key, content=body, headers={"Content-Type": "application/json"})
            assert (answer.status_code, answer.json()) == (422, GENERIC)
    assert ofn.everything() == before


def test_a_bad_key_wins_over_a_bad_body(ofn: Network) -> None:
    answer = ofn.ask("POST", "/customers", "nope", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 401


@pytest.mark.parametrize("number", ["1" + "0" * 30, "1" + "0" * 400, "-1" + "0" * 5000, "1e400", "1e308"])
def test_numbers_beyond_all_measure_break_nothing(ofn: Network, number: str) -> None:
    for field in ("code", "enterprise_id", "first_name", "email"):
        body = f'{{"{field}": {number}}}'.encode()
        answer = ofn.ask("PUT", f"/customers/{ALICE}", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (200, 422)
    body = f'{{"shipping_address": {{"latitude": {number}}}}}'.encode()
    answer = ofn.ask("PUT", f"/customers/{ALICE}", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert ofn.ask("GET", f"/customers/{ALICE}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "a=%ff",
        "page=1&page[a]=2",
        "a[]=1&a[b]=2",
        "a=1&a[]=2",
        "x=" + "%ff" * 9,
        "a[b]=1&a[]=2",
        "&".join(["a=1"] * 5000),
    ],
    ids=range(7),
)
def test_a_query_that_cannot_be_read_is_400(ofn: Network, query: str) -> None:
    for key in ("key-farmer", None):
        answer = ofn.ask("GET", f"/customers?{query}", key)
        assert answer.status_code == 400
        assert answer.content == b""


@pytest.mark.parametrize("query", ["token=%00", "a=%00", "%00", "q[email_cont]=x%00", "page=1&page[a]=%00"])
def test_a_nul_in_a_query_is_the_generic_error(ofn: Network, query: str) -> None:
    for key in ("key-farmer", None):
        answer = ofn.ask("GET", f"/customers?{query}", key)
        assert (answer.status_code, answer.json()) == (422, GENERIC)
    assert ofn.ask("GET", "/customers?a=%00&b=%ff").status_code == 422


def test_nobody_is_called_nul(ofn: Network) -> None:
    for number in ("%00", f"{ALICE}%00", "a%00b"):
        answer = ofn.ask("GET", f"/customers/{number}")
        assert (answer.status_code, answer.json()) == (404, MISSING)


def test_a_deep_query_is_400(ofn: Network) -> None:
    assert ofn.ask("GET", "/customers?a" + "[b]" * 40 + "=1", "key-farmer").status_code == 400
    assert ofn.ask("GET", "/customers?a" + "[b]" * 30 + "=1", "key-farmer").status_code == 200


@pytest.mark.parametrize(
    "body", ["customer[email]=%ff", "customer=1&customer[code]=2", "customer[" + "a][" * 50 + "]=1"]
)
def test_a_form_that_cannot_be_read_is_the_generic_error(ofn: Network, body: str) -> None:
    before = ofn.everything()
    media = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = ofn.ask("PUT", f"/customers/{ALICE}", content=body.encode(), headers=media)
    assert (answer.status_code, answer.json()) == (422, GENERIC)
    assert ofn.everything() == before


NOBODYS = ("0", "-1", "abc", "99999999999999999999", "9223372036854775808", "%27%20OR%201=1", "٣", "_1")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_an_id_that_nobody_has_is_404_for_everybody(ofn: Network, method: str) -> None:
    before = ofn.everything()
    for number in NOBODYS:
        for key in ("key-farmer", None):
            assert ofn.ask(method, f"/customers/{number}", key, json={"code": "x"}).status_code == 404
    assert ofn.everything() == before


def test_a_path_that_is_no_text_is_400(ofn: Network) -> None:
    assert ofn.ask("GET", "/customers/%ff").status_code == 400


def test_markup_is_kept_as_text_and_never_sent_as_markup(ofn: Network) -> None:
    text = "</script><script>alert(1)</script>"
    told = ofn.update(ALICE, first_name=text, code=text, tags=[text])
    assert (told["first_name"], told["code"], told["tags"]) == (text, text, [text])
    answer = ofn.ask("PUT", f"/customers/{ALICE}", json={"customer": {text: 1}})
    assert answer.status_code == 422
    assert "<" not in answer.text
    assert json.loads(answer.text)["errors"][0]["detail"].endswith(text)


def test_a_body_that_is_too_long_is_refused_unread(ofn: Network) -> None:
    before = ofn.everything()
    answer = ofn.ask("PUT", f"/customers/{ALICE}", json={"first_name": "x" * 2_000_000})
    assert answer.status_code == 413
    assert list(answer.json()) == ["errors"]
    assert ofn.everything() == before


def test_values_are_read_for_nobody_who_may_not_write_them(ofn: Network) -> None:
    before = ofn.everything()
    for values in ({"tags": {"a": 1}}, {"first_name": "a\0b"}, {"shipping_address": {"latitude": 10**400}}):
        for enterprise, status in ((FARM, 401), (99, 404)):
            body = json.dumps({"email": "n@example.org", "enterprise_id": enterprise, **values})
            for method, path in (("POST", "/customers"), ("PUT", f"/customers/{ALICE if enterprise == FARM else 99}")):
                media = {"Content-Type": "application/json"}
                answer = ofn.ask(method, path, "key-hubber", content=body, headers=media)
                assert answer.status_code == status
        body = json.dumps({"email": "n@example.org", "enterprise_id": FARM, **values})
        answer = ofn.ask("POST", "/customers", "key-farmer", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422
    answer = ofn.ask("POST", "/customers", None, json={"customer": {"enterprise_id": 99, "id": 1}})
    assert answer.status_code == 422
    assert ofn.everything() == before


def test_no_tags_keep_anybody_waiting(ofn: Network) -> None:
    before = ofn.everything()
    begun = time.monotonic()
    for text in (',"a,"a' * 100_000, ',"' * 200_000, '" ' * 200_000, " " * 800_000, ',"a,"a' * 21_000, '"' * 120_000):
        for key, status in ((None, 401), ("key-farmer", 422)):
            body = {"email": "new@example.org", "enterprise_id": FARM, "first_name": "New", "tags": ["x" * 256, text]}
            assert ofn.ask("POST", "/customers", key, json=body).status_code == status
    assert time.monotonic() - begun < 5
    assert ofn.everything() == before


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PROPFIND"])
def test_other_methods_are_not_routed(ofn: Network, method: str) -> None:
    assert ofn.ask(method, "/customers").status_code == 404


def test_a_method_in_a_form_is_no_method(ofn: Network) -> None:
    form = {"_method": "delete", "customer[email]": "alice@example.org", "customer[enterprise_id]": str(FARM)}
    assert attributes(ofn.ask("POST", "/customers", "key-farmer", data=form))["id"] == ALICE
    assert ofn.ids("key-farmer") == [ALICE]


def test_percent_and_underscore_find_themselves_alone(ofn: Network) -> None:
    for query in ("q[email_cont]=%25", "q[email_start]=_", "q[first_name_eq]=' OR '1'='1"):
        assert ofn.ids("key-farmer", f"?{query}") == []
