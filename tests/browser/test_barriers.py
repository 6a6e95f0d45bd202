"""The administration without barriers: axe finds nothing, the keyboard is enough, every window is wide enough."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import WAIT_MS, sign_in
from tests.dialects.admin_office import PASSWORDS
from tests.dialects.live import Live

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "/admin/customers",
    "/admin/customers?keyword=zzzz&tag=x",
    "/admin/nowhere",
    "/admin/stores",
    "/admin/staff",
    "/admin/account",
)
TABS = ("", "/change", "/seen", "/history", "/access", "/delete")
MODES = ("light", "dark")
WIDTHS = (360, 1600)


@pytest.fixture(params=[(mode, width) for mode in MODES for width in WIDTHS], ids=lambda one: f"{one[0]} {one[1]}")
def window(request: pytest.FixtureRequest, browser: Browser, office: Live) -> Iterator[BrowserContext]:
    mode, width = request.param
    opened = browser.new_context(
        base_url=office.serving.base_url,
        color_scheme=mode,
        viewport={"width": width, "height": 900},
        locale="en-GB",
        reduced_motion="reduce",
    )
    opened.set_default_timeout(WAIT_MS)
    yield opened
    opened.close()


def barriers(page: Page) -> list[str]:
    """What axe finds: rule and where."""
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url} {one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def every_page(page: Page) -> Iterator[str]:
    """Each page, opened."""
    page.goto("/admin/login")
    yield "sign in"
    sign_in(page)
    for path in PAGES:
        page.goto(path)
        yield path
    page.goto("/admin/customers")
    page.locator("a.row").first.click()
    page.wait_for_url(re.compile("/edit/"))
    one = page.url
    for tab in TABS:
        page.goto(one + tab)
        yield tab
    page.goto(f"{one}/change")
    page.locator("[id=email]").fill("nobody")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "with a mistake"
    page.goto("/admin/customers")
    page.locator("td.tick input").first.check()
    yield "somebody chosen"
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Disable")
    yield "a question"


def test_axe_finds_nothing_and_nothing_is_too_wide(window: BrowserContext) -> None:
    page = window.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    for name in every_page(page):
        faults += barriers(page)
        if is_too_wide(page):
            faults.append(f"{name} is too wide")
        assert page.get_by_role("heading", level=1).count() == 1, name
    assert not faults, "\n".join(faults)


def test_a_customer_is_found_opened_changed_and_stored_by_keyboard_alone(browser: Browser, office: Live) -> None:
    context = browser.new_context(base_url=office.serving.base_url, locale="en-GB")
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.goto("/admin/login")
    keys = page.keyboard
    keys.type("admin@example.com")  # the field has the focus already
    keys.press("Tab")
    keys.type(PASSWORDS["admin"])
    keys.press("Enter")
    page.wait_for_url("**/admin/customers")
    keys.press("/")
    expect(page.get_by_label("Search customers")).to_be_focused()
    keys.type("customer7@")
    keys.press("Enter")
    page.wait_for_url(re.compile("keyword="))
    keys.press("ArrowDown")
    expect(page.locator("a.row").first).to_be_focused()
    keys.press("ArrowUp")
    expect(page.get_by_label("Search customers")).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Enter")
    page.wait_for_url(re.compile("/edit/"))
    tab_to(page, page.get_by_role("link", name="Change"))
    keys.press("Enter")
    page.wait_for_url(re.compile("/change$"))
    tab_to(page, page.locator("[id=company]"))
    keys.type("By keyboard")
    keys.press("Enter")
    expect(page.get_by_role("status")).to_have_text("The change is stored.")
    expect(page.locator("main")).to_contain_text("By keyboard")
    tab_to(page, page.locator("details.menu summary"))
    keys.press("Enter")
    tab_to(page, page.get_by_role("button", name="Sign out"))
    keys.press("Escape")
    expect(page.locator("details.menu summary")).to_be_focused()
    keys.press("Enter")
    tab_to(page, page.get_by_role("button", name="Sign out"))
    keys.press("Enter")
    page.wait_for_url(re.compile("/admin/login$"))
    context.close()


def tab_to(page: Page, target: Any) -> None:
    """Nothing; the focus is there, as far as the tabulator leads, and can be seen."""
    for _ in range(80):
        if target.evaluate("node => node === document.activeElement"):
            outline = target.evaluate("node => getComputedStyle(node).outlineStyle")
            assert outline != "none"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not lead to {target}")


def test_the_first_key_leads_past_the_bar(browser: Browser, office: Live) -> None:
    context = browser.new_context(base_url=office.serving.base_url)
    page = context.new_page()
    sign_in(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    context.close()


def test_times_are_in_the_zone_of_whoever_looks(browser: Browser, office: Live) -> None:
    shown: list[str] = []
    for zone in ("Asia/Tokyo", "America/Sao_Paulo"):
        context = browser.new_context(base_url=office.serving.base_url, timezone_id=zone, locale="en-GB")
        page = context.new_page()
        sign_in(page)
        time = page.locator("td.created_at time").first
        said: str = time.evaluate("node => new Date(node.dateTime).getTime()")
        expected = time.evaluate(
            "(node, said) => new Intl.DateTimeFormat('en-GB', {dateStyle: 'medium', timeStyle: 'short'}).format(said)",
            said,
        )
        assert time.inner_text() == expected
        assert "UTC" in (time.get_attribute("title") or "")
        shown.append(time.inner_text())
        context.close()
    assert shown[0] != shown[1]
