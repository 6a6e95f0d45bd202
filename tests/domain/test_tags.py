"""Tags are taken out of a text as PHP does it (aimeos.md 5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patron.domain.tags import without_tags


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("plain", "plain"),
        ("<b>A</b>", "A"),
        ("<b>Bold</b><script>alert(1)</script>", "Boldalert(1)"),
        ("<i>x</i> & y", "x & y"),
        ("a < b > c", "a < b > c"),
        ("a <b", "a "),
        ('<a title=">">x</a>', "x"),
        ("x<!-- <b>y</b> -->z", "xz"),
        ("x<!-- never ends", "x"),
        ("<<b>>x", "x"),
        ("1 <\t2", "1 <\t2"),
        ("<?php echo 1 ?>x", "x"),
        ("5 > 3", "5 > 3"),
        ("", ""),
    ],
)
def test_what_is_between_tags_stays(text: str, left: str) -> None:
    assert without_tags(text) == left


@given(st.text(alphabet="<>ab /'\"!-"))
def test_no_tag_is_left(text: str) -> None:
    left = without_tags(text)
    assert "<a" not in left
    assert len(left) <= len(text)


def test_a_long_hostile_text_takes_one_pass() -> None:
    assert without_tags("<" * 200_000) == ""
    assert without_tags("<a>" * 200_000) == ""
