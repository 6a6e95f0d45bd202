"""A real browser before a real server: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.keyboard import WALKED, Hands
from tests.browser.routes import route_of
from tests.dialects.admin_office import OFFICE, PASSWORDS, people
from tests.dialects.live import Live
from tests.parts.chromium import find_chromium
from tests.parts.server import serve

WAIT_MS = 20_000
expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser; as root it refuses to start with a sandbox."""
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(find_chromium()), args=flags)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Live]:
    """A development server on SQLite."""
    with serve({"PATRON_RATE_LIMITS": "off"}, "--dev") as serving:
        live = Live(serving)
        yield live
        live.http.close()


@pytest.fixture
def office(server: Live) -> Live:
    """The server with staff and a page and a half of customers."""
    server.load(OFFICE)
    people(server, 28)
    return server


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def context(request: pytest.FixtureRequest, browser: Browser, office: Live) -> Iterator[BrowserContext]:
    """A window without cookies, with JavaScript and without."""
    opened = browser.new_context(
        base_url=office.serving.base_url, java_script_enabled=request.param, locale="en-GB", timezone_id="Asia/Tokyo"
    )
    opened.set_default_timeout(WAIT_MS)
    yield opened
    opened.close()


def sign_in(page: Page, name: str = "admin") -> None:
    """Nothing; that member of the staff is signed in and looks at the customers."""
    page.goto("/admin/customers")
    page.get_by_label("E-mail").fill(f"{name}@example.com")
    page.get_by_label("Password").fill(PASSWORDS[name])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/customers")


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page that the administrator is signed in with."""
    opened = context.new_page()
    sign_in(opened)
    return opened


@pytest.fixture
def keys(request: pytest.FixtureRequest, context: BrowserContext) -> Iterator[Hands]:
    """Somebody without a mouse before the page of signing in; all rows that the test names are reached by its end."""
    reached: set[str | None] = set()
    context.on("request", lambda sent: reached.add(route_of(sent.method, sent.url)))
    page = context.new_page()
    page.goto("/admin/login")
    yield Hands(page, scripts="no scripts" not in request.node.name)
    assert set(WALKED[request.function.__name__]) <= reached


@pytest.fixture
def hands(keys: Hands) -> Hands:
    """The same, signed in as the administrator and before the customers."""
    enter(keys)
    return keys


def enter(hands: Hands, name: str = "admin") -> None:
    """Nothing; that member of the staff has typed e-mail and password."""
    expect(hands.field("E-mail")).to_be_focused()
    hands.write(f"{name}@example.com")
    hands.press("Tab")
    hands.write(PASSWORDS[name])
    hands.press("Enter")
    hands.page.wait_for_url("**/admin/customers")
