"""What a metafield of each type may hold, and the words of ajv for what it may not (evershop.md 7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, cast

from msgspec import Struct

from patron.domain.customer import Definition
from patron.domain.numbers import number_text

Check: TypeAlias = tuple[Callable[[object], bool], str]
"""What must hold, and what is said where it does not."""
FIELD_TYPES = (
    "short_text", "long_text", "rich_text", "integer", "number", "boolean", "date", "color", "url", "group",
)  # fmt: skip
DEEPEST = 3
"""Groups in groups, as EverShop counts them."""
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ITEM_ID = "_id"
"""What EverShop's own editor adds to the items of a list; it is not kept."""
_Sent: TypeAlias = Mapping[str, object]
_NOTHING: _Sent = {}


@dataclass
class FieldFault(Exception):
    """A value that is not good, or a definition that cannot hold any."""

    words: str


class Field(Struct, frozen=True):
    """A definition, or one field of a group, ready to hold values against."""

    key: str
    type: str
    required: bool = False
    is_list: bool = False
    checks: tuple[Check, ...] = ()
    inner: tuple[Field, ...] = ()


def field_of(definition: Definition) -> Field:
    """The definition as its values are held against it. Raises FieldFault."""
    return read_field({"key": definition.key, "type": definition.type, **definition.rules}, definition.required)


def is_text(value: object) -> bool:
    """True for a string."""
    return isinstance(value, str)


def is_whole(value: object) -> bool:
    """True for an integer, `1.0` included."""
    return not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))


def read_field(said: _Sent, required: bool, depth: int = 1) -> Field:
    """The field that a definition describes. Raises FieldFault where it makes no sense."""
    key, kind = str(said.get("key", "")), str(said.get("type", ""))
    if kind not in FIELD_TYPES:
        raise FieldFault(f'"{key}" has no type that is known')
    inner: tuple[Field, ...] = ()
    if kind == "group":
        if depth >= DEEPEST:
            raise FieldFault(f'Group nesting exceeds max depth {DEEPEST} at "{key}"')
        inner = tuple(_inner(one, depth) for one in _list(said.get("subFields")))
    checks = (*_OF_TYPE.get(kind, ()), *_asked_for(_list(said.get("validations"))))
    return Field(key, kind, required, said.get("isList") is True, checks, inner)


def _inner(said: object, depth: int) -> Field:
    if not isinstance(said, dict):
        raise FieldFault("subFields must hold objects")
    one = cast("_Sent", said)
    return read_field(one, one.get("required") is True, depth + 1)


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


# -- values ---------------------------------------------------------------------------------------------------------


def tidied(field: Field, value: object) -> object:
    """The value as it is kept; None where nothing was said. Raises FieldFault."""
    if value is None or value == "":
        return None
    if field.is_list:
        items = [one for item in _list(value) if (one := _single(field, item)) is not None]
        return items or None
    return _single(field, value)


def _single(field: Field, value: object) -> object:
    if value is None or value == "":
        return None
    if field.type == "group":
        return _group(field, value)
    for holds, words in field.checks:
        if not holds(value):
            raise FieldFault(words)
    return _without_item_ids(value)


def _group(field: Field, value: object) -> object:
    said = cast("_Sent", value) if isinstance(value, dict) else _NOTHING
    kept = {one.key: inner for one in field.inner if (inner := tidied(one, said.get(one.key))) is not None}
    if not kept:
        return None
    for one in field.inner:
        if one.required and one.key not in kept:
            raise FieldFault(f"must have required property '{one.key}'")
    return kept


def _without_item_ids(value: object) -> object:
    if isinstance(value, list):
        return [_without_item_ids(one) for one in cast("list[object]", value)]
    if isinstance(value, dict):
        pairs = cast("_Sent", value).items()
        return {key: _without_item_ids(one) for key, one in pairs if key != _ITEM_ID}
    return value


# -- what a type asks ----------------------------------------------------------------------------------------------


def _is_date(value: object) -> bool:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_TEXT: tuple[Check, ...] = ((is_text, "must be string"),)
_OF_TYPE: Mapping[str, tuple[Check, ...]] = {
    "short_text": _TEXT,
    "long_text": _TEXT,
    "url": _TEXT,
    # Rows of EverShop's editor, or a plain text.
    "rich_text": ((lambda value: isinstance(value, (str, list)), "must be string"),),
    "color": (
        *_TEXT,
        (lambda value: _COLOR.fullmatch(str(value)) is not None, 'must match pattern "^#([0-9a-fA-F]{6})$"'),
    ),
    "date": (*_TEXT, (_is_date, 'must match format "date"')),
    "integer": ((is_whole, "must be integer"),),
    "number": ((_is_number, "must be number"),),
    "boolean": ((lambda value: isinstance(value, bool), "must be boolean"),),
}


# -- what a definition asks beside its type ------------------------------------------------------------------------


def _asked_for(validations: list[object]) -> tuple[Check, ...]:
    checks: list[Check] = []
    for one in validations:
        if isinstance(one, dict):
            said = cast("_Sent", one)
            make = _VALIDATIONS.get(str(said.get("type")))
            checks += make(said) if make else []
    return tuple(checks)


def _size(said: _Sent) -> list[Check]:
    least, most = said.get("min"), said.get("max")
    checks: list[Check] = []
    if is_whole(most):
        words = f"must NOT have more than {_shown(most)} characters"
        checks.append((lambda value: not isinstance(value, str) or len(value) <= cast("int", most), words))
    if is_whole(least):
        words = f"must NOT have fewer than {_shown(least)} characters"
        checks.append((lambda value: not isinstance(value, str) or len(value) >= cast("int", least), words))
    return checks


def _range(said: _Sent) -> list[Check]:
    least, most = said.get("min"), said.get("max")
    checks: list[Check] = []
    if _is_number(most):
        words = f"must be <= {_shown(most)}"
        checks.append((lambda value: not _is_number(value) or cast("float", value) <= cast("float", most), words))
    if _is_number(least):
        words = f"must be >= {_shown(least)}"
        checks.append((lambda value: not _is_number(value) or cast("float", value) >= cast("float", least), words))
    return checks


def _choices(said: _Sent) -> list[Check]:
    choices = said.get("values")
    if not isinstance(choices, list):
        return []
    allowed = [(type(one), one) for one in cast("list[object]", choices)]
    return [(lambda value: (type(value), value) in allowed, "must be equal to one of the allowed values")]


def _shown(number: object) -> str:
    return number_text(cast("float", number))


# A `regexp` is kept and shown, but not tried: one that is slow would hold up every shop of the installation.
_VALIDATIONS: Mapping[str, Callable[[_Sent], list[Check]]] = {
    "size": _size,
    "range": _range,
    "choices": _choices,
}
