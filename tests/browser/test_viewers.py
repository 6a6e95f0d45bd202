"""Pages follow whoever looks: the zone, the colours, the wish for less motion, paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import WAIT_MS, sign_in
from tests.dialects.live import Live


def viewer(browser: Browser, office: Live, zone: str, *, scripts: bool = True) -> BrowserContext:
    context = browser.new_context(
        base_url=office.serving.base_url, timezone_id=zone, locale="en-GB", java_script_enabled=scripts
    )
    context.set_default_timeout(WAIT_MS)
    return context


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Sao_Paulo"])
def test_times_are_in_the_zone_of_whoever_looks(browser: Browser, office: Live, zone: str) -> None:
    with viewer(browser, office, zone) as context:
        page = context.new_page()
        sign_in(page)
        time = page.locator("td.created_at time").first
        moment = datetime.fromisoformat(time.get_attribute("datetime") or "")
        there = in_words(page, moment, zone)
        assert time.inner_text() == there
        assert time.get_attribute("title") == f"{moment:%d %b %Y, %H:%M} UTC"
        page.locator("a.row").first.click()
        page.wait_for_url(re.compile("/edit/"))
        expect(page.locator("main")).to_contain_text(there)
        expect(page.locator("main")).not_to_contain_text("UTC")


def in_words(page: Page, moment: datetime, zone: str) -> str:
    """The moment as the British say it in that zone, wherever the browser is."""
    wish = "([said, timeZone]) => new Intl.DateTimeFormat('en-GB', {dateStyle: 'medium', timeStyle: 'short', timeZone})"
    said: str = page.evaluate(f"{wish}.format(new Date(said))", [moment.isoformat(), zone])
    return said


def test_without_scripts_every_time_names_its_zone(browser: Browser, office: Live) -> None:
    with viewer(browser, office, "Asia/Tokyo", scripts=False) as context:
        page = context.new_page()
        sign_in(page)
        for shown in page.locator("time").all_inner_texts():
            assert re.fullmatch(r"\d\d \w{3} \d{4}, \d\d:\d\d UTC", shown)


@pytest.fixture
def here(browser: Browser, office: Live) -> Iterator[Page]:
    with viewer(browser, office, "UTC") as context:
        page = context.new_page()
        sign_in(page)
        yield page


def style(page: Page, selector: str, name: str) -> str:
    found: str = page.locator(selector).first.evaluate("(node, name) => getComputedStyle(node)[name]", name)
    return found


def test_the_colours_are_those_of_the_system(here: Page) -> None:
    shown: dict[str, str] = {}
    for scheme in ("light", "dark"):
        here.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        shown[scheme] = style(here, "body", "backgroundColor")
    assert shown == {"light": "rgb(245, 244, 240)", "dark": "rgb(22, 22, 20)"}


def test_nothing_moves_for_whoever_wants_less_motion(here: Page) -> None:
    here.emulate_media(reduced_motion="no-preference")
    assert style(here, "button.wide", "transitionDuration") == "0.12s"
    here.emulate_media(reduced_motion="reduce")
    moving = "[...document.querySelectorAll('*')].filter((node) => { const style = getComputedStyle(node);"
    moving += " return style.transitionDuration !== '0s' || style.animationName !== 'none'; }).length"
    assert here.evaluate(moving) == 0


def test_paper_gets_the_list_without_the_tools(here: Page) -> None:
    here.emulate_media(media="print", color_scheme="dark")
    for tool in (".bar", ".search", ".pager", "td.tick"):
        expect(here.locator(tool).first).to_be_hidden()
    expect(here.locator("a.row").first).to_be_visible()
    assert style(here, "body", "backgroundColor") == "rgb(255, 255, 255)"
    assert style(here, "body", "color") == "rgb(0, 0, 0)"
