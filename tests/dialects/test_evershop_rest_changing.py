"""Changing and deleting customers through EverShop: by staff, and by the customer."""

from __future__ import annotations

import pytest

from tests.dialects.evershop_live import ADDRESS, ADMIN, UNKNOWN, Evershop, refused
from tests.dialects.live import Json, Live

BORN, LATER = "2026-01-02T03:04:05.000Z", "2026-01-02T03:04:06.007Z"
BAD_EMAIL = "Email must be a valid email address (e.g., user@example.com)"
ROW = ("customer_id", "uuid", "status", "group_id", "email", "full_name", "created_at", "updated_at", "meta_data")


@pytest.fixture
def shop(server: Live) -> Evershop:
    shop = Evershop(server)
    shop.live.stop_clock(BORN)
    return shop


@pytest.fixture
def ann(shop: Evershop) -> Json:
    """The row of the only customer, a second ago."""
    row = shop.register()
    shop.live.stop_clock(LATER)
    return {name: row[name] for name in ROW}


def change(shop: Evershop, ann: Json, body: object) -> Json:
    row: Json = shop.good("PATCH", f"/customers/{ann['uuid']}", body)
    return row


def refusal(shop: Evershop, method: str, path: str, body: object = None, token: str = ADMIN) -> tuple[int, str]:
    before = shop.everything()
    said = refused(shop.call(method, path, body, token=token))
    assert shop.everything() == before
    return said


def links(ann: Json) -> list[Json]:
    return [
        {"rel": "customerGrid", "href": "/admin/customers", "action": "GET", "types": ["text/xml"]},
        {"rel": "edit", "href": f"/admin/customers/edit/{ann['uuid']}", "action": "GET", "types": ["text/xml"]},
    ]


# -- PATCH by staff ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        ({"full_name": "Ann Smith"}, {"full_name": "Ann Smith"}),
        ({"email": "New@Example.com"}, {"email": "New@Example.com"}),
        ({"email": "ANN@example.com"}, {"email": "ANN@example.com"}),
        ({"status": 0}, {"status": 0}),
        ({"status": "0"}, {"status": 0}),
        ({"full_name": "  "}, {"full_name": "  "}),
        ({"password": "x1"}, {}),
        ({"full_name": "A", "foo": "bar"}, {"full_name": "A"}),
    ],
)
def test_a_field_is_changed_and_updated_at_moves(shop: Evershop, ann: Json, body: Json, changed: Json) -> None:
    assert change(shop, ann, body) == {**ann, **changed, "updated_at": LATER, "links": links(ann)}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"foo": "bar"},
        {"full_name": "Ann Lee", "status": "1"},
        {"uuid": "22222222-2222-4222-8222-222222222222"},
        {"customer_id": 5, "created_at": "2020-01-02", "updated_at": "x", "meta_data": {"custom": {"x": 1}}},
        {"group_id": 2},
    ],
)
def test_what_says_nothing_new_changes_nothing(shop: Evershop, ann: Json, body: Json) -> None:
    assert change(shop, ann, body) == {**ann, "links": links(ann)}


def test_a_change_keeps_the_group(shop: Evershop) -> None:
    row = shop.register(group_id=2)
    assert change(shop, row, {"full_name": "Ann Smith", "group_id": 1})["group_id"] == 2


def test_tags_are_escaped_but_not_in_passwords(shop: Evershop, ann: Json) -> None:
    changed = change(shop, ann, {"full_name": "<b>Bo</b> & 1 < 2", "password": "<b>secret12"})
    assert changed["full_name"] == "&lt;b&gt;Bo&lt;/b&gt; & 1 < 2"
    assert shop.token_of(password="<b>secret12")


def test_a_customer_is_found_by_its_uuid_in_upper_case(shop: Evershop, ann: Json) -> None:
    changed = shop.good("PATCH", f"/customers/{ann['uuid'].upper()}", {"full_name": "Upper"})
    assert (changed["uuid"], changed["links"]) == (ann["uuid"], links(ann))


@pytest.mark.parametrize("uuid", [UNKNOWN, "nope", "1", "me2"])
def test_a_customer_who_is_not_there_is_a_400(shop: Evershop, uuid: str) -> None:
    assert refusal(shop, "PATCH", f"/customers/{uuid}", {"full_name": "Z"}) == (400, "Invalid customer id")
    assert refusal(shop, "PATCH", f"/customers/{uuid}", {"password": "Zzzzzz"}) == (400, "Invalid customer id")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ([1], "must be object"),
        ({"status": 7}, "Status must be either 0, 1, '0', or '1'"),
        ({"status": None}, "Status must be a string or number"),
        ({"email": 5}, "Email must be a string"),
        ({"email": "bad"}, BAD_EMAIL),
        ({"password": 5}, "Password must be a string"),
        ({"password": ""}, "Password is required and cannot be empty"),
        ({"full_name": 5}, "Full name must be a string"),
        ({"full_name": None}, "Full name must be a string"),
        ({"full_name": ""}, "Full name is required and cannot be empty"),
        ({"full_name": "", "email": "bad"}, BAD_EMAIL),
    ],
)
def test_the_published_schema_holds_for_changes_too(shop: Evershop, ann: Json, body: object, words: str) -> None:
    assert refusal(shop, "PATCH", f"/customers/{ann['uuid']}", body) == (400, words)


def test_nul_is_refused(shop: Evershop, ann: Json) -> None:
    said = refusal(shop, "PATCH", f"/customers/{ann['uuid']}", {"full_name": "a\0b"})
    assert said == (500, 'invalid byte sequence for encoding "UTF8": 0x00')


@pytest.mark.parametrize("email", ["bob@example.com", "BOB@example.com"])
def test_the_email_of_somebody_else_is_refused(shop: Evershop, ann: Json, email: str) -> None:
    shop.register("bob@example.com")
    for more in ({}, {"password": "another1"}):
        said = refusal(shop, "PATCH", f"/customers/{ann['uuid']}", {"email": email, **more})
        assert said == (400, "Email is already used")


def test_a_new_password_ends_every_token(shop: Evershop, ann: Json) -> None:
    token = shop.token_of()
    change(shop, ann, {"password": "another1"})
    assert refused(shop.call("PATCH", "/customers/me", {"full_name": "X"}, token=token))[0] == 401
    assert (
        refused(shop.call("POST", "/customer/tokens", {"email": "ann@example.com", "password": "secret12"}))[0] == 400
    )
    assert shop.token_of(password="another1")


def test_disabling_ends_every_token_for_good(shop: Evershop, ann: Json) -> None:
    token = shop.token_of()
    change(shop, ann, {"status": 0})
    assert refused(shop.call("PATCH", "/customers/me", {"full_name": "X"}, token=token)) == (401, "Unauthorized")
    change(shop, ann, {"status": 1})
    assert refused(shop.call("PATCH", "/customers/me", {"full_name": "X"}, token=token)) == (401, "Unauthorized")
    assert shop.everything()[0]["name"] == "Ann Lee"


def test_a_new_name_is_what_every_dialect_shows(shop: Evershop, ann: Json) -> None:
    change(shop, ann, {"full_name": "Ann Smith", "email": "smith@example.com"})
    (seen,) = shop.everything()
    assert (seen["name"], seen["email"], seen["updated_at"]) == (
        "Ann Smith",
        "smith@example.com",
        "2026-01-02T03:04:06+0000",
    )


def test_requests_that_fail_hold_on_to_no_connection(shop: Evershop, ann: Json) -> None:
    """EverShop itself hangs after some twenty of them: its pool is empty then."""
    for _ in range(30):
        assert refused(shop.call("PATCH", f"/customers/{UNKNOWN}", {"full_name": "Z"}))[0] == 400
        assert refused(shop.call("DELETE", f"/customers/{UNKNOWN}"))[0] == 500
    assert change(shop, ann, {"full_name": "Ann Smith"})["full_name"] == "Ann Smith"


# -- worlds ---------------------------------------------------------------------------------------------------------


def test_a_world_holds_a_customer_as_the_api_would_show_it(server: Live) -> None:
    row = {
        "customer_id": 70,
        "uuid": "0ab1c2d3-0000-4000-8000-0123456789AB",
        "status": 0,
        "group_id": 2,
        "email": "Zoe@example.com",
        "full_name": "Zoë <b>",
        "created_at": BORN,
        "updated_at": LATER,
        "meta_data": {"custom": {"tier": "gold"}},
    }
    address = {**ADDRESS, "customer_address_id": 7, "uuid": UNKNOWN, "is_default": True, "created_at": BORN}
    given = {"dialect": "evershop", "store": 1, "shown": {**row, "addresses": [address]}, "bind": {"zoe": "uuid"}}
    shop = Evershop(server, customers=[given])
    uuid = str(row["uuid"]).lower()
    assert shop.bound["zoe"] == uuid
    shown = shop.good("PATCH", f"/customers/{uuid}", {})
    assert {name: shown[name] for name in ROW} == {**row, "uuid": uuid}
    kept = shop.good("PATCH", f"/customers/{uuid}/addresses/{UNKNOWN}", {"foo": 1})
    assert (kept["customer_address_id"], kept["is_default"], kept["province"]) == (7, True, "US-CA")


# -- DELETE ---------------------------------------------------------------------------------------------------------


def test_a_deleted_customer_comes_back_as_it_was_without_links(shop: Evershop, ann: Json) -> None:
    assert shop.good("DELETE", f"/customers/{ann['uuid']}") == ann
    assert shop.everything() == []
    assert refusal(shop, "DELETE", f"/customers/{ann['uuid']}") == (500, "Invalid customer id")
    assert refusal(shop, "PATCH", f"/customers/{ann['uuid']}", {"full_name": "Ghost"}) == (400, "Invalid customer id")
    assert shop.register()["customer_id"] > ann["customer_id"]


def test_addresses_go_with_their_customer(shop: Evershop, ann: Json) -> None:
    address = shop.good("POST", f"/customers/{ann['uuid']}/addresses", ADDRESS)
    shop.good("DELETE", f"/customers/{ann['uuid']}")
    path = f"/customers/{ann['uuid']}/addresses/{address['uuid']}"
    assert refusal(shop, "PATCH", path, {"city": "Q"}) == (400, "Invalid customer")


def test_deleting_ends_every_token(shop: Evershop, ann: Json) -> None:
    token = shop.token_of()
    shop.good("DELETE", f"/customers/{ann['uuid']}")
    assert refused(shop.call("PATCH", "/customers/me", {"full_name": "X"}, token=token)) == (401, "Unauthorized")


@pytest.mark.parametrize(
    ("uuid", "words"),
    [(UNKNOWN, "Invalid customer id"), ("nope", 'invalid input syntax for type uuid: "nope"')],
)
def test_deleting_nobody_is_a_500(shop: Evershop, ann: Json, uuid: str, words: str) -> None:
    assert ann["customer_id"]
    assert refusal(shop, "DELETE", f"/customers/{uuid}") == (500, words)


# -- PATCH /me ------------------------------------------------------------------------------------------------------

SELF = [{"rel": "self", "href": "/api/customers/me", "action": "PATCH", "types": ["application/json"]}]


def test_a_customer_changes_the_own_profile(shop: Evershop, ann: Json) -> None:
    body = {"full_name": "<u>Me</u> <3", "email": "me@example.com", "nickname": "x"}
    assert shop.good("PATCH", "/customers/me", body, token=shop.token_of()) == {
        **ann,
        "full_name": "&lt;u&gt;Me&lt;/u&gt; <3",
        "email": "me@example.com",
        "updated_at": LATER,
        "updatedId": ann["customer_id"],
        "links": SELF,
    }


def test_what_a_customer_must_not_set_is_dropped(shop: Evershop, ann: Json) -> None:
    token = shop.token_of()
    secret = {"password": "another1", "status": 0, "group_id": 2}
    changed = shop.good("PATCH", "/customers/me", {"full_name": "Still Me", **secret}, token=token)
    assert (changed["status"], changed["group_id"], changed["full_name"]) == (1, 1, "Still Me")
    assert refusal(shop, "PATCH", "/customers/me", secret, token) == (400, "There is nothing to update")
    assert refusal(shop, "PATCH", "/customers/me", {}, token) == (400, "There is nothing to update")
    assert shop.token_of()
    assert ann["status"] == 1


def test_unknown_fields_alone_write_nothing(shop: Evershop, ann: Json) -> None:
    answer = shop.good("PATCH", "/customers/me", {"nickname": "x", "uuid": UNKNOWN}, token=shop.token_of())
    assert answer == {**ann, "links": SELF}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ([], "must be object"),
        ({"full_name": 5, "email": 5}, "Full name must be a string"),
        ({"full_name": ""}, "Full name cannot be empty"),
        ({"email": None}, "Email must be a string"),
        ({"email": "bad"}, BAD_EMAIL),
        ({"email": "bob@example.com"}, "Email is already used"),
        ({"email": "BOB@example.com"}, "Email is already used"),
    ],
)
def test_a_bad_profile_is_refused(shop: Evershop, ann: Json, body: object, words: str) -> None:
    shop.register("bob@example.com")
    assert refusal(shop, "PATCH", "/customers/me", body, shop.token_of()) == (400, words)
    assert ann["email"] == "ann@example.com"
