"""The table of customers by keyboard alone, with scripts and without."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.keyboard import Hands, send, walks


def rows(hands: Hands) -> Locator:
    return hands.page.locator("a.row")


def ticks(hands: Hands) -> Locator:
    return hands.page.locator("td.tick input")


@walks("GET /admin/customers", "GET /admin/customers/edit/{uuid}")
def test_somebody_is_found_and_opened(hands: Hands) -> None:
    search = hands.field("Search customers")
    if hands.scripts:
        hands.press("/")
        expect(search).to_be_focused()
    hands.fill(search, "nunez mar")
    hands.press("Enter")
    expect(hands.page.get_by_role("status").first).to_contain_text("found")
    for name in rows(hands).all_inner_texts():
        assert name == "María Núñez"
    hands.enter(hands.link("Clear"))
    expect(hands.page.get_by_role("status").first).to_have_text("28 customers")
    hands.enter(rows(hands).nth(2))
    hands.page.wait_for_url(re.compile("/edit/"))


@walks("GET /admin/customers/edit/{uuid}")
def test_arrows_move_in_the_list_and_slash_finds_the_search(hands: Hands) -> None:
    search = hands.field("Search customers")
    if not hands.scripts:  # the list is a list of links all the same
        hands.to(rows(hands).nth(1))
        hands.to(rows(hands).first)
    else:
        hands.press("ArrowDown")
        expect(rows(hands).first).to_be_focused()
        hands.press("ArrowDown")
        expect(rows(hands).nth(1)).to_be_focused()
        hands.press("End")
        expect(rows(hands).last).to_be_focused()
        expect(rows(hands).last).to_be_in_viewport()
        hands.press("ArrowDown")
        expect(rows(hands).last).to_be_focused()
        hands.press("Home")
        expect(rows(hands).first).to_be_focused()
        hands.press("ArrowUp")
        expect(search).to_be_focused()
        hands.write("a/b")
        expect(search).to_have_value("a/b")
        hands.press("Control+A")
        hands.press("Delete")
        hands.press("Escape")
        expect(search).not_to_be_focused()
        hands.press("/")
        expect(search).to_be_focused()
        expect(search).to_have_value("")
        hands.press("ArrowDown")
    expect(rows(hands).first).to_be_focused()
    name = rows(hands).first.inner_text()
    hands.press("Enter")
    expect(hands.page.get_by_role("heading", level=1)).to_have_text(name)


@walks("GET /admin/customers")
def test_the_columns_sort_and_the_pages_turn(hands: Hands) -> None:
    page = hands.page
    head = page.get_by_role("columnheader", name="Name")
    for way in ("ascending", "descending"):
        hands.enter(head.get_by_role("link"))
        expect(head).to_have_attribute("aria-sort", way)
    first = rows(hands).first.inner_text()
    pages = page.get_by_role("navigation", name="Pages")
    expect(rows(hands)).to_have_count(20)
    hands.enter(pages.get_by_role("link", name="Next"))
    expect(rows(hands)).to_have_count(8)
    hands.enter(pages.get_by_role("link", name="Previous"))
    expect(rows(hands)).to_have_count(20)
    expect(rows(hands).first).to_have_text(first)
    hands.enter(pages.get_by_role("link", name="Last page"))
    expect(pages.get_by_role("link", name="Next")).to_have_count(0)
    hands.enter(pages.get_by_role("link", name="First page"))
    expect(rows(hands).first).to_have_text(first)
    hands.pick(hands.field("Rows"), "50 rows")
    hands.enter(hands.button("Search"))
    expect(rows(hands)).to_have_count(28)


@walks("GET /admin/customers")
def test_every_filter_is_set(hands: Hands) -> None:
    page = hands.page
    hands.pick(hands.field("Status"), "Disabled")
    send(hands, "Search")
    expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()
    hands.enter(hands.link("Show all customers"))
    hands.opened("More filters")
    hands.pick(page.get_by_role("search").get_by_label("Store"), "Main Shop")
    hands.pick(hands.field("Group"), "Wholesale")
    hands.fill(hands.field("Tag"), "vip")
    hands.date(hands.field("Created from"), "01012026")
    hands.date(hands.field("Created up to"), "02022026")
    hands.date(hands.field("Updated from"), "03032026")
    hands.date(hands.field("Updated up to"), "04042026")
    hands.enter(hands.button("Search"))
    expect(page).to_have_url(re.compile("tag=vip"))
    for said in ("store=1", "created_from=2026-01-01", "created_to=2026-02-02", "updated_from=2026-03-03"):
        assert said in page.url
    expect(hands.field("Updated up to")).to_have_value("2026-04-04")
    hands.enter(hands.link("Clear"))
    expect(rows(hands)).to_have_count(20)


@walks("GET /admin/customers/groups/{group}")
def test_the_members_of_a_group_are_opened_by_their_address(hands: Hands) -> None:
    hands.page.goto("/admin/customers/groups/2")  # a link in the answers of an API
    hands.to(hands.link("Clear"))
    expect(hands.page).to_have_url(re.compile(r"/admin/customers\?group=2$"))


@walks("POST /admin/customers/bulk")
def test_several_are_chosen_tagged_disabled_enabled_and_exported(hands: Hands, tmp_path: Path) -> None:
    page = hands.page
    names = rows(hands).all_inner_texts()[:2]
    hands.tick(ticks(hands).first)
    hands.tick(ticks(hands).nth(1))
    with page.expect_download() as download:
        hands.enter(hands.button("Export"))
    download.value.save_as(tmp_path / "customers.csv")
    text = (tmp_path / "customers.csv").read_text("utf-8-sig")
    assert all(name in text for name in names)
    hands.fill(page.get_by_label("Tag to add"), "by hand")
    hands.enter(hands.button("Add tag"))
    sure(hands, "Tag 2 customers with “by hand”?", "Tag")
    expect(page.locator("td.name .tag", has_text="by hand")).to_have_count(2)
    for verb in ("Disable", "Enable"):
        hands.tick(ticks(hands).first)
        hands.tick(ticks(hands).nth(1))
        hands.enter(hands.button(verb))
        sure(hands, f"{verb} 2 customers?", verb)
        expect(page.locator("td.status .state:not(.on)")).to_have_count(2 if verb == "Disable" else 0)


def sure(hands: Hands, question: str, verb: str) -> None:
    """Nothing; the question was answered with yes: its button has the focus already."""
    expect(hands.page.get_by_role("heading", level=1)).to_have_text(question)
    expect(hands.button(verb)).to_be_focused()
    hands.press("Enter")
    hands.told("2 customers were changed.")


@walks("POST /admin/customers/bulk")
def test_all_of_a_page_are_chosen_and_a_question_is_answered_with_no(hands: Hands) -> None:
    page = hands.page
    if hands.scripts:
        every = page.get_by_label("Choose all on this page")
        hands.tick(every)
        expect(page.locator("td.tick input:checked")).to_have_count(20)
        hands.tick(ticks(hands).nth(3))
        expect(every).to_have_js_property("indeterminate", value=True)
        expect(page.locator("[data-chosen]")).to_contain_text("19")
    else:
        hands.enter(hands.button("Disable"))
        expect(page.get_by_role("alert")).to_contain_text("Nobody was chosen.")
        hands.enter(hands.link("Back"))
        hands.tick(ticks(hands).first)
    hands.enter(hands.button("Disable"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Disable")
    hands.enter(hands.link("Cancel"))
    expect(page.locator("td.status .state.on")).to_have_count(20)
