"""A JSON body as body-parser of Express reads it (evershop.md 1.3)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import NoReturn, cast

import msgspec

from patron.wire.refusals import Malformed, UnsupportedMedia
from patron.wire.request import Wire

MEDIA_TYPE = "application/json"
DEEPEST = 128
"""Containers in containers: what is deeper could not be walked safely by whatever comes behind."""
LONGEST_INTEGER = 400
"""Characters; beyond 309 digits every number is infinite to JavaScript."""
_DECODE = msgspec.json.Decoder().decode
_CHARSET = re.compile(r';\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]*))', re.IGNORECASE)


def is_json(wire: Wire) -> bool:
    """True for a body that says to be JSON; no other is looked at."""
    return (wire.header("content-type") or "").partition(";")[0].strip().lower() == MEDIA_TYPE


def json_document(wire: Wire) -> object:
    """An object or a list; `{}` for an empty body, and for one of another media type.

    Raises Malformed("body"), Malformed("content-encoding"), UnsupportedMedia for a charset that is not of UTF.
    """
    if not wire.body or not is_json(wire):
        return {}
    charset = charset_of(wire.header("content-type") or "")
    if not charset.startswith("UTF-"):
        raise UnsupportedMedia
    if (wire.header("content-encoding") or "identity").strip().lower() != "identity":
        raise Malformed("content-encoding")
    return _read(body_text(wire.body, charset))


def as_object(document: object) -> Mapping[str, object]:
    """The document, where it is an object; else an empty one."""
    return cast("Mapping[str, object]", document) if isinstance(document, dict) else {}


def charset_of(content_type: str) -> str:
    """The charset that a content type names, upper-case; UTF-8 where it names none."""
    found = _CHARSET.search(content_type)
    return (found[1] or found[2] or "" if found else "utf-8").upper() or "UTF-8"


def body_text(body: bytes, charset: str = "UTF-8") -> str:
    """The text of a body: bytes that cannot be read are U+FFFD, a byte order mark is gone. Raises UnsupportedMedia."""
    try:
        return body.decode(charset, "replace").removeprefix("\ufeff")
    except LookupError:
        raise UnsupportedMedia from None


def _read(text: str) -> object:
    if text.lstrip(" \t\r\n")[:1] not in ("{", "["):
        raise Malformed("body")
    try:
        document: object = _DECODE(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        document = _read_slowly(text)
    if text.count("{") + text.count("[") > DEEPEST and _is_too_deep(document):
        raise Malformed("body")
    return document


def _is_too_deep(document: object) -> bool:
    layer = [document]
    for _ in range(DEEPEST):
        layer = [inner for one in layer for inner in _inside(one)]
        if not layer:
            return False
    return True


def _inside(value: object) -> Iterable[object]:
    """What a container holds; nothing for anything else."""
    if isinstance(value, dict):
        return cast("dict[str, object]", value).values()
    return cast("list[object]", value) if isinstance(value, list) else ()


def _read_slowly(text: str) -> object:
    """The document of a text that the fast reader does not take: half surrogates and huge numbers are fine in V8."""
    try:
        return _whole_letters(json.loads(text, parse_int=_integer, parse_constant=_no_constant))
    except (ValueError, RecursionError):
        raise Malformed("body") from None


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= LONGEST_INTEGER else float(digits)


def _no_constant(_name: str) -> NoReturn:
    raise ValueError


def _whole_letters(value: object) -> object:
    """The same with half surrogates as U+FFFD, as they are stored."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        pairs = cast("dict[str, object]", value).items()
        return {cast("str", _whole_letters(key)): _whole_letters(one) for key, one in pairs}
    if isinstance(value, list):
        return [_whole_letters(one) for one in cast("list[object]", value)]
    return value
