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


SHOWN: dict[str, tuple[Callable[[Page], None], str, int]] = {
    "admin-customers": (customers, "light", 1280),
    "admin-customers-dark": (customers, "dark", 1280),
    "admin-customers-small": (customers, "light", 360),
    "admin-customer": (one, "light", 1280),
    "admin-change": (changing, "light", 1280),
    "admin-history": (history, "light", 1280),
    "admin-seen": (seen, "dark", 1280),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_has_its_picture(browser: Browser, office: Live, tmp_path: Path, name: str) -> None:
    show, mode, width = SHOWN[name]
    context = browser.new_context(
        base_url=office.serving.base_url,
        color_scheme="dark" if mode == "dark" else "light",
        viewport={"width": width, "height": 800},
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
