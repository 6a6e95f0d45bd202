"""From the text of one environment variable to its value, or to a sentence that says what a good one looks like."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import SplitResult, parse_qs, urlsplit

T = TypeVar("T")
Read = Callable[[str], T]


class BadValue(ValueError):
    """A value that cannot be used; its text is the sentence shown to the operator and never holds the value."""


def switch(text: str) -> bool:
    """True for `on`, False for `off`; there is no other spelling."""
    if text not in ("on", "off"):
        raise BadValue("say on or off")
    return text == "on"


def whole(low: int, high: int) -> Read[int]:
    """A reader of whole numbers from low to high."""

    def read(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,15}", text) or not low <= int(text) <= high:
            raise BadValue(f"say a whole number from {low} to {high}")
        return int(text)

    return read


def one_of(*words: str) -> Read[str]:
    """A reader of exactly these words."""

    def read(text: str) -> str:
        if text not in words:
            raise BadValue(f"say {', '.join(words[:-1])} or {words[-1]}")
        return text

    return read


def plain(text: str) -> str:
    """The text itself, without control characters."""
    if any(not letter.isprintable() for letter in text):
        raise BadValue("leave out control characters and line ends")
    return text


def secret(shortest: int) -> Read[str]:
    """A reader of secrets of at least so many bytes, or of nothing."""

    def read(text: str) -> str:
        if text and len(text.encode()) < shortest:
            raise BadValue(f"say at least {shortest} bytes, or leave it out and one is made and kept")
        return plain(text)

    return read


def cookie_name(text: str) -> str:
    """The name of a cookie."""
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", text):
        raise BadValue("say letters, digits, _, . or -")
    return text


def origins(text: str) -> tuple[str, ...]:
    """The origins of a comma list, in lower case; empty for empty."""
    found = tuple(one.strip().lower() for one in text.split(",") if one.strip())
    if not all(re.fullmatch(r"https?://[a-z0-9.\-\[\]:]+", one) for one in found):
        raise BadValue("say origins with commas between, such as https://shop.example,https://www.shop.example")
    return found


def group_ids(text: str) -> tuple[int, ...]:
    """The numbers of a comma list; empty for empty."""
    if not re.fullmatch(r"(\s*[0-9]{1,15}\s*(,\s*[0-9]{1,15}\s*)*)?", text):
        raise BadValue("say group ids with commas between, such as 1,4")
    return tuple(int(one) for one in text.split(",")) if text.strip() else ()


def host(text: str) -> str:
    """A name or address to listen on, IPv6 without its brackets."""
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if not re.fullmatch(r"[0-9A-Za-z.:_%-]{1,255}", bare):
        raise BadValue("say an address to listen on, such as 127.0.0.1, 0.0.0.0 or ::")
    return bare


def mail_address(text: str) -> str:
    """A sender such as `Shop <no-reply@shop.example>`, or the bare address."""
    if text and not re.fullmatch(r"[^<>@\x00-\x1f]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+", text):
        raise BadValue("say an address such as no-reply@shop.example or Shop <no-reply@shop.example>")
    return text


def base_url(text: str) -> str:
    """An absolute http or https URL without the slash at its end; empty for empty."""
    if not text:
        return ""
    parts = _split(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise BadValue("say an absolute URL without query, such as https://customers.shop.example")
    return text.rstrip("/")


def database_url(text: str) -> str:
    """The URL of an SQLite file or a PostgreSQL server."""
    if text.startswith("sqlite:///") and len(text) > len("sqlite:///"):
        return text
    if re.match(r"postgres(ql)?://[^/?#]*[/?]", text) or re.fullmatch(r"postgres(ql)?://[^/?#\s]+", text):
        return text
    raise BadValue("say sqlite:///file.sqlite3 (a fourth slash makes the path absolute) or postgresql://user@host/name")


def smtp_url(text: str) -> str:
    """A URL such as `smtp://user:password@mail.example:587?tls=starttls`; empty for empty."""
    if not text:
        return ""
    parts = _split(text)
    tls = parse_qs(parts.query, keep_blank_values=True)
    known = set(tls) <= {"tls"} and set(tls.get("tls", ["none"])) <= {"none", "starttls", "tls"}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not known or parts.path not in ("", "/"):
        raise BadValue("say smtp://user:password@mail.example:587?tls=starttls (tls: none, starttls or tls)")
    return text


def _split(text: str) -> SplitResult:
    if any(letter.isspace() or not letter.isprintable() for letter in text):
        raise BadValue("leave out blanks and control characters")
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises where the port is no number
    except ValueError:
        raise BadValue("this is no URL: check its brackets and its port") from None
    return parts
