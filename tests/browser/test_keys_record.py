"""Everything about one customer by keyboard alone, with scripts and without."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.browser.keyboard import Hands, walks
from tests.dialects.evershop_live import PASSWORD
from tests.dialects.live import Live

STORED = "The change is stored."


def opened(hands: Hands, email: str = "customer4") -> str:
    """Where the customer is, found by that e-mail and opened."""
    hands.fill(hands.field("Search customers"), f"{email}@example.com")
    hands.press("Enter")
    hands.page.wait_for_url(re.compile("keyword="))
    hands.enter(hands.page.locator("a.row"))
    hands.page.wait_for_url(re.compile("/edit/"))
    return hands.page.url


def box(page: Page, field: str) -> Locator:
    return page.locator(f'[id="{field}"]')


def change(hands: Hands) -> None:
    hands.enter(hands.link("Change"))
    hands.page.wait_for_url(re.compile("/change$"))


def of_address(page: Page, street: str, name: str) -> Locator:
    """That box of the address in that street."""
    known = page.locator(f'input[id^="address:"][id$=":street"][value="{street}"]').get_attribute("id") or ""
    return box(page, known.removesuffix("street") + name)


@walks(
    "GET /admin/customers/edit/{uuid}",
    "GET /admin/customers/edit/{uuid}/seen",
    "GET /admin/customers/edit/{uuid}/history",
    "GET /admin/customers/edit/{uuid}/access",
    "GET /admin/customers/edit/{uuid}/delete",
    "GET /admin/customers",
)
def test_every_tab_is_opened(hands: Hands) -> None:
    opened(hands)
    for name in ("As seen by", "History", "Access", "Delete", "Facts"):
        hands.enter(hands.link(name))
        expect(hands.link(name)).to_have_attribute("aria-current", "page")
    hands.enter(hands.page.locator(".address summary").first)
    expect(hands.page.locator(".address details dl").first).to_be_visible()
    hands.enter(hands.link("← Customers"))
    expect(hands.page.get_by_role("heading", level=1)).to_have_text("Customers")


@walks("GET /admin/customers/edit/{uuid}/change", "POST /admin/customers/edit/{uuid}/change")
def test_facts_groups_tags_and_custom_values_are_changed_with_a_mistake_on_the_way(hands: Hands) -> None:
    page = hands.page
    opened(hands)
    change(hands)
    hands.fill(box(page, "company"), "By keyboard")
    hands.fill(box(page, "email"), "no address")
    hands.pick(box(page, "status"), "Disabled")
    hands.fill(box(page, "tags"), "vip\nschool")
    hands.tick(page.get_by_role("group", name="Groups", exact=True).get_by_label("Wholesale"))
    hands.pick(hands.field("First group"), "Wholesale")
    hands.fill(hands.field("New name"), "shoe size")
    hands.fill(hands.field("New value"), "42")
    hands.enter(hands.button("Save"))
    expect(page.get_by_role("alert")).to_be_focused()
    hands.enter(page.get_by_role("alert").get_by_role("link", name="E-mail"))
    expect(box(page, "email")).to_be_focused()
    expect(box(page, "company")).to_have_value("By keyboard")
    hands.fill(box(page, "email"), "by.keyboard@example.com")
    hands.press("Enter")
    hands.told(STORED)
    for text in ("By keyboard", "by.keyboard@example.com", "Disabled", "Wholesale · first", "vip", "school", "42"):
        expect(page.locator("main")).to_contain_text(text)
    change(hands)
    hands.fill(hands.field("shoe size"), "")
    hands.fill(box(page, "tags"), "")
    hands.enter(hands.button("Save"))
    hands.told(STORED)
    expect(page.locator("main")).to_contain_text("No tags")
    expect(page.locator("main")).not_to_contain_text("shoe size")
    change(hands)
    hands.fill(box(page, "company"), "Not meant")
    hands.page.on("dialog", lambda dialog: dialog.accept())  # leaving a changed form is asked about, with scripts
    hands.enter(hands.link("Cancel"))
    expect(page.locator("main")).to_contain_text("By keyboard")


@walks("POST /admin/customers/edit/{uuid}/change")
def test_addresses_are_added_changed_made_the_default_and_removed(hands: Hands) -> None:
    page = hands.page
    opened(hands)
    change(hands)
    hands.opened("Add an address")
    hands.fill(box(page, "address:new:street"), "Rua Augusta")
    hands.fill(box(page, "address:new:country"), "br")
    hands.tick(box(page, "address:new:is_billing"))
    hands.enter(hands.button("Save"))
    hands.told(STORED)
    change(hands)
    hands.fill(of_address(page, "Evergreen Terrace", "street"), "Elm Street")
    hands.tick(of_address(page, "Rua Augusta", "is_delivery"))
    hands.tick(of_address(page, "Rua Augusta", "is_default"))
    hands.enter(hands.button("Save"))
    hands.told(STORED)
    for text in ("Elm Street", "Rua Augusta", "Brazil"):
        expect(page.locator("main")).to_contain_text(text)
    expect(page.locator(".address", has_text="Rua Augusta")).to_contain_text("Default")
    change(hands)
    hands.tick(of_address(page, "Elm Street", "removed"))
    hands.enter(hands.button("Save"))
    hands.told(STORED)
    expect(page.locator("main")).not_to_contain_text("Elm Street")


@walks("POST /admin/customers/edit/{uuid}/change")
def test_the_choice_between_two_changes_is_made(hands: Hands) -> None:
    page = hands.page
    opened(hands)
    change(hands)
    other = Hands(page.context.new_page(), scripts=hands.scripts)
    other.page.goto(page.url)
    other.fill(box(other.page, "phone"), "theirs")
    other.press("Enter")
    other.told(STORED)
    hands.fill(box(page, "phone"), "mine")
    hands.fill(box(page, "company"), "kept")
    hands.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Somebody else changed")
    hands.to(page.get_by_role("radio", checked=True))
    hands.press("ArrowUp")
    expect(page.get_by_label("Yours")).to_be_checked()
    hands.enter(hands.button("Save"))
    hands.told(STORED)
    for text in ("mine", "kept"):
        expect(page.locator("main")).to_contain_text(text)


@walks("POST /admin/customers/edit/{uuid}/history")
def test_a_fact_is_put_back(hands: Hands) -> None:
    page = hands.page
    opened(hands)
    change(hands)
    hands.fill(box(page, "company"), "a slip")
    hands.press("Enter")
    hands.told(STORED)
    hands.enter(hands.link("History"))
    hands.enter(page.get_by_role("button", name=re.compile("^Put back.*Company")))
    hands.told("The fact is back.")
    hands.enter(hands.link("Facts"))
    expect(page.locator("main")).not_to_contain_text("a slip")


@walks("POST /admin/customers/edit/{uuid}/access/end", "POST /admin/customers/edit/{uuid}/access/link")
def test_sessions_end_and_a_link_is_mailed(office: Live, hands: Hands) -> None:
    page = hands.page
    said = {"email": "ann@example.com", "password": PASSWORD, "full_name": "Ann Lee"}
    assert office.http.post("/api/customers", json=said).status_code == 200
    for _ in range(3):
        with httpx.Client(base_url=office.serving.base_url) as http:
            assert http.post("/customer/login", json={"email": said["email"], "password": PASSWORD}).status_code == 200
    opened(hands, "ann")
    hands.enter(hands.link("Access"))
    ends = page.get_by_role("button", name=re.compile("^End session"))
    expect(ends).to_have_count(3)
    hands.enter(ends.nth(1))
    hands.told("It has ended.")
    expect(ends).to_have_count(2)
    hands.enter(hands.button("End all sessions and tokens"))
    expect(ends).to_have_count(0)
    hands.enter(page.get_by_role("button", name=re.compile("^Mail a link")))
    hands.told("The mail with the link is on its way.")


@walks("POST /admin/customers/edit/{uuid}/delete")
def test_a_customer_is_deleted_by_the_typed_email(hands: Hands) -> None:
    page = hands.page
    opened(hands)
    hands.enter(hands.link("Delete"))
    hands.enter(hands.link("Keep"))
    hands.enter(hands.link("Delete"))
    typed = hands.field("Type the e-mail to delete")
    hands.fill(typed, "somebody@example.com")
    hands.enter(hands.button("Delete for good"))
    expect(page.get_by_role("alert")).to_contain_text("Nobody was deleted.")
    expect(typed).to_be_focused()
    hands.fill(typed, "customer4@example.com")
    hands.press("Enter")
    hands.told("The customer is deleted.")
    expect(page.get_by_role("status").first).to_have_text("27 customers")


@walks("POST /admin/customers/edit/{uuid}/change")
def test_what_was_typed_is_there_after_the_session_was_over(hands: Hands) -> None:
    page = hands.page
    opened(hands)
    change(hands)
    hands.fill(box(page, "company"), "typed in vain")
    page.context.clear_cookies()
    hands.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You were signed out")
    expect(page.locator("main")).to_contain_text("typed in vain")
    hands.enter(hands.link("Sign in and open the form again"))
    expect(hands.field("E-mail")).to_be_focused()
