"""Signing in, the own account and the choice of a store by keyboard alone, with scripts and without."""

from __future__ import annotations

import re
import time

import httpx
from playwright.sync_api import expect
from pyotp.totp import TOTP

from tests.browser.conftest import enter
from tests.browser.keyboard import Hands, send, walks
from tests.dialects.admin_office import PASSWORDS
from tests.dialects.live import Live

NEW = "an entirely new one"


def open_menu(hands: Hands) -> None:
    hands.enter(hands.page.locator("summary", has_text="Your account"))


def open_account(hands: Hands) -> None:
    open_menu(hands)
    hands.enter(hands.link("Your account"))
    expect(hands.page.get_by_role("heading", level=1)).to_have_text("Your account")


def sign_out(hands: Hands) -> None:
    open_menu(hands)
    hands.enter(hands.button("Sign out"))
    hands.page.wait_for_url("**/admin/login")


@walks("GET /admin/login", "POST /admin/login", "POST /admin/logout", "GET /admin/customers")
def test_signing_in_with_a_mistake_and_signing_out(keys: Hands) -> None:
    page = keys.page
    expect(keys.field("E-mail")).to_be_focused()
    keys.write("admin@example.com")
    keys.press("Tab")
    keys.write("wrong")
    keys.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("E-mail or password is wrong.")
    expect(keys.field("Password")).to_be_focused()
    expect(keys.field("Password")).to_have_accessible_description("E-mail or password is wrong.")
    keys.write(PASSWORDS["admin"])
    keys.enter(keys.button("Sign in"))
    page.wait_for_url("**/admin/customers")
    sign_out(keys)
    page.goto("/admin/customers")
    expect(page).to_have_url(re.compile("/admin/login$"))


@walks("GET /admin")
def test_the_first_key_leads_past_the_bar_and_the_next_into_the_page(hands: Hands) -> None:
    hands.page.goto("/admin")
    hands.page.wait_for_url("**/admin/customers")
    hands.press("Tab")
    expect(hands.link("Skip to the content")).to_be_focused()
    expect(hands.link("Skip to the content")).to_be_in_viewport()
    hands.press("Enter")
    expect(hands.page.locator("main")).to_be_focused()
    hands.press("Tab")
    expect(hands.field("Search customers")).to_be_focused()


@walks("POST /admin/store")
def test_another_store_is_chosen(hands: Hands) -> None:
    store = hands.page.get_by_role("banner").get_by_label("Store")
    hands.pick(store, "Other Shop")
    hands.enter(hands.button("Switch"))
    expect(hands.page.locator("main")).to_contain_text("No customers yet")
    hands.pick(store, "Main Shop")
    send(hands, "Switch")
    expect(hands.page.locator("main")).to_contain_text("28 customers")


@walks(
    "GET /admin/account",
    "GET /admin/account/second-step",
    "POST /admin/account/second-step",
    "POST /admin/account/second-step/codes",
    "POST /admin/account/second-step/off",
    "GET /admin/login/code",
    "POST /admin/login/code",
)
def test_a_second_step_is_switched_on_used_renewed_and_switched_off(hands: Hands) -> None:
    page = hands.page
    open_account(hands)
    hands.enter(hands.link("Set up a second step"))
    hands.opened("The whole link as text")
    secret = page.locator("input[name=secret]").input_value()
    hands.fill(hands.field("Your password now"), PASSWORDS["admin"])
    hands.fill(hands.field("Code"), "000000")
    hands.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    hands.fill(hands.field("Your password now"), PASSWORDS["admin"])
    hands.fill(hands.field("Code"), TOTP(secret).now())
    hands.enter(hands.button("Switch on the second step"))
    codes = recovery_codes(hands)
    hands.enter(hands.link("I have kept them"))
    sign_out(hands)
    begin(hands)
    expect(hands.field("Code")).to_be_focused()
    hands.write("000000")
    hands.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("This code is wrong, or was used already.")
    expect(hands.field("Code")).to_be_focused()
    hands.write(TOTP(secret).at(int(time.time()) + 30))
    hands.press("Enter")
    page.wait_for_url("**/admin/customers")
    sign_out(hands)
    begin(hands)
    hands.enter(hands.link("Sign in as somebody else"))
    expect(hands.field("E-mail")).to_be_focused()
    begin(hands)
    hands.write(codes[0])
    hands.press("Enter")
    page.wait_for_url("**/admin/customers")
    open_account(hands)
    hands.enter(hands.link("Change the second step"))
    form = page.locator("form", has_text="New recovery codes")
    hands.fill(form.get_by_label("Your password now"), PASSWORDS["admin"])
    hands.fill(form.get_by_label("Code"), "no code")
    hands.enter(hands.button("Make new recovery codes"))
    expect(page.get_by_role("alert")).to_be_focused()
    hands.fill(form.get_by_label("Your password now"), PASSWORDS["admin"])
    hands.fill(form.get_by_label("Code"), codes[1])
    hands.enter(hands.button("Make new recovery codes"))
    codes = recovery_codes(hands)
    hands.enter(hands.link("I have kept them"))
    hands.enter(hands.link("Change the second step"))
    form = page.locator("form", has_text="Switch it off")
    hands.fill(form.get_by_label("Your password now"), PASSWORDS["admin"])
    hands.fill(form.get_by_label("Code"), codes[0])
    hands.enter(hands.button("Switch off the second step"))
    hands.told("The second step is off. You are signed in nowhere but here.")


def recovery_codes(hands: Hands) -> list[str]:
    """The codes that the page shows once."""
    codes = hands.page.locator(".secrets li")
    expect(codes).to_have_count(10)
    return codes.all_inner_texts()


def begin(hands: Hands) -> None:
    """Nothing; the first step of signing in is done."""
    expect(hands.field("E-mail")).to_be_focused()
    hands.write("admin@example.com")
    hands.press("Tab")
    hands.write(PASSWORDS["admin"])
    hands.press("Enter")
    expect(hands.page.get_by_role("heading", level=1)).to_have_text("One more step")


@walks("POST /admin/account/password")
def test_the_own_password_is_changed_with_a_mistake_on_the_way(keys: Hands) -> None:
    enter(keys, "manager")
    open_account(keys)
    for current in ("wrong", PASSWORDS["manager"]):
        keys.fill(keys.field("Your password now"), current)
        keys.fill(keys.field("New password"), NEW)
        keys.fill(keys.field("New password again"), NEW)
        keys.enter(keys.button("Change the password"))
        if current == "wrong":
            expect(keys.page.get_by_role("alert")).to_be_focused()
            expect(keys.field("Your password now")).to_have_accessible_description("This is not your password.")
    keys.told("The password is changed. You are signed in nowhere but here.")


@walks("POST /admin/account/sessions/end", "POST /admin/account/sessions/end-others")
def test_own_sessions_end_one_by_one_and_together(office: Live, hands: Hands) -> None:
    for _ in range(3):
        with httpx.Client(base_url=office.serving.base_url) as http:
            said = {"email": "admin@example.com", "password": PASSWORDS["admin"]}
            assert http.post("/admin/user/login", json=said).status_code == 200
    open_account(hands)
    ends = hands.page.get_by_role("button", name=re.compile("^End.*number"))
    expect(ends).to_have_count(4)  # one is of the world
    hands.enter(ends.first)
    hands.told("The session is over.")
    expect(ends).to_have_count(3)
    hands.opened("End all others")
    hands.enter(hands.button("End all others"))
    hands.told("You are signed in nowhere but here.")
    expect(ends).to_have_count(0)
