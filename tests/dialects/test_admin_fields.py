"""Every field of a customer in the administration: changed there, or named among those that nobody changes there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from patron.dialects.admin import lens
from patron.domain.customer import Address, Customer
from tests.dialects.admin_office import Page, only_uuid, stored
from tests.dialects.evershop_live import STORE, WATCHER
from tests.dialects.live import Json, Live
from tests.dialects.test_admin_editing import FACTS, Form, fields

DOCS = Path(__file__).parents[2] / "docs" / "admin.md"
COLLECTIONS = {"addresses", "tags", "list_items", "properties", "metafields", "extra"}
ADDRESS = {
    "full_name": "Ada King Lovelace",
    "first_name": "Ada King",
    "last_name": "Lovelace",
    "phone": "+44 20 7946 0000",
    "street": "St James's Square",
    "number": "12",
    "line2": "Second floor",
    "line3": "Left",
    "neighbourhood": "Mayfair",
    "city": "London",
    "postcode": "SW1Y",
    "region": "California",
    "country": "United States",
    "latitude": "51.5",
    "longitude": "-0.125",
    "position": "3",
    "contact.type": "work",
    "contact.salutation": "ms",
    "contact.title": "Countess",
    "contact.company": "Engines",
    "contact.vatid": "GB 1",
    "contact.email": "work@example.org",
    "contact.mobile": "+44 7",
    "contact.telefax": "+44 8",
    "contact.website": "www.example.org",
    "contact.languageid": "en",
    "contact.birthday": "1815-12-10",
    "is_billing": "1",
    "is_delivery": "1",
    "is_default": "1",
}
PROPERTY = {"type": "size", "language": "pt", "value": "42\nand a half"}
ITEM = {
    "domain": "product",
    "refid": "77",
    "type": "favorite",
    "position": "2",
    "status": "0",
    "datestart": "2026-01-02 03:04:05",
    "dateend": "2027-01-02 00:00:00",
    "config": '{"a":[1,{"b":null}]}',
}


def rows(form: Form, kind: str) -> list[str]:
    """The keys of the rows of that kind, new ones left out."""
    found = dict.fromkeys(name.split(":")[1] for name in form.fields if re.match(rf"{kind}:[^:]+:\w", name))
    return [key for key in found if key != "new"]


def put(page: Page, uuid: str, **typed: str) -> Form:
    """The form after that was typed and stored."""
    answer = Form(page, uuid).send(**typed)
    assert answer.status_code == 303, answer.text
    return Form(page, uuid)


def define(page: Page, kind: str, key: str, **more: object) -> None:
    body = {"ownerType": "customer", "fieldKey": key, "name": key.title(), "fieldType": kind, **more}
    answer = page.http.post("/api/metafield-definitions", json=body)
    assert answer.status_code == 200, answer.text


def custom(key: str) -> str:
    return f'custom:["metafields","custom","{key}"]'


# -- every field -----------------------------------------------------------------------------------------------------


def test_every_field_of_a_customer_is_editable_or_named_among_those_that_are_not() -> None:
    editable = {fact.name for section in lens.CUSTOMER for fact in section.facts}
    assert editable == set(FACTS)
    assert set(Customer.__struct_fields__) == editable | COLLECTIONS | set(lens.READ_ONLY)
    assert not (editable | COLLECTIONS) & set(lens.READ_ONLY)
    docs = DOCS.read_text("utf-8")
    for name, why in lens.READ_ONLY.items():
        assert f"| `{name}` | {why} |" in docs


def test_every_field_of_an_address_is_editable_or_named_among_those_that_are_not(page: Page, uuid: str) -> None:
    told = {name.partition(".")[0] for name in ADDRESS}
    assert set(Address.__struct_fields__) == told | set(lens.ADDRESS_READ_ONLY)
    assert not told & set(lens.ADDRESS_READ_ONLY)
    docs = DOCS.read_text("utf-8")
    for name, why in lens.ADDRESS_READ_ONLY.items():
        assert f"| `{name}` of an address | {why} |" in docs
    before = rows(Form(page, uuid), "address")
    form = put(page, uuid, **{f"address:new:{name}": text for name, text in ADDRESS.items()})
    (key,) = set(rows(form, "address")) - set(before)
    assert {name: form.fields.get(f"address:{key}:{name}", "") for name in ADDRESS} == ADDRESS
    shown = page.get(f"/admin/customers/edit/{uuid}").text
    for text in ("Engines", "work@example.org", "1815-12-10", "Countess"):
        assert text in shown
    # One after the other to something else, and away again.
    for name, text in ADDRESS.items():
        if not name.startswith(("is_", "position")) and name not in {"country", "region"}:
            other = {"latitude": "1.5", "longitude": "2.5"}.get(
                name, f"{text}x" if "birth" not in name else "1816-01-01"
            )
            assert put(page, uuid, **{f"address:{key}:{name}": other}).fields[f"address:{key}:{name}"] == other
    gone = {f"address:{key}:{name}": "" for name in ADDRESS if name.startswith("contact.")}
    form = put(page, uuid, **gone)
    assert {name: form.fields[name] for name in gone} == gone


@pytest.mark.parametrize(("kind", "said"), [("property", PROPERTY), ("list", ITEM)])
def test_properties_and_list_items_are_added_changed_and_removed(
    page: Page, uuid: str, kind: str, said: dict[str, str]
) -> None:
    assert {fact.name for fact in (lens.PROPERTY if kind == "property" else lens.LIST_ITEM)} == set(said)
    form = put(page, uuid, **{f"{kind}:new:{name}": text for name, text in said.items()})
    (key,) = rows(form, kind)
    assert {name: form.fields[f"{kind}:{key}:{name}"] for name in said} == said
    others = {"position": "5", "status": "1", "datestart": "2025-05-05 00:00:00", "dateend": "", "config": '{"c":1}'}
    for name, text in said.items():
        field, other = f"{kind}:{key}:{name}", others.get(name, f"{text}x")
        assert put(page, uuid, **{field: other}).fields[field] == other
    assert rows(put(page, uuid, **{f"{kind}:{key}:removed": "1"}), kind) == []


def test_a_membership_keeps_its_own_facts_beside_the_choice_of_groups(page: Page, uuid: str) -> None:
    form = put(page, uuid, **{"group:2": "1", "first_group": "2"})
    (key,) = rows(form, "list")
    assert f"list:{key}:refid" not in form.fields
    assert f"list:{key}:removed" not in form.fields
    form = put(page, uuid, **{f"list:{key}:dateend": "2030-01-01", f"list:{key}:config": '{"by":"hand"}'})
    assert (form.fields[f"list:{key}:dateend"], form.fields[f"list:{key}:config"]) == (
        "2030-01-01 00:00:00",
        '{"by":"hand"}',
    )
    assert (form.fields["group:2"], form.fields["first_group"]) == ("1", "2")
    assert rows(put(page, uuid, **{"group:2": "", "first_group": ""}), "list") == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"property:new:value": "without a type"}, "Please fill this in."),
        ({"property:new:type": "t" * 65}, "This is too long."),
        ({"list:new:refid": "7"}, "Please fill this in."),
        ({"list:new:domain": "group", "list:new:refid": "2"}, "This cannot be changed here."),
        ({"list:new:domain": "product", "list:new:position": "many"}, "Please write a whole number."),
        ({"list:new:domain": "product", "list:new:datestart": "soon"}, "Please write it as 2026-12-31 23:59."),
        ({"list:new:domain": "product", "list:new:config": "[1]"}, "Please write an object as JSON"),
        ({"list:new:domain": "product", "list:new:config": "{"}, "Please write an object as JSON"),
        ({"address:new:is_delivery": "1", "address:new:contact.email": "no address"}, "This is no e-mail address."),
        ({"address:new:is_delivery": "1", "address:new:position": "1.5"}, "Please write a whole number."),
    ],
)
def test_what_is_wrong_in_a_new_row_is_said_beside_it_and_the_row_is_not_lost(
    office: Live, page: Page, uuid: str, typed: dict[str, str], words: str
) -> None:
    before = stored(office)
    answer = Form(page, uuid).send(**typed, note="Typed, too")
    assert answer.status_code == 422
    assert words in answer.text
    kept = fields(answer.text)
    assert {name: kept[name] for name in (*typed, "note")} == {**typed, "note": "Typed, too"}
    assert stored(office) == before


def test_the_same_property_twice_is_refused_beside_the_field(page: Page, uuid: str) -> None:
    said = {f"property:new:{name}": text for name, text in PROPERTY.items()}
    form = put(page, uuid, **said)
    answer = form.send(**said)
    assert answer.status_code == 422
    assert "Another one says the same already." in answer.text


def test_a_row_that_somebody_else_removed_is_asked_about_as_a_whole(office: Live, page: Page, uuid: str) -> None:
    form = Form(page, uuid)
    (key,) = rows(form, "address")
    put(page, uuid, **{f"address:{key}:removed": "1"})
    answer = form.send(**{f"address:{key}:street": "Elm Street", "note": "Mine"})
    assert answer.status_code == 409
    assert answer.text.count('class="card clash"') == 1
    assert "It stays, with what you typed" in answer.text
    chosen = fields(answer.text)
    for choice, streets in (("1", []), ("", ["Elm Street"])):
        again = {**chosen, f"address:{key}:removed": choice}
        assert page.http.post(form.path, data=again).status_code == 303
        assert [one["address"] for one in stored(office)["addresses"]] == streets
    (row,) = stored(office)["addresses"]
    assert (row["number"], row["city"], stored(office)["note"]) == ("700", "Springfield", "Mine")


# -- custom values ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "more", "good", "kept", "bad", "words"),
    [
        ("short_text", {"validations": [{"type": "size", "max": 3}]}, "abc", "abc", "abcd", "more than 3 characters"),
        ("integer", {}, "7", 7, "7.5", "It must be integer."),
        ("integer", {"validations": [{"type": "range", "min": 5}]}, "5", 5, "4", "It must be &gt;= 5."),
        ("number", {}, "7.25", 7.25, "seven", "It must be number."),
        ("boolean", {}, "true", True, "maybe", "It must be boolean."),
        ("date", {}, "2026-02-28", "2026-02-28", "2026-02-30", "It must match format &#34;date&#34;."),
        ("color", {}, "#a1b2c3", "#a1b2c3", "red", "It must match pattern"),
        ("short_text", {"isList": True}, "one\ntwo", ["one", "two"], "[1]", "It must be string."),
        ("integer", {"isList": True}, "1\n2", [1, 2], "1\nx", "It must be integer."),
        ("rich_text", {}, "plain", "plain", "[{", "It must be a text, or rows as JSON."),
        (
            "group",
            {"subFields": [{"key": "a", "type": "integer", "required": True}]},
            '{"a":1}',
            {"a": 1},
            '{"a":"x"}',
            "It must be integer.",
        ),
        (
            "short_text",
            {"validations": [{"type": "choices", "values": ["red", "blue"]}]},
            "blue",
            "blue",
            "green",
            "It must be equal to one of the allowed values.",
        ),
    ],
)
def test_a_defined_value_is_held_against_its_definition(
    page: Page, uuid: str, kind: str, more: Json, good: str, kept: object, bad: str, words: str
) -> None:
    define(page, kind, "tier", **more)
    answer = Form(page, uuid).send(**{custom("tier"): bad, "note": "Typed, too"})
    assert answer.status_code == 422, kind
    assert words in answer.text
    shown = fields(answer.text)
    assert (shown[custom("tier")], shown["note"]) == (bad, "Typed, too")
    form = put(page, uuid, **{custom("tier"): good})
    assert form.fields[custom("tier")] == good
    assert meta(page, uuid) == {"custom": {"tier": kept}}
    assert put(page, uuid, note="Something else").fields[custom("tier")] == good
    put(page, uuid, **{custom("tier"): ""})
    assert meta(page, uuid) == {}


def meta(page: Page, uuid: str) -> Json:
    found: Json = page.http.patch(f"/api/customers/{uuid}", json={}).json()["data"]["meta_data"]
    return found


def test_a_required_value_is_asked_for_whenever_one_is_written(page: Page, uuid: str) -> None:
    define(page, "short_text", "tier", required=True)
    define(page, "short_text", "color_of_hat")
    put(page, uuid, note="Nothing to do with it")
    answer = Form(page, uuid).send(**{custom("color_of_hat"): "red"})
    assert answer.status_code == 422
    assert re.search(r'id="wrong-custom:[^"]*tier[^"]*">Please fill this in\.', answer.text)
    assert meta(page, uuid) == {}
    put(page, uuid, **{custom("color_of_hat"): "red", custom("tier"): "gold"})
    assert meta(page, uuid) == {"custom": {"tier": "gold", "color_of_hat": "red"}}
    assert Form(page, uuid).send(**{custom("tier"): ""}).status_code == 422


def test_values_of_tiendanube_stay_of_their_kind(office: Live, page: Page, uuid: str) -> None:
    extra = {"size": 42, "tags": ["a"], "deep": {"x": 1, "y": "z"}, "name": "text"}
    number = stored(office)["id"]
    office.tiendanube("PUT", f"/customers/{number}", json={"extra": extra}, token=WATCHER, shop=STORE)
    form = Form(page, uuid)
    names = ['["extra","size"]', '["extra","tags"]', '["extra","deep","x"]', '["extra","deep","y"]', '["extra","name"]']
    assert [form.fields[f"custom:{name}"] for name in names] == ["42", '["a"]', "1", "z", "text"]
    answer = form.send(**{'custom:["extra","size"]': "forty"})
    assert answer.status_code == 422
    assert fields(answer.text)['custom:["extra","size"]'] == "forty"
    put(
        page,
        uuid,
        **{'custom:["extra","size"]': "43", 'custom:["extra","deep","x"]': "", 'custom:["extra","name"]': "1"},
    )
    assert stored(office)["extra"] == {"size": 43, "tags": ["a"], "deep": {"y": "z"}, "name": "1"}
    nested = "[" * 40 + "]" * 40
    assert Form(page, uuid).send(**{'custom:["extra","tags"]': nested}).status_code == 422
    assert json.dumps(stored(office)["extra"]["tags"]) == '["a"]'


def test_a_custom_value_that_somebody_else_took_away_is_a_choice(office: Live, page: Page, uuid: str) -> None:
    put(page, uuid, new_custom_key="size", new_custom_value="42")
    form, name = Form(page, uuid), 'custom:["extra","size"]'
    put(page, uuid, **{name: ""})
    answer = form.send(**{name: "43"})
    assert answer.status_code == 409
    assert page.http.post(form.path, data={**fields(answer.text), name: "43"}).status_code == 303
    assert stored(office)["extra"] == {"size": "43"}


def test_a_customer_with_forty_addresses_is_changed_and_nothing_typed_is_lost(office: Live, page: Page) -> None:
    towns = [{"address": f"Street {number}", "country": "US"} for number in range(40)]
    said = {"name": "Many Homes", "email": "many@example.com", "addresses": towns}
    assert office.tiendanube("POST", "/customers", json=said, token=WATCHER, shop=STORE).status_code == 201
    uuid = only_uuid(page, "many")
    note = "é" * 200_000
    refused = Form(page, uuid).send(note=note, email="no address")
    assert refused.status_code == 422
    assert Form(page, uuid).send(company="Forty").status_code == 303
    row = next(one for one in office.everything(STORE, WATCHER) if one["email"] == "many@example.com")
    assert [one["address"] for one in row["addresses"]] == [f"Street {number}" for number in range(40)]
    assert Form(page, uuid).fields["company"] == "Forty"
