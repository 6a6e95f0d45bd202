"""The pictures of docs/admin.md: made by this test, into the documentation where PATRON_PICTURES says so."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import WAIT_MS, sign_in
from tests.dialects.live import Live

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = "pictures"
PNG = b"\x89PNG\r\n\x1a\n"


def customers(page: Page) -> None:
    page.goto("/admin/customers")


def one(page: Page) -> None:
    page.goto("/admin/customers?keyword=customer4%40")
    page.locator("a.row").first.click()
    page.wait_for_url(re.compile("/edit/"))


def changing(page: Page) -> None:
    one(page)
    page.goto(f"{page.url}/change")
    page.locator("[id=email]").fill("no address")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").wait_for()


def history(page: Page) -> None:
    one(page)
    where = page.url
    page.goto(f"{where}/change")
    page.locator("[id=phone]").fill("+55 11 98888-7777")
    page.locator("[id=company]").fill("Padaria Ferreira")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("status").wait_for()
    page.goto(f"{where}/history")


def seen(page: Page) -> None:
    one(page)
    page.goto(f"{page.url}/seen")


def choosing(page: Page) -> None:
    one(page)
    changing_at = f"{page.url}/change"
    page.goto(changing_at)
    other = page.context.new_page()
    other.goto(changing_at)
    for window, phone in ((other, "+55 11 97777-1111"), (page, "+55 11 98888-2222")):
        window.locator("[id=phone]").fill(phone)
        window.get_by_role("button", name="Save").click()
        window.get_by_role("heading", level=1).wait_for()
    page.get_by_label("Yours").check()


def asked(page: Page) -> None:
    page.goto("/admin/customers")
    for place in (1, 3, 4):
        page.locator("td.tick input").nth(place).check()


def store(page: Page) -> None:
    page.goto("/admin/stores/1")
    page.get_by_label("For which app").fill("Webshop")
    page.get_by_role("button", name="Make a token").click()
    page.get_by_role("link", name="To Main Shop").click()
    page.locator("#tokens").scroll_into_view_if_needed()
    page.locator("summary", has_text="Revoke").first.click()


def staff(page: Page) -> None:
    page.goto("/admin/staff")


def member(page: Page) -> None:
    staff(page)
    page.get_by_role("link", name="Shop Manager").click()
    page.wait_for_url(re.compile(r"/staff/\d+$"))
    page.locator("summary", has_text="Make a new password").click()


def account(page: Page) -> None:
    page.goto("/admin/account")


def second_step(page: Page) -> None:
    page.goto("/admin/account/second-step")


SHOWN: dict[str, tuple[Callable[[Page], None], str, int]] = {
    "admin-customers": (customers, "light", 1280),
    "admin-customers-dark": (customers, "dark", 1280),
    "admin-customers-small": (customers, "light", 360),
    "admin-customer": (one, "light", 1280),
    "admin-change": (changing, "light", 1280),
    "admin-history": (history, "light", 1280),
    "admin-seen": (seen, "dark", 1280),
    "admin-chosen": (asked, "light", 1280),
    "admin-choice": (choosing, "light", 1280),
    "admin-store": (store, "light", 1280),
    "admin-staff": (staff, "light", 1280),
    "admin-member": (member, "dark", 1280),
    "admin-account": (account, "light", 1280),
    "admin-second-step": (second_step, "light", 360),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_has_its_picture(browser: Browser, office: Live, tmp_path: Path, name: str) -> None:
    show, mode, width = SHOWN[name]
    context = browser.new_context(
        base_url=office.serving.base_url,
        color_scheme="dark" if mode == "dark" else "light",
        viewport={"width": width, "height": 800 if width < 1000 else 720},
        locale="en-GB",
        timezone_id="UTC",
    )
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    sign_in(page)
    show(page)
    folder = DOCS / FOLDER if os.environ.get("PATRON_PICTURES") else tmp_path
    picture = folder / f"{name}.png"
    page.screenshot(path=picture)
    assert picture.read_bytes().startswith(PNG)
    context.close()


def test_the_documentation_shows_these_pictures_and_no_others() -> None:
    named = re.findall(r"\]\(pictures/([\w-]+)\.png\)", (DOCS / "admin.md").read_text())
    assert sorted(named) == sorted(SHOWN)
    assert {file.stem for file in (DOCS / FOLDER).glob("admin-*.png")} == set(SHOWN)
