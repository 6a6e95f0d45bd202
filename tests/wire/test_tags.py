"""What looks like a tag is made harmless, by EverShop's narrow rule."""

from __future__ import annotations

from time import process_time

import pytest

from patron.wire.tags import escaped, escaped_document


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("B <b>x</b> & <script>1</script>", "B &lt;b&gt;x&lt;/b&gt; & &lt;script&gt;1&lt;/script&gt;"),
        ("<script src='x'>", "&lt;script src='x'&gt;"),
        ("<a\nhref=1 <b>", "&lt;a\nhref=1 &lt;b&gt;"),
        ('1 < 2 > 0 & "q"', '1 < 2 > 0 & "q"'),
        ("<h1>", "<h1>"),
        ("<br/>", "<br/>"),
        ("</b x>", "</b x>"),
        ("<3", "<3"),
        ("&lt;b&gt;", "&lt;b&gt;"),
        ("", ""),
    ],
)
def test_only_tags_of_letters_are_escaped(text: str, stored: str) -> None:
    assert escaped(text) == stored


def test_texts_of_objects_are_escaped_at_any_depth_but_not_those_of_lists() -> None:
    sent = {"a": "<b>", "list": ["<b>", {"c": "<b>", "d": [["<b>", {"e": "<b>"}]]}], "n": 1, "nil": None}
    assert escaped_document(sent) == {
        "a": "&lt;b&gt;",
        "list": ["<b>", {"c": "&lt;b&gt;", "d": [["<b>", {"e": "&lt;b&gt;"}]]}],
        "n": 1,
        "nil": None,
    }


def test_keys_can_be_left_alone_on_the_outermost_level() -> None:
    sent = {"password": "<b>", "inner": {"password": "<b>"}}
    assert escaped_document(sent, frozenset({"password"})) == {
        "password": "<b>",
        "inner": {"password": "&lt;b&gt;"},
    }


def test_what_is_no_object_stays() -> None:
    assert [escaped_document(one) for one in ("<b>", 5, None, ["<b>"])] == ["<b>", 5, None, ["<b>"]]


def test_tags_that_never_end_are_passed_over_in_one_go() -> None:
    started = process_time()
    endless = "<a " * 100_000
    assert escaped(endless) == endless
    assert escaped(f"<b>{endless}") == f"&lt;b&gt;{endless}"
    assert escaped(f"{endless}>").count("&lt;") == 100_000
    assert process_time() - started < 1
