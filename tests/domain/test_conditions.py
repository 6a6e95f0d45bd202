"""Patterns and listings of conditions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patron.domain.conditions import (
    NEAR,
    Attribute,
    Comparison,
    EnterpriseListing,
    Order,
    Search,
    Test,
    literally,
    literals,
    lowered,
)


@given(st.text("ab%_\\é", max_size=8))
def test_a_text_taken_literally_is_one_literal(text: str) -> None:
    assert literals(literally(text)) == ([text] if text else [])


@pytest.mark.parametrize(
    ("pattern", "between"),
    [
        ("", []),
        ("%", []),
        ("abc", ["abc"]),
        ("%abc%", ["abc"]),
        ("a_b%c", ["a", "b", "c"]),
        ("100\\%_x", ["100%", "x"]),
        ("a\\\\%b", ["a\\", "b"]),
    ],
)
def test_literals_stand_between_the_wildcards(pattern: str, between: list[str]) -> None:
    assert literals(pattern) == between


@given(st.text())
def test_small_letters_are_as_many_as_there_were_letters(text: str) -> None:
    assert len(lowered(text)) == len(text)


def test_small_letters_do_not_depend_on_their_neighbours() -> None:
    assert lowered("ΣΟΦΟΣ İK") == "σοφοσ ik"


def test_only_what_may_look_at_many_customers_is_called_searching() -> None:
    near = NEAR // 50 + 1
    assert not EnterpriseListing((1,)).searching
    assert not EnterpriseListing((1,), page=near).searching
    assert EnterpriseListing((1,), page=near + 1).searching
    assert EnterpriseListing((1,), search=Search(Test(Attribute.ID, Comparison.EQUAL, 1))).searching
    assert EnterpriseListing((1,), search=Search(order=(Order(Attribute.ID),))).searching
