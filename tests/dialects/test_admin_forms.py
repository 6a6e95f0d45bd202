"""The form of a customer at its edges: ends of lines, roles, odd numbers, choices, and values put back as they were."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from patron.dialects.admin.putting_back import FormUndo
from patron.domain.customer import Customer
from patron.domain.places import Places
from patron.domain.shelf import Shelf
from tests.dialects.admin_office import Page, stored
from tests.dialects.evershop_live import STORE, WATCHER
from tests.dialects.live import Json, Live
from tests.dialects.test_admin_editing import Form, fields
from tests.dialects.test_admin_fields import custom, define
from tests.dialects.test_admin_tabs import put_back


def told(office: Live, **said: object) -> None:
    """What Tiendanube writes."""
    path = f"/customers/{stored(office)['id']}"
    assert office.tiendanube("PUT", path, json=said, token=WATCHER, shop=STORE).status_code == 200


def test_ends_of_lines_are_no_change_and_stay_as_they_were_stored(office: Live, page: Page, uuid: str) -> None:
    told(office, note="one\r\ntwo\rthree", extra={"text": "a\r\nb\rc"})
    before, form = stored(office), Form(page, uuid)
    assert form.fields["note"] == form.fields["was.note"] == "one\ntwo\nthree"
    sent = {"note": "one\r\ntwo\r\nthree", 'custom:["extra","text"]': "a\r\nb\r\nc"}
    answer = form.send(**sent, phone="42")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/admin/customers/edit/{uuid}?done=saved")
    after = stored(office)
    assert (
        (after["note"], after["extra"])
        == (before["note"], before["extra"])
        == (
            "one\r\ntwo\rthree",
            {"text": "a\r\nb\rc"},
        )
    )
    assert after["phone"] == "42"


def keys(form: Form) -> list[str]:
    """Of every address that is there, what its fields are called after."""
    return [name.split(":")[1] for name in form.fields if name.startswith("address:") and name.endswith(":city")][:-1]


def roles(form: Form, key: str) -> str:
    return "".join(
        form.fields.get(f"address:{key}:is_{role}", "") or "-" for role in ("billing", "delivery", "default")
    )


def with_billing(page: Page, uuid: str) -> tuple[str, str]:
    """The delivery address of the customer, and a new one only for billing."""
    said = {"address:new:street": "Bill Street", "address:new:is_billing": "1"}
    assert Form(page, uuid).send(**said).status_code == 303
    first, billing = keys(Form(page, uuid))
    return first, billing


def test_billing_takes_no_other_address_away(office: Live, page: Page, uuid: str) -> None:
    first, billing = with_billing(page, uuid)
    before = stored(office)
    answer = Form(page, uuid).send(**{f"address:{first}:is_billing": "1"})
    assert answer.status_code == 422
    assert "Another address is only for billing: tick Delivery there, or remove it." in answer.text
    assert f'id="wrong-address:{first}:is_billing"' in answer.text
    assert stored(office) == before
    for said in ({"address:new:street": "New", "address:new:is_billing": "1"}, {f"address:{first}:is_billing": "1"}):
        assert Form(page, uuid).send(**said).status_code == 422
    assert stored(office) == before
    both = {f"address:{first}:is_billing": "1", f"address:{billing}:is_delivery": "1"}
    assert Form(page, uuid).send(**both).status_code == 303
    form = Form(page, uuid)
    assert [roles(form, one)[:2] for one in (first, billing)] == ["11", "-1"]


def test_billing_goes_over_from_an_address_that_is_removed_with_it(page: Page, uuid: str) -> None:
    first, billing = with_billing(page, uuid)
    both = {f"address:{first}:is_billing": "1", f"address:{billing}:removed": "1"}
    assert Form(page, uuid).send(**both).status_code == 303
    form = Form(page, uuid)
    assert keys(form) == [first]
    assert roles(form, first)[:2] == "11"


def test_an_address_only_for_billing_is_no_default(office: Live, page: Page, uuid: str) -> None:
    first, billing = with_billing(page, uuid)
    assert Form(page, uuid).send(**{f"address:{first}:is_default": "1"}).status_code == 303
    before = stored(office)
    answer = Form(page, uuid).send(**{f"address:{billing}:is_default": "1"})
    assert answer.status_code == 422
    assert "Only an address for delivery can be the default." in answer.text
    assert f'id="wrong-address:{billing}:is_default"' in answer.text
    assert stored(office) == before
    assert roles(Form(page, uuid), first) == "-11"


def test_billing_put_back_takes_no_other_address_away(office: Live, page: Page, uuid: str) -> None:
    (first,) = keys(Form(page, uuid))
    assert Form(page, uuid).send(**{f"address:{first}:is_billing": "1"}).status_code == 303
    assert Form(page, uuid).send(**{f"address:{first}:is_billing": ""}).status_code == 303
    with_billing(page, uuid)
    before = stored(office)
    where = f"/admin/customers/edit/{uuid}/history"
    found = re.findall(
        r'value="(\d+)"><input type="hidden" name="path" value="([^"]+is_billing)"', page.get(where).text
    )
    refused = put_back(page, uuid, int(found[0][0]), found[0][1])
    assert refused.status_code == 409
    assert "Another address is only for billing by now." in refused.text
    assert stored(office) == before


@pytest.mark.parametrize("text", ["²", "--1", "7", "9" * 5000, "\0"])
@pytest.mark.parametrize("field", ["status", "first_group", "accepts_marketing"])
def test_what_is_none_of_the_choices_is_said_beside_the_field(
    office: Live, page: Page, uuid: str, field: str, text: str
) -> None:
    before = stored(office)
    answer = Form(page, uuid).send(**{field: text})
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text
    assert stored(office) == before


@pytest.mark.parametrize("text", ["²", "--1", "9" * 5000])
def test_a_choice_that_clashes_shows_whatever_was_sent(page: Page, uuid: str, text: str) -> None:
    form = Form(page, uuid)
    assert Form(page, uuid).send(status="0").status_code == 303
    answer = form.send(status=text)
    assert answer.status_code == 409
    assert text in answer.text
    assert "Disabled" in answer.text


def test_a_number_of_any_length_is_held_against_its_definition(office: Live, page: Page, uuid: str) -> None:
    define(page, "number", "size")
    before = stored(office)
    for text in ("9" * 401, "9" * 5000):
        answer = Form(page, uuid).send(**{custom("size"): text})
        assert answer.status_code == 422
        assert "It must be number." in answer.text
    assert stored(office) == before


def test_tags_with_nul_are_refused_and_only_ends_of_lines_part_them(office: Live, page: Page, uuid: str) -> None:
    before = stored(office)
    answer = Form(page, uuid).send(tags="one\ntw\0o")
    assert answer.status_code == 422
    assert 'id="wrong-tags"' in answer.text
    assert stored(office) == before
    assert Form(page, uuid).send(tags="one\u2028half\r\ntwo\x1chalf").status_code == 303
    assert Form(page, uuid).fields["tags"] == "one\u2028half\ntwo\x1chalf"


@pytest.mark.parametrize("key", ["a\\u0000b", "", "k" * 501])
def test_no_custom_value_is_made_under_a_key_that_nobody_could_type(
    office: Live, page: Page, uuid: str, key: str
) -> None:
    before = stored(office)
    said = {f'custom:["extra","{key}"]': "1", f'custom:["extra","deep","{key}"]': "1"}
    assert Form(page, uuid).send(**said).status_code == 303
    assert stored(office) == before


def test_a_custom_value_under_an_odd_key_is_still_changed(office: Live, page: Page, uuid: str) -> None:
    long = "k" * 501
    told(office, extra={long: "a", "": "b"})
    assert Form(page, uuid).send(**{f'custom:["extra","{long}"]': "x", 'custom:["extra",""]': "y"}).status_code == 303
    assert stored(office)["extra"] == {long: "x", "": "y"}


NAMES = ("full_name", "first_name", "last_name")


def two_who_rename(page: Page, uuid: str) -> Json:
    """The fields of the choice after somebody else renamed whom this form renames, too."""
    assert Form(page, uuid).send(full_name="Ana Silva").status_code == 303
    form = Form(page, uuid)
    assert Form(page, uuid).send(last_name="Souza").status_code == 303
    answer = form.send(full_name="Ana Silva Lima", last_name="Silva Lima")
    assert answer.status_code == 409
    found = fields(answer.text)
    assert (found["chosen.full_name"], found["chosen.last_name"]) == ("1", "1")
    return found


@pytest.mark.parametrize(
    ("full", "last"),
    [
        ("Ana Silva Lima", "Souza"),
        ("Ana Souza", "Silva Lima"),
        ("Ana Silva Lima", "Silva Lima"),
        ("Ana Souza", "Souza"),
    ],
)
def test_of_two_names_what_was_chosen_is_stored(page: Page, uuid: str, full: str, last: str) -> None:
    found = two_who_rename(page, uuid)
    sent = {**found, "full_name": full, "last_name": last}
    assert page.http.post(f"/admin/customers/edit/{uuid}/change", data=sent).status_code == 303
    after = Form(page, uuid).fields
    assert [after[name] for name in NAMES] == [full, "Ana", last]


def test_what_was_chosen_holds_after_something_else_was_wrong(page: Page, uuid: str) -> None:
    found = two_who_rename(page, uuid)
    path = f"/admin/customers/edit/{uuid}/change"
    sent = {**found, "full_name": "Ana Silva Lima", "last_name": "Souza"}
    answer = page.http.post(path, data={**sent, "email": "none"})
    assert answer.status_code == 422
    again = {**fields(answer.text), "email": found["email"]}
    assert page.http.post(path, data=again).status_code == 303
    after = Form(page, uuid).fields
    assert [after[name] for name in NAMES] == ["Ana Silva Lima", "Ana", "Souza"]


def test_a_fact_is_put_back_to_the_very_value_it_was(office: Live, page: Page, uuid: str) -> None:
    told(office, note="  one\r\ntwo ", phone=" " + "5" * 600, identification="")
    before = stored(office)
    form = {"note": "other", "phone": "1", "tax_id": "2", "activated_at": "2020-01-02T03:04:05"}
    assert Form(page, uuid).send(**form).status_code == 303
    where = f"/admin/customers/edit/{uuid}/history"
    offered = re.findall(r'value="(\d+)"><input type="hidden" name="path" value="([a-z_]+)"', page.get(where).text)
    newest = max(int(number) for number, _ in offered)
    paths = [path for number, path in offered if int(number) == newest]
    assert {"note", "phone", "tax_id"} <= set(paths)
    for path in paths:
        assert put_back(page, uuid, newest, path).status_code == 303, path
    after = stored(office)
    told_of = ("note", "phone", "identification")
    assert [after[name] for name in told_of] == [before[name] for name in told_of]
    assert (after["note"], after["phone"]) == ("  one\r\ntwo ", " " + "5" * 600)


def test_a_moment_is_put_back_to_the_millisecond() -> None:
    customer = Customer(1, 2, "u", "a@example.org", activated_at=5000, terms_accepted_at=1)
    for was in (1612325106789, None):
        changes = {"activated_at": (was, 5000)}
        back = FormUndo().put_back(customer, changes, "activated_at", Shelf(), Places(), 9)
        assert back == replace(customer, activated_at=was)
