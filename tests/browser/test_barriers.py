"""Every page in every state, dark and light, small and wide, with scripts and without.

Axe finds nothing, nothing is wider than the window or loaded from elsewhere, and the focus goes through it in order.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tests.browser.conftest import WAIT_MS, sign_in
from tests.browser.keyboard import LOOK
from tests.browser.routes import table
from tests.browser.states import STATES, Office
from tests.dialects.live import Live

AXE = (Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js").read_text()
SMALL, WIDE = 360, 1600
FOLDER = "PATRON_LOOK"
"""The name of a setting."""
HEIGHT = 900
LISTEN = """
window.breaches = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.breaches.push(event.violatedDirective + " " + event.blockedURI);
});
"""
FOCUSABLE = """
() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter(
  (node) => !node.disabled && node.tabIndex >= 0 && node.type !== "hidden" && node.checkVisibility()
    && !(node.type === "radio" && !node.checked)).length
"""
START = """
() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  window.stopBefore = window.focusBefore = null;
  scrollTo(0, 0);
}
"""
STOP = """
() => {
  const node = document.activeElement, before = window.stopBefore;
  window.stopBefore = node;
  if (before === node) return {same: true};  // the parts of a date
  if (!before) return {};
  const say = () => node.outerHTML.slice(0, 160) + " after " + before.outerHTML.slice(0, 160);
  const follows = before.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
  if (!follows) return {fault: "the way back: " + say()};
  const [was, is] = [before.getClientRects()[0], node.getClientRects()[0]];
  if (is.bottom <= was.top && is.left <= was.left && !before.matches(".skip")) return {fault: "out of order: " + say()};
  return {};
}
"""
"""What is wrong with the step that the focus has made: in the page's text, or as the eye reads."""


@pytest.fixture(scope="module")
def full(server: Live) -> Office:
    return Office(server)


@pytest.fixture(scope="module")
def signed_in(browser: Browser, full: Office) -> dict[str, StorageState]:
    """Who -> the cookies of the session."""
    kept: dict[str, StorageState] = {}
    for who in {one.who for one in STATES.values()} - {""}:
        context = browser.new_context(base_url=full.live.serving.base_url)
        page = context.new_page()
        sign_in(page, who)
        kept[who] = context.storage_state()
        context.close()
    return kept


@pytest.fixture(params=["scripts", "no scripts"])
def window(
    request: pytest.FixtureRequest, browser: Browser, full: Office, signed_in: dict[str, StorageState]
) -> Iterator[BrowserContext]:
    """A window of whoever sees that state. Without scripts those of ours are not loaded, so that axe can run."""
    who = STATES[request.node.callspec.params["name"]].who
    opened = browser.new_context(
        base_url=full.live.serving.base_url,
        storage_state=signed_in.get(who),
        viewport={"width": WIDE, "height": HEIGHT},
        locale="en-GB",
        reduced_motion="reduce",
    )
    if request.param == "no scripts":
        opened.route("**/admin.js", lambda route: route.abort())
    opened.set_default_timeout(WAIT_MS)
    yield opened
    opened.close()


def barriers(page: Page) -> list[str]:
    """What axe finds: rule and where."""
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url} {one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def stops(page: Page) -> list[str]:
    """What is wrong with the way of the focus through the page, from its top to its end."""
    wanted = page.evaluate(FOCUSABLE)
    page.evaluate(START)
    faults: list[str] = []
    reached = 0
    for _ in range(3 * wanted + 3):
        page.keyboard.press("Tab")
        seen = page.evaluate(LOOK)
        if seen.get("lost"):
            break
        step = page.evaluate(STOP)
        reached += not step.get("same", False)
        faults += [one["fault"] for one in (seen, step) if "fault" in one]
    if reached not in {wanted, page.evaluate(FOCUSABLE)}:  # a menu closes when the focus leaves it
        faults.append(f"the focus came to {reached} of {wanted} places")
    return faults


def sights(page: Page, *, scripts: bool) -> Iterator[str]:
    """The page in every mode and width: in half of the four with scripts, in the other half without."""
    for width in (SMALL, WIDE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for mode in ("light", "dark"):
            if ((width == SMALL) == (mode == "light")) is not scripts or os.environ.get(FOLDER):
                page.emulate_media(color_scheme="dark" if mode == "dark" else "light", reduced_motion="reduce")
                yield f"{mode} {width}"


@pytest.mark.parametrize("name", STATES)
def test_a_page_is_without_barriers_and_faults(window: BrowserContext, full: Office, name: str) -> None:
    faults: list[str] = []
    page = window.new_page()
    page.add_init_script(LISTEN)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    page.on("request", lambda sent: faults.append(sent.url) if not is_ours(sent.url, full) else None)
    STATES[name].open(page, full)
    scripts = page.evaluate("document.documentElement.classList.contains('scripted')")
    assert page.get_by_role("heading", level=1).count() == 1
    page.evaluate(AXE)
    for sight in sights(page, scripts=scripts):
        faults += [f"{sight}: {one}" for one in barriers(page)]
        if is_too_wide(page):
            faults.append(f"{sight} is too wide")
        picture(page, f"{name} {sight}", scripts=scripts)
    for width in (SMALL, WIDE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        faults += [f"{width}: {one}" for one in stops(page)]
    faults += page.evaluate("window.breaches")
    assert not faults, "\n".join(faults)


def is_ours(url: str, full: Office) -> bool:
    return url.startswith((f"{full.live.serving.base_url}/admin", "data:"))


def picture(page: Page, name: str, *, scripts: bool) -> None:
    """Nothing; for somebody who wants to look at all of them: `FOLDER` names a folder."""
    folder = os.environ.get(FOLDER)
    if folder and scripts:
        page.screenshot(path=Path(folder) / f"{name.replace(' ', '-')}.png", full_page=True)


def test_no_page_is_forgotten() -> None:
    shown = {one.row.partition("?")[0] for one in STATES.values()}
    assert {row for row in table() if row.startswith("GET")} <= shown
    assert shown - table() == {"GET /admin/nowhere", "GET /admin/stores/1"}
