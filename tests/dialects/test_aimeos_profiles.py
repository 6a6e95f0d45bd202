"""What differs in the profile of today's Aimeos, and what settings change (aimeos.md 0, 1, 8)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.dialects.aimeos_live import ANA, GENERIC, RESOURCE, Shop, shop_on
from tests.dialects.live import Json


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest) -> Iterator[Shop]:
    """A shop in today's profile with a prefix, default groups and debugging, on that engine."""
    settings = {"PATRON_AIMEOS_PREFIX": "ai", "PATRON_AIMEOS_GROUPS": "5,99,3", "PATRON_AIMEOS_LIMIT_COUNT": "99"}
    with shop_on(request, PATRON_AIMEOS_PROFILE="2026", **settings) as shop:
        yield shop


@pytest.fixture
def shop(server: Shop) -> Shop:
    """The shop with Ana and Bob."""
    server.load()
    return server


@pytest.fixture(scope="module", params=["sqlite"])
def debugging(request: pytest.FixtureRequest) -> Iterator[Shop]:
    """A shop that tells its errors."""
    with shop_on(request, PATRON_AIMEOS_DEBUG="on") as shop:
        yield shop


def test_names_have_dots(shop: Shop) -> None:
    base = shop.live.serving.base_url
    (made,) = shop.said(
        "POST", "ana", 201, {"related": "address"}, json={"data": {"attributes": {"customer.address.mobile": "+1"}}}
    )["data"]
    assert made["type"] == "customer.address"
    assert list(made["links"]) == ["self", "basket.address"]
    assert list(made["attributes"])[:3] == [
        "customer.address.id", "customer.address.type", "customer.address.salutation"
    ]  # fmt: skip
    assert (made["attributes"]["customer.address.type"], made["attributes"]["customer.address.mobile"]) == (
        "delivery", "+1",
    )  # fmt: skip
    shop.said(
        "POST", "ana", 201, {"related": "property"}, json={"data": {"attributes": {"customer.property.value": "x"}}}
    )
    for include in ("customer/address,customer/property,customer/group", "customer.address,customer.property,group"):
        document = shop.said("GET", "ana", query={"include": include, "fields[customer]": "customer.id"})
        assert list(document["data"]["relationships"]) == ["customer.address", "group", "customer.property"]
        assert [one["type"] for one in document["included"]] == ["customer.address", "group", "customer.property"]
        assert document["included"][1]["attributes"] == {"group.id": "3", "group.code": "club", "group.label": "Club"}
    document = shop.said("GET", "ana", query={"include": "group"})
    (membership,) = document["data"]["relationships"]["group"]["data"]
    assert membership["attributes"]["customer.lists.domain"] == "group"
    assert membership["links"]["self"]["href"] == f"{base}/jsonapi/group?id=1001&related=relationships&relatedid=4000"
    assert list(document["links"]) == [
        "self", "customer/address", "customer/property", "customer/relationships", "customer/review"
    ]  # fmt: skip


def test_groups_come_along_where_they_are_asked_for(shop: Shop) -> None:
    assert "relationships" not in shop.said("GET", "ana")["data"]
    assert "relationships" not in shop.write("PATCH", "ana", {})["data"]
    changed = shop.write("PATCH", "ana", {}, include="group")
    assert list(changed["data"]["relationships"]) == ["group"]
    assert [one["type"] for one in changed["included"]] == ["group"]
    assert {"customer.status", "customer.groups"}.isdisjoint(changed["data"]["attributes"])


def test_the_empty_item_has_nulls(shop: Shop) -> None:
    attributes = shop.attributes("")
    assert {name for name, value in attributes.items() if value is None} == {
        f"customer.{name}" for name in ("id", "languageid", "countryid", "longitude", "latitude", "birthday")
    }
    assert attributes["customer.mobile"] == ""
    assert {"customer.status", "customer.groups"}.isdisjoint(attributes)


def test_a_vat_id_loses_its_blanks_and_a_mobile_is_kept(shop: Shop) -> None:
    told = {"customer.vatid": "DE 1 2", "customer.mobile": "+3"}
    assert shop.write("PATCH", "bob", told)["data"]["attributes"]["customer.vatid"] == "DE12"
    assert shop.attributes("bob", "mobile") == {"mobile": "+3"}
    assert shop.attributes("ana", "vatid") == {"vatid": ANA["customer.vatid"]}


def test_an_empty_label_is_generated_one_write_later(shop: Shop) -> None:
    told = {
        "customer.email": "lab@example.com",
        "customer.firstname": "Ann",
        "customer.lastname": "Lee",
        "customer.company": "ACME",
    }
    shop.sign_in(shop.create(told), "new")
    assert shop.attributes("new", "label") == {"label": ""}
    shop.write("PATCH", "new", {"customer.lastname": "Smith"})
    assert shop.attributes("new", "label") == {"label": "Ann Lee (ACME)"}
    shop.write("PATCH", "new", {"customer.label": ""})
    assert shop.attributes("new", "label") == {"label": ""}


@pytest.mark.parametrize(
    ("named", "status", "title"),
    [
        ({"customer.email": "no"}, 404, 'Invalid characters in email address: "no"'),
        ({"customer.website": "no"}, 404, 'Invalid web site URL "no"'),
        ({"customer.salutation": "123456789"}, 404, 'Address salutation "123456789" not within allowed range'),
        ({"customer.countryid": "ESP"}, 500, GENERIC),
        ({"customer.languageid": "spanish"}, 500, GENERIC),
        ({"customer.birthday": "1.2.2000"}, 500, GENERIC),
        ({"customer.code": "a b"}, 500, GENERIC),
    ],
)
def test_some_bad_values_are_told_and_others_are_faults(shop: Shop, named: Json, status: int, title: str) -> None:
    before = shop.everything()
    assert shop.title(shop.create({"customer.email": "good@example.com", **named}, status)) == title
    assert shop.title(shop.write("PATCH", "ana", named, status)) == title
    assert shop.everything() == before


def test_an_e_mail_is_required_here_too(shop: Shop) -> None:
    assert shop.title(shop.create({"customer.lastname": "No"}, 404)) == 'Invalid characters in email address: ""'


def test_a_property_may_have_no_type(shop: Shop) -> None:
    query = {"related": "property"}
    document = shop.said("POST", "ana", 201, query, json={"data": {"attributes": {"customer.property.value": "x"}}})
    assert document["data"][0]["attributes"]["customer.property.type"] == ""


@pytest.mark.parametrize("related", ["address", "property", "relationships"])
def test_a_patch_needs_its_id(shop: Shop, related: str) -> None:
    assert shop.title(shop.write("PATCH", "ana", {}, 400, related=related)) == GENERIC


def test_addresses_are_listed_by_position(shop: Shop) -> None:
    wishes = [
        {"attributes": {"customer.address.city": city, "customer.address.position": at}}
        for city, at in (("a", 2), ("b", "1"), ("c", 1))
    ]
    document = shop.said("POST", "ana", 201, {"related": "address"}, json={"data": wishes})
    assert [one["attributes"]["customer.address.city"] for one in document["data"]] == ["b", "c", "a"]


def test_a_new_list_item_is_shown_unasked_and_its_link_repeats_include(shop: Shop) -> None:
    wish = {"customer.lists.domain": "product", "customer.lists.refid": "7"}
    base = shop.live.serving.base_url
    document = shop.said("POST", "ana", 201, {"related": "relationships"}, json={"data": {"attributes": wish}})
    (made,) = document["data"]
    assert (document["meta"]["total"], made["type"]) == (1, "customer.lists")
    href = f"{base}{RESOURCE}?id=1001&related=relationships&relatedid={made['id']}"
    assert made["links"]["self"]["href"] == href
    listed = shop.said("GET", "ana", query={"related": "relationships", "include": "product,customer/group"})
    assert {one["links"]["self"]["href"].partition("&include=")[2] for one in listed["data"]} == {
        "product%2Ccustomer%2Fgroup"
    }


def test_new_accounts_join_the_groups_that_there_are(shop: Shop) -> None:
    shop.sign_in(shop.create({"customer.email": "new@example.com"}), "new")
    document = shop.said("GET", "new", query={"include": "group"})
    assert [one["id"] for one in document["data"]["relationships"]["group"]["data"]] == ["5", "3"]


def test_parameters_are_read_under_the_prefix_and_bare(shop: Shop) -> None:
    nested = {"ai[fields][customer]": "customer.code", "ai[include]": "group", "fields[customer]": "customer.id"}
    document = shop.said("GET", "ana", query=nested)
    assert document["meta"]["prefix"] == "ai"
    assert document["data"]["attributes"] == {"customer.code": "ana"}
    assert list(document["data"]["relationships"]) == ["group"]
    for query in ({"ai[related]": "address"}, {"related": "address"}):
        assert shop.said("GET", "ana", query=query)["data"] == []
    (made,) = shop.said("POST", "ana", 201, {"ai[related]": "address"}, json={"data": {"attributes": {}}})["data"]
    found = shop.said("GET", "ana", query={"ai[related]": "address", "ai[relatedid]": made["id"]})
    assert found["data"] == made
    assert shop.ask("GET", "ana", {"ai": "related"}).status_code == 200


def test_base_addresses_are_told(shop: Shop) -> None:
    base = shop.live.serving.base_url
    for document in (shop.said("GET"), shop.said("OPTIONS"), shop.write("PATCH", "", {}, 403)):
        assert document["meta"]["content-baseurls"] == {
            "fs-media": f"{base}/aimeos",
            "fs-mimeicon": f"{base}/vendor/shop/mimeicons",
            "fs-theme": f"{base}/vendor/shop/themes",
        }


def test_debugging_tells_the_real_message_and_no_stack(debugging: Shop) -> None:
    debugging.load()
    bodies: tuple[tuple[str, str, Json, bytes, int, str], ...] = (
        ("POST", "", {}, b"{bad", 400, "Invalid JSON in body"),
        ("POST", "", {"related": "address"}, b'{"data":{}}', 400, "Attributes are missing"),
        ("DELETE", "", {"related": "property"}, b'{"data":[{}]}', 400, "ID is missing"),
        (
            "POST",
            "",
            {},
            b'{"data":{"attributes":{"customer.email":"bob@example.com"}}}',
            500,
            "Duplicate entry for login",
        ),
        (
            "POST",
            "",
            {},
            b'{"data":{"attributes":{"customer.email":"x"}}}',
            404,
            'Invalid characters in email address: "x"',
        ),
    )
    for method, who, query, body, status, message in bodies:
        document = debugging.said(method, who, status, query, content=body)
        assert document["errors"] == [{"title": message, "detail": "#0 {main}"}]
