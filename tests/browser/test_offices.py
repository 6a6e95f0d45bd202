"""Stores, staff and the own account in a real browser: with scripts and without, and without barriers."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect
from pyotp.totp import TOTP

from tests.browser.conftest import WAIT_MS, sign_in
from tests.browser.test_barriers import MODES, WIDTHS, barriers, is_too_wide
from tests.dialects.admin_office import PASSWORDS
from tests.dialects.live import Live

PATHS = (
    "/admin/stores/new",
    "/admin/stores/1",
    "/admin/staff/new",
    "/admin/account",
    "/admin/account/second-step",
)


def test_a_store_is_added_and_an_app_gets_a_token_that_is_revoked(page: Page) -> None:
    page.get_by_role("link", name="Stores").click()
    page.get_by_role("link", name="Add a store").click()
    page.get_by_label("Name", exact=True).fill("Third Shop")
    page.get_by_label("Currency").fill("REAL")
    page.get_by_role("button", name="Add the store").click()
    expect(page.get_by_text("Please write the three letters of a currency, like BRL.")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Third Shop")
    page.get_by_label("Currency").fill("BRL")
    page.get_by_role("button", name="Add the store").click()
    expect(page.get_by_role("status")).to_have_text("The store is there. Its apps need a token.")
    page.get_by_label("For which app").fill("Webshop")
    page.get_by_role("button", name="Make a token").click()
    expect(page.locator(".secret")).to_have_text(re.compile(r"^3\.[\w-]{43}$"))
    page.get_by_role("link", name="To Third Shop").click()
    page.locator("summary", has_text="Revoke").click()
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("status")).to_contain_text("The token is revoked.")
    expect(page.locator("summary", has_text="Revoke")).to_have_count(0)


def test_a_second_step_is_set_up_and_asked_for(page: Page) -> None:
    page.goto("/admin/account")
    page.get_by_role("link", name="Set up a second step").click()
    secret = page.locator("input[name=secret]").input_value()
    page.get_by_label("Your password now").fill(PASSWORDS["admin"])
    page.get_by_label("Code", exact=True).fill(TOTP(secret).now())
    page.get_by_role("button", name="Switch on the second step").click()
    codes = page.locator(".secrets li").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="I have kept them").click()
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail").fill("admin@example.com")
    page.get_by_label("Password").fill(PASSWORDS["admin"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("This code is wrong, or was used already.")
    page.get_by_label("Code").fill(TOTP(secret).at(int(time.time()) + 30))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/customers")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing_here_either(browser: Browser, office: Live, mode: str, width: int) -> None:
    context = browser.new_context(
        base_url=office.serving.base_url,
        color_scheme="dark" if mode == "dark" else "light",
        viewport={"width": width, "height": 900},
    )
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    sign_in(page)
    faults: list[str] = []
    for path in PATHS:
        page.goto(path)
        faults += [*barriers(page), *([f"{path} is too wide"] if is_too_wide(page) else [])]
    page.goto("/admin/staff")
    page.locator("a.row", has_text="Shop Manager").click()
    page.wait_for_url(re.compile(r"/staff/\d+$"))
    faults += barriers(page)
    page.get_by_label("E-mail").fill("nobody@x")
    page.get_by_label("Main Shop").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    faults += [*barriers(page), *(["the mistake is too wide"] if is_too_wide(page) else [])]
    context.close()
    assert not faults, "\n".join(faults)
