"""Changing a customer through the form of the administration: every fact, nothing lost, nobody overwritten."""

from __future__ import annotations

import html
import re

import httpx
import pytest

from tests.dialects.admin_office import Page, entered, only_uuid, people, stored
from tests.dialects.evershop_live import STORE, WATCHER
from tests.dialects.live import Live

FACTS = {
    "full_name": "Grace Brewster Hopper",
    "first_name": "Grace Brewster",
    "last_name": "Hopper",
    "salutation": "mrs",
    "title": "Dr.",
    "birthday": "1906-12-09",
    "email": "grace@example.org",
    "phone": "+1 202 555 0170",
    "mobile": "+1 202 555 0171",
    "telefax": "+1 202 555 0172",
    "website": "https://navy.example",
    "language": "en",
    "company": "Navy",
    "tax_id": "12-3456789",
    "code": "G-1",
    "label": "Admiral",
    "login": "grace",
    "status": "0",
    "activated_at": "2020-01-02T03:04:05",
    "terms_accepted_at": "2020-01-03T00:00:00",
    "accepts_marketing": "1",
    "accepts_marketing_at": "2020-01-04T00:00:00",
    "allow_charges": "1",
    "created_by_hand": "",
    "note": "First line\nSecond line",
}


class Form:
    """The form of one customer as a browser would send it: everything it shows, and what is typed over it."""

    def __init__(self, page: Page, uuid: str) -> None:
        self.page = page
        self.path = f"/admin/customers/edit/{uuid}/change"
        self.fields = fields(page.get(self.path).text)

    def send(self, **typed: str) -> httpx.Response:
        """The answer to what was typed; '' for a box that is not ticked any more."""
        said = {**self.fields, **typed}
        boxes = {
            name for name, text in typed.items() if not text and name.startswith(("group:", "allow", "created_by"))
        }
        return self.page.http.post(self.path, data={name: text for name, text in said.items() if name not in boxes})


def fields(text: str) -> dict[str, str]:
    """Every field of the form of the page with what it would send."""
    main = text.partition("<main")[2]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]+>", main):
        told = {name: html.unescape(value) for name, value in re.findall(r'([a-z]+)="([^"]*)"', tag)}
        if told.get("type") not in {"checkbox", "radio"} or tag.rstrip(">").rstrip().endswith("checked"):
            found[told["name"]] = told.get("value", "")
        elif told.get("type") == "checkbox" and " checked" in tag:
            found[told["name"]] = told["value"]
    for name, value in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', main, re.DOTALL):
        found[html.unescape(name)] = html.unescape(value)
    for name, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', main, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[html.unescape(name)] = html.unescape(chosen[1]) if chosen else ""
    return found


def test_a_form_that_is_sent_as_it_is_changes_nothing(office: Live, page: Page, uuid: str) -> None:
    before = stored(office)
    answer = Form(page, uuid).send()
    assert (answer.status_code, answer.headers["location"]) == (303, f"/admin/customers/edit/{uuid}?done=saved")
    assert stored(office) == before


def test_every_fact_can_be_changed_and_changed_back(page: Page, uuid: str) -> None:
    before = Form(page, uuid).fields
    assert Form(page, uuid).send(**FACTS).status_code == 303
    after = Form(page, uuid).fields
    assert {name: after.get(name, "") for name in FACTS} == FACTS
    assert Form(page, uuid).send(**{name: before.get(name, "") for name in FACTS}).status_code == 303
    again = Form(page, uuid).fields
    assert {name: again.get(name, "") for name in FACTS} == {name: before.get(name, "") for name in FACTS}
    shown = page.get(f"/admin/customers/edit/{uuid}").text
    assert before["full_name"] in shown


def test_a_change_is_what_every_dialect_shows(office: Live, page: Page, uuid: str) -> None:
    assert Form(page, uuid).send(full_name="Renamed Person", phone="555 1234").status_code == 303
    row = stored(office)
    assert (row["name"], row["phone"]) == ("Renamed Person", "555 1234")
    after = Form(page, uuid).fields
    assert (after["first_name"], after["last_name"]) == ("Renamed", "Person")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"email": ""}, "Please fill this in."),
        ({"email": "no address"}, "This is no e-mail address."),
        ({"birthday": "yesterday"}, "Please write it as 1990-12-31."),
        ({"activated_at": "soon"}, "Please write it as 2026-12-31 23:59."),
        ({"phone": "5" * 501}, "This is too long."),
        ({"status": "7"}, "This is not readable here."),
        ({"new_custom_value": "without a name"}, "Please fill this in."),
        ({"address:new:city": "Nowhere"}, "An address is for billing, for delivery, or for both."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    office: Live, page: Page, uuid: str, typed: dict[str, str], words: str
) -> None:
    before = stored(office)
    answer = Form(page, uuid).send(**typed, note="Typed in vain?\n<b>No</b>", tags="one\ntwo", language="pt")
    assert answer.status_code == 422
    assert words in answer.text
    assert 'role="alert"' in answer.text
    kept = fields(answer.text)
    assert kept["note"] == "Typed in vain?\n<b>No</b>"
    assert (kept["tags"], kept["language"]) == ("one\ntwo", "pt")
    assert {name: kept[name] for name in typed} == typed
    assert stored(office) == before


def test_what_somebody_else_has_is_said_beside_the_field(office: Live, page: Page) -> None:
    people(office, 2)
    uuid, before = only_uuid(page, "customer1"), office.everything(STORE, WATCHER)
    answer = Form(page, uuid).send(email="CUSTOMER0@example.com")
    assert answer.status_code == 422
    assert "Another customer of this store has it." in answer.text
    assert fields(answer.text)["email"] == "CUSTOMER0@example.com"
    assert office.everything(STORE, WATCHER) == before


def test_tags_groups_and_custom_values_are_put_and_taken_away(page: Page, uuid: str) -> None:
    typed = {"tags": "vip\nschool", "group:2": "1", "new_custom_key": "shoe size", "new_custom_value": "42"}
    assert Form(page, uuid).send(**typed).status_code == 303
    after = Form(page, uuid).fields
    custom = 'custom:["extra","shoe size"]'
    assert (after["tags"], after["group:2"], after[custom]) == ("vip\nschool", "1", "42")
    assert after["first_group"] == ""
    assert Form(page, uuid).send(first_group="2").status_code == 303
    assert "Wholesale · first" in page.get(f"/admin/customers/edit/{uuid}").text
    gone = {"tags": "", "group:2": "", "first_group": "", custom: ""}
    assert Form(page, uuid).send(**gone).status_code == 303
    after = Form(page, uuid).fields
    assert (after["tags"], after.get("group:2", ""), after.get(custom)) == ("", "", None)


def test_addresses_are_added_changed_given_roles_and_removed(office: Live, page: Page, uuid: str) -> None:
    typed = {
        "address:new:street": "Rua Augusta",
        "address:new:number": "9",
        "address:new:country": "br",
        "address:new:region": "São Paulo",
        "address:new:is_billing": "1",
        "address:new:is_delivery": "1",
        "address:new:is_default": "1",
    }
    assert Form(page, uuid).send(**typed).status_code == 303
    row = stored(office)
    assert [(one["address"], one["default"]) for one in row["addresses"]] == [
        ("Evergreen Terrace", False),
        ("Rua Augusta", True),
    ]
    assert (row["billing_address"], row["billing_country"], row["billing_province"]) == (
        "Rua Augusta",
        "BR",
        "São Paulo",
    )
    form = Form(page, uuid)
    first = next(
        name for name in form.fields if name.startswith("address:") and form.fields[name] == "Evergreen Terrace"
    )
    key = first.removesuffix("street")
    assert form.send(**{first: "Elm Street", f"{key}is_billing": "1"}).status_code == 303
    row = stored(office)
    assert (row["billing_address"], [one["address"] for one in row["addresses"]]) == (
        "Elm Street",
        ["Elm Street", "Rua Augusta"],
    )
    assert Form(page, uuid).send(**{f"{key}removed": "1"}).status_code == 303
    row = stored(office)
    assert (row["billing_address"], [one["address"] for one in row["addresses"]]) == (None, ["Rua Augusta"])


def test_two_people_who_change_different_facts_both_have_their_way(office: Live, page: Page, uuid: str) -> None:
    form = Form(page, uuid)
    assert Form(page, uuid).send(phone="111").status_code == 303
    answer = form.send(note="Written meanwhile")
    assert answer.headers["location"] == f"/admin/customers/edit/{uuid}?done=merged"
    row = stored(office)
    assert (row["phone"], row["note"]) == ("111", "Written meanwhile")
    assert "beside one that somebody else made" in page.get(answer.headers["location"]).text


def test_two_people_who_change_the_same_fact_are_asked(office: Live, page: Page, uuid: str) -> None:
    form, was = Form(page, uuid), Form(page, uuid).fields["phone"]
    assert Form(page, uuid).send(phone="theirs 1").status_code == 303
    answer = form.send(phone="mine 2", note="Kept")
    assert answer.status_code == 409
    for words in (was, "theirs 1", "mine 2", "Somebody else changed"):
        assert words in answer.text
    row = stored(office)
    assert (row["phone"], row["note"] == "Kept") == ("theirs 1", False)
    chosen = {**fields(answer.text), "phone": "mine 2"}
    answer = page.http.post(form.path, data=chosen)
    assert answer.status_code == 303
    row = stored(office)
    assert (row["phone"], row["note"]) == ("mine 2", "Kept")


def test_the_same_change_made_twice_is_no_clash(office: Live, page: Page, uuid: str) -> None:
    form = Form(page, uuid)
    assert Form(page, uuid).send(phone="same").status_code == 303
    assert form.send(phone="same").status_code == 303
    assert stored(office)["phone"] == "same"


def test_a_disabled_customer_is_signed_in_nowhere(office: Live, page: Page, uuid: str) -> None:
    assert Form(page, uuid).send(status="0").status_code == 303
    assert stored(office)["active"] is False
    assert "Disabled" in page.get(f"/admin/customers/edit/{uuid}").text


def test_nobody_changes_a_customer_of_a_store_that_is_not_managed(office: Live, page: Page, uuid: str) -> None:
    before, said = stored(office), Form(page, uuid).fields
    with entered(office, "stranger") as stranger:
        form = {**said, "csrf": stranger.csrf("/admin/customers"), "phone": "0"}
        assert stranger.http.post(f"/admin/customers/edit/{uuid}/change", data=form).status_code == 404
        assert stranger.get(f"/admin/customers/edit/{uuid}/change").status_code == 404
    assert stored(office) == before


def test_a_script_in_any_fact_shows_as_text(page: Page, uuid: str) -> None:
    attack = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"
    free = [name for name in FACTS if name not in {"birthday", "email", "status", "activated_at", "terms_accepted_at"}]
    free = [name for name in free if name not in {"accepts_marketing", "accepts_marketing_at", "allow_charges"}]
    typed = {**dict.fromkeys((name for name in free if name != "created_by_hand"), attack), "tags": attack}
    typed |= {"new_custom_key": attack, "new_custom_value": attack}
    typed |= {"address:new:street": attack, "address:new:country": attack, "address:new:is_delivery": "1"}
    assert Form(page, uuid).send(**typed).status_code == 303
    for path in ("", "/change"):
        shown = page.get(f"/admin/customers/edit/{uuid}{path}").text
        assert html.escape(attack, quote=False).partition('"')[0] in shown.replace("&#39;", "'").replace("&#34;", '"')
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
    assert "<script>alert" not in page.get("/admin/customers").text


@pytest.mark.parametrize("cookie", ["ended", "forgotten"])
def test_what_was_typed_is_not_lost_when_the_session_is_over(office: Live, page: Page, uuid: str, cookie: str) -> None:
    before, form = stored(office), Form(page, uuid)
    if cookie == "ended":
        kept = page.http.cookies["asid"]
        page.post("/admin/logout", {})
        page.http.cookies.delete("asid")
        page.http.cookies.set("asid", kept)
    else:
        page.http.cookies.delete("asid")
    answer = form.send(note="A long text <b>of mine</b>")
    assert answer.status_code == 401
    assert "A long text &lt;b&gt;of mine&lt;/b&gt;" in answer.text
    assert str(before["email"]) not in answer.text
    assert stored(office) == before
