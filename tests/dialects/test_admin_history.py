"""Putting back: facts of every kind, whole rows, and the reason where it cannot be done."""

from __future__ import annotations

import html
import re

import pytest

from tests.dialects.admin_office import Page, stored
from tests.dialects.evershop_live import STORE, WATCHER
from tests.dialects.live import Live
from tests.dialects.test_admin_editing import FACTS, Form
from tests.dialects.test_admin_fields import ADDRESS, ITEM, PROPERTY, custom, define, meta, put, rows
from tests.dialects.test_admin_tabs import put_back


def offers(page: Page, uuid: str) -> list[tuple[int, str]]:
    """(version, path) of every button, the newest first."""
    text = page.get(f"/admin/customers/edit/{uuid}/history").text
    found = re.findall(r'name="version" value="(\d+)"><input type="hidden" name="path" value="([^"]+)"', text)
    return [(int(version), html.unescape(path)) for version, path in found]


def version(page: Page, uuid: str) -> int:
    found = re.search(r"version (\d+)</p>", page.get(f"/admin/customers/edit/{uuid}/history").text)
    assert found
    return int(found[1])


def latest(page: Page, uuid: str) -> list[str]:
    """The paths that the newest event offers."""
    newest = version(page, uuid)
    return [path for number, path in offers(page, uuid) if number == newest]


def shown(form: Form) -> dict[str, str]:
    """What stands in the form, without the names of rows that came and went."""
    bare = (
        (re.sub(r"^(address|property|list):[^:]+:", r"\1:", name), text)
        for name, text in form.fields.items()
        if not name.startswith(("was.", "csrf")) and text
    )
    return dict(bare)


def test_every_fact_of_a_customer_goes_back_by_itself(page: Page, uuid: str) -> None:
    before = shown(Form(page, uuid))
    put(page, uuid, **FACTS)
    number, paths = version(page, uuid), latest(page, uuid)
    assert {"email", "phone", "note", "birthday", "status", "accepts_marketing", "activated_at"} <= set(paths)
    for path in paths:
        assert put_back(page, uuid, number, path).status_code == 303, path
    assert shown(Form(page, uuid)) == before


def test_every_fact_of_an_address_and_its_contact_goes_back_by_itself(page: Page, uuid: str) -> None:
    before = Form(page, uuid).fields
    (key,) = rows(Form(page, uuid), "address")
    put(page, uuid, **{f"address:{key}:{name}": text for name, text in ADDRESS.items()})
    number, paths = version(page, uuid), latest(page, uuid)
    assert any(path.endswith("contact.email") for path in paths)
    assert any(path.endswith("is_billing") for path in paths)
    for path in paths:
        assert put_back(page, uuid, number, path).status_code == 303, path
    after = Form(page, uuid).fields
    names = [f"address:{key}:{name}" for name in ADDRESS]
    assert {name: after.get(name, "") for name in names} == {name: before.get(name, "") for name in names}


@pytest.mark.parametrize(("kind", "said"), [("property", PROPERTY), ("list", ITEM)])
def test_properties_and_list_items_go_back_by_fact_and_as_a_whole(
    page: Page, uuid: str, kind: str, said: dict[str, str]
) -> None:
    put(page, uuid, **{f"{kind}:new:{name}": text for name, text in said.items()})
    (added,) = latest(page, uuid)
    first = version(page, uuid)
    (key,) = rows(Form(page, uuid), kind)
    others = {"position": "9", "status": "1", "datestart": "", "dateend": "", "config": "", "language": "en"}
    put(page, uuid, **{f"{kind}:{key}:{name}": others.get(name, "else") for name in said})
    number, paths = version(page, uuid), latest(page, uuid)
    assert len(paths) == len(said)
    for path in paths:
        assert put_back(page, uuid, number, path).status_code == 303, path
    form = Form(page, uuid)
    assert {name: form.fields[f"{kind}:{key}:{name}"] for name in said} == said
    put(page, uuid, **{f"{kind}:{key}:removed": "1"})
    (gone,) = latest(page, uuid)
    assert gone == added
    assert put_back(page, uuid, version(page, uuid), gone).status_code == 303
    form = Form(page, uuid)
    (key,) = rows(form, kind)
    assert {name: form.fields[f"{kind}:{key}:{name}"] for name in said} == said
    # The row of the first event is another one by now.
    assert (first, added) not in offers(page, uuid)
    assert put_back(page, uuid, first, added).status_code == 404


def test_a_removed_address_comes_back_with_everything_but_taken_roles(office: Live, page: Page, uuid: str) -> None:
    put(page, uuid, **{f"address:new:{name}": text for name, text in ADDRESS.items()})
    before = stored(office)
    key = next(
        one
        for one in rows(Form(page, uuid), "address")
        if Form(page, uuid).fields[f"address:{one}:city"] == ADDRESS["city"]
    )
    put(page, uuid, **{f"address:{key}:removed": "1"})
    (path,) = latest(page, uuid)
    removed = version(page, uuid)
    assert put_back(page, uuid, removed, path).status_code == 303
    after = stored(office)
    assert [one["address"] for one in after["addresses"]] == [one["address"] for one in before["addresses"]]
    assert after["billing_address"] == before["billing_address"]
    assert after["default_address"]["address"] == before["default_address"]["address"]
    form = Form(page, uuid)
    key = next(one for one in rows(form, "address") if form.fields[f"address:{one}:city"] == ADDRESS["city"])
    assert {name: form.fields.get(f"address:{key}:{name}", "") for name in ADDRESS} == ADDRESS
    # Once more: billing and default are taken by now, and a second address of that kind comes without them.
    assert put_back(page, uuid, removed, path).status_code == 303
    assert len(stored(office)["addresses"]) == len(before["addresses"]) + 1
    assert stored(office)["billing_address"] == before["billing_address"]


def test_a_billing_address_does_not_come_back_over_another_one(office: Live, page: Page, uuid: str) -> None:
    said = {"address:new:street": "First Street", "address:new:is_billing": "1"}
    put(page, uuid, **said)
    form = Form(page, uuid)
    key = next(one for one in rows(form, "address") if form.fields[f"address:{one}:street"] == "First Street")
    put(page, uuid, **{f"address:{key}:removed": "1"})
    number, (path,) = version(page, uuid), latest(page, uuid)
    put(page, uuid, **{**said, "address:new:street": "Second Street"})
    text = page.get(f"/admin/customers/edit/{uuid}/history").text
    assert "Another address is for billing by now" in text
    assert (number, path) not in offers(page, uuid)
    assert put_back(page, uuid, number, path).status_code == 404
    assert stored(office)["billing_address"] == "Second Street"


def test_an_added_address_is_taken_away_again(office: Live, page: Page, uuid: str) -> None:
    before = stored(office)["addresses"]
    put(page, uuid, **{f"address:new:{name}": text for name, text in ADDRESS.items() if name != "is_default"})
    (path,) = latest(page, uuid)
    assert "Take away again" in page.get(f"/admin/customers/edit/{uuid}/history").text
    assert put_back(page, uuid, version(page, uuid), path).status_code == 303
    assert [one["id"] for one in stored(office)["addresses"]] == [one["id"] for one in before]


def test_one_custom_value_goes_back_and_the_others_stay(office: Live, page: Page, uuid: str) -> None:
    extra = {"size": 42, "deep": {"x": 1}, "name": "text"}
    number = stored(office)["id"]
    office.tiendanube("PUT", f"/customers/{number}", json={"extra": extra}, token=WATCHER, shop=STORE)
    put(page, uuid, **{'custom:["extra","size"]': "43", 'custom:["extra","name"]': ""})
    changed = version(page, uuid)
    assert latest(page, uuid) == ['custom:["extra","size"]', 'custom:["extra","name"]']
    put(page, uuid, **{'custom:["extra","deep","x"]': "2"})
    assert put_back(page, uuid, changed, 'custom:["extra","name"]').status_code == 303
    assert stored(office)["extra"] == {"size": 43, "deep": {"x": 2}, "name": "text"}
    assert put_back(page, uuid, changed, 'custom:["extra","size"]').status_code == 303
    assert stored(office)["extra"] == extra | {"deep": {"x": 2}}


def test_a_defined_value_goes_back_only_as_far_as_its_definition_allows(page: Page, uuid: str) -> None:
    define(page, "short_text", "tier")
    put(page, uuid, **{custom("tier"): "gold"})
    put(page, uuid, **{custom("tier"): "silver"})
    number, (path,) = version(page, uuid), latest(page, uuid)
    assert put_back(page, uuid, number, path).status_code == 303
    assert meta(page, uuid) == {"custom": {"tier": "gold"}}
    for one in page.http.get("/api/metafield-definitions").json()["data"] or ():
        page.http.delete(f"/api/metafield-definitions/{one['uuid']}")


def test_memberships_and_their_order_go_back(page: Page, uuid: str) -> None:
    put(page, uuid, **{"group:1": "1", "first_group": "1"})
    put(page, uuid, **{"group:2": "1", "first_group": "2"})
    number = version(page, uuid)
    first = next(path for path in latest(page, uuid) if path.endswith("is_primary"))
    assert put_back(page, uuid, number, first).status_code == 303
    assert Form(page, uuid).fields["first_group"] == "1"
    put(page, uuid, **{"group:2": ""})
    (gone,) = latest(page, uuid)
    assert put_back(page, uuid, version(page, uuid), gone).status_code == 303
    form = Form(page, uuid)
    assert (form.fields["group:2"], form.fields["first_group"]) == ("1", "1")


def test_what_cannot_go_back_says_why(office: Live, page: Page, uuid: str) -> None:
    put(page, uuid, note="x" * 3000)
    put(page, uuid, note="short")
    (key,) = rows(Form(page, uuid), "address")
    put(page, uuid, **{f"address:{key}:country": "Brazil", f"address:{key}:region": "São Paulo"})
    text = page.get(f"/admin/customers/edit/{uuid}/history").text
    assert "Too long: the history keeps only its beginning" in text
    assert text.count("It follows from the others") == 2
    before = stored(office)
    assert put_back(page, uuid, 3, "note").status_code == 404
    assert put_back(page, uuid, 4, f"addresses.{before['addresses'][0]['id']}.country_code").status_code == 404
    assert stored(office) == before
    put(page, uuid, **{f"address:{key}:removed": "1"})
    assert "What it belongs to is gone" in page.get(f"/admin/customers/edit/{uuid}/history").text
