"""Who gets in: every route of Tiendanube tried by nobody, by the wrong caller and by the right one."""

from __future__ import annotations

import pytest

from tests.dialects.live import OTHER, OTHERS_TOKEN, READ_ONLY, SHOP, TOKEN, Live

UNAUTHORIZED = {"code": 401, "message": "Unauthorized", "description": "Invalid access token"}
READS = [("GET", "/customers"), ("HEAD", "/customers"), ("GET", "/customers/{id}"), ("HEAD", "/customers/{id}")]
WRITES = [("POST", "/customers"), ("PUT", "/customers/{id}"), ("DELETE", "/customers/{id}")]
GOOD = {"POST": 201, "GET": 200, "HEAD": 200, "PUT": 200, "DELETE": 200}


@pytest.fixture
def ana(live: Live) -> str:
    """The id of the only customer of the shop."""
    made = live.tiendanube("POST", "/customers", json={"name": "Ana", "email": "ana@example.com"})
    return str(made.json()["id"])


@pytest.mark.parametrize(("method", "path"), READS + WRITES)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authentication": "bearer nope"},
        {"Authentication": TOKEN},
        {"Authentication": "basic " + TOKEN},
        {"Authentication": "bearer"},
        {"Authentication": f"bearer {OTHERS_TOKEN}"},
        {"Authorization": f"Bearer {OTHERS_TOKEN}"},
        {"Authentication": f"bearer {TOKEN.upper()}"},
    ],
    ids=["none", "unknown", "no scheme", "other scheme", "empty", "other store's", "other store's 2", "other case"],
)
def test_whoever_has_no_token_of_the_store_gets_nothing(
    live: Live, ana: str, method: str, path: str, headers: dict[str, str]
) -> None:
    before = live.everything()
    answer = live.tiendanube(method, path.replace("{id}", ana), token=None, headers=headers, json={"name": "Eve"})
    assert answer.status_code == 401
    if method != "HEAD":
        assert answer.json() == UNAUTHORIZED
    assert "x-total-count" not in answer.headers
    assert live.everything() == before


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_read_only_token_writes_nothing(live: Live, ana: str, method: str, path: str) -> None:
    before = live.everything()
    answer = live.tiendanube(method, path.replace("{id}", ana), token=READ_ONLY, json={"name": "Eve"})
    assert answer.status_code == 403
    assert answer.json() == {
        "code": 403,
        "message": "Forbidden",
        "description": "Missing a required scope: write_customers",
    }
    assert live.everything() == before


@pytest.mark.parametrize(("method", "path"), READS)
def test_a_read_only_token_reads(live: Live, ana: str, method: str, path: str) -> None:
    assert live.tiendanube(method, path.replace("{id}", ana), token=READ_ONLY).status_code == 200


@pytest.mark.parametrize(("method", "path"), READS + WRITES)
@pytest.mark.parametrize("version", ["v1", "2025-03"])
@pytest.mark.parametrize("header", ["Authentication", "Authorization", "authorization"])
@pytest.mark.parametrize("scheme", ["bearer", "Bearer", "BEARER"])
def test_the_right_token_gets_in_under_both_versions_and_headers(
    live: Live, ana: str, method: str, path: str, version: str, header: str, scheme: str
) -> None:
    body = {"name": "Eve", "email": "eve@example.com"} if method in ("POST", "PUT") else None
    url = f"/{version}/{SHOP}{path.replace('{id}', ana)}"
    answer = live.http.request(method, url, headers={header: f"{scheme} {TOKEN}"}, json=body)
    assert answer.status_code == GOOD[method]


@pytest.mark.parametrize(("method", "path"), [("GET", "/customers/{id}"), ("PUT", "/customers/{id}")])
def test_a_customer_of_another_store_is_not_there(live: Live, ana: str, method: str, path: str) -> None:
    before = live.everything()
    answer = live.tiendanube(method, path.replace("{id}", ana), token=OTHERS_TOKEN, shop=OTHER, json={"name": "Eve"})
    assert answer.status_code == 404
    assert live.tiendanube("DELETE", f"/customers/{ana}", token=OTHERS_TOKEN, shop=OTHER).status_code == 404
    assert live.everything() == before


def test_the_same_email_is_free_in_another_store(live: Live, ana: str) -> None:
    body = {"name": "Ana", "email": "ana@example.com"}
    assert live.tiendanube("POST", "/customers", token=OTHERS_TOKEN, shop=OTHER, json=body).status_code == 201
    assert [one["email"] for one in live.everything()] == ["ana@example.com"]
    assert ana


def test_checks_come_in_the_documented_order(live: Live) -> None:
    bare = {"User-Agent": ""}
    url = f"/v1/{SHOP}/customers"
    assert live.http.get("/v1/x/y/z", headers=bare).status_code == 400  # User-Agent before the route
    assert live.http.get(f"/v1/{SHOP}/nothing").status_code == 404  # the route before the token
    assert live.http.patch(url).status_code == 405
    assert live.http.post(url, headers={"Authentication": "bearer no"}, content=b"{").status_code == 401
    read_only = {"Authentication": f"bearer {READ_ONLY}"}
    assert live.http.post(url, headers=read_only, content=b"{").status_code == 403  # the scope before the body
    right = {"Authentication": f"bearer {TOKEN}"}
    assert live.http.post(url, headers=right, content=b"{").status_code == 415  # its type before its syntax
    typed = {**right, "Content-Type": "application/json"}
    assert live.http.post(url, headers=typed, content=b"{").status_code == 400
    assert live.http.post(url, headers=typed, content=b"{}").status_code == 422


def test_other_methods_are_named(live: Live) -> None:
    answer = live.tiendanube("PATCH", "/customers")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"
    assert answer.json()["message"] == "Method Not Allowed"


@pytest.mark.parametrize("path", ["/customers/custom-fields", "/customers/", "/customers/1/addresses", "/customers/-1"])
def test_other_resources_are_not_read_as_an_id(live: Live, path: str) -> None:
    assert live.tiendanube("GET", path).status_code == 404
