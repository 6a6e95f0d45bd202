"""Somebody without a mouse: keys alone, and what must hold wherever the focus goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from playwright.sync_api import Locator, Page, expect

Test = TypeVar("Test", bound=Callable[..., None])
MOST_STOPS: Final = 250
LOOK: Final = """
(target) => {
  const paint = (node) => [null, "::after"].map((part) => {
    const style = getComputedStyle(node, part);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow].join(" ");
  }).join(" | ");
  const say = (node) => node.outerHTML.slice(0, 160);
  const node = document.activeElement, before = window.focusBefore;
  if (before && before.node !== node && before.node.isConnected && paint(before.node) === before.paint)
    return {fault: "the focus cannot be seen on " + say(before.node)};
  window.focusBefore = null;
  if (!node || node === document.body) return {way: 1, lost: true};
  window.focusBefore = {node, paint: paint(node)};
  const box = node.getClientRects()[0];
  if (!box || !box.width || !box.height) return {fault: "what has the focus is not shown: " + say(node)};
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const seen = document.elementFromPoint(x, y);
  if (!seen || !(node.contains(seen) || seen.contains(node)))
    return {fault: "what has the focus is covered or out of sight: " + say(node) + (seen ? " by " + say(seen) : "")};
  if (!target) return {way: 0};
  if (node === target) return {way: 0};
  return {way: node.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING ? -1 : 1};
}
"""
"""Which way the target is from the focus: 0 there, 1 ahead, -1 behind; or what is wrong with the focus."""

WALKED: Final[dict[str, tuple[str, ...]]] = {}
"""Test -> the rows of the table of routes that it says it reaches by keyboard."""


def walks(*rows: str) -> Callable[[Test], Test]:
    """The test, which reaches those rows; the fixture `hands` sees that it does."""

    def noted(test: Test) -> Test:
        WALKED[test.__name__] = rows
        return test

    return noted


class Hands:
    """Two hands on a keyboard, before a page."""

    def __init__(self, page: Page, *, scripts: bool) -> None:
        self.page = page
        self.scripts = scripts

    def press(self, key: str) -> None:
        """Nothing; that key was pressed."""
        self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Nothing; the text was typed where the focus is."""
        self.page.keyboard.type(text)

    def to(self, target: Locator) -> None:
        """Nothing; Tab, or Shift and Tab, led the focus there, and it could be seen at every stop."""
        node = target.element_handle()  # looked for once, not at every stop
        lost = 0
        for _ in range(MOST_STOPS):
            seen = node.evaluate(LOOK)
            assert "fault" not in seen, f"{self.page.url}: {seen['fault']}"
            if seen["way"] == 0:
                return
            lost += seen.get("lost", False)
            assert lost < 2, f"{self.page.url}: the focus is lost on the way to {target}"
            self.press("Tab" if seen["way"] > 0 else "Shift+Tab")
        raise AssertionError(f"{self.page.url}: the keyboard does not lead to {target}")

    def enter(self, target: Locator) -> None:
        """Nothing; Enter was pressed there."""
        self.to(target)
        self.press("Enter")

    def tick(self, target: Locator) -> None:
        """Nothing; the space bar was pressed there."""
        self.to(target)
        self.press("Space")

    def fill(self, target: Locator, text: str) -> None:
        """Nothing; the text stands in that field, whatever stood there before."""
        self.to(target)
        self.press("Control+A")
        if text:
            self.write(text)
        else:
            self.press("Delete")

    def date(self, target: Locator, digits: str) -> None:
        """Nothing; day, month and year were typed into that field of a date."""
        self.to(target)
        self.write(digits)

    def pick(self, target: Locator, label: str) -> None:
        """Nothing; the choice that begins with that label was made by typing it."""
        self.to(target)
        self.write(label)
        expect(target.locator("option:checked")).to_have_text(label)

    def button(self, name: str) -> Locator:
        """The one button of that name that is shown."""
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        """The one link of that name."""
        return self.page.get_by_role("link", name=name, exact=True)

    def field(self, label: str) -> Locator:
        """The one field of that label."""
        return self.page.get_by_label(label, exact=True)

    def opened(self, summary: str) -> None:
        """Nothing; what hides under that summary is open."""
        self.enter(self.page.locator("summary", has_text=summary))

    def told(self, text: str) -> None:
        """Nothing; the page says so after something was done."""
        expect(self.page.locator("p.done")).to_have_text(text)


def send(hands: Hands, button: str) -> None:
    """Nothing; the choice where the focus is was sent: by Enter, or with the button where there are no scripts."""
    if hands.scripts:
        hands.press("Enter")
    else:
        hands.enter(hands.button(button))
