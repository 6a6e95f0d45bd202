"""Parameters as the platform's framework reads and writes them: `a=1`, `a[]=1`, `a[b][c]=1`."""

from __future__ import annotations

import re
from typing import TypeAlias, cast
from urllib.parse import quote_plus, unquote_to_bytes

import msgspec

from patron.wire.refusals import Malformed

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"
Parameters: TypeAlias = dict[str, Value]

DEEPEST = 32
MOST = 4096
"""How many parameters one query or form may hold."""
_BRACKETS = re.compile(r"[\[\]]+")


def query_parameters(query: str) -> Parameters:
    """The nested parameters of a raw query string. Raises Malformed("query") for conflicting types, depth, number."""
    return _parsed(query.encode("latin-1"), "query")


def form_parameters(body: bytes) -> Parameters:
    """The nested parameters of a form body. Raises Malformed("form"), as a query does."""
    return _parsed(body, "form")


def json_parameters(body: bytes) -> Parameters:
    """The object of a JSON body; anything else than an object counts as none. Raises Malformed("body")."""
    if not body.strip():
        return {}
    try:
        read = cast("Value", msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Malformed("body") from None
    if _is_deep(read):
        raise Malformed("body")
    return cast("Parameters", _munged(read)) if isinstance(read, dict) else {}


def as_query(parameters: Parameters) -> str:
    """The parameters as a query string, sorted by key on every level; what is null is left out."""
    return "&".join(_pairs({key: value for key, value in parameters.items() if value is not None}, ""))


def printed(value: Value) -> str:
    """A scalar as the platform's language prints it: `true`, `1.0e+20`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return text.replace("e", ".0e") if isinstance(value, float) and "e" in text and "." not in text else text


# -- reading --------------------------------------------------------------------------------------------------------


def _parsed(raw: bytes, part: str) -> Parameters:
    pieces = [piece for piece in raw.split(b"&") if piece]
    if len(pieces) > MOST:
        raise Malformed(part)
    found: Parameters = {}
    for piece in pieces:
        name, sign, value = piece.partition(b"=")
        _put(found, _text(name, part), _text(value, part) if sign else None, 0, part)
    return cast("Parameters", _munged(found))


def _text(raw: bytes, part: str) -> str:
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed(part) from None


def _split(name: str, depth: int) -> tuple[str, str]:
    """The key that a name begins with, and what follows it."""
    if depth == 0:
        start = name.find("[", 1)  # a bracket at the very beginning is part of the key
        return (name, "") if start < 0 else (name[:start], name[start:])
    if name.startswith("[]"):
        return "[]", name[2:]
    end = name.find("]", 1) if name.startswith("[") else -1
    return (name, "") if end < 0 else (name[1:end], name[end + 1 :])


def _put(into: Parameters, name: str, value: str | None, depth: int, part: str) -> Value:
    """The object with that parameter in it, or a list where the name is one."""
    if depth > DEEPEST:
        raise Malformed(part)
    key, after = _split(name, depth)
    if not key:
        return into
    if not after:
        if key == "[]" and depth:
            return [value]
        into[key] = value
    elif after == "[":
        into[name] = value
    elif after.startswith("[]"):
        _append(_list_in(into, key, part), after[2:], value, depth, part)
    else:
        into[key] = _put(_object_in(into, key, part), after, value, depth + 1, part)
    return into


def _append(items: list[Value], rest: str, value: str | None, depth: int, part: str) -> None:
    """Nothing comes back; `x[][y]` goes into the last object of the list as long as that has no `y`."""
    if not rest:
        items.append(value)
        return
    inner = rest[1:-1]
    plain = rest[0] == "[" and rest[-1] == "]" and inner and "[" not in inner and "]" not in inner
    name = inner if plain else rest
    last = items[-1] if items else None
    if isinstance(last, dict) and not _has(last, name):
        _put(last, name, value, depth + 1, part)
    else:
        items.append(_put({}, name, value, depth + 1, part))


def _list_in(into: Parameters, key: str, part: str) -> list[Value]:
    found = into.get(key)
    if found is None:
        found = into[key] = []
    if not isinstance(found, list):
        raise Malformed(part)
    return found


def _object_in(into: Parameters, key: str, part: str) -> Parameters:
    found = into.get(key)
    if found is None:
        found = into[key] = {}
    if not isinstance(found, dict):
        raise Malformed(part)
    return found


def _has(into: Parameters, name: str) -> bool:
    if "[]" in name:
        return False
    found: Value = into
    for key in _BRACKETS.split(name):
        if not key:
            continue
        if not isinstance(found, dict) or key not in found:
            return False
        found = found[key]
    return True


def _munged(value: Value) -> Value:
    """The same without nulls in lists: the framework drops them before anybody sees them."""
    if isinstance(value, dict):
        return {key: _munged(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_munged(one) for one in value if one is not None]
    return value


def _is_deep(value: Value) -> bool:
    layer = [value]
    for _ in range(DEEPEST):
        inner: list[Value] = []
        for one in layer:
            if isinstance(one, dict):
                inner += one.values()
            elif isinstance(one, list):
                inner += one
        if not inner:
            return False
        layer = inner
    return True


# -- writing --------------------------------------------------------------------------------------------------------


def _pairs(parameters: Parameters, inside: str) -> list[str]:
    pairs = [_written(value, f"{inside}[{key}]" if inside else key) for key, value in parameters.items()]
    return sorted(pair for pair in pairs if pair)


def _written(value: Value, name: str) -> str:
    if isinstance(value, dict):
        return "&".join(_pairs(value, name))
    if isinstance(value, list):
        return "&".join(_written(one, f"{name}[]") for one in value)
    return f"{quote_plus(name)}={quote_plus('' if value is None else printed(value))}"
