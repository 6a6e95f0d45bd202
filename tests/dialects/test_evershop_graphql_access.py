"""Who may ask EverShop's GraphQL, what it reads of a request, and what it refuses (evershop.md 8.1)."""

from __future__ import annotations

from time import perf_counter

import pytest
from graphql import get_introspection_query

from tests.dialects.evershop_doors import log_in, log_in_staff
from tests.dialects.evershop_graphql import ask, post, refusal
from tests.dialects.evershop_live import Evershop, refused
from tests.dialects.live import Json, Live

HELLO: Json = {"data": {"hello": "Hello EverShop!"}}


@pytest.fixture(scope="module")
def shop(server: Live) -> Evershop:
    shop = Evershop(server)
    shop.register()
    return shop


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("caller", ["nobody", "customer", "not a token", "stranger"])
def test_administrators_alone_get_into_their_endpoint(shop: Evershop, method: str, caller: str) -> None:
    tokens = {"nobody": None, "customer": shop.token_of(), "not a token": "nonsense", "stranger": "stranger"}
    answer = shop.call(method, "/admin/graphql", {"query": "{ customers { total } hello }"}, token=tokens[caller])
    assert refused(answer) == (401, "Unauthorized")


@pytest.mark.parametrize("caller", ["admin", "manager"])
def test_whoever_manages_the_shop_gets_in(shop: Evershop, caller: str) -> None:
    assert ask(shop, "{ customers { total } }", token=caller) == {"customers": {"total": 1}}


@pytest.mark.parametrize("caller", ["nobody", "customer", "not a token", "admin"])
def test_the_storefront_is_open_and_shows_nobody_the_customers(shop: Evershop, caller: str) -> None:
    tokens = {"nobody": None, "customer": shop.token_of(), "not a token": "nonsense"}
    answer = post(
        shop, "{ customers { total } customer { uuid } hello }", admin=False, token=tokens.get(caller, caller)
    )
    assert (answer.status_code, answer.json()) == (200, HELLO)


def test_an_expired_token_is_told_on_both_endpoints(shop: Evershop) -> None:
    for admin in (True, False):
        assert refused(post(shop, "{ hello }", admin=admin, token="expired")) == (401, "Token has expired")


def test_cookies_open_what_they_are_for(shop: Evershop) -> None:
    mine, staff = log_in(shop), log_in_staff(shop)
    query = {"query": "{ currentCustomer { email } }"}
    said = shop.call("POST", "/graphql", query, token=None, headers={"Cookie": mine})
    assert said.json() == {"data": {"currentCustomer": {"email": "ann@example.com"}}}
    assert shop.call("POST", "/admin/graphql", query, token=None, headers={"Cookie": mine}).status_code == 401
    said = shop.call(
        "POST", "/admin/graphql", {"query": "{ customers { total } }"}, token=None, headers={"Cookie": staff}
    )
    assert said.json() == {"data": {"customers": {"total": 1}}}


# -- what is read of a request ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [{}, {"query": ""}, {"query": None}, {"query": 0}, {"query": False}, [], [{"query": "{ hello }"}]]
)
def test_without_a_query_there_is_nothing(shop: Evershop, body: object) -> None:
    assert shop.call("POST", "/graphql", body, token=None).json() == {"data": {}}


def test_a_query_in_the_url_or_of_another_media_type_is_not_seen(shop: Evershop) -> None:
    assert shop.call("GET", "/graphql", token=None, params={"query": "{ hello }"}).json() == {"data": {}}
    for kind in ("text/plain", "application/graphql", "application/x-www-form-urlencoded"):
        answer = shop.call(
            "POST", "/graphql", token=None, content=b'{"query":"{ hello }"}', headers={"Content-Type": kind}
        )
        assert (answer.status_code, answer.json()) == (200, {"data": {}})


def test_a_get_request_may_have_a_body_too(shop: Evershop) -> None:
    assert shop.call("GET", "/graphql", {"query": "{ hello }"}, token=None).json() == HELLO


@pytest.mark.parametrize("path", ["/graphql", "/GraphQL", "/graphql/"])
def test_the_path_is_found_in_any_case_and_with_a_slash(shop: Evershop, path: str) -> None:
    assert shop.call("POST", path, {"query": "{ hello }"}, token=None).json() == HELLO


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_no_page(shop: Evershop, method: str) -> None:
    answer = shop.call(method, "/graphql", {"query": "{ hello }"})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (404, "text/html")


def test_a_body_that_cannot_be_read_comes_before_the_caller(shop: Evershop) -> None:
    broken = {"content": b"{bad", "headers": {"Content-Type": "application/json"}}
    for path in ("/graphql", "/admin/graphql"):
        answer = shop.call("POST", path, token=None, **broken)
        assert refused(answer) == (500, "Expected property name or '}' in JSON at position 1")


def test_the_name_of_an_operation_is_ignored(shop: Evershop) -> None:
    assert post(shop, "query A { hello }", operationName="B").json() == HELLO
    two = "query A { hello } query B { hello }"
    assert refusal(shop, two, operationName="A") == "Must provide operation name if query contains multiple operations."


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"query": 5}, "Body must be a string. Received: 5."),
        ({"query": ["{ hello }"]}, 'Body must be a string. Received: ["{ hello }"].'),
        (
            {"variables": "{}"},
            (
                "Variables must be provided as an Object where each property is a variable value."
                " Perhaps look to see if an unparsed JSON string was provided instead?"
            ),
        ),
    ],
)
def test_a_query_or_variables_of_another_type_are_told(shop: Evershop, more: Json, message: str) -> None:
    body = {"query": "{ hello }", **more}
    assert refused(shop.call("POST", "/graphql", body, token=None)) == (500, message)


def test_null_for_the_variables_is_none(shop: Evershop) -> None:
    assert post(shop, "{ hello }", variables=None).json() == HELLO


# -- errors, limits, introspection -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{ customers { items { ema", "Syntax Error: Expected Name, found <EOF>."),
        ("not graphql", 'Syntax Error: Unexpected Name "not".'),
        ('mutation { createCustomer(email: "x") { uuid } }', "Schema is not configured to execute mutation operation."),
        ("subscription { x }", "Schema is not configured to execute subscription operation."),
        ("{ customer(id: 5) { uuid } }", 'Argument "id" has invalid value 5.'),
        (
            '{ customers(filters: [{key: "keyword", operation: bad, value: "x"}]) { total } }',
            'Argument "filters" has invalid value [{key: "keyword", operation: bad, value: "x"}].',
        ),
        (
            "query($id: String!) { customer(id: $id) { uuid } }",
            'Variable "$id" of required type "String!" was not provided.',
        ),
    ],
)
def test_an_error_is_the_first_one_in_the_envelope_and_nothing_beside_it(
    shop: Evershop, text: str, message: str
) -> None:
    answer = post(shop, text)
    assert refused(answer) == (500, message)
    assert answer.json() == {"error": {"status": 500, "message": message}}


def test_one_error_leaves_no_partial_data(shop: Evershop) -> None:
    assert refusal(shop, "{ hello customer(id: 5) { uuid } }") == 'Argument "id" has invalid value 5.'


@pytest.mark.parametrize("admin", [True, False])
def test_introspection_is_open_on_both_endpoints(shop: Evershop, admin: bool) -> None:
    found = ask(shop, get_introspection_query(), admin=admin, token="admin" if admin else None)["__schema"]
    fields = {kind["name"]: [field["name"] for field in kind["fields"] or ()] for kind in found["types"]}
    of_admins = ["editUrl", "updateApi", "deleteApi", "metaData", "updateMetafieldsApi"] if admin else []
    assert fields["Customer"] == [
        *of_admins,
        *("customerId", "uuid", "status", "email", "addresses", "addAddressApi", "updateProfileApi", "fullName"),
        *("createdAt", "urn", "metafields", "metafield", "group", "orders"),
    ]
    assert ("CustomerCollection" in fields) is admin
    assert (found["queryType"], found["mutationType"], found["subscriptionType"]) == (
        {"name": "Query", "kind": "OBJECT"},
        None,
        None,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{ customers " * 8_000, "Syntax Error: Document is nested too deeply. Parsing aborted."),
        (
            "{ " + " ".join(f"a{i}: customers {{ total }}" for i in range(1000)) + " }",
            "Syntax Error: Document contains more than 3000 tokens. Parsing aborted.",
        ),
        (
            "{ " + " ".join(f"a{i}: customers {{ total }}" for i in range(400)) + " }",
            "Query is too expensive: it asks for too many customers.",
        ),
        (
            "{ customers { items { ...F } } } fragment F on Customer { group { customers { ...F } } }",
            "Document is nested more than 20 fields deep.",
        ),
        ("{ " + "hello " * 2_000 + "}", "Document selects more than 1000 fields."),
    ],
)
def test_a_hostile_document_is_refused_in_no_time(shop: Evershop, text: str, message: str) -> None:
    started = perf_counter()
    assert refusal(shop, text) == message
    assert perf_counter() - started < 2  # milliseconds, on a machine that does nothing else


def test_a_fragment_in_a_circle_is_a_selection_like_any(shop: Evershop) -> None:
    text = "{ customers { items { ...F } } } fragment F on Customer { email ...F }"
    assert ask(shop, text) == {"customers": {"items": [{"email": "ann@example.com"}]}}


def test_answers_are_typed_and_tagged_like_those_of_the_rest_api(shop: Evershop) -> None:
    answer = post(shop, "{ hello }")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["etag"].startswith('W/"')


def test_the_tag_is_that_of_a_customer_only_where_nothing_but_this_one_is_asked_for(shop: Evershop) -> None:
    (ann,) = ask(shop, "{ customers { items { customerId uuid } } }")["customers"]["items"]
    number, one = ann["customerId"], f'customer(id: "{ann["uuid"]}") {{ email }}'
    assert post(shop, f"{{ {one} }}").headers["etag"] == f'W/"{number}-1"'
    for more in ("customers { total }", "customerGroups { items { groupName } }", "currentCustomer { email }"):
        assert not post(shop, f"{{ {one} {more} }}").headers["etag"].startswith(f'W/"{number}-')
