"""Cookies as they are written: to the letter, and nothing that could break out of the header."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from patron.wire.cookies import CookieKind, drop_cookie, set_cookie
from patron.wire.request import Wire


def wire(base_url: str) -> Wire:
    """As much of a request as a cookie needs."""
    return cast("Wire", SimpleNamespace(base_url=base_url, answer_headers=[]))


@pytest.mark.parametrize(
    ("base_url", "same_site", "expires_at", "written"),
    [
        ("http://shop.example", "Lax", None, "sid=abc; Path=/; HttpOnly; SameSite=Lax"),
        ("https://shop.example", "Strict", None, "sid=abc; Path=/; HttpOnly; Secure; SameSite=Strict"),
        ("http://shop.example", None, 0, "sid=abc; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly"),
    ],
)
def test_a_cookie_is_written_as_express_writes_it(
    base_url: str, same_site: str | None, expires_at: int | None, written: str
) -> None:
    answer = wire(base_url)
    kind = CookieKind("sid", same_site=same_site)  # type: ignore[arg-type]
    set_cookie(answer, kind, "abc", expires_at)
    assert answer.answer_headers == [("Set-Cookie", written)]


def test_a_signed_value_goes_through_as_it_is() -> None:
    answer = wire("http://shop.example")
    set_cookie(answer, CookieKind("sid"), "s%3Aabc.D%2Fe%2B")
    assert answer.answer_headers[0][1].startswith("sid=s%3Aabc.D%2Fe%2B; ")


@pytest.mark.parametrize("value", ["a;b", "a b", "a,b", 'a"b', "a\r\nb", "a\\b", "é", "\0"])
def test_what_no_cookie_can_hold_is_refused(value: str) -> None:
    answer = wire("http://shop.example")
    with pytest.raises(ValueError, match="cookie"):
        set_cookie(answer, CookieKind("sid"), value)
    assert answer.answer_headers == []


def test_a_dropped_cookie_is_empty_and_long_past() -> None:
    answer = wire("http://shop.example")
    drop_cookie(answer, CookieKind("sid", path="/shop"))
    assert answer.answer_headers == [
        ("Set-Cookie", "sid=; Path=/shop; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax")
    ]
