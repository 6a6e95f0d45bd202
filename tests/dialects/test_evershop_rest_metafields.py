"""Metafields through EverShop: defined by staff, filled for customers, held against their definitions."""

from __future__ import annotations

import re

import pytest

from tests.dialects.evershop_live import UNKNOWN, Evershop, refused
from tests.dialects.live import Json, Live

NO_KEY = "{} must start with a letter and contain only lowercase letters, digits, or underscores"


@pytest.fixture
def shop(server: Live) -> Evershop:
    return Evershop(server)


@pytest.fixture
def ann(shop: Evershop) -> Json:
    return shop.register()


def define(shop: Evershop, kind: str = "short_text", key: str = "tier", **more: object) -> Json:
    body = {"ownerType": "customer", "fieldKey": key, "name": key.title(), "fieldType": kind, **more}
    made: Json = shop.good("POST", "/metafield-definitions", body)
    return made


def fill(shop: Evershop, ann: Json, metafields: object) -> Json:
    said = shop.good("PATCH", f"/customers/{ann['uuid']}/metafields", {"metafields": metafields})
    assert list(said) == ["metaData"]
    values: Json = said["metaData"]
    return values


def values(shop: Evershop, ann: Json) -> Json:
    shown: Json = shop.good("PATCH", f"/customers/{ann['uuid']}", {})["meta_data"]
    return shown


# -- definitions ---------------------------------------------------------------------------------------------------


def test_a_definition_comes_back_with_everything_that_it_leaves_out(shop: Evershop) -> None:
    made = define(shop)
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["uuid"])
    assert made == {
        "uuid": made["uuid"],
        "ownerType": "customer",
        "namespace": "custom",
        "key": "tier",
        "name": "Tier",
        "type": "short_text",
        "isList": False,
        "required": False,
        "translatable": False,
        "visibleToCustomer": True,
        "validations": [],
        "appearance": {},
        "subFields": [],
        "position": 0,
    }
    assert shop.good("GET", "/metafield-definitions") == [made]


def test_a_definition_keeps_everything_that_it_says(shop: Evershop) -> None:
    said: Json = {
        "namespace": "loyalty",
        "description": "<b>x</b>",
        "isList": True,
        "required": True,
        "translatable": True,
        "visibleToCustomer": False,
        "validations": [{"type": "size", "max": 3}],
        "appearance": {"color": "red"},
        "position": 7,
    }
    made = define(shop, **said)
    assert {name: made[name] for name in said} == {**said, "description": "&lt;b&gt;x&lt;/b&gt;"}
    assert shop.good("GET", "/metafield-definitions") == [made]


def test_definitions_are_listed_by_position(shop: Evershop) -> None:
    for key, position in (("zeta", 0), ("alpha", 0), ("first", -1)):
        define(shop, key=key, position=position)
    assert [one["key"] for one in shop.good("GET", "/metafield-definitions")] == ["first", "alpha", "zeta"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"ownerType": None}, "ownerType must be a string"),
        ({"ownerType": "product"}, 'ownerType must be "customer"'),
        ({"fieldKey": "No"}, NO_KEY.format("fieldKey")),
        ({"fieldKey": 5}, "fieldKey must be a string"),
        ({"namespace": "a-b"}, NO_KEY.format("namespace")),
        ({"name": ""}, "Field name is required"),
        ({"fieldType": "money"}, "fieldType must be one of the supported metafield types"),
        ({"required": "yes"}, "must be boolean"),
        ({"position": 1.5}, "must be integer"),
        ({"validations": {}}, "must be array"),
        ({"surprise": 1}, "Unknown property in body"),
        ({"fieldType": "group", "subFields": [5]}, "subFields must hold objects"),
        ({"fieldType": "group", "subFields": [{"key": "x"}]}, '"x" has no type that is known'),
    ],
)
def test_a_bad_definition_is_refused(shop: Evershop, more: Json, words: str) -> None:
    body = {"ownerType": "customer", "fieldKey": "tier", "name": "Tier", "fieldType": "short_text", **more}
    assert refused(shop.call("POST", "/metafield-definitions", body)) == (400, words)
    assert shop.good("GET", "/metafield-definitions") == []


@pytest.mark.parametrize(
    ("position", "words"),
    [
        (2**31, 'value "2147483648" is out of range for type integer'),
        (-(2**31), 'value "-2147483648" is out of range for type integer'),
        (1e300, 'invalid input syntax for type integer: "1e+300"'),
    ],
)
def test_a_position_is_an_integer_of_the_database(shop: Evershop, position: float, words: str) -> None:
    body = {"ownerType": "customer", "fieldKey": "a", "name": "A", "fieldType": "url", "position": position}
    assert refused(shop.call("POST", "/metafield-definitions", body)) == (500, words)


@pytest.mark.parametrize("field", ["ownerType", "fieldKey", "name", "fieldType"])
def test_what_a_definition_lacks_is_told(shop: Evershop, field: str) -> None:
    body = {"ownerType": "customer", "fieldKey": "tier", "name": "Tier", "fieldType": "short_text"}
    del body[field]
    words = "Field name is required" if field == "name" else f"{field} is required"
    assert refused(shop.call("POST", "/metafield-definitions", body)) == (400, words)


def test_groups_nest_only_so_deep(shop: Evershop) -> None:
    leaf = {"key": "leaf", "type": "short_text"}
    two = {"key": "two", "type": "group", "subFields": [leaf]}
    define(shop, "group", subFields=[two])
    three = {"key": "one", "type": "group", "subFields": [two]}
    body: Json = {
        "ownerType": "customer",
        "fieldKey": "deep",
        "name": "Deep",
        "fieldType": "group",
        "subFields": [three],
    }
    answer = shop.call("POST", "/metafield-definitions", body)
    assert refused(answer) == (400, 'Group nesting exceeds max depth 3 at "two"')


def test_a_key_is_defined_once(shop: Evershop) -> None:
    made = define(shop)
    body = {"ownerType": "customer", "fieldKey": "tier", "name": "Other", "fieldType": "integer"}
    words = 'A metafield definition "custom.tier" already exists for "customer"'
    assert refused(shop.call("POST", "/metafield-definitions", body)) == (409, words)
    assert shop.good("GET", "/metafield-definitions") == [made]
    assert define(shop, namespace="other")["key"] == "tier"


def test_a_definition_that_goes_takes_its_values_along(shop: Evershop, ann: Json) -> None:
    gone = define(shop)
    define(shop, key="level", kind="integer")
    define(shop, namespace="other")
    bob = shop.register("bob@example.com")
    fill(shop, ann, {"custom": {"tier": "gold", "level": 3}, "other": {"tier": "x"}})
    fill(shop, bob, {"custom": {"tier": "tier"}})
    assert shop.good("DELETE", f"/metafield-definitions/{gone['uuid']}") == {"uuid": gone["uuid"]}
    assert values(shop, ann) == {"custom": {"level": 3}, "other": {"tier": "x"}}
    assert values(shop, bob) == {}
    assert [one["key"] for one in shop.good("GET", "/metafield-definitions")] == ["level", "tier"]


def test_a_definition_goes_even_from_more_customers_than_one_transaction_takes(server: Live) -> None:
    rows = [
        {
            "dialect": "evershop",
            "store": 1,
            "shown": {
                "customer_id": number,
                "uuid": f"00000000-0000-4000-8000-{number:012}",
                "email": f"c{number}@example.com",
                "full_name": "C",
                "created_at": "2026-01-02T03:04:05.006Z",
                "meta_data": {"custom": {"tier": "tier", "old": number}},
            },
        }
        for number in range(1, 452)
    ]
    shop = Evershop(server, customers=rows)
    gone = define(shop)
    shop.good("DELETE", f"/metafield-definitions/{gone['uuid']}")
    for number in (1, 200, 201, 400, 401, 451):
        uuid = f"00000000-0000-4000-8000-{number:012}"
        assert values(shop, {"uuid": uuid}) == {"custom": {"old": number}}


@pytest.mark.parametrize("uuid", [UNKNOWN, "nope"])
def test_a_definition_that_is_not_there_cannot_go(shop: Evershop, uuid: str) -> None:
    made = define(shop)
    words = f'Metafield definition "{uuid}" not found'
    assert refused(shop.call("DELETE", f"/metafield-definitions/{uuid}")) == (404, words)
    assert shop.good("GET", "/metafield-definitions") == [made]


# -- values --------------------------------------------------------------------------------------------------------


def test_the_set_of_values_is_replaced(shop: Evershop, ann: Json) -> None:
    define(shop)
    define(shop, "boolean", "vip")
    assert fill(shop, ann, {"custom": {"tier": "gold", "x": 1}, "else": {"y": 2}}) == {"custom": {"tier": "gold"}}
    assert values(shop, ann) == {"custom": {"tier": "gold"}}
    assert fill(shop, ann, {"custom": {"vip": False}}) == {"custom": {"vip": False}}
    assert fill(shop, ann, {}) == {}
    assert values(shop, ann) == {}


def test_values_without_a_definition_stay(server: Live) -> None:
    shown = {
        "customer_id": 7,
        "uuid": UNKNOWN,
        "email": "old@example.com",
        "full_name": "Old",
        "meta_data": {"custom": {"old": 1, "tier": "gold"}, "legacy": {"x": True}},
    }
    shop = Evershop(server, customers=[{"dialect": "evershop", "store": 1, "shown": shown}])
    define(shop)
    left = {"custom": {"old": 1}, "legacy": {"x": True}}
    assert fill(shop, {"uuid": UNKNOWN}, {}) == left
    assert fill(shop, {"uuid": UNKNOWN}, {"custom": {"tier": "new", "old": 2}}) == {
        "custom": {"old": 1, "tier": "new"},
        "legacy": {"x": True},
    }


@pytest.mark.parametrize("body", [{}, {"metafields": None}, [], {"metafields": {"custom": [1]}}])
def test_no_values_at_all_are_an_empty_set(shop: Evershop, ann: Json, body: object) -> None:
    define(shop)
    fill(shop, ann, {"custom": {"tier": "gold"}})
    assert shop.good("PATCH", f"/customers/{ann['uuid']}/metafields", body) == {"metaData": {}}


@pytest.mark.parametrize("metafields", [[], "x", 5, True])
def test_the_set_must_be_an_object(shop: Evershop, ann: Json, metafields: object) -> None:
    answer = shop.call("PATCH", f"/customers/{ann['uuid']}/metafields", {"metafields": metafields})
    assert refused(answer) == (400, "Custom fields must be an object")


@pytest.mark.parametrize("uuid", [UNKNOWN, "nope"])
def test_a_customer_who_is_not_there_is_a_404(shop: Evershop, uuid: str) -> None:
    bodies: tuple[Json, ...] = ({}, {"metafields": []})
    for body in bodies:
        answer = shop.call("PATCH", f"/customers/{uuid}/metafields", body)
        assert refused(answer) == (404, "Customer not found")


def test_nul_is_refused(shop: Evershop, ann: Json) -> None:
    define(shop)
    nul = shop.call("PATCH", f"/customers/{ann['uuid']}/metafields", {"metafields": {"custom": {"tier": "a\0"}}})
    assert refused(nul) == (500, "unsupported Unicode escape sequence")
    assert values(shop, ann) == {}
    body = {"ownerType": "customer", "fieldKey": "b", "name": "a\0", "fieldType": "integer"}
    answer = shop.call("POST", "/metafield-definitions", body)
    assert refused(answer) == (500, 'invalid byte sequence for encoding "UTF8": 0x00')


def test_values_are_not_escaped(shop: Evershop, ann: Json) -> None:
    define(shop)
    assert fill(shop, ann, {"custom": {"tier": "<b>gold</b>"}}) == {"custom": {"tier": "<b>gold</b>"}}


@pytest.mark.parametrize("empty", [None, ""])
def test_a_required_field_must_be_filled(shop: Evershop, ann: Json, empty: object) -> None:
    define(shop, required=True)
    fill(shop, ann, {"custom": {"tier": "gold"}})
    for metafields in ({}, {"custom": {"tier": empty}}):
        answer = shop.call("PATCH", f"/customers/{ann['uuid']}/metafields", {"metafields": metafields})
        assert refused(answer) == (400, '"custom.tier" is required')
    assert values(shop, ann) == {"custom": {"tier": "gold"}}


GROUP = [{"key": "a", "type": "integer", "required": True}, {"key": "b", "type": "short_text"}]


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        ("short_text", "x"),
        ("long_text", "x\ny"),
        ("rich_text", "x"),
        ("rich_text", [{"id": "r1", "columns": 1}]),
        ("url", "anything"),
        ("integer", 5),
        ("integer", 0),
        ("number", 1.5),
        ("boolean", False),
        ("date", "2024-02-29"),
        ("color", "#a0B1c2"),
    ],
)
def test_a_good_value_is_kept(shop: Evershop, ann: Json, kind: str, good: object) -> None:
    define(shop, kind)
    assert fill(shop, ann, {"custom": {"tier": good}}) == {"custom": {"tier": good}}
    assert values(shop, ann) == {"custom": {"tier": good}}


@pytest.mark.parametrize(
    ("kind", "more", "bad", "words"),
    [
        ("short_text", {}, 5, "must be string"),
        ("long_text", {}, ["x"], "must be string"),
        ("url", {}, True, "must be string"),
        ("rich_text", {}, 5, "must be string"),
        ("integer", {}, 1.5, "must be integer"),
        ("integer", {}, "5", "must be integer"),
        ("integer", {}, True, "must be integer"),
        ("number", {}, "1.5", "must be number"),
        ("boolean", {}, 1, "must be boolean"),
        ("date", {}, 5, "must be string"),
        ("date", {}, "2023-02-29", 'must match format "date"'),
        ("date", {}, "20240101", 'must match format "date"'),
        ("color", {}, "red", 'must match pattern "^#([0-9a-fA-F]{6})$"'),
        ("color", {}, "#a0B1c2\n", 'must match pattern "^#([0-9a-fA-F]{6})$"'),
        ("group", {"subFields": GROUP}, {"b": "x"}, "must have required property 'a'"),
        ("group", {"subFields": GROUP}, {"a": "x"}, "must be integer"),
        ("integer", {"isList": True}, [1, "x"], "must be integer"),
        ("short_text", {"validations": [{"type": "size", "min": 2}]}, "x", "must NOT have fewer than 2 characters"),
        ("short_text", {"validations": [{"type": "size", "max": 2}]}, "xyz", "must NOT have more than 2 characters"),
        ("integer", {"validations": [{"type": "range", "min": 2}]}, 1, "must be >= 2"),
        ("number", {"validations": [{"type": "range", "max": 2.5}]}, 3, "must be <= 2.5"),
        (
            "short_text",
            {"validations": [{"type": "choices", "values": ["a", "b"]}]},
            "c",
            "must be equal to one of the allowed values",
        ),
    ],
)
def test_a_value_is_held_against_its_definition(
    shop: Evershop, ann: Json, kind: str, more: Json, bad: object, words: str
) -> None:
    define(shop, kind, **more)
    answer = shop.call("PATCH", f"/customers/{ann['uuid']}/metafields", {"metafields": {"custom": {"tier": bad}}})
    assert refused(answer) == (400, f'"custom.tier": {words}')
    assert values(shop, ann) == {}


@pytest.mark.parametrize(
    ("kind", "more", "sent", "kept"),
    [
        ("group", {"subFields": GROUP}, {"a": 1, "b": "", "c": 2, "_id": "x"}, {"a": 1}),
        ("group", {"subFields": GROUP, "isList": True}, [{"a": 1}, {}, {"_id": "q"}, {"a": 2, "b": "x"}], None),
        ("integer", {"isList": True}, [1, None, 2], [1, 2]),
        ("short_text", {"validations": [{"type": "unheard of"}, 5]}, "x", "x"),
        ("short_text", {"validations": [{"type": "regexp", "pattern": "(a+)+$"}]}, "a" * 50 + "b", "a" * 50 + "b"),
    ],
)
def test_what_nobody_asked_for_is_left_out(
    shop: Evershop, ann: Json, kind: str, more: Json, sent: object, kept: object
) -> None:
    define(shop, kind, **more)
    expected = kept if kept is not None else [{"a": 1}, {"a": 2, "b": "x"}]
    assert fill(shop, ann, {"custom": {"tier": sent}}) == {"custom": {"tier": expected}}


def test_filling_moves_updated_at_and_an_echo_does_not(shop: Evershop) -> None:
    shop.live.stop_clock("2026-01-02T03:04:05.000Z")
    ann = shop.register()
    define(shop)
    shop.live.stop_clock("2026-01-02T03:04:06.000Z")
    fill(shop, ann, {"custom": {"tier": "gold"}})
    shop.live.stop_clock("2026-01-02T03:04:07.000Z")
    fill(shop, ann, {"custom": {"tier": "gold"}})
    assert shop.good("PATCH", f"/customers/{ann['uuid']}", {})["updated_at"] == "2026-01-02T03:04:06.000Z"
