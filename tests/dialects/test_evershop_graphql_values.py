"""What EverShop's GraphQL shows of a customer, by endpoint and caller (evershop.md 8.2 to 8.4)."""

from __future__ import annotations

import pytest

from tests.dialects.evershop_doors import log_in, log_in_staff
from tests.dialects.evershop_graphql import ask, post
from tests.dialects.evershop_live import ADDRESS, OTHER_STORE, STORE, UNKNOWN, Evershop, refused
from tests.dialects.live import Json, Live

UUID, PLACE = "aa91dfbf-9d2e-4836-8796-4c301c685b23", "26e9f2c8-4586-4635-9399-9337c396711b"
ANN: Json = {
    "as": "ann",
    "dialect": "evershop",
    "store": STORE,
    "shown": {
        "customer_id": 171,
        "uuid": UUID,
        "status": 1,
        "group_id": 2,
        "email": "Ann@Example.com",
        "full_name": "Ann Lee",
        "created_at": "2026-03-05T23:46:27.086Z",
        "updated_at": "2026-03-06T01:46:27.086Z",
        "meta_data": {"custom": {"tier": "gold", "size": 3}, "old": {"gone": True}},
        "addresses": [
            {"customer_address_id": 14, "uuid": PLACE, **ADDRESS, "address_2": "Flat 3", "is_default": True},
            {"customer_address_id": 15, **ADDRESS, "full_name": None, "country": "XX", "province": "Nowhere"},
        ],
    },
    "facts": {"password": "secret12"},
}
EVERYTHING = """query One($id: String) { customer(id: $id) {
  customerId uuid status email fullName createdAt { value text } addAddressApi updateProfileApi urn
  addresses { cartAddressId uuid fullName postcode telephone city address1 address2 isDefault updateApi deleteApi
              country { name code } province { name code countryCode } }
  editUrl updateApi deleteApi metaData updateMetafieldsApi group { customerGroupId groupName } orders { orderId }
} }"""


@pytest.fixture
def shop(server: Live) -> Evershop:
    return Evershop(server, customers=[ANN])


def define(shop: Evershop, key: str, kind: str = "short_text", **more: object) -> None:
    body = {"ownerType": "customer", "namespace": "custom", "fieldKey": key, "name": key, "fieldType": kind, **more}
    shop.good("POST", "/metafield-definitions", body)


def test_an_administrator_sees_everything_of_a_customer(shop: Evershop) -> None:
    own = f"/api/customers/me/addresses/{PLACE}"
    found = ask(shop, EVERYTHING, id=UUID.upper())["customer"]
    other = found["addresses"].pop()
    assert found == {
        "customerId": 171,
        "uuid": UUID,
        "status": 1,
        "email": "Ann@Example.com",
        "fullName": "Ann Lee",
        "createdAt": {"value": "1772754387086", "text": "Mar 5, 2026"},
        "addAddressApi": "/api/customers/me/addresses",
        "updateProfileApi": "/api/customers/me",
        "urn": f"urn:evershop:customer:customer:{UUID}",
        "addresses": [
            {
                "cartAddressId": 14,
                "uuid": PLACE,
                "fullName": "Ann Lee",
                "postcode": "90001",
                "telephone": "5551234",
                "city": "Springfield",
                "address1": "1 Main St",
                "address2": "Flat 3",
                "isDefault": True,
                "updateApi": own,
                "deleteApi": own,
                "country": {"name": "United States", "code": "US"},
                "province": {"name": "California", "code": "US-CA", "countryCode": "US"},
            }
        ],
        "editUrl": f"/admin/customers/edit/{UUID}",
        "updateApi": f"/api/customers/{UUID}",
        "deleteApi": f"/api/customers/{UUID}",
        "metaData": {"custom": {"tier": "gold", "size": 3}, "old": {"gone": True}},
        "updateMetafieldsApi": f"/api/customers/{UUID}/metafields",
        "group": {"customerGroupId": 2, "groupName": "Wholesale"},
        "orders": [],
    }
    # Unknown places never fail an answer, and an address without a name shows its owner's (D-ES8, one-record.md 3.3).
    assert (other["country"], other["province"], other["fullName"], other["isDefault"]) == (None, None, "Ann Lee", None)


@pytest.mark.parametrize("text", [UNKNOWN, "nope", "", "\x00", UUID[:-1]])
def test_a_customer_who_is_not_there_is_null(shop: Evershop, text: str) -> None:
    assert ask(shop, "query One($id: String) { customer(id: $id) { uuid } }", id=text) == {"customer": None}


def test_a_customer_without_an_id_is_null(shop: Evershop) -> None:
    assert ask(shop, "{ customer { uuid } a: customer(id: null) { uuid } customerGroup { groupName } }") == {
        "customer": None,
        "a": None,
        "customerGroup": None,
    }


def test_the_storefront_has_no_fields_of_administrators(shop: Evershop) -> None:
    text = "{ hello customers { total } currentCustomer { uuid editUrl metaData updateApi } }"
    token = shop.token_of("ann@example.com")
    assert ask(shop, text, admin=False, token=token) == {"hello": "Hello EverShop!", "currentCustomer": {"uuid": UUID}}
    assert ask(
        shop, "{ currentCustomer { group { groupName editUrl customers { email } } } }", admin=False, token=token
    ) == {"currentCustomer": {"group": {"groupName": "Wholesale"}}}


def test_nobody_is_no_current_customer_and_neither_is_an_administrator(shop: Evershop) -> None:
    for token in (None, "admin"):
        assert ask(shop, "{ currentCustomer { uuid } }", admin=False, token=token) == {"currentCustomer": None}
    assert ask(shop, "{ currentCustomer { uuid } hello }") == {"currentCustomer": None, "hello": "Hello EverShop!"}


def test_a_token_shows_what_it_says_and_a_new_one_what_is_true_now(shop: Evershop) -> None:
    text = "{ currentCustomer { email fullName status createdAt { value } group { groupName } addresses { uuid } } }"
    old = shop.token_of("ann@example.com")
    before = ask(shop, text, admin=False, token=old)["currentCustomer"]
    assert before["createdAt"] == {"value": "1772754387086"}
    shop.good("PATCH", f"/customers/{UUID}", {"full_name": "Ann Moss", "email": "ann.moss@example.com"})
    assert ask(shop, text, admin=False, token=old)["currentCustomer"] == before
    now = ask(shop, text, admin=False, token=shop.token_of("ann.moss@example.com"))["currentCustomer"]
    assert now == {**before, "fullName": "Ann Moss", "email": "ann.moss@example.com"}
    assert (now["group"], now["addresses"][0]) == ({"groupName": "Wholesale"}, {"uuid": PLACE})


def test_metafields_are_the_definitions_with_the_values_there_are(shop: Evershop) -> None:
    define(shop, "tier")
    define(shop, "size", "integer", position=1)
    define(shop, "empty", "date", position=2)
    define(shop, "other", "url", position=3, namespace="else")
    text = """query One($id: String) { customer(id: $id) {
      metafields { namespace key type value } else: metafields(namespace: "else") { key }
      tier: metafield(namespace: "custom", key: "tier") { value } none: metafield(namespace: "custom", key: "x") { key }
      asTier: metafield(namespace: "else", key: "tier") { key }
    } }"""
    assert ask(shop, text, id=UUID)["customer"] == {
        "metafields": [
            {"namespace": "custom", "key": "tier", "type": "SHORT_TEXT", "value": "gold"},
            {"namespace": "custom", "key": "size", "type": "INTEGER", "value": 3},
            {"namespace": "custom", "key": "empty", "type": "DATE", "value": None},
            {"namespace": "else", "key": "other", "type": "URL", "value": None},
        ],
        "else": [{"key": "other"}],
        "tier": {"value": "gold"},
        "none": None,
        "asTier": None,
    }


def test_a_field_that_customers_do_not_see_is_shown_to_no_customer_and_no_token(shop: Evershop) -> None:
    define(shop, "tier", visibleToCustomer=False)
    define(shop, "size", "integer")
    mine = "{ currentCustomer { metafields { key } } }"
    assert ask(shop, mine, admin=False, token=shop.token_of("ann@example.com"))["currentCustomer"] == {
        "metafields": [{"key": "size"}]
    }
    one = "query One($id: String) { customer(id: $id) { metafields { key } } }"
    assert ask(shop, one, id=UUID)["customer"] == {"metafields": [{"key": "size"}]}


def test_groups_come_with_their_customers(shop: Evershop) -> None:
    shop.register("bob@example.com")
    text = """{ customerGroups {
      items { customerGroupId groupName editUrl customers { email group { groupName } } }
      total currentPage currentFilters { key operation value }
    } }"""
    assert ask(shop, text)["customerGroups"] == {
        "items": [
            {
                "customerGroupId": 2,
                "groupName": "Wholesale",
                "editUrl": "/admin/customers/groups/2",
                "customers": [{"email": "Ann@Example.com", "group": {"groupName": "Wholesale"}}],
            },
            {
                "customerGroupId": 1,
                "groupName": "Default",
                "editUrl": "/admin/customers/groups/1",
                "customers": [{"email": "bob@example.com", "group": {"groupName": "Default"}}],
            },
        ],
        "total": 2,
        "currentPage": 1,
        "currentFilters": [
            {"key": "page", "operation": "eq", "value": "1"},
            {"key": "limit", "operation": "eq", "value": "20"},
        ],
    }


def test_the_last_order_that_the_record_knows_is_shown(server: Live) -> None:
    buyer: Json = {
        "dialect": "tiendanube",
        "store": STORE,
        "shown": {
            "id": 300,
            "name": "Bo Buyer",
            "email": "bo@example.com",
            "last_order_id": 777,
            "total_spent": "12.00",
        },
    }
    shop = Evershop(server, customers=[buyer])
    text = (
        "{ customers { items { orders { orderId orderNumber currency customerEmail customerFullName customerId } } } }"
    )
    order = {
        "orderId": "777",
        "orderNumber": "777",
        "currency": "USD",
        "customerEmail": "bo@example.com",
        "customerFullName": "Bo Buyer",
        "customerId": 300,
    }
    assert ask(shop, text)["customers"]["items"] == [{"orders": [order]}]


def test_a_customer_without_a_name_shows_the_company_and_fails_nothing(server: Live) -> None:
    nameless: Json = {
        "dialect": "tiendanube",
        "store": STORE,
        "shown": {"id": 301, "name": "", "email": "no@example.com"},
    }
    shop = Evershop(server, customers=[nameless, labelled(302, "Acme Office", "Acme"), labelled(303, "Front Desk")])
    shown = ask(shop, "{ customers { items { fullName } } }")["customers"]["items"]
    assert shown == [{"fullName": "Front Desk"}, {"fullName": "Acme"}, {"fullName": ""}]


def labelled(number: int, label: str, company: str = "") -> Json:
    """A customer of whom nobody said a name."""
    email = f"c{number}@example.com"
    shown = {"customer.id": str(number), "customer.email": email, "customer.code": email, "customer.label": label}
    return {"dialect": "aimeos", "store": STORE, "shown": {**shown, "customer.company": company}}


def test_another_shop_is_not_shown(server: Live) -> None:
    theirs = {**ANN, "store": OTHER_STORE, "shown": {**ANN["shown"], "group_id": 1}}
    shop = Evershop(server, customers=[theirs])
    text = "query One($id: String) { customer(id: $id) { uuid } customers { total items { uuid } } }"
    assert ask(shop, text, id=UUID) == {"customer": None, "customers": {"total": 0, "items": []}}


def test_a_write_of_the_rest_api_is_seen_at_once(shop: Evershop) -> None:
    one = "query One($id: String) { customer(id: $id) { fullName status } customers { total } }"
    shop.good("PATCH", f"/customers/{UUID}", {"full_name": "<b>Ann</b>", "status": 0})
    assert ask(shop, one, id=UUID) == {
        "customer": {"fullName": "&lt;b&gt;Ann&lt;/b&gt;", "status": 0},
        "customers": {"total": 1},
    }
    shop.good("DELETE", f"/customers/{UUID}")
    assert ask(shop, one, id=UUID) == {"customer": None, "customers": {"total": 0}}


def test_a_session_shows_the_account_as_it_is_now(server: Live) -> None:
    shop = Evershop(server)
    uuid = shop.register()["uuid"]
    cookie = log_in(shop)
    shop.good("PATCH", f"/customers/{uuid}", {"full_name": "Ann Moss"})
    said = shop.call(
        "POST", "/graphql", {"query": "{ currentCustomer { fullName } }"}, token=None, headers={"Cookie": cookie}
    )
    assert said.json() == {"data": {"currentCustomer": {"fullName": "Ann Moss"}}}


def test_the_token_of_a_disabled_account_is_refused(server: Live) -> None:
    shop = Evershop(server)
    uuid, token = shop.register()["uuid"], shop.token_of()
    shop.good("PATCH", f"/customers/{uuid}", {"status": 0})
    assert refused(post(shop, "{ currentCustomer { uuid } }", admin=False, token=token)) == (401, "Unauthorized")


def test_an_administrator_with_a_cookie_sees_hidden_fields(server: Live) -> None:
    shop = Evershop(server)
    shop.register()
    hidden = {"ownerType": "customer", "fieldKey": "vip", "name": "VIP", "fieldType": "boolean"}
    shop.good("POST", "/metafield-definitions", {**hidden, "visibleToCustomer": False})
    query = {"query": "{ customers { items { metafields { key } } } }"}
    said = shop.call("POST", "/admin/graphql", query, token=None, headers={"Cookie": log_in_staff(shop)})
    assert said.json()["data"]["customers"]["items"] == [{"metafields": [{"key": "vip"}]}]
    assert shop.call("POST", "/admin/graphql", query).json()["data"]["customers"]["items"] == [{"metafields": []}]
