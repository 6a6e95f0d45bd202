"""Answers in an envelope: `{"data": …}` or `{"error": {"status", "message"}}`, as an Express application sends them."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha1

import msgspec

from patron.wire.reply import Reply

MEDIA_TYPE = "application/json; charset=utf-8"
_ENCODE = msgspec.json.Encoder().encode


def data(value: object, tag: tuple[str, str] | None = None) -> Reply:
    """200 and the value as `data` (evershop.md 1.1); `tag`: the `ETag` of the version that it tells of."""
    return whole({"data": value}, tag=tag)


def whole(document: object, status: int = 200, *headers: tuple[str, str], tag: tuple[str, str] | None = None) -> Reply:
    """The document as it is."""
    body = _ENCODE(document)
    return Reply(status, body, MEDIA_TYPE, (tag or ("ETag", weak_etag(body)), *headers))


def error(status: int, message: str, *headers: tuple[str, str]) -> Reply:
    """An error; its status is told in the body too (evershop.md 1.1)."""
    return whole({"error": {"status": status, "message": message}}, status, *headers)


def weak_etag(body: bytes) -> str:
    """The entity tag that Express gives a body: its length and 27 characters of its SHA-1."""
    digest = b64encode(sha1(body, usedforsecurity=False).digest()).decode()[:27]
    return f'W/"{len(body):x}-{digest}"'
