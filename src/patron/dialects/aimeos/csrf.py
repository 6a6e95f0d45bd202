"""Where a request may carry its session's token, as in Laravel: query, body or header (aimeos.md 1)."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import suppress
from typing import Final
from urllib.parse import parse_qsl

import msgspec
from msgspec import Struct, field

from patron.dialects.aimeos.parameters import read
from patron.wire.refusals import Malformed
from patron.wire.request import Wire

NAME: Final = "_token"
HEADER: Final = "x-csrf-token"
FORM: Final = "application/x-www-form-urlencoded"
MOST_FIELDS: Final = 50


class _Carrying(Struct, frozen=True):
    token: str = field(name=NAME, default="")


def carries(wire: Wire, expected: str, prefix: str) -> bool:
    """True when the token came with the request, wherever; compared in constant time."""
    wanted = expected.encode()
    return any(hmac.compare_digest(sent.encode("utf-8", "replace"), wanted) for sent in _sent(wire, prefix))


def media_type(wire: Wire) -> str:
    """What the body says it is, without its parameters, lower-case; empty where it says nothing."""
    return (wire.header("content-type") or "").partition(";")[0].strip().lower()


def form_fields(body: bytes) -> dict[str, str]:
    """The fields of a form; none where it cannot be read."""
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:  # not UTF-8, or too many fields
        return {}


def _sent(wire: Wire, prefix: str) -> Iterator[str]:
    yield wire.header(HEADER) or ""
    with suppress(Malformed):
        yield read(wire.query, prefix).text(NAME) or ""
    if media_type(wire) == FORM:
        yield form_fields(wire.body).get(NAME, "")
    elif wire.body:
        yield _in_json(wire.body)


def _in_json(body: bytes) -> str:
    try:
        return msgspec.json.decode(body, type=_Carrying).token
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
