"""Creating customers through EverShop: what is kept, what is refused and in which words."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode

import pytest

from tests.dialects.evershop_live import Evershop, refused
from tests.dialects.live import Json, Live

BODY: Json = {"email": "ann@example.com", "password": "secret12", "full_name": "Ann Lee"}
BAD_EMAIL = "Email must be a valid email address (e.g., user@example.com)"
BAD_STATUS = "Status must be either 0, 1, '0', or '1'"
NO_STATUS = "Status must be a string or number"


@pytest.fixture
def shop(server: Live) -> Evershop:
    return Evershop(server)


def refusal(shop: Evershop, body: object) -> tuple[int, str]:
    """What is said to a creation that must change nothing."""
    before = shop.everything()
    said = refused(shop.call("POST", "/customers", body, token=None))
    assert shop.everything() == before
    return said


# -- what comes back -----------------------------------------------------------------------------------------------


def test_a_new_customer_comes_back_as_a_row_with_links_and_without_the_password(shop: Evershop) -> None:
    shop.live.stop_clock("2026-11-21T01:40:18.746Z")
    row = shop.register()
    uuid = row["uuid"]
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", uuid)
    assert list(row.items()) == [
        ("customer_id", 1),
        ("uuid", uuid),
        ("status", 1),
        ("group_id", 1),
        ("email", "ann@example.com"),
        ("full_name", "Ann Lee"),
        ("created_at", "2026-11-21T01:40:18.746Z"),
        ("updated_at", "2026-11-21T01:40:18.746Z"),
        ("meta_data", {}),
        ("insertId", 1),
        (
            "links",
            [
                {"rel": "customerGrid", "href": "/admin/customers", "action": "GET", "types": ["text/xml"]},
                {"rel": "edit", "href": f"/admin/customers/edit/{uuid}", "action": "GET", "types": ["text/xml"]},
            ],
        ),
    ]


def test_an_answer_has_the_headers_of_express(shop: Evershop) -> None:
    made = shop.call("POST", "/customers", BODY).json()["data"]
    assert shop.call("PATCH", f"/customers/{made['uuid']}", {}).headers["etag"] == f'W/"{made["customer_id"]}-1"'
    answer = shop.call("DELETE", f"/customers/{made['uuid']}")
    digest = b64encode(hashlib.sha1(answer.content, usedforsecurity=False).digest()).decode()[:27]
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["etag"] == f'W/"{len(answer.content):x}-{digest}"'
    assert "x-powered-by" not in answer.headers
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_every_other_dialect_sees_the_customer(shop: Evershop) -> None:
    row = shop.register(full_name="Ana  García Márquez")
    (seen,) = shop.everything()
    assert (seen["id"], seen["email"], seen["name"], seen["active"]) == (
        row["customer_id"],
        "ann@example.com",
        "Ana  García Márquez",
        True,
    )


@pytest.mark.parametrize(("sent", "kept"), [(1, 1), (0, 0), ("1", 1), ("0", 0), (1.0, 1)])
def test_a_status_is_kept_as_an_integer(shop: Evershop, sent: object, kept: int) -> None:
    status = shop.register(status=sent)["status"]
    assert (status, type(status)) == (kept, int)


def test_texts_are_kept_as_they_are_tags_and_blanks_included(shop: Evershop) -> None:
    name = ' <b>Zoë</b> 李雷 🎉 & "Q"  1 < 2 '
    assert shop.register(full_name=name)["full_name"] == name
    assert shop.register("b@example.com", full_name="  ")["full_name"] == "  "
    assert shop.register("c@example.com", full_name="n" * 5000)["full_name"] == "n" * 5000


@pytest.mark.parametrize(
    "email", ["a+b@x.co.uk", "a@b.c", "a" * 70 + "@example.com", "x@" + "d" * 64 + ".com", "!#$%@x.yz"]
)
def test_an_email_that_ajv_takes_is_kept_in_its_spelling(shop: Evershop, email: str) -> None:
    assert shop.register(email)["email"] == email
    assert shop.register("MiXed@Example.COM")["email"] == "MiXed@Example.COM"


def test_a_customer_can_sign_in_at_once(shop: Evershop) -> None:
    shop.register(password="<b>secret12")
    assert shop.token_of(password="<b>secret12")


# -- what is ignored (D-ES2) ---------------------------------------------------------------------------------------


def test_nobody_writes_columns_that_are_not_theirs(shop: Evershop) -> None:
    stolen = {
        "uuid": "22222222-2222-4222-8222-222222222222",
        "customer_id": 999,
        "created_at": "2001-01-01T00:00:00Z",
        "updated_at": "bad",
        "meta_data": {"custom": {"tier": "gold"}},
        "group_id": 2,
        "email_key": "x",
        "said": {},
        "nested": {"a": [1]},
    }
    row = shop.good("POST", "/customers", {**BODY, **stolen}, token=None)
    assert row["uuid"] != stolen["uuid"]
    assert (row["customer_id"], row["group_id"], row["meta_data"]) == (1, 1, {})
    assert row["created_at"] == row["updated_at"] > "2026"


@pytest.mark.parametrize(("sent", "kept"), [(2, 2), ("2", 2), (1, 1), (None, 1)])
def test_staff_may_choose_the_group(shop: Evershop, sent: object, kept: int) -> None:
    assert shop.register(group_id=sent)["group_id"] == kept


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (77, 'insert or update on table "customer" violates foreign key constraint "FK_CUSTOMER_GROUP"'),
        ("x", 'invalid input syntax for type integer: "x"'),
        (True, 'invalid input syntax for type integer: "true"'),
        (1.5, 'invalid input syntax for type integer: "1.5"'),
        (3_000_000_000, 'value "3000000000" is out of range for type integer'),
    ],
)
def test_a_group_that_is_none_is_refused(shop: Evershop, sent: object, words: str) -> None:
    assert refused(shop.call("POST", "/customers", {**BODY, "group_id": sent})) == (500, words)
    assert shop.everything() == []


# -- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [[1], []])
def test_a_list_is_no_customer(shop: Evershop, body: object) -> None:
    assert refusal(shop, body) == (500, "must be object")


@pytest.mark.parametrize("field", ["email", "password", "full_name"])
def test_what_is_missing_is_told_first(shop: Evershop, field: str) -> None:
    body = {name: 5 for name in BODY if name != field} | {"status": 9}
    assert refusal(shop, body) == (500, f"must have required property '{field}'")


def test_of_several_that_are_missing_the_first_is_told(shop: Evershop) -> None:
    assert refusal(shop, {}) == (500, "must have required property 'email'")
    assert refusal(shop, {"email": "a@b.co"}) == (500, "must have required property 'password'")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("status", 2, BAD_STATUS),
        ("status", -1, BAD_STATUS),
        ("status", "01", BAD_STATUS),
        ("status", "", BAD_STATUS),
        ("status", "abc", BAD_STATUS),
        ("status", True, NO_STATUS),
        ("status", None, NO_STATUS),
        ("status", 1.5, NO_STATUS),
        ("status", [], NO_STATUS),
        ("email", 5, "Email must be a string"),
        ("email", None, "Email must be a string"),
        ("email", "", BAD_EMAIL),
        ("email", "not-an-email", BAD_EMAIL),
        ("email", "user@localhost", BAD_EMAIL),
        ("email", "a b@example.com", BAD_EMAIL),
        ("email", "zoë@example.com", BAD_EMAIL),
        ("email", "a@example.com\n", BAD_EMAIL),
        ("email", "a@-x.com", BAD_EMAIL),
        ("password", 123456, "Password must be a string"),
        ("password", None, "Password must be a string"),
        ("password", "", "Password is required and cannot be empty"),
        ("password", "12345", "Password must be at least 6 characters"),
        ("full_name", 7, "Full name must be a string"),
        ("full_name", None, "Full name must be a string"),
        ("full_name", "", "Full name is required and cannot be empty"),
        ("full_name", "a\0b", 'invalid byte sequence for encoding "UTF8": 0x00'),
    ],
)
def test_a_bad_value_is_refused_in_evershops_words(shop: Evershop, field: str, value: object, words: str) -> None:
    assert refusal(shop, {**BODY, field: value}) == (500, words)


def test_the_fields_are_looked_at_in_the_order_of_the_schema(shop: Evershop) -> None:
    bad = {"full_name": "", "password": "", "email": "bad", "status": 9}
    assert refusal(shop, bad) == (500, BAD_STATUS)
    assert refusal(shop, {**bad, "status": 1}) == (500, BAD_EMAIL)
    assert refusal(shop, {**bad, "status": 1, "email": "a@b.co"}) == (500, "Password is required and cannot be empty")
    short = {**bad, "status": 1, "email": "a@b.co", "password": "123"}
    assert refusal(shop, short) == (500, "Full name is required and cannot be empty")


def test_a_password_is_counted_in_utf_16_units(shop: Evershop) -> None:
    assert refusal(shop, {**BODY, "password": "🎉🎉1"}) == (500, "Password must be at least 6 characters")
    assert shop.call("POST", "/customers", {**BODY, "password": "🎉🎉🎉"}).status_code == 200


@pytest.mark.parametrize("email", ["ann@example.com", "ANN@Example.com"])
def test_an_email_belongs_to_one_customer_in_whatever_case(shop: Evershop, email: str) -> None:
    shop.register()
    assert refusal(shop, {**BODY, "email": email}) == (500, "Email is already used")


def test_a_short_password_is_told_before_an_email_that_is_taken(shop: Evershop) -> None:
    shop.register()
    assert refusal(shop, {**BODY, "password": "123"}) == (500, "Password must be at least 6 characters")


# -- bodies (evershop.md 1.3) ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/vnd.api+json"]
)
def test_a_body_of_another_type_counts_as_empty(shop: Evershop, content_type: str) -> None:
    answer = shop.call("POST", "/customers", content=b'{"email":"a@b.co"}', headers={"Content-Type": content_type})
    assert refused(answer) == (500, "must have required property 'email'")


def padded(length: int) -> bytes:
    head, tail = b'{"email":"big@example.com","password":"secret12","full_name":"', b'"}'
    return head + b"x" * (length - len(head) - len(tail)) + tail


def test_a_body_may_be_100_kib_long_and_not_a_byte_longer(shop: Evershop) -> None:
    json = {"Content-Type": "application/json"}
    answer = shop.call("POST", "/customers", content=padded(102_401), headers=json)
    assert refused(answer) == (500, "request entity too large")
    assert shop.everything() == []
    assert shop.call("POST", "/customers", content=padded(102_400), headers=json).status_code == 200


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"Content-Type": "application/json; charset=latin1"}, 'unsupported charset "LATIN1"'),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, "content encoding unsupported"),
    ],
)
def test_a_body_that_cannot_be_decoded_is_refused(shop: Evershop, headers: dict[str, str], words: str) -> None:
    answer = shop.call("POST", "/customers", content=b'{"email":"a@b.co"}', headers=headers)
    assert refused(answer) == (500, words)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{bad", "Expected property name or '}' in JSON at position 1"),
        (b'{"email":', "Unexpected end of JSON input"),
        (b"null", "Unexpected token 'n', \"null\" is not valid JSON"),
        (b"[" * 50_000 + b"]" * 50_000, "Maximum call stack size exceeded"),
    ],
    ids=["bad", "cut", "null", "deep"],
)
def test_malformed_json_is_a_500_in_the_words_of_v8(shop: Evershop, body: bytes, words: str) -> None:
    answer = shop.call("POST", "/customers", content=body, headers={"Content-Type": "application/json"})
    assert refused(answer) == (500, words)


# -- mail ----------------------------------------------------------------------------------------------------------


def test_an_enabled_customer_is_welcomed_by_mail_and_a_disabled_one_is_not(shop: Evershop) -> None:
    shop.register("off@example.com", status=0)
    shop.register("on@example.com")
    (letter,) = waited_for(shop, 1)
    assert (letter["to"], letter["subject"]) == ("on@example.com", "Welcome to our store!")
    assert "secret12" not in str(letter)


def waited_for(shop: Evershop, count: int) -> list[Json]:
    """The mail, once there is that much of it."""
    for _ in range(100):
        if len(shop.live.mail()) >= count:
            break
        shop.live.http.get("/_dev/mail")
    return shop.live.mail()
