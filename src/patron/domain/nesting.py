"""How deep a JSON value is, and what in it no database keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast


def is_deeper(value: object, most: int) -> bool:
    """True for a value with more layers of objects and lists than that."""
    layer = [value]
    for _ in range(most):
        layer = [inner for one in layer for inner in _inside(one)]
        if not layer:
            return False
    return True


def has_nul(value: object) -> bool:
    """True for a value with the character NUL in a text or a key; it is not nested too deeply."""
    if isinstance(value, str):
        return "\0" in value
    return any("\0" in key for key in _keys(value)) or any(has_nul(one) for one in _inside(value))


def _keys(value: object) -> Iterable[str]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else ()


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from cast("dict[str, object]", value).values()
    elif isinstance(value, list):
        yield from cast("list[object]", value)
