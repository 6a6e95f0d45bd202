"""The JSON documents that clients send, down to their attributes (aimeos.md 5 to 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, cast

import msgspec

from patron.wire.refusals import Malformed

MOST_ENTRIES = 1_000
Attributes: TypeAlias = Mapping[str, object]
_DECODE = msgspec.json.Decoder().decode


def one(body: bytes) -> Attributes:
    """The attributes of the one object in `data`. Raises Malformed("body")."""
    entry = _data(body)
    attributes = _member(entry, "attributes")
    if attributes is None:
        raise Malformed("body")
    return _map(attributes)


def several(body: bytes) -> tuple[Attributes, ...]:
    """The attributes of each entry in `data`, which may be one alone. Raises Malformed("attributes"), ("body")."""
    found = [_member(entry, "attributes") for entry in _entries(body)]
    if any(attributes is None for attributes in found):
        raise Malformed("attributes")
    return tuple(_map(attributes) for attributes in found)


def ids(body: bytes) -> tuple[str, ...]:
    """The id of each entry in `data`, which may be one alone. Raises Malformed("id"), Malformed("body")."""
    found = [_member(entry, "id") for entry in _entries(body)]
    if any(number is None for number in found):
        raise Malformed("id")
    if any(not isinstance(number, (str, int)) for number in found):
        raise Malformed("body")
    return tuple(str(number) for number in found)


def _entries(body: bytes) -> list[object]:
    data = _data(body)
    entries = cast("list[object]", data) if isinstance(data, list) else [data]
    if len(entries) > MOST_ENTRIES:
        raise Malformed("body")
    return entries


def _data(body: bytes) -> object:
    try:
        data = _member(_DECODE(body), "data")
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError):
        raise Malformed("body") from None
    if data is None:
        raise Malformed("body")
    return data


def _member(value: object, name: str) -> object:
    """The member of an object; None where it is null, missing, or there is no object at all."""
    return cast("dict[str, object]", value).get(name) if isinstance(value, dict) else None


def _map(value: object) -> Attributes:
    """An object; an empty list is an empty map, as PHP writes it. Raises Malformed("body")."""
    if isinstance(value, dict):
        return cast("dict[str, object]", value)
    if value == []:
        return {}
    raise Malformed("body")
