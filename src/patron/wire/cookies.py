"""Cookies that are set, and those of one name that came; where one is enough, it is in `wire.request.cookies`."""

from __future__ import annotations

import re
from email.utils import formatdate
from itertools import islice
from typing import Final, Literal

from msgspec import Struct

from patron.wire.request import Wire

_VALUE: Final = re.compile(r"[!#-+\--:<-\[\]-~]*")  # RFC 6265, cookie-octet
PAST: Final = 0
MOST_OF_ONE_NAME: Final = 8
"""Cookies of one name that are looked at: a signature costs something to verify."""


def sent_cookies(wire: Wire, name: str) -> list[str]:
    """The values of all cookies of that name, in the order in which they were sent; the first few of them."""
    headers: list[tuple[bytes, bytes]] = wire.request.scope["headers"]
    pairs = (part.partition("=") for key, value in headers if key == b"cookie" for part in _parts(value))
    found = (value.strip() for own, sign, value in pairs if sign and own.strip() == name)
    return [value[1:-1] if _is_quoted(value) else value for value in islice(found, MOST_OF_ONE_NAME)]


def _parts(header: bytes) -> list[str]:
    return header.decode("latin-1").split(";")


def _is_quoted(value: str) -> bool:
    return len(value) > 1 and value[0] == value[-1] == '"'


class CookieKind(Struct, frozen=True):
    """What all cookies of one name have in common. Scripts never see them."""

    name: str
    path: str = "/"
    same_site: Literal["Lax", "Strict"] | None = "Lax"


def set_cookie(wire: Wire, kind: CookieKind, value: str, expires_at: int | None = None) -> None:
    """Nothing; the answer sets the cookie, `Secure` behind https. Raises ValueError for what no cookie can hold.

    `expires_at` in milliseconds UTC; None: until the browser is closed.
    """
    if not _VALUE.fullmatch(value):
        raise ValueError("a cookie cannot hold that value")
    # In the order in which Express writes them: its clients are matched to the letter.
    parts = [f"{kind.name}={value}", f"Path={kind.path}"]
    if expires_at is not None:
        parts.append(f"Expires={formatdate(expires_at // 1000, usegmt=True)}")
    parts.append("HttpOnly")
    if wire.base_url.startswith("https:"):
        parts.append("Secure")
    if kind.same_site is not None:
        parts.append(f"SameSite={kind.same_site}")
    wire.answer_headers.append(("Set-Cookie", "; ".join(parts)))


def replace_cookie(wire: Wire, kind: CookieKind, value: str, expires_at: int | None = None) -> None:
    """Nothing; as `set_cookie`, and what the answer already set under that name is forgotten."""
    own = f"{kind.name}="
    wire.answer_headers = [
        (name, said) for name, said in wire.answer_headers if name != "Set-Cookie" or not said.startswith(own)
    ]
    set_cookie(wire, kind, value, expires_at)


def drop_cookie(wire: Wire, kind: CookieKind) -> None:
    """Nothing; the answer makes the client forget the cookie."""
    set_cookie(wire, kind, "", PAST)
