"""With a mouse in the administration, with scripts and without; test_keys_*.py does everything without one."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Dialog, Page, expect

from tests.browser.conftest import sign_in


def open_first(page: Page) -> None:
    page.locator("a.row").first.click()
    page.wait_for_url(re.compile("/edit/"))


def test_signing_in_and_out(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/admin/customers?ob=name")
    expect(page).to_have_url(re.compile("/admin/login$"))
    page.get_by_label("E-mail").fill("admin@example.com")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("E-mail or password is wrong.")
    expect(page.get_by_label("E-mail")).to_have_value("admin@example.com")
    page.get_by_label("Password").fill("admin-secret-12")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/admin/customers\?ob=name$"))
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/admin/login$"))
    page.goto("/admin/customers")
    expect(page).to_have_url(re.compile("/admin/login$"))


def test_finding_and_paging(page: Page) -> None:
    expect(page.get_by_role("status").first).to_have_text("28 customers")
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".pager")).to_contain_text("28 of 28")
    page.get_by_role("link", name="Previous").click()
    page.get_by_label("Search customers").fill("nunez mar")
    page.get_by_label("Search customers").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("found")
    for name in page.locator("a.row").all_text_contents():
        assert name == "María Núñez"
    page.get_by_role("link", name="Clear").click()
    expect(page.get_by_role("status").first).to_have_text("28 customers")
    page.get_by_role("columnheader", name="Name").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    names = page.locator("a.row").all_text_contents()
    assert names[0].startswith("Aiko")


def test_several_at_once_and_a_table_of_them(page: Page, tmp_path: Path) -> None:
    names = page.locator("a.row").all_text_contents()[:2]
    for place in (0, 1):
        page.locator("td.tick input").nth(place).check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    download.value.save_as(tmp_path / "customers.csv")
    text = (tmp_path / "customers.csv").read_text("utf-8-sig")
    assert all(name in text for name in names)
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Disable 2 customers?")
    page.get_by_role("button", name="Disable").click()
    expect(page.locator(".done")).to_have_text("2 customers were changed.")
    page.goto("/admin/customers?status=0")
    assert sorted(page.locator("a.row").all_text_contents()) == sorted(names)


def test_choosing_a_store(page: Page) -> None:
    page.get_by_role("banner").get_by_label("Store").select_option("Other Shop")
    switch = page.get_by_role("button", name="Switch")
    if switch.is_visible():  # without scripts
        switch.click()
    expect(page.locator("main")).to_contain_text("No customers yet")


def test_a_manager_of_another_store_sees_none_of_this_one(context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page, "stranger")
    expect(page.locator("main")).to_contain_text("No customers yet")
    expect(page.locator("body")).not_to_contain_text("Main Shop")


def test_a_stored_script_is_text(page: Page) -> None:
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    open_first(page)
    page.get_by_role("link", name="Change").click()
    for field in ("full_name", "note", "company", "tags"):
        page.locator(f"[id={field}]").fill(attack)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(attack)
    url = page.url.partition("?")[0]
    for path in (url, f"{url}/history", f"{url}/seen", f"{url}/change", f"{url}/delete", "/admin/customers"):
        page.goto(path)
        expect(page.locator("main")).to_contain_text("<script>alert(1)</script>" if "change" not in path else "Change")
    assert dialogs == []
