"""No row of the administration's table of routes is without somebody who reaches it by keyboard alone."""

from __future__ import annotations

from tests.browser import test_keys_customers, test_keys_entering, test_keys_offices, test_keys_record
from tests.browser.keyboard import WALKED
from tests.browser.routes import table

WALKS = (test_keys_customers, test_keys_entering, test_keys_offices, test_keys_record)


def test_every_page_and_every_form_is_reached_by_keyboard() -> None:
    named = {name for module in WALKS for name in vars(module) if name.startswith("test_")}
    assert set(WALKED) == named
    assert {row for rows in WALKED.values() for row in rows} == table()
