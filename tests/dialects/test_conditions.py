"""`ETag`, `If-Match` and `Idempotency-Key`: what a caller may say about a write beside the write itself."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from tests.dialects.admin_office import entered, people
from tests.dialects.admin_offices import values
from tests.dialects.evershop_live import STORE, WATCHER
from tests.dialects.live import OTHER, OTHERS_TOKEN, READ_ONLY, SHOP, TOKEN, Json, Live, two_shops

NEW: Json = {"name": "Ana Souza", "email": "ana@example.com"}


def make(live: Live) -> tuple[str, str]:
    """The path and the tag of a new customer."""
    answer = live.tiendanube("POST", "/customers", json=NEW)
    assert answer.status_code == 201
    return f"/customers/{answer.json()['id']}", answer.headers["etag"]


def test_each_version_of_a_customer_has_a_strong_tag_of_its_own(live: Live) -> None:
    path, tag = make(live)
    assert live.tiendanube("GET", path).headers["etag"] == tag
    assert tag.startswith('"')
    later = live.tiendanube("PUT", path, json={"note": "x"}).headers["etag"]
    assert later != tag
    assert live.tiendanube("PUT", path, json={"note": "x"}).headers["etag"] == later, "an echo is the same version"
    unchanged = live.tiendanube("GET", path, headers={"If-None-Match": later})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", later)
    assert live.tiendanube("GET", path, headers={"If-None-Match": tag}).status_code == 200
    assert "etag" not in live.tiendanube("GET", f"{path}?fields=id").headers


def test_another_currency_of_the_store_is_no_other_version_but_is_not_what_a_reader_has(office: Live) -> None:
    path = f"/customers/{people(office, 1)[0]['id']}"

    def ask(method: str = "GET", **more: Any) -> httpx.Response:
        return office.tiendanube(method, path, token=WATCHER, shop=STORE, **more)

    before = ask()
    tag = before.headers["etag"]
    assert (tag.endswith('-1.USD"'), before.json()["total_spent_currency"]) == (True, "USD")
    with entered(office) as admin:
        form = values(admin.get(f"/admin/stores/{STORE}").text)
        assert admin.post(f"/admin/stores/{STORE}", {**form, "currency": "EUR"}).status_code == 303
    deadline = time.monotonic() + 5  # a token is believed for a second, with its store
    while (again := ask(headers={"If-None-Match": tag})).status_code == 304 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert again.status_code == 200
    assert again.json() == {**before.json(), "total_spent_currency": "EUR"}
    assert again.headers["etag"] == tag.replace("USD", "EUR")
    changed = ask("PUT", json={"note": "x"}, headers={"If-Match": tag})
    assert (changed.status_code, changed.headers["etag"]) == (200, tag.replace("-1.USD", "-2.EUR"))
    assert ask("PUT", json={"note": "y"}, headers={"If-Match": tag}).status_code == 412


def test_a_write_that_expects_another_version_is_refused_and_changes_nothing(live: Live) -> None:
    path, tag = make(live)
    assert live.tiendanube("PUT", path, json={"note": "one"}, headers={"If-Match": tag}).status_code == 200
    before = live.everything()
    for method in ("PUT", "DELETE"):
        stale = live.tiendanube(method, path, json={"note": "two"}, headers={"If-Match": tag})
        assert (stale.status_code, stale.json()["message"]) == (412, "Precondition Failed")
    echo = live.tiendanube("PUT", path, json={"note": "one"}, headers={"If-Match": tag})
    assert echo.status_code == 412
    assert live.tiendanube("PUT", path, json={"note": "two"}, headers={"If-Match": "nonsense"}).status_code == 412
    assert live.everything() == before
    now = live.tiendanube("GET", path).headers["etag"]
    assert live.tiendanube("PUT", path, json={"note": "2"}, headers={"If-Match": f"{tag}, {now}"}).status_code == 200
    assert live.tiendanube("PUT", path, json={"note": "3"}, headers={"If-Match": "*"}).status_code == 200
    assert live.tiendanube("DELETE", path, headers={"If-Match": "*"}).status_code == 200


def test_a_repeated_call_is_carried_out_once_and_answered_alike(live: Live) -> None:
    key = {"Idempotency-Key": "k1"}
    first = live.tiendanube("POST", "/customers", json=NEW, headers=key)
    again = live.tiendanube("POST", "/customers", json=NEW, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["etag"] == first.headers["etag"]
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (False, "true")
    assert live.everything() == [first.json()]


def test_a_key_is_good_for_one_call_of_one_caller(live: Live) -> None:
    key = {"Idempotency-Key": "k1"}
    live.tiendanube("POST", "/customers", json=NEW, headers=key)
    other = live.tiendanube("POST", "/customers", json={**NEW, "email": "b@example.com"}, headers=key)
    assert (other.status_code, other.json()["message"]) == (422, "Unprocessable Entity")
    assert len(live.everything()) == 1
    elsewhere = live.tiendanube("POST", "/customers", json=NEW, headers=key, shop=OTHER, token=OTHERS_TOKEN)
    assert elsewhere.status_code == 201
    assert "idempotent-replayed" not in elsewhere.headers
    assert live.tiendanube("POST", "/customers", json=NEW, headers=key, token=READ_ONLY).status_code == 403
    assert live.tiendanube("GET", "/customers", headers=key).status_code == 200, "reads need none"
    for bad in ("", "x" * 256):
        answer = live.tiendanube("POST", "/customers", json=NEW, headers={"Idempotency-Key": bad})
        assert answer.status_code == 400


def test_of_two_keys_neither_is_taken(live: Live) -> None:
    for pair in (("k1", "k2"), ("k1", "k1")):
        headers = [("Authentication", f"bearer {TOKEN}"), *(("Idempotency-Key", one) for one in pair)]
        answer = live.http.post(f"/v1/{SHOP}/customers", json=NEW, headers=headers)
        assert answer.status_code == 400
    assert live.everything() == []


def test_development_keeps_no_credential_that_it_made(live: Live) -> None:
    admin = {"email": "a@example.com", "name": "A", "password": "admin-secret-12", "role": "admin"}
    live.load(two_shops(staff=[admin]))
    body = {"dialect": "openfoodnetwork", "staff": "a@example.com", "store": SHOP}
    for _ in range(2):
        answer = live.http.post("/_dev/token", json=body, headers={"Idempotency-Key": "k1"})
        assert answer.status_code == 200, answer.text
        assert "idempotent-replayed" not in answer.headers


def test_a_refused_call_leaves_its_key_free(live: Live) -> None:
    key = {"Idempotency-Key": "k1"}
    assert live.tiendanube("POST", "/customers", json={"name": "x"}, headers=key).status_code == 422
    assert live.tiendanube("POST", "/customers", json=NEW, headers=key).status_code == 201


def test_of_many_at_once_one_is_carried_out(live: Live) -> None:
    def send(_number: int) -> int:
        body = {**NEW, "password": "long enough 12"}
        return live.tiendanube("POST", "/customers", json=body, headers={"Idempotency-Key": "k1"}).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(send, range(8)))
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert len(live.everything()) == 1


def test_a_key_is_forgotten_after_a_day(live: Live) -> None:
    live.load(two_shops(clock="2026-01-02T03:04:05Z"))
    key = {"Idempotency-Key": "k1"}
    assert live.tiendanube("POST", "/customers", json=NEW, headers=key).status_code == 201
    live.stop_clock("2026-01-03T03:04:04Z")
    assert live.tiendanube("POST", "/customers", json=NEW, headers=key).status_code == 201
    live.stop_clock("2026-01-03T03:04:05Z")
    assert live.tiendanube("POST", "/customers", json=NEW, headers=key).status_code == 422, "the e-mail is taken"
