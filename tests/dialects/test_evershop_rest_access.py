"""Who gets in: every customer route of EverShop tried by nobody, by the wrong caller and by the right one."""

from __future__ import annotations

import pytest

from tests.dialects.evershop_live import ADDRESS, UNKNOWN, Evershop, error, refused
from tests.dialects.live import Json, Live

DEFINITION = {"ownerType": "customer", "fieldKey": "tier", "name": "Tier", "fieldType": "short_text"}
PRIVATE: list[tuple[str, str, Json | None]] = [
    ("PATCH", "/customers/{uuid}", {"full_name": "Eve"}),
    ("DELETE", "/customers/{uuid}", None),
    ("POST", "/customers/{uuid}/addresses", ADDRESS),
    ("PATCH", "/customers/{uuid}/addresses/{address}", {"city": "Evil"}),
    ("DELETE", "/customers/{uuid}/addresses/{address}", None),
    ("PATCH", "/customers/{uuid}/metafields", {"metafields": {"custom": {"vip": "yes"}}}),
    ("GET", "/metafield-definitions", None),
    ("POST", "/metafield-definitions", DEFINITION),
    ("DELETE", "/metafield-definitions/{definition}", None),
]
OWN: list[tuple[str, str, Json | None, str]] = [
    ("PATCH", "/customers/me", {"full_name": "Eve"}, "You must be logged in to update your profile"),
    ("POST", "/customers/me/addresses", ADDRESS, "You must be logged in to manage your addresses"),
    ("PATCH", "/customers/me/addresses/{address}", {"city": "X"}, "You must be logged in to manage your addresses"),
    ("DELETE", "/customers/me/addresses/{address}", None, "You must be logged in to manage your addresses"),
]


@pytest.fixture
def shop(server: Live) -> Evershop:
    return Evershop(server)


@pytest.fixture
def names(shop: Evershop) -> dict[str, str]:
    """What the paths name: a customer with an address, and a definition with a value."""
    uuid = shop.register()["uuid"]
    address = shop.good("POST", f"/customers/{uuid}/addresses", ADDRESS)["uuid"]
    vip = {"ownerType": "customer", "fieldKey": "vip", "name": "VIP", "fieldType": "short_text"}
    return {"uuid": uuid, "address": address, "definition": shop.good("POST", "/metafield-definitions", vip)["uuid"]}


def state(shop: Evershop) -> tuple[list[Json], Json]:
    return shop.everything(), shop.good("GET", "/metafield-definitions")


@pytest.mark.parametrize(("method", "path", "body"), PRIVATE, ids=lambda one: one if isinstance(one, str) else "")
@pytest.mark.parametrize("caller", ["nobody", "customer", "not a token", "stranger"])
def test_whoever_does_not_manage_the_shop_changes_nothing(
    shop: Evershop, names: dict[str, str], method: str, path: str, body: Json | None, caller: str
) -> None:
    tokens = {"nobody": None, "customer": shop.token_of(), "not a token": "nonsense", "stranger": "stranger"}
    before = state(shop)
    answer = shop.call(method, path.format(**names), body, token=tokens[caller])
    assert refused(answer) == (401, "Unauthorized")
    assert state(shop) == before


@pytest.mark.parametrize("scheme", ["bearer ", "Basic ", "Bearer  ", "Token "])
def test_a_token_counts_under_its_scheme_alone(shop: Evershop, names: dict[str, str], scheme: str) -> None:
    headers = {"Authorization": scheme + shop.bound["admin"]}
    answer = shop.call("DELETE", f"/customers/{names['uuid']}", token=None, headers=headers)
    assert refused(answer) == (401, "Unauthorized")


@pytest.mark.parametrize(("method", "path", "body"), PRIVATE, ids=lambda one: one if isinstance(one, str) else "")
@pytest.mark.parametrize("caller", ["admin", "manager"])
def test_whoever_manages_the_shop_may_do_everything(
    shop: Evershop, names: dict[str, str], method: str, path: str, body: Json | None, caller: str
) -> None:
    answer = shop.call(method, path.format(**names), body, token=caller)
    assert answer.status_code == 200, answer.text
    assert list(answer.json()) == ["data"]


@pytest.mark.parametrize(("method", "path", "body", "words"), OWN, ids=lambda one: one if isinstance(one, str) else "")
@pytest.mark.parametrize("caller", [None, "admin"])
def test_only_a_customer_has_an_own_account(
    shop: Evershop, names: dict[str, str], method: str, path: str, body: Json | None, words: str, caller: str | None
) -> None:
    before = state(shop)
    answer = shop.call(method, path.format(**names), body, token=caller)
    assert refused(answer) == (401, words)
    assert state(shop) == before


@pytest.mark.parametrize(("method", "path", "body", "words"), OWN, ids=lambda one: one if isinstance(one, str) else "")
def test_a_customer_may_do_everything_to_the_own_account(
    shop: Evershop, names: dict[str, str], method: str, path: str, body: Json | None, words: str
) -> None:
    answer = shop.call(method, path.format(**names), body, token=shop.token_of())
    assert answer.status_code == 200, f"{answer.text}, not: {words}"


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_customer_does_not_reach_the_addresses_of_another(shop: Evershop, names: dict[str, str], method: str) -> None:
    shop.register("eve@example.com")
    before = shop.everything()
    path = f"/customers/me/addresses/{names['address']}"
    answer = shop.call(method, path, {"city": "Evil"}, token=shop.token_of("eve@example.com"))
    assert refused(answer) == (400, "Invalid address")
    assert shop.everything() == before


def test_anybody_may_register(shop: Evershop) -> None:
    body = {"email": "new@example.com", "password": "secret12", "full_name": "New"}
    assert shop.call("POST", "/customers", body, token=None).status_code == 200
    assert shop.call("POST", "/customers", {**body, "email": "b@example.com"}, token="nonsense").status_code == 200
    assert len(shop.everything()) == 2


@pytest.mark.parametrize(("token", "words"), [("expired", "Token has expired"), ("refresh", "Invalid token")])
def test_a_bad_token_is_refused_where_none_is_needed(shop: Evershop, token: str, words: str) -> None:
    body = {"email": "new@example.com", "password": "secret12", "full_name": "New"}
    assert refused(shop.call("POST", "/customers", body, token=token)) == (401, words)
    assert shop.everything() == []


def test_the_customers_of_another_store_are_out_of_reach(shop: Evershop, server: Live) -> None:
    world_customer = {
        "dialect": "evershop",
        "store": 2,
        "shown": {"customer_id": 900, "uuid": "6f9b1a52-36b7-4f5e-9d53-3b3b8a3f0c11", "email": "far@example.com"},
    }
    shop = Evershop(server, customers=[world_customer])
    path = "/customers/6f9b1a52-36b7-4f5e-9d53-3b3b8a3f0c11"
    assert refused(shop.call("PATCH", path, {"full_name": "X"})) == (400, "Invalid customer id")
    assert refused(shop.call("DELETE", path)) == (500, "Invalid customer id")
    assert refused(shop.call("POST", f"{path}/addresses", ADDRESS)) == (500, "Invalid customer")
    assert refused(shop.call("PATCH", f"{path}/metafields", {})) == (404, "Customer not found")
    assert shop.register("far@example.com")["email"] == "far@example.com"


# -- the order of the checks (evershop.md 1.2) ---------------------------------------------------------------------

BROKEN = {"content": b"{bad", "headers": {"Content-Type": "application/json"}}
NOT_JSON = (500, "Expected property name or '}' in JSON at position 1")


def test_a_bad_token_wins_over_a_bad_body(shop: Evershop) -> None:
    assert refused(shop.call("POST", "/customers", token="expired", **BROKEN)) == (401, "Token has expired")


def test_a_bad_body_wins_over_a_caller_who_may_not(shop: Evershop, names: dict[str, str]) -> None:
    assert refused(shop.call("PATCH", f"/customers/{names['uuid']}", token=None, **BROKEN)) == NOT_JSON
    assert refused(shop.call("DELETE", f"/customers/{names['uuid']}", token=None, **BROKEN)) == NOT_JSON
    assert refused(shop.call("PATCH", "/customers/me", token=None, **BROKEN)) == NOT_JSON


def test_a_caller_who_may_not_wins_over_a_schema(shop: Evershop, names: dict[str, str]) -> None:
    answer = shop.call("PATCH", f"/customers/{names['uuid']}", {"email": 5}, token=None)
    assert refused(answer) == (401, "Unauthorized")


def test_a_schema_wins_over_a_customer_who_is_not_there(shop: Evershop) -> None:
    answer = shop.call("PATCH", f"/customers/{UNKNOWN}", {"email": 5})
    assert refused(answer) == (400, "Email must be a string")


def test_the_schema_of_the_profile_wins_over_nobody(shop: Evershop) -> None:
    answer = shop.call("PATCH", "/customers/me", {"full_name": ""}, token=None)
    assert refused(answer) == (400, "Full name cannot be empty")


# -- paths ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/customers/", "/CUSTOMERS", "/Customers/"])
def test_a_path_is_found_in_any_case_and_with_a_slash(shop: Evershop, path: str) -> None:
    body = {"email": "new@example.com", "password": "secret12", "full_name": "New"}
    assert shop.call("POST", path, body).status_code == 200


def test_the_first_segment_is_found_in_any_case_too(shop: Evershop) -> None:
    body = {"email": "new@example.com", "password": "secret12", "full_name": "New"}
    assert shop.live.http.post("/API/customers", json=body).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/customers"),
        ("GET", f"/customers/{UNKNOWN}"),
        ("PUT", f"/customers/{UNKNOWN}"),
        ("OPTIONS", "/customers"),
        ("GET", "/customers/me"),
        ("POST", "/nope"),
        ("GET", ""),
    ],
)
def test_an_unknown_route_or_method_is_a_page_that_is_not_found(shop: Evershop, method: str, path: str) -> None:
    answer = shop.call(method, path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.startswith("<!doctype html>")
    assert "allow" not in answer.headers


def test_delete_me_is_the_deletion_of_a_customer_of_that_name(shop: Evershop) -> None:
    shop.register()
    answer = shop.call("DELETE", "/customers/me", token=shop.token_of())
    assert refused(answer) == (401, "Unauthorized")
    assert answer.json() == error(401, "Unauthorized")
    assert refused(shop.call("DELETE", "/customers/me")) == (500, 'invalid input syntax for type uuid: "me"')
    assert len(shop.everything()) == 1
