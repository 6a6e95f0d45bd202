"""EverShop's door before bodies, cookies and repetitions that nobody sends by accident."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from patron.dialects.evershop_graphql.roots import LONG, is_heavy
from patron.wire.graphql import Call
from tests.dialects.evershop_doors import log_in, log_in_staff, pair, part, refresh
from tests.dialects.evershop_graphql import post
from tests.dialects.evershop_live import ADDRESS, PASSWORD, Evershop, refused
from tests.dialects.live import Json, Live

DEFINITION: Json = {"ownerType": "customer", "fieldKey": "tier", "name": "Tier", "fieldType": "short_text"}


@pytest.fixture
def shop(server: Live) -> Evershop:
    return Evershop(server)


@pytest.fixture
def ann(shop: Evershop) -> Json:
    return shop.register()


def raw(shop: Evershop, method: str, path: str, body: str, media: str = "application/json") -> Any:
    return shop.call(method, path, content=body.encode(), headers={"Content-Type": media})


# -- repetitions ---------------------------------------------------------------------------------------------------


def test_an_answer_of_graphql_is_never_kept(shop: Evershop) -> None:
    for query in ("{ hello }", "{ other: hello }"):
        answer = shop.call("POST", "/graphql", {"query": query}, headers={"Idempotency-Key": "k"})
        assert answer.status_code == 200
        assert "idempotent-replayed" not in answer.headers


def test_a_key_of_staff_who_are_customers_too_is_good_for_one_customer(shop: Evershop, ann: Json) -> None:
    shop.register("bob@example.com")
    cookie = log_in_staff(shop)
    headers = {"Cookie": cookie, "Idempotency-Key": "k"}
    first = shop.call("PATCH", "/customers/me", {"full_name": "X"}, token=shop.token_of(), headers=headers)
    other_token = shop.token_of("bob@example.com")
    other = shop.call("PATCH", "/customers/me", {"full_name": "X"}, token=other_token, headers=headers)
    again = shop.call("PATCH", "/customers/me", {"full_name": "X"}, token=other_token, headers=headers)
    assert (first.json()["data"]["email"], other.json()["data"]["email"]) == (ann["email"], "bob@example.com")
    assert "idempotent-replayed" not in other.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == other.json()


# -- bodies --------------------------------------------------------------------------------------------------------


def test_a_long_body_of_another_media_type_counts_as_empty(shop: Evershop) -> None:
    words = "must have required property 'email'"
    assert refused(raw(shop, "POST", "/customers", "x" * 150_000, "text/plain")) == (500, words)
    assert refused(raw(shop, "POST", "/customers", "x" * 150_000)) == (500, "request entity too large")
    assert refused(raw(shop, "POST", "/customers", "x" * 1_048_576, "text/plain")) == (500, words)
    assert refused(raw(shop, "POST", "/customers", "x" * 1_048_577, "text/plain")) == (500, "request entity too large")


def test_a_long_body_of_another_media_type_is_nothing_to_a_page(shop: Evershop) -> None:
    words = "Cannot read properties of undefined (reading 'replace')"
    for media, status in (("text/plain", words), ("application/x-www-form-urlencoded", "request entity too large")):
        answer = shop.live.http.post(
            "/customer/login", content=b"x" * 150_000, headers={"Content-Type": media, "Cookie": ""}
        )
        assert answer.json()["error"]["message"] == status


@pytest.mark.parametrize("value", [[], {}, True, 5, ["x"]])
@pytest.mark.parametrize("field", ["full_name", "postcode"])
def test_what_is_something_and_no_text_has_no_trim(shop: Evershop, ann: Json, field: str, value: object) -> None:
    answer = shop.call("POST", f"/customers/{ann['uuid']}/addresses", {**ADDRESS, field: value})
    assert refused(answer) == (500, f"address.{field}.trim is not a function")


@pytest.mark.parametrize("value", [None, "", "  ", 0, 0.0, False])
def test_what_is_nothing_is_required(shop: Evershop, ann: Json, value: object) -> None:
    answer = shop.call("POST", f"/customers/{ann['uuid']}/addresses", {**ADDRESS, "full_name": value})
    assert refused(answer) == (500, "Full name is required")


@pytest.mark.parametrize("digits", ["1" * 5000, "+" + "0" * 5000 + "1" * 11])
def test_a_group_of_any_length_is_out_of_range(shop: Evershop, digits: str) -> None:
    body = {"email": "x@example.com", "password": PASSWORD, "full_name": "X", "group_id": digits}
    words = f'value "{digits}" is out of range for type integer'
    assert refused(shop.call("POST", "/customers", body)) == (500, words)
    assert shop.everything() == []


def test_a_number_of_any_length_is_one(shop: Evershop, ann: Json) -> None:
    path = f"/customers/{ann['uuid']}/addresses"
    rest = ", ".join(f'"{key}": "{value}"' for key, value in ADDRESS.items() if key != "city")
    for sent, kept in (
        ("1" * 4400, "Infinity"),
        ("-1e400", "-Infinity"),
        ("1e21", "1e+21"),
        ("0.00001", "0.00001"),
        ("1e-7", "1e-7"),
        ("12345678901234567890", "12345678901234567000"),
        ("5.0", "5"),
    ):
        answer = raw(shop, "POST", path, f'{{{rest}, "city": {sent}}}')
        assert (answer.status_code, answer.json()["data"]["city"]) == (200, kept)


# -- paths and cookies ---------------------------------------------------------------------------------------------


def test_a_customer_is_deleted_by_a_uuid_without_dashes(shop: Evershop, ann: Json) -> None:
    bad = ann["uuid"][:-1]
    words = f'invalid input syntax for type uuid: "{bad}"'
    assert refused(shop.call("DELETE", f"/customers/{bad}")) == (500, words)
    plain = ann["uuid"].replace("-", "").upper()
    assert shop.good("DELETE", f"/customers/{plain}")["uuid"] == ann["uuid"]
    assert shop.everything() == []


def test_of_two_cookies_of_one_name_the_first_with_our_signature_counts(shop: Evershop, ann: Json) -> None:
    good = log_in(shop)
    shop.register("bob@example.com")
    other = log_in(shop, email="bob@example.com")
    for sent in (f"sid=s%3Ax.y; {good}", f"{good}; sid=s%3Ax.y", f"{good}; {other}"):
        said = shop.good("PATCH", "/customers/me", {"full_name": "X"}, token=None, headers={"Cookie": sent})
        assert said["email"] == ann["email"]


# -- tokens --------------------------------------------------------------------------------------------------------


def test_a_very_long_name_makes_no_token_that_no_server_takes(shop: Evershop) -> None:
    name = "é" * 30_000
    shop.register(full_name=name)
    access, renewing = pair(shop)
    assert (len(access) < 1500, "full_name" in part(access.split(".")[1])["customer"]) == (True, False)
    query = "{ currentCustomer { fullName email } }"
    shown = post(shop, query, admin=False, token=access).json()["data"]["currentCustomer"]
    assert shown == {"fullName": name, "email": "ann@example.com"}
    renewed = refresh(shop, renewing)
    assert len(renewed.headers["x-refresh-token"]) < 1500


@pytest.mark.parametrize(("length", "held"), [(512, True), (513, False)])
def test_a_token_holds_names_and_emails_up_to_512_characters(shop: Evershop, length: int, held: bool) -> None:
    email, name = "e" * (length - len("@example.com")) + "@example.com", "n" * length
    shop.register(email, full_name=name)
    access = pair(shop, email)[0]
    said = part(access.split(".")[1])["customer"]
    assert ("email" in said, "full_name" in said) == (held, held)
    shown = post(shop, "{ currentCustomer { fullName email } }", admin=False, token=access).json()["data"]
    assert shown == {"currentCustomer": {"fullName": name, "email": email}}


def test_the_successor_of_a_refresh_token_is_sent_to_whoever_asks(shop: Evershop, ann: Json) -> None:
    _, renewing = pair(shop)
    for prefer in ("", "respond-async", "refresh-tokens"):
        assert "x-refresh-token" not in refresh(shop, renewing, prefer=prefer).headers
    for prefer in ("refresh-token", "respond-async, Refresh-Token; x=1"):
        successor = refresh(shop, renewing, prefer=prefer).headers["x-refresh-token"]
        said = part(successor.split(".")[1])
        assert said["customer"] == {"customer_id": ann["customer_id"], "uuid": ann["uuid"]}
        assert refresh(shop, successor, prefer="").status_code == 200
        renewing = successor


def test_who_signs_in_at_a_handler_reads_the_message_first(shop: Evershop) -> None:
    wrong = {"email": "nobody@example.com", "password": "x"}
    for path in ("/api/customer/tokens", "/api/user/tokens", "/admin/user/login"):
        answer = shop.live.http.post(path, json=wrong)
        assert answer.text == '{"error":{"message":"Invalid email or password","status":400}}'
    for path, body in (("/customer/login", wrong), ("/api/customer/tokens", {"email": 5, "password": "x"})):
        assert list(shop.live.http.post(path, json=body).json()["error"]) == ["status", "message"]


# -- metafields ----------------------------------------------------------------------------------------------------


def test_of_equal_definitions_at_once_one_is_made(shop: Evershop) -> None:
    def define(_number: int) -> Any:
        return shop.call("POST", "/metafield-definitions", DEFINITION)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(define, range(6)))
    made = [answer.json()["data"] for answer in answers if answer.status_code == 200]
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    assert shop.good("GET", "/metafield-definitions") == made


def test_no_value_outlives_its_definition(shop: Evershop) -> None:
    people = [shop.register(f"p{number}@example.com") for number in range(6)]

    def fill(uuid: str) -> None:
        shop.call("PATCH", f"/customers/{uuid}/metafields", {"metafields": {"custom": {"tier": "gold"}}})

    for _ in range(4):
        made = shop.good("POST", "/metafield-definitions", DEFINITION)
        with ThreadPoolExecutor(7) as pool:
            filling = [pool.submit(fill, one["uuid"]) for one in people]
            going = pool.submit(shop.call, "DELETE", f"/metafield-definitions/{made['uuid']}")
            assert [done.result() for done in filling] == [None] * 6
            assert going.result().status_code == 200
        assert [shop.good("PATCH", f"/customers/{one['uuid']}", {})["meta_data"] for one in people] == [{}] * 6


# -- GraphQL -------------------------------------------------------------------------------------------------------


def test_an_answer_of_many_megabytes_is_refused(shop: Evershop) -> None:
    for number in range(30):
        shop.register(f"p{number}@example.com", full_name="x" * 2000)
    fields = " ".join(f"a{number}: fullName" for number in range(200))
    answer = post(shop, f"{{ customers {{ items {{ {fields} }} }} }}")
    assert refused(answer) == (500, "Query is too expensive: its answer is too long.")


def test_only_query_and_variables_are_looked_at(shop: Evershop) -> None:
    answer = shop.call("POST", "/graphql", {"query": "{ hello }", "operationName": "<a " * 20_000})
    assert answer.json() == {"data": {"hello": "Hello EverShop!"}}


def test_what_a_document_reads_is_added_up_before_it_runs() -> None:
    def call(size: int) -> Call:
        return Call("customers", {"filters": [{"key": "limit", "operation": "eq", "value": str(size)}]}, frozenset())

    assert not is_heavy([call(LONG)])
    assert not is_heavy([call(LONG // 2), call(LONG // 2)])
    assert is_heavy([call(LONG + 1)])
    assert is_heavy([call(LONG)] * 24)
