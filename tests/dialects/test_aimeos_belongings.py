"""Addresses, properties and list items of one's own account (aimeos.md 4 and 7)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.dialects.aimeos_live import ANA, GENERIC, RESOURCE, Shop, shop_on
from tests.dialects.live import Json

LOG_IN = "Please log in first"
GROUPS = "You are not allowed to manage groups"
ADDRESS: Json = {
    "customer.address.salutation": "mr",
    "customer.address.company": "<b>ABC</b>",
    "customer.address.vatid": "DE 999",
    "customer.address.title": "Dr.",
    "customer.address.firstname": "Our",
    "customer.address.lastname": "Unittest",
    "customer.address.address1": "Durchschnitt 5",
    "customer.address.address2": "2",
    "customer.address.address3": "",
    "customer.address.postal": "20146",
    "customer.address.city": "Hamburg",
    "customer.address.state": "HH",
    "customer.address.countryid": "DE",
    "customer.address.languageid": "de",
    "customer.address.telephone": "+4940",
    "customer.address.telefax": "+4941",
    "customer.address.email": "ship@example.com",
    "customer.address.website": "www.example.com",
    "customer.address.longitude": 10.5,
    "customer.address.latitude": 50,
    "customer.address.birthday": "1999-12-31",
    "customer.address.position": 4,
}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest) -> Iterator[Shop]:
    """A shop in the published profile, on that engine."""
    with shop_on(request, PATRON_AIMEOS_PROFILE="page", PATRON_AIMEOS_LIMIT_COUNT="99") as shop:
        yield shop


@pytest.fixture
def shop(server: Shop) -> Shop:
    """The shop with Ana and Bob."""
    server.load()
    return server


def entries(document: Json, *names: str) -> list[list[object]]:
    """Of each entry the attributes of those names."""
    return [[one["attributes"][name] for name in names] for one in document["data"]]


def add(shop: Shop, related: str, *wishes: Json, who: str = "ana", status: int = 201, **query: str) -> Json:
    """The document after those were added."""
    body = {"data": [{"attributes": wish} for wish in wishes]}
    return shop.said("POST", who, status, {"related": related, **query}, json=body)


def listed(shop: Shop, related: str, who: str = "ana", **query: str) -> Json:
    """The document of all."""
    return shop.said("GET", who, query={"related": related, **query})


# -- addresses -------------------------------------------------------------------------------------------------------


def test_an_address_is_read_as_it_was_written(shop: Shop) -> None:
    (made,) = add(shop, "address", ADDRESS)["data"]
    base = shop.live.serving.base_url
    assert made["attributes"] == {"customer.address.id": made["id"], **ADDRESS}
    assert list(made["attributes"]) == ["customer.address.id", *ADDRESS]
    assert made["type"] == "customer/address"
    assert made["links"] == {
        "self": {
            "href": f"{base}{RESOURCE}?id=1001&related=address&relatedid={made['id']}",
            "allow": ["DELETE", "GET", "PATCH"],
        },
        "basket/address": {
            "href": f"{base}/jsonapi/basket?id=default&related=address&relatedid=delivery", "allow": ["POST"]
        },
    }  # fmt: skip
    one = listed(shop, "address", relatedid=made["id"])
    assert (one["data"], one["meta"]["total"]) == (made, 1)
    document = shop.said(
        "GET", "ana", query={"include": "customer.address", "fields[customer.address]": "customer.address.city"}
    )
    assert document["data"]["relationships"]["customer/address"] == {
        "data": [{"id": made["id"], "type": "customer/address"}]
    }
    (included, _group) = document["included"]
    assert included["attributes"] == {"customer.address.city": "Hamburg"}
    assert included["links"]["basket/address"]["href"].endswith("relatedid=payment")


def test_an_empty_address_has_everything(shop: Shop) -> None:
    (made,) = add(shop, "address", {}, who="bob")["data"]
    nothing = dict.fromkeys(ADDRESS, "") | dict.fromkeys(
        f"customer.address.{name}" for name in ("countryid", "languageid", "longitude", "latitude", "birthday")
    )
    assert made["attributes"] == {**nothing, "customer.address.id": made["id"], "customer.address.position": 0}


def test_addresses_are_added_many_at_once_and_listed_by_id(shop: Shop) -> None:
    names = [{"customer.address.lastname": name, "customer.address.position": 9 - at} for at, name in enumerate("ABC")]
    document = add(shop, "address", *names)
    assert document["meta"]["total"] == 3
    assert entries(document, "customer.address.lastname") == [["A"], ["B"], ["C"]]
    single = shop.said("POST", "ana", 201, {"related": "address"}, json={"data": {"attributes": {"x.lastname": "D"}}})
    assert entries(single, "customer.address.lastname") == [["A"], ["B"], ["C"], ["D"]]
    nothing = shop.said("POST", "ana", 201, {"related": "address"}, json={"data": []})
    assert nothing["data"] == single["data"]
    ids = [one["id"] for one in single["data"]]
    shop.said(
        "DELETE",
        "ana",
        query={"related": "address"},
        json={"data": [{"id": ids[0]}, {"id": int(ids[2])}, {"id": "99999"}]},
    )
    assert entries(listed(shop, "address"), "customer.address.lastname") == [["B"], ["D"]]
    shop.said("DELETE", "ana", query={"related": "address"}, json={"data": {"id": ids[1]}})
    shop.said("DELETE", "ana", query={"related": "address", "relatedid": ids[3]})
    assert listed(shop, "address")["data"] == []
    assert shop.tiendanube("GET", "/1001")["addresses"] == []


def test_a_patch_changes_what_it_names(shop: Shop) -> None:
    (made,) = add(shop, "address", ADDRESS)["data"]
    told: Json = {
        "customer.address.city": "Lübeck", "customer.address.countryid": "fr", "customer.address.company": None,
        "customer.address.id": "77", "customer.address.parentid": "1002", "customer.address.unknown": {},
    }  # fmt: skip
    document = shop.write("PATCH", "ana", told, related="address", relatedid=made["id"])
    expected = {**made["attributes"], "customer.address.city": "Lübeck", "customer.address.countryid": "FR",
                "customer.address.company": ""}  # fmt: skip
    assert document["data"]["attributes"] == expected
    assert document["meta"]["total"] == 1
    assert listed(shop, "address", relatedid=made["id"])["data"]["attributes"] == expected


def test_an_address_of_somebody_else_is_not_there(shop: Shop) -> None:
    (made,) = add(shop, "address", ADDRESS)["data"]
    before = listed(shop, "address")
    query = {"related": "address", "relatedid": made["id"], "id": "1001"}
    found = shop.said("GET", "bob", query=query)
    assert (found["meta"]["total"], sorted(found)) == (0, ["links", "meta"])
    lost = shop.write("PATCH", "bob", {"customer.address.city": "X"}, 404, **query)
    assert (lost["meta"]["total"], sorted(lost)) == (0, ["links", "meta"])
    shop.said("DELETE", "bob", query=query)
    shop.said("DELETE", "bob", query={"related": "address"}, json={"data": [{"id": made["id"]}]})
    assert listed(shop, "address") == before


def test_addresses_are_one_set_with_those_of_other_platforms(shop: Shop) -> None:
    shop.tiendanube(
        "PUT",
        "/1001",
        json={
            "addresses": [
                {"address": "Rua", "number": "5", "province": "São Paulo", "country": "Brasil", "locality": "Centro"}
            ]
        },
    )
    (row,) = listed(shop, "address")["data"]
    attributes = row["attributes"]
    assert [attributes[f"customer.address.{name}"] for name in ("address1", "state", "countryid")] == [
        "Rua 5",
        "SP",
        "BR",
    ]
    shop.write("PATCH", "ana", dict(attributes), related="address", relatedid=row["id"])
    (seen,) = shop.tiendanube("GET", "/1001")["addresses"]
    assert (seen["country"], seen["province"], seen["locality"], seen["number"], seen["default"]) == (
        "Brasil", "São Paulo", "Centro", "5", True,
    )  # fmt: skip
    add(shop, "address", {"customer.address.firstname": "Jo", "customer.address.lastname": "Smith"})
    assert [(one["name"], one["default"]) for one in shop.tiendanube("GET", "/1001")["addresses"]] == [
        (None, True), ("Jo Smith", False),
    ]  # fmt: skip
    shop.said("DELETE", "ana", query={"related": "address", "relatedid": row["id"]})
    assert [(one["name"], one["default"]) for one in shop.tiendanube("GET", "/1001")["addresses"]] == [
        ("Jo Smith", True)
    ]


@pytest.mark.parametrize(
    ("named", "title"),
    [
        ({"customer.address.email": "no"}, 'Invalid characters in email address: "no"'),
        ({"customer.address.website": "no where"}, 'Invalid web site URL "no where"'),
        ({"customer.address.salutation": "123456789"}, 'Address salutation "123456789" not within allowed range'),
        ({"customer.address.countryid": "germany"}, "Invalid ISO country code"),
        ({"customer.address.languageid": "deutsch"}, "Invalid ISO language code"),
        ({"customer.address.birthday": "1.2.2000"}, 'Invalid characters in date, ISO format "YYYY-MM-DD" expected'),
    ],
)
def test_one_bad_address_stores_none(shop: Shop, named: Json, title: str) -> None:
    (made,) = add(shop, "address", ADDRESS)["data"]
    before = shop.everything()
    assert shop.title(add(shop, "address", {"customer.address.city": "good"}, named, status=404)) == title
    changed = shop.write(
        "PATCH", "ana", {"customer.address.city": "X", **named}, 404, related="address", relatedid=made["id"]
    )
    assert shop.title(changed) == title
    assert shop.everything() == before


@pytest.mark.parametrize("related", ["address", "property", "relationships"])
@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("POST", b"{x"),
        ("POST", b""),
        ("POST", b'{"data":null}'),
        ("POST", b'{"data":{"id":"1"}}'),
        ("POST", b'{"data":[{"attributes":{}},{}]}'),
        ("POST", b'{"data":["x"]}'),
        ("POST", b'{"data":{"attributes":"x"}}'),
        ("PATCH", b'{"data":[{"id":"1","attributes":{}}]}'),
        ("PATCH", b'{"data":{}}'),
        ("PATCH", b"{x"),
        ("DELETE", b""),
        ("DELETE", b"{x"),
        ("DELETE", b'{"data":[{"type":"x"}]}'),
        ("DELETE", b'{"data":[{"id":"1"},{}]}'),
        ("DELETE", b'{"data":"1"}'),
        ("DELETE", b'{"data":{"id":{}}}'),
    ],
)
def test_a_body_of_another_shape_is_400_for_everybody(shop: Shop, related: str, method: str, body: bytes) -> None:
    before = shop.everything()
    query = {"related": related, "include": "product", **({"relatedid": "1"} if method == "PATCH" else {})}
    for who in ("ana", ""):
        assert shop.title(shop.said(method, who, 400, query, content=body)) == GENERIC
    assert shop.everything() == before


@pytest.mark.parametrize(
    ("related", "named"),
    [
        ("address", {"customer.address.position": "first"}),
        ("address", {"customer.address.position": 1.5}),
        ("address", {"customer.address.position": 2**31}),
        ("address", {"customer.address.city": {}}),
        ("address", {"customer.address.city": "a\x00b"}),
        ("address", {"customer.address.longitude": "east"}),
        ("property", {"customer.property.type": "a", "customer.property.value": []}),
        ("property", {"customer.property.type": "a", "customer.property.value": "\x00"}),
        ("relationships", {"customer.lists.domain": "product", "customer.lists.position": "x"}),
        ("relationships", {"customer.lists.domain": "product", "customer.lists.status": 2**15}),
        ("relationships", {"customer.lists.domain": None}),
        ("relationships", {"customer.lists.domain": "product", "customer.lists.config": "x"}),
        ("relationships", {"customer.lists.domain": "product", "customer.lists.config": {"a": "\x00"}}),
    ],
)
def test_a_value_of_another_type_is_400(shop: Shop, related: str, named: Json) -> None:
    before = shop.everything()
    assert shop.title(add(shop, related, named, status=400)) == GENERIC
    assert shop.everything() == before


def test_a_config_nested_deeper_than_sixteen_levels_is_400(shop: Shop) -> None:
    def nested(levels: int) -> Json:
        config: object = 1
        for _ in range(levels):
            config = {"a": config}
        return {"customer.lists.domain": "product", "customer.lists.refid": "1", "customer.lists.config": config}

    for levels in (17, 40):
        assert shop.title(add(shop, "relationships", nested(levels), status=400)) == GENERIC
    (made,) = add(shop, "relationships", nested(16), include="product")["data"]
    assert made["attributes"]["customer.lists.config"] == nested(16)["customer.lists.config"]


def test_a_patch_of_an_address_needs_its_id(shop: Shop) -> None:
    add(shop, "address", ADDRESS)
    assert shop.title(shop.write("PATCH", "ana", {"customer.address.city": "X"}, 400, related="address")) == GENERIC
    for related in ("property", "relationships"):
        assert shop.write("PATCH", "ana", {}, 404, related=related, include="product").keys() == {"meta", "links"}


@pytest.mark.parametrize("related", ["address", "property", "relationships"])
def test_nobody_has_and_changes_nothing(shop: Shop, related: str) -> None:
    before = shop.everything()
    query = {"related": related, "include": "product"}
    assert shop.said("GET", query=query)["data"] == []
    assert shop.said("GET", query={**query, "relatedid": "1"}).keys() == {"meta", "links"}
    named = {"customer.address.lastname": "Ghost", "customer.property.type": "x", "customer.lists.domain": "product"}
    assert shop.title(add(shop, related, named, who="", status=403, include="product")) == LOG_IN
    assert shop.title(shop.write("PATCH", "", named, 403, **query, relatedid="1")) == LOG_IN
    assert shop.said("DELETE", query={**query, "relatedid": "1"}).keys() == {"meta", "links"}
    assert shop.said("DELETE", query=query, json={"data": [{"id": "4000"}]}).keys() == {"meta", "links"}
    assert shop.everything() == before
    assert len(shop.customers()) == 2


# -- properties ------------------------------------------------------------------------------------------------------


def prop(type_: str, value: object, language: object = None) -> Json:
    """The attributes of a property."""
    return {"customer.property.type": type_, "customer.property.value": value, "customer.property.languageid": language}


PROPERTY = ("customer.property.type", "customer.property.value", "customer.property.languageid")


def test_properties_of_other_languages_are_kept_and_not_shown(shop: Shop) -> None:
    document = add(shop, "property", prop("size", "M"), prop("hobby", "Schach", "de"), prop("hobby", "ajedrez", "ES"))
    assert document["meta"]["total"] == 2
    assert entries(document, *PROPERTY) == [["size", "M", None], ["hobby", "ajedrez", "es"]]
    assert shop.title(add(shop, "property", prop("hobby", "Schach", "de"), status=500)) == GENERIC
    shop.said("DELETE", "ana", query={"related": "property"}, json={"data": [{"id": document["data"][0]["id"]}]})
    assert entries(listed(shop, "property"), *PROPERTY) == [["hobby", "ajedrez", "es"]]
    shown = shop.said(
        "GET", "ana", query={"include": "customer/property", "fields[customer/property]": "customer.property.value"}
    )
    assert [one["attributes"] for one in shown["included"]][1:] == [{"customer.property.value": "ajedrez"}]
    assert shown["included"][1]["links"]["self"]["allow"] == ["DELETE", "GET", "PATCH"]


def test_a_property_is_repeated_only_without_a_language(shop: Shop) -> None:
    add(shop, "property", prop("a", "1"), prop("a", "1"), prop("a", "1", "es"))
    before = listed(shop, "property")
    assert before["meta"]["total"] == 3
    assert shop.title(add(shop, "property", prop("b", "new"), prop("a", "1", "es"), status=500)) == GENERIC
    same = shop.write(
        "PATCH",
        "ana",
        {"customer.property.languageid": "es"},
        500,
        related="property",
        relatedid=before["data"][0]["id"],
    )
    assert shop.title(same) == GENERIC
    assert listed(shop, "property") == before


def test_a_property_is_changed_and_found_by_its_id(shop: Shop) -> None:
    (made,) = add(shop, "property", prop("newsletter", 1))["data"]
    changed = shop.write(
        "PATCH", "ana", {"customer.property.value": "<i>0</i>"}, related="property", relatedid=made["id"]
    )
    assert changed["data"]["attributes"] == {
        "customer.property.id": made["id"], "customer.property.languageid": None,
        "customer.property.value": "<i>0</i>", "customer.property.type": "newsletter",
    }  # fmt: skip
    assert listed(shop, "property", relatedid=made["id"])["data"] == changed["data"]
    missing = listed(shop, "property", relatedid="99999")
    assert (missing["meta"]["total"], sorted(missing)) == (1, ["links", "meta"])
    assert shop.write("PATCH", "ana", {}, 404, related="property", relatedid="99999")["meta"]["total"] == 0
    shop.said("DELETE", "ana", query={"related": "property", "relatedid": made["id"]})
    assert listed(shop, "property", relatedid=made["id"])["meta"]["total"] == 0


@pytest.mark.parametrize(
    "named", [prop("", "x"), {"customer.property.value": "x"}, prop("t" * 65, "x"), prop("t", "v" * 256)]
)
def test_a_property_that_no_column_holds_is_a_fault(shop: Shop, named: Json) -> None:
    assert shop.title(add(shop, "property", prop("good", "x"), named, status=500)) == GENERIC
    assert listed(shop, "property")["data"] == []


def test_a_bad_language_of_a_property_is_told(shop: Shop) -> None:
    assert shop.title(add(shop, "property", prop("a", "b", "english"), status=404)) == "Invalid ISO language code"


# -- list items ------------------------------------------------------------------------------------------------------


def item(refid: object, **more: object) -> Json:
    """The attributes of a favourite product."""
    rest = {f"customer.lists.{name}": value for name, value in more.items()}
    return {
        "customer.lists.domain": "product",
        "customer.lists.type": "favorite",
        "customer.lists.refid": refid,
        **rest,
    }


def test_list_items_are_shown_to_whoever_names_their_domain(shop: Shop) -> None:
    document = add(
        shop, "relationships", item("7", position="2"), item(8), {"customer.lists.domain": "service"}, include="product"
    )
    assert entries(document, "customer.lists.refid", "customer.lists.type", "customer.lists.position") == [
        ["8", "favorite", 0], ["7", "favorite", 2],
    ]  # fmt: skip
    assert listed(shop, "relationships")["data"] == []
    assert entries(listed(shop, "relationships", include="service"), "customer.lists.type", "customer.lists.refid") == [
        ["default", ""]
    ]
    seven = document["data"][1]["id"]
    query = {"related": "relationships", "relatedid": seven}
    assert shop.write("PATCH", "ana", {"customer.lists.position": 3}, 404, **query).keys() == {"meta", "links"}
    shop.said("DELETE", "ana", query=query)
    shop.said("DELETE", "ana", query={"related": "relationships"}, json={"data": [{"id": seven}]})
    changed = shop.write("PATCH", "ana", {"customer.lists.position": -3}, **query, include="product")
    assert changed["data"]["attributes"]["customer.lists.position"] == -3
    assert entries(listed(shop, "relationships", include="service,product"), "customer.lists.refid") == [
        ["7"],
        ["8"],
        [""],
    ]
    shop.said("DELETE", "ana", query={**query, "include": "product"})
    assert entries(listed(shop, "relationships", include="product"), "customer.lists.refid") == [["8"]]


def test_a_product_is_related_and_never_included(shop: Shop) -> None:
    (made,) = add(shop, "relationships", item("7"), include="product")["data"]
    document = shop.said("GET", "ana", query={"include": "product", "fields[customer]": "customer.id"})
    base = shop.live.serving.base_url
    (entry,) = document["data"]["relationships"]["product"]["data"]
    assert (entry["id"], entry["type"]) == ("7", "product")
    assert entry["attributes"] == made["attributes"]
    assert (
        entry["links"]["self"]["href"] == f"{base}/jsonapi/product?id=1001&related=relationships&relatedid={made['id']}"
    )
    assert [one["type"] for one in document["included"]] == ["customer/group"]


DEEP: Json = {"stock": "1", "price": 1.0, "deep": {"a": [], "b": {}, "c": 2.5}}
CONFIGS: tuple[tuple[object, object], ...] = (
    ({}, []),
    ([], []),
    (None, []),
    (DEEP, {"stock": "1", "price": 1, "deep": {"a": [], "b": [], "c": 2.5}}),
    (["a", {"b": None}], ["a", {"b": None}]),
    ({"0": "a", "1": "b"}, ["a", "b"]),
)


@pytest.mark.parametrize(("config", "shown"), CONFIGS)
def test_a_config_comes_back_as_php_keeps_it(shop: Shop, config: object, shown: object) -> None:
    (made,) = add(shop, "relationships", item("7", config=config), include="product")["data"]
    assert made["attributes"]["customer.lists.config"] == shown


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("2026-01-02", "2026-01-02 00:00:00"),
        ("2026-01-02 03:04", "2026-01-02 03:04:00"),
        ("2026-01-02T03:04:05", "2026-01-02 03:04:05"),
        ("", None),
        (None, None),
    ],
)
def test_moments_have_one_form(shop: Shop, sent: object, shown: object) -> None:
    (made,) = add(shop, "relationships", item("7", datestart=sent), include="product")["data"]
    assert made["attributes"]["customer.lists.datestart"] == shown


@pytest.mark.parametrize(
    "sent", ["tomorrow", "2026-1-2", "2026-01-02 3:04", "2026-02-30", "2026-01-02 24:61", "2026-01-02 03:04:05Z"]
)
def test_no_moment_is_told(shop: Shop, sent: str) -> None:
    title = 'Invalid characters in date, ISO format "YYYY-MM-DD hh:mm:ss" expected'
    for name in ("datestart", "dateend"):
        assert shop.title(add(shop, "relationships", item("7", **{name: sent}), status=404, include="product")) == title
    assert listed(shop, "relationships", include="product")["data"] == []


def test_an_entry_outside_its_time_is_hidden_until_its_time_comes(shop: Shop) -> None:
    add(
        shop, "relationships",
        item("now", datestart="2026-03-04 05:06:06", dateend="2026-03-04 05:06:08"),
        item("later", datestart="2026-03-04 05:06:07"),
        item("over", dateend="2026-03-04 05:06:07"),
    )  # fmt: skip
    assert entries(listed(shop, "relationships", include="product"), "customer.lists.refid") == [["now"]]
    shop.live.stop_clock("2026-03-04T05:06:09Z")
    assert entries(listed(shop, "relationships", include="product"), "customer.lists.refid") == [["later"]]


def test_an_entry_that_was_disabled_is_out_of_reach(shop: Shop) -> None:
    (made,) = add(shop, "relationships", item("7"), include="product")["data"]
    query = {"related": "relationships", "include": "product", "relatedid": made["id"]}
    assert (
        shop.write("PATCH", "ana", {"customer.lists.status": 0}, **query)["data"]["attributes"]["customer.lists.status"]
        == 0
    )
    assert listed(shop, "relationships", include="product")["data"] == []
    shop.write("PATCH", "ana", {"customer.lists.status": 1}, 404, **query)
    shop.said("DELETE", "ana", query=query)
    assert shop.title(add(shop, "relationships", item("7"), status=500, include="product")) == GENERIC


@pytest.mark.parametrize(("column", "most"), [("domain", 134), ("type", 134), ("refid", 255)])
def test_a_list_item_that_no_column_holds_is_a_fault(shop: Shop, column: str, most: int) -> None:
    def named(length: int) -> Json:
        return {**item("7"), f"customer.lists.{column}": "x" * length}

    assert shop.title(add(shop, "relationships", item("8"), named(most + 1), status=500)) == GENERIC
    domain = "x" * most if column == "domain" else "product"
    assert listed(shop, "relationships", include="product")["data"] == []
    add(shop, "relationships", named(most), include=domain)
    assert entries(listed(shop, "relationships", include=domain), f"customer.lists.{column}") == [["x" * most]]


def test_a_list_item_is_there_once(shop: Shop) -> None:
    add(shop, "relationships", item("7"), include="product")
    before = listed(shop, "relationships", include="product")
    assert shop.title(add(shop, "relationships", item("8"), item("7"), status=500, include="product")) == GENERIC
    assert listed(shop, "relationships", include="product") == before
    add(shop, "relationships", item("7"), who="bob", include="product")
    add(shop, "relationships", item("7", type="watch"), include="product")


def test_groups_are_shown_and_never_managed(shop: Shop) -> None:
    before = shop.everything()
    for domain in ("customer/group", "customer.group", "group"):
        named = {"customer.lists.domain": domain, "customer.lists.refid": "5"}
        assert shop.title(add(shop, "relationships", item("7"), named, status=403)) == GROUPS
        query = {"related": "relationships", "include": domain, "relatedid": "4000"}
        assert shop.title(shop.write("PATCH", "ana", {"customer.lists.refid": "5"}, 403, **query)) == GROUPS
        assert shop.title(shop.said("DELETE", "ana", 403, query)) == GROUPS
        bulk = {"related": "relationships", "include": domain}
        assert shop.title(shop.said("DELETE", "ana", 403, bulk, json={"data": [{"id": "4000"}]})) == GROUPS
        assert entries(listed(shop, "relationships", include=domain), "customer.lists.domain") == [["customer/group"]]
    assert shop.everything() == before
    (made,) = add(shop, "relationships", item("7"), include="product")["data"]
    query = {"related": "relationships", "include": "product", "relatedid": made["id"]}
    assert shop.title(shop.write("PATCH", "ana", {"customer.lists.domain": "group"}, 403, **query)) == GROUPS
    assert listed(shop, "relationships", include="product")["data"] == [made]


def test_links_of_relationships_repeat_what_was_asked(shop: Shop) -> None:
    base = shop.live.serving.base_url
    document = listed(shop, "relationships", include="product", relatedid="1")
    assert document["links"] == {
        "self": f"{base}{RESOURCE}?related=relationships&include=product&relatedid=1",
        "related": f"{base}{RESOURCE}?related=relationships&include=product",
    }
    assert listed(shop, "address")["links"] == {"self": f"{base}{RESOURCE}?related=address"}


def test_everything_goes_with_the_account(shop: Shop) -> None:
    add(shop, "address", ADDRESS)
    add(shop, "property", prop("a", "1"))
    add(shop, "relationships", item("7"))
    shop.said("DELETE", "ana")
    shop.sign_in(shop.create({"customer.email": ANA["customer.email"]}), "ana")
    for related in ("address", "property", "relationships"):
        assert listed(shop, related, include="product,group")["data"] == []
