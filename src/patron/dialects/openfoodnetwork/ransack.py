"""Searches in the parameter `q`: conditions in long and short notation, groups and orders (openfoodnetwork.md 5).

What is not permitted or not understood is left out without a word, as upstream does; what upstream fails on, and what
would cost more than any honest search, is Malformed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, cast

from patron.dialects.openfoodnetwork.predicates import (
    COLUMNS,
    PREDICATES,
    AnyPredicate,
    Column,
    Flag,
    Kind,
    Predicate,
    Sent,
    as_number,
    as_text,
    divided,
    is_empty,
    is_usable,
    tests,
)
from patron.domain.conditions import EVERYBODY, Condition, Either, Every, Order, Search
from patron.wire.refusals import Malformed

MOST_TESTS: Final = 64
MOST_VALUES: Final = 512
DEEPEST: Final = 16
LONGEST: Final = 1_000
MOST_FIELDS: Final = 10
"""In which a moment may be sent, one after the other."""
_JOINTS: Final = re.compile(r"_(and|or)_")
_SPACES: Final = "\0\t\n\v\f\r "
_SHORT: Final = {"conditions": "c", "groupings": "g", "combinator": "m"}
"""Long names, which are known in the outermost group alone."""
_SORTS: Final = ("s", "sorts")


def search(asked: Sent) -> Search:
    """What the parameter `q` asks for; anything but an object asks for nothing. Raises Malformed."""
    if not isinstance(asked, Mapping) or not asked:
        return EVERYBODY
    _check_size(asked)
    sent = {key: value.strip(_SPACES) if isinstance(value, str) else value for key, value in asked.items()}
    filled = _collected({key: value for key, value in sent.items() if not _is_blank(value)})
    return _Reader().read(filled)


def _check_size(asked: Sent) -> None:
    """Nothing. Raises Malformed for more than anybody means: before anything is made of it."""
    layer, values = [asked], 0
    for _ in range(DEEPEST):
        for one in layer:
            texts = [one] if isinstance(one, str) else list(one) if isinstance(one, Mapping) else []
            values += 1
            if values > MOST_VALUES or any(len(text) > LONGEST or "\0" in text for text in texts):
                raise Malformed("query")
        layer = [inner for one in layer for inner in _inside(one)]
        if not layer:
            return
    raise Malformed("query")


def _inside(value: Sent) -> Iterable[Sent]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, (list, tuple)) else ()


def _is_blank(value: Sent) -> bool:
    if isinstance(value, Mapping):
        return not value
    if isinstance(value, (list, tuple)):
        return all(_is_blank(one) for one in value)
    return value is None or (isinstance(value, str) and not value.strip())


def _collected(sent: Mapping[str, Sent]) -> dict[str, Sent]:
    """The same, moments that came in several fields (`created_at_gt(1i)`) as one list."""
    found: dict[str, Sent] = {}
    fields: dict[str, dict[int, Sent]] = {}
    for key, value in sent.items():
        name, bracket, place = key.partition("(")
        if bracket:
            at = as_number(place) or 0
            if not 0 < at <= MOST_FIELDS:
                raise Malformed("query")
            fields.setdefault(name, {})[at] = value
        else:
            found[key] = _collected(value) if isinstance(value, Mapping) else value
    return found | {name: [parts.get(at) for at in range(1, max(parts) + 1)] for name, parts in fields.items()}


class _Reader:
    """Reads one search, and counts what it has made of it."""

    __slots__ = ("_tests",)

    def __init__(self) -> None:
        self._tests = 0

    def read(self, sent: Mapping[str, Sent]) -> Search:
        """The search."""
        orders = [order for key in sent if key in _SORTS for order in _orders(sent[key])]
        rest = {key: value for key, value in sent.items() if key not in _SORTS}
        return Search(self._group(rest, outermost=True), tuple(orders))

    def _group(self, sent: Mapping[str, Sent], *, outermost: bool) -> Condition | None:
        found: list[Condition | None] = []
        joined = "and"
        for key, value in sent.items():
            name = _SHORT.get(key, key) if outermost else key
            if name == "m":
                joined = as_text(value)
            elif name == "c":
                found += [self._long(_object(one)) for one in _inside(value)]
            elif name == "g":
                if not isinstance(value, (Mapping, list, tuple)):
                    raise Malformed("query")
                found += [self._group(_object(one), outermost=False) for one in _inside(value)]
            else:
                found.append(self._short(key, value, whole=outermost))
        return _joined([one for one in found if one is not None], either=joined == "or")

    def _short(self, key: str, value: Sent, *, whole: bool) -> Condition | None:
        """A condition such as `first_name_or_last_name_cont`; `whole`: not without any of its attributes."""
        before, predicate = divided(key)
        if predicate is None:
            return None
        joint = _JOINTS.search(before)
        names = [name for index, name in enumerate(_JOINTS.split(before)) if index % 2 == 0]
        permitted = [name for name in names if name in COLUMNS]
        if whole and len(permitted) < len(names):
            return None
        values: Sequence[Sent] = [value]
        if isinstance(predicate, Predicate) and predicate.takes_several:
            values = _array(value)
        return self._condition(permitted, predicate, joint[1] if joint else None, values)

    def _long(self, sent: Mapping[str, Sent]) -> Condition | None:
        """A condition in its parts: attributes `a`, predicate `p`, values `v`, and `m`, which joins the attributes."""
        names = [as_text(name) for name in _parts(sent.get("a"), "name", missing="a" not in sent)]
        values = _parts(sent.get("v"), "value", missing="v" not in sent)
        permitted = [name for name in names if name in COLUMNS]
        predicate = PREDICATES.get(as_text(sent.get("p")))
        joint = as_text(sent.get("m"))
        if predicate is None or (len(permitted) > 1 and joint not in ("and", "or")):
            return None
        if len(values) > 1 and not (isinstance(predicate, Predicate) and predicate.takes_several):
            return None
        return self._condition(permitted, predicate, joint, values)

    def _condition(
        self, names: Sequence[str], predicate: AnyPredicate, joint: str | None, values: Sequence[Sent]
    ) -> Condition | None:
        if not names:
            return None
        kind = Kind.TEXT if isinstance(predicate, Flag) else _column(names[0]).kind
        if not any(is_usable(predicate, kind, value) for value in values):
            return None
        self._tests += len(names) * (len(values) if isinstance(predicate, Predicate) and predicate.each else 1)
        if self._tests > MOST_TESTS:
            raise Malformed("query")
        kept = [value for value in values if not is_empty(value)]
        return _joined([tests(_column(name), predicate, kept) for name in names], either=joint == "or")


def _column(name: str) -> Column:
    column = COLUMNS[name]
    if column is None:
        raise Malformed("query")
    return column


def _joined(conditions: Sequence[Condition], *, either: bool) -> Condition | None:
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    return Either(tuple(conditions)) if either else Every(tuple(conditions))


def _object(value: Sent) -> Mapping[str, Sent]:
    if not isinstance(value, Mapping):
        raise Malformed("query")
    return value


def _array(value: Sent) -> Sequence[Sent]:
    if isinstance(value, Mapping):
        return [list(pair) for pair in value.items()]
    return cast("Sequence[Sent]", value) if isinstance(value, (list, tuple)) else [value]


def _parts(value: Sent, name: str, *, missing: bool) -> list[Sent]:
    """The values of a long condition: plain ones in a list, named ones in a list or an object."""
    if missing:
        return []
    if isinstance(value, Mapping):
        return [_object(one).get(name) for one in value.values()]
    if isinstance(value, (list, tuple)):
        return [one.get(name) if isinstance(one, Mapping) and name in one else one for one in value]
    raise Malformed("query")


# -- orders ---------------------------------------------------------------------------------------------------------


def _orders(value: Sent) -> Iterator[Order]:
    """The orders that may be asked for; of others nothing is said."""
    if isinstance(value, Mapping):
        asked = [_object(one) for one in value.values()]
        pairs = [(as_text(one.get("name")), as_text(one.get("dir"))) for one in asked]
    elif isinstance(value, (str, list, tuple)):
        several = [value] if isinstance(value, str) else value
        pairs = [_worded(one) for one in several]
    else:
        raise Malformed("query")
    for name, direction in pairs:
        if name in COLUMNS:
            yield Order(_column(name).attribute, descending=direction.lower() == "desc")


def _worded(value: Sent) -> tuple[str, str]:
    if isinstance(value, Mapping):
        return as_text(value.get("name")), as_text(value.get("dir"))
    name, *rest = re.split(r"\s+", as_text(value), maxsplit=1)
    return name, rest[0] if rest else ""
