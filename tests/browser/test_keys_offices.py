"""Stores, their tokens, and staff by keyboard alone, with scripts and without."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from pyotp.totp import TOTP

from tests.browser.keyboard import Hands, walks
from tests.dialects.admin_office import PASSWORDS, entered
from tests.dialects.live import Live


def shown_once(hands: Hands) -> str:
    """The secret of the page; with scripts it went to the clipboard, too."""
    secret = hands.page.locator(".secret").inner_text()
    if hands.scripts:
        hands.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        hands.enter(hands.button("Copy"))
        expect(hands.button("Copied")).to_be_focused()
        assert hands.page.evaluate("navigator.clipboard.readText()") == secret
    else:
        expect(hands.page.get_by_text("Copy", exact=True)).to_have_count(1)
        expect(hands.page.get_by_text("Copy", exact=True)).to_be_hidden()
    return secret


@walks(
    "GET /admin/stores",
    "GET /admin/stores/new",
    "POST /admin/stores/new",
    "GET /admin/stores/{store}",
    "POST /admin/stores/{store}",
    "POST /admin/stores/{store}/tokens",
    "POST /admin/stores/{store}/tokens/{token}/revoke",
)
def test_a_store_is_added_and_changed_and_its_app_gets_a_token_that_is_revoked(hands: Hands) -> None:
    page = hands.page
    hands.enter(hands.link("Stores"))
    hands.enter(hands.link("Add a store"))
    hands.fill(hands.field("Name"), "Third Shop")
    hands.fill(hands.field("Currency"), "REAL")
    hands.enter(hands.button("Add the store"))
    expect(page.get_by_role("alert")).to_be_focused()
    expect(hands.field("Name")).to_have_value("Third Shop")
    hands.fill(hands.field("Currency"), "BRL")
    hands.press("Enter")
    hands.told("The store is there. Its apps need a token.")
    hands.enter(hands.link("← Stores"))
    hands.enter(hands.link("Third Shop"))
    hands.fill(hands.field("Name"), "Third Market")
    hands.pick(hands.field("Sells"), "Nothing")
    hands.enter(hands.button("Save"))
    hands.told("The change is stored. Every process knows it in a second.")
    hands.fill(hands.field("For which app"), "Webshop")
    hands.enter(hands.button("Make a token"))
    assert re.fullmatch(r"3\.[\w-]{43}", shown_once(hands))
    hands.enter(hands.link("To Third Market"))
    hands.opened("Revoke")
    hands.enter(hands.button("Revoke"))
    expect(page.get_by_role("status")).to_contain_text("The token is revoked.")


def member(hands: Hands, name: str) -> None:
    hands.enter(hands.link("Staff"))
    hands.enter(hands.link(name))
    expect(hands.page.get_by_role("heading", level=1)).to_have_text(name)


@walks(
    "GET /admin/staff",
    "GET /admin/staff/new",
    "POST /admin/staff/new",
    "GET /admin/staff/{staff}",
    "POST /admin/staff/{staff}",
)
def test_somebody_is_added_changed_and_disabled(hands: Hands) -> None:
    page = hands.page
    hands.enter(hands.link("Staff"))
    hands.enter(hands.link("Add somebody"))
    hands.fill(hands.field("Name"), "Eva Luna")
    hands.fill(hands.field("E-mail"), "eva@example.com")
    hands.pick(hands.field("Role"), "Manager: customers of stores")
    hands.enter(hands.button("Add the account"))
    expect(page.get_by_role("alert")).to_be_focused()
    hands.tick(hands.field("Main Shop"))
    hands.enter(hands.button("Add the account"))
    shown_once(hands)
    hands.enter(page.locator(".once a.button"))
    member(hands, "Eva Luna")
    hands.fill(hands.field("E-mail"), "eva.luna@example.com")
    hands.tick(hands.field("Other Shop"))
    hands.pick(hands.field("Status"), "Disabled")
    hands.enter(hands.button("Save"))
    hands.told("The change is stored.")
    expect(page.locator(".head .state")).to_have_text("Disabled")


@walks(
    "POST /admin/staff/{staff}/password",
    "POST /admin/staff/{staff}/key",
    "POST /admin/staff/{staff}/key/revoke",
    "POST /admin/staff/{staff}/sessions/end",
    "POST /admin/staff/{staff}/second-step/off",
)
def test_somebody_gets_a_password_and_a_key_and_loses_key_sessions_and_second_step(office: Live, hands: Hands) -> None:
    with entered(office, "manager") as manager:
        secret = manager.get("/admin/account/second-step").text.partition('name="secret" value="')[2][:32]
        said = {"secret": secret, "code": TOTP(secret).now(), "current": PASSWORDS["manager"]}
        assert manager.post("/admin/account/second-step", said).status_code == 200
    member(hands, "Shop Manager")
    for wish in ("Make a new password", "Make a key"):
        act(hands, wish)
        shown_once(hands)
        hands.enter(hands.page.locator(".once a.button"))
    act(hands, "Revoke the key")
    hands.told("The API key is revoked. It works nowhere a second from now.")
    act(hands, "Switch off the second step")
    hands.told("The second step is off: the password is enough at the next sign-in.")
    act(hands, "End all sessions")
    hands.told("The account is signed in nowhere.")


def act(hands: Hands, wish: str) -> None:
    """Nothing; what the page first asks about was done."""
    hands.enter(hands.page.locator("summary", has_text=wish))
    hands.enter(hands.button(wish))
