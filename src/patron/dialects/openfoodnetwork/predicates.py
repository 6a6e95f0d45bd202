"""The predicates that a search may name, and the values they take (openfoodnetwork.md 5)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Final, Literal, TypeAlias

import msgspec
from msgspec import Struct

from patron.dialects.openfoodnetwork.moments import moment, moment_of
from patron.domain.conditions import (
    ESCAPE,
    Attribute,
    Comparison,
    Condition,
    Either,
    Every,
    Test,
    literally,
)
from patron.domain.conditions import Value as Compared
from patron.wire.refusals import Malformed

Sent: TypeAlias = "str | int | float | bool | Sequence[Sent] | Mapping[str, Sent] | None"
"""What stands in a parameter."""
TRUE: Final = frozenset({"1", "t", "T", "true", "TRUE"})
FALSE: Final = frozenset({"0", "f", "F", "false", "FALSE"})
MOST_WILDCARDS: Final = 10
"""For any text, in one pattern."""
LONGEST_PIECE: Final = 100
"""Characters between two of them: a database compares each with every place of a text, and is not interrupted."""
FARTHEST: Final = 2**62
"""No id is as large: what is larger is compared as if it were this."""


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    MOMENT = "moment"


class Column(Struct, frozen=True):
    """An attribute that may be named."""

    attribute: Attribute
    kind: Kind


COLUMNS: Final[Mapping[str, Column | None]] = {
    "id": Column(Attribute.ID, Kind.NUMBER),
    "first_name": Column(Attribute.FIRST_NAME, Kind.TEXT),
    "last_name": Column(Attribute.LAST_NAME, Kind.TEXT),
    "email": Column(Attribute.EMAIL, Kind.TEXT),
    "code": Column(Attribute.CODE, Kind.TEXT),
    "created_at": Column(Attribute.CREATED_AT, Kind.MOMENT),
    "updated_at": Column(Attribute.UPDATED_AT, Kind.MOMENT),
    "name": Column(Attribute.UNFILLED, Kind.TEXT),
    # Permitted and no columns: whoever names one is told that something went wrong.
    "description": None,
    "completed_at": None,
    "deleted_at": None,
}


class Predicate(Struct, frozen=True):
    """One predicate; `around` puts what stands for anything around a literal text."""

    name: str
    comparison: Comparison
    around: tuple[str, str] | None = None
    each: Literal["any", "all"] | None = None
    """How the tests of several values are joined; None: there is one value, or the comparison takes all."""

    @property
    def takes_several(self) -> bool:
        """True when its value is an array."""
        return self.each is not None or self.comparison in (Comparison.AMONG, Comparison.NOT_AMONG)


class Flag(Struct, frozen=True):
    """A predicate that takes yes or no; `fact` is what holds when it is yes and not negated."""

    name: str
    fact: Literal["true", "false", "null", "blank"]
    negated: bool


_ESCAPED: Final = re.compile(r"\\.", re.DOTALL)
_VALUED: Final = (
    Predicate("eq", Comparison.EQUAL),
    Predicate("not_eq", Comparison.DIFFERENT),
    Predicate("matches", Comparison.LIKE),
    Predicate("does_not_match", Comparison.UNLIKE),
    Predicate("lt", Comparison.LESS),
    Predicate("lteq", Comparison.AT_MOST),
    Predicate("gt", Comparison.GREATER),
    Predicate("gteq", Comparison.AT_LEAST),
    Predicate("in", Comparison.AMONG),
    Predicate("not_in", Comparison.NOT_AMONG),
    Predicate("cont", Comparison.LIKE, ("%", "%")),
    Predicate("not_cont", Comparison.UNLIKE, ("%", "%")),
    Predicate("i_cont", Comparison.LIKE, ("%", "%")),
    Predicate("not_i_cont", Comparison.UNLIKE, ("%", "%")),
    Predicate("start", Comparison.LIKE, ("", "%")),
    Predicate("not_start", Comparison.UNLIKE, ("", "%")),
    Predicate("end", Comparison.LIKE, ("%", "")),
    Predicate("not_end", Comparison.UNLIKE, ("%", "")),
)
_ONE_OF_MANY: Final = {Comparison.AMONG: Comparison.EQUAL, Comparison.NOT_AMONG: Comparison.DIFFERENT}
_EACH: Final = tuple(
    Predicate(f"{one.name}_{each}", _ONE_OF_MANY.get(one.comparison, one.comparison), one.around, each)
    for one in _VALUED
    for each in ("any", "all")
)
_FLAGS: Final = (
    Flag("true", "true", negated=False),
    Flag("not_true", "true", negated=True),
    Flag("false", "false", negated=False),
    Flag("not_false", "false", negated=True),
    Flag("blank", "blank", negated=False),
    Flag("present", "blank", negated=True),
    Flag("null", "null", negated=False),
    Flag("not_null", "null", negated=True),
)
AnyPredicate: TypeAlias = Predicate | Flag
_ALL: Final[tuple[AnyPredicate, ...]] = (*_VALUED, *_EACH, *_FLAGS)
PREDICATES: Final[Mapping[str, AnyPredicate]] = {one.name: one for one in _ALL}
_ENDINGS: Final = tuple(f"_{name}" for name in sorted(PREDICATES, key=len, reverse=True))


def divided(key: str) -> tuple[str, AnyPredicate | None]:
    """What stands before the predicate of a key, and the predicate; the longest name wins."""
    for ending in _ENDINGS:
        if key.endswith(ending):
            return key.removesuffix(ending), PREDICATES[ending[1:]]
    return key, None


# -- tests ----------------------------------------------------------------------------------------------------------


def tests(column: Column, predicate: AnyPredicate, values: Sequence[Sent]) -> Condition:
    """What the predicate says of a column; there is a usable value. Raises Malformed where upstream fails."""
    if isinstance(predicate, Flag):
        return _flagged(column, predicate.fact, yes=bool(as_flag(values[0])) != predicate.negated)
    cast = [as_value(column.kind, value) for value in values if not is_empty(value)]
    compared = [_formed(column, predicate, value) for value in cast]
    if predicate.comparison in (Comparison.AMONG, Comparison.NOT_AMONG):
        return Test(column.attribute, predicate.comparison, tuple(compared))
    found = tuple(Test(column.attribute, predicate.comparison, value) for value in compared)
    if len(found) == 1:
        return found[0]
    return Either(found) if predicate.each == "any" else Every(found)


def _formed(column: Column, predicate: Predicate, value: Compared) -> Compared:
    if predicate.comparison not in (Comparison.LIKE, Comparison.UNLIKE):
        return value
    if column.kind is not Kind.TEXT or not isinstance(value, str):
        raise Malformed("query")  # upstream its database refuses to look for a text in a number
    if predicate.around is not None:
        if len(value) > LONGEST_PIECE:
            raise Malformed("query")
        before, after = predicate.around
        return f"{before}{literally(value)}{after}"
    if (len(value) - len(value.rstrip(ESCAPE))) % 2:
        raise Malformed("query")  # likewise: it escapes nothing
    pieces = _ESCAPED.sub("x", value).split("%")
    if len(pieces) > MOST_WILDCARDS + 1 or any(len(piece) > LONGEST_PIECE for piece in pieces):
        raise Malformed("query")
    return value


def _flagged(column: Column, fact: str, *, yes: bool) -> Condition:
    match fact:
        case "null":
            return Test(column.attribute, _equal(yes=yes), None)
        case "blank":
            return _blank(column, yes=yes)
        case _:
            return Test(column.attribute, _equal(yes=yes), _spelled(column.kind, true=fact == "true"))


def _equal(*, yes: bool) -> Comparison:
    return Comparison.EQUAL if yes else Comparison.DIFFERENT


def _blank(column: Column, *, yes: bool) -> Condition:
    if column.kind is not Kind.TEXT:
        # Upstream asks numbers and moments, too, whether they are an empty text, which is neither true nor false.
        return Test(column.attribute, Comparison.LESS, None)
    empty = (Test(column.attribute, _equal(yes=yes), None), Test(column.attribute, _equal(yes=yes), ""))
    return Either(empty) if yes else Every(empty)


def _spelled(kind: Kind, *, true: bool) -> Compared:
    match kind:
        case Kind.TEXT:
            return "t" if true else "f"
        case Kind.NUMBER:
            return int(true)
        case Kind.MOMENT:
            raise Malformed("query")


# -- values ---------------------------------------------------------------------------------------------------------


def is_empty(value: Sent) -> bool:
    """True for a value that no predicate takes as it is."""
    return value is None or (isinstance(value, (str, Sequence, Mapping)) and not value)


def is_usable(predicate: AnyPredicate, kind: Kind, value: Sent) -> bool:
    """True when the value can be read as what the predicate wants of a column of that kind."""
    if isinstance(predicate, Flag):
        return as_flag(value) is not None
    read = as_value(kind, value)
    return read is not None and read != ""


def as_flag(value: Sent) -> bool | None:
    """Yes, no, or None for what is neither."""
    text = as_text(value)
    return True if text in TRUE else False if text in FALSE else None


def as_value(kind: Kind, value: Sent) -> Compared:
    """The value as a column of that kind is compared with; None where it cannot be read."""
    match kind:
        case Kind.TEXT:
            return as_text(value)
        case Kind.NUMBER:
            return None if isinstance(value, (list, tuple, Mapping)) else as_number(as_text(value))
        case Kind.MOMENT:
            if isinstance(value, (list, tuple)):
                return moment_of([as_number(as_text(part)) for part in value])
            return None if isinstance(value, Mapping) else moment(as_text(value))


def as_text(value: Sent) -> str:
    """The value as a text; what is no single value looks like its notation, and is found nowhere."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return msgspec.json.encode(value).decode()


def as_number(text: str) -> int | None:
    """The number that a text begins with, 0 where it begins with none; None for a blank one."""
    text = text.strip()
    if not text:
        return None
    sign = -1 if text.startswith("-") else 1
    digits = ""
    for letter in text.removeprefix("-" if sign < 0 else "+"):
        if not ("0" <= letter <= "9" or (letter == "_" and digits)):
            break
        digits += letter
    number = digits.replace("_", "").lstrip("0")
    return sign * min(int(number[:20] or "0"), FARTHEST)
