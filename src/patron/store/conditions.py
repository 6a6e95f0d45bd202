"""Conditions as SQL: each shape of a condition once, its values as parameters, nothing but allowed columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Text,
    and_,
    bindparam,
    literal_column,
    or_,
    true,
)
from sqlalchemy import false as never

from patron.domain.conditions import (
    Attribute,
    Comparison,
    Condition,
    Either,
    Every,
    Order,
    Test,
    literals,
    lowered,
)
from patron.domain.keys import fold
from patron.store import tables
from patron.store.spelling import Element, Spelling
from patron.store.statement import Value

_customer = tables.customer.c
_COLUMNS: Final[dict[Attribute, Element]] = {
    Attribute.ID: _customer.id,
    Attribute.EMAIL: _customer.email,
    Attribute.FIRST_NAME: _customer.first_name,
    Attribute.LAST_NAME: _customer.last_name,
    Attribute.CODE: _customer.code,
    Attribute.CREATED_AT: _customer.created_at,
    Attribute.UPDATED_AT: _customer.updated_at,
}
_TEXTS: Final = frozenset({Attribute.EMAIL, Attribute.FIRST_NAME, Attribute.LAST_NAME, Attribute.CODE})
_INDEXED: Final = frozenset({Attribute.EMAIL, Attribute.FIRST_NAME, Attribute.LAST_NAME})
"""What a search text holds: the folded name holds both of its halves (domain/names.py)."""
_UNKNOWN: Final[ColumnElement[bool]] = literal_column("NULL", Boolean)
_AMONG: Final = (Comparison.AMONG, Comparison.NOT_AMONG)
_LIKE: Final = (Comparison.LIKE, Comparison.UNLIKE)


class Slot(Struct, frozen=True):
    """A test without its value."""

    attribute: Attribute
    comparison: Comparison
    width: int
    """How many parameters it has; 0: it asks for null."""
    plain: bool
    """Its texts are ASCII."""


class Joined(Struct, frozen=True):
    """Several conditions without their values."""

    either: bool
    inner: tuple[Shape, ...]


Shape = Slot | Joined


def shape_of(condition: Condition) -> Shape:
    """The condition without its values: as many shapes as there are kinds of questions."""
    if isinstance(condition, Test):
        values = _values(condition)
        if condition.attribute is Attribute.UNFILLED and condition.value is not None:
            return Slot(condition.attribute, Comparison.AMONG, 0, plain=True)  # unknown, whatever it is compared with
        plain = all(isinstance(value, str) and value.isascii() for value in values if value is not None)
        return Slot(condition.attribute, condition.comparison, len(values), plain)
    return Joined(isinstance(condition, Either), tuple(shape_of(inner) for inner in condition.conditions))


def tests_in(shape: Shape) -> int:
    """How many tests it has."""
    return 1 if isinstance(shape, Slot) else sum(tests_in(inner) for inner in shape.inner)


def values_of(condition: Condition) -> list[Value]:
    """The values of the parameters `v0`, `v1`, … of its shape."""
    if isinstance(condition, Test):
        values = _values(condition)
        if condition.comparison in _LIKE:
            return [lowered(value) if isinstance(value, str) else value for value in values]
        return list(values)
    return list(chain.from_iterable(values_of(inner) for inner in condition.conditions))


def _values(test: Test) -> Sequence[Value]:
    if test.value is None or test.attribute is Attribute.UNFILLED:
        return ()
    if isinstance(test.value, tuple):
        # To the next power of two: lists of any length come to few shapes.
        missing = (1 << (len(test.value) - 1).bit_length()) - len(test.value)
        return (*test.value, *test.value[-1:] * missing)
    return (test.value,)


def names_of(shape: Shape | None) -> tuple[str, ...]:
    """The names of its parameters."""
    return tuple(f"v{place}" for place in range(_width(shape)))


def _width(shape: Shape | None) -> int:
    if shape is None:
        return 0
    return shape.width if isinstance(shape, Slot) else sum(_width(inner) for inner in shape.inner)


def sought(condition: Condition) -> str:
    """A folded text that the search text of every customer holds for whom the condition holds; '' where none is known.

    Folding undoes case, and what is folded holds what its parts were folded to; both for every character there is.
    """
    if isinstance(condition, Every):
        return max((sought(inner) for inner in condition.conditions), key=len)
    if isinstance(condition, Either):
        texts = {sought(inner) for inner in condition.conditions}
        return texts.pop() if len(texts) == 1 else ""
    if condition.attribute not in _INDEXED or not isinstance(condition.value, str):
        return ""
    if condition.comparison is Comparison.EQUAL:
        return fold(condition.value)
    if condition.comparison is Comparison.LIKE:
        return max((fold(text) for text in literals(condition.value)), key=len, default="")
    return ""


# -- SQL ------------------------------------------------------------------------------------------------------------


def holds(sql: Spelling, shape: Shape) -> ColumnElement[bool]:
    """The condition, over the table of customers."""
    return _holds(sql, shape, iter(names_of(shape)))


def telling(order: Sequence[Order]) -> tuple[Order, ...]:
    """The keys of an order that can tell two customers apart: each attribute once, and nothing that nobody has."""
    firsts = {one.attribute: one for one in reversed(order)}
    return tuple(one for one in order if firsts[one.attribute] is one and one.attribute is not Attribute.UNFILLED)


def key_of(sql: Spelling, order: Order) -> Element:
    """What is put in order."""
    return _compared(sql, order.attribute, plain=False)


def ordered(sql: Spelling, key: Element, order: Order) -> Element:
    """The key in its direction."""
    column = _by_code_point(sql, key, order.attribute)
    directed = column.desc() if order.descending else column.asc()
    if order.attribute is not Attribute.CODE:
        return directed  # nobody is without it, and no index would serve an order that says where they stand
    # Said, because SQLite takes null for the smallest of all.
    return directed.nulls_first() if order.descending else directed.nulls_last()


def _holds(sql: Spelling, shape: Shape, names: Iterator[str]) -> ColumnElement[bool]:
    if isinstance(shape, Joined):
        inner = [_holds(sql, one, names) for one in shape.inner]
        return or_(*inner) if shape.either else and_(*inner)
    if shape.width == 0:
        return _asks_for_null(shape)
    kind = Text() if shape.attribute in _TEXTS else BigInteger()
    values: list[Element] = [bindparam(next(names), type_=kind) for _ in range(shape.width)]
    if shape.comparison in _LIKE:
        alike = _like(sql, shape, values[0])
        return alike if shape.comparison is Comparison.LIKE else ~alike
    column = _compared(sql, shape.attribute, plain=shape.plain)
    if shape.comparison in _AMONG:
        return column.in_(values) if shape.comparison is Comparison.AMONG else column.not_in(values)
    return _measured(shape.comparison, _by_code_point(sql, column, shape.attribute), values[0])


def _asks_for_null(shape: Slot) -> ColumnElement[bool]:
    if shape.comparison not in (Comparison.EQUAL, Comparison.DIFFERENT):
        return _UNKNOWN
    if shape.attribute is Attribute.UNFILLED:
        return true() if shape.comparison is Comparison.EQUAL else never()
    column = _COLUMNS[shape.attribute]
    return column.is_(None) if shape.comparison is Comparison.EQUAL else column.is_not(None)


def _measured(comparison: Comparison, column: Element, value: Element) -> ColumnElement[bool]:
    match comparison:
        case Comparison.EQUAL:
            return column == value
        case Comparison.DIFFERENT:
            return column != value
        case Comparison.LESS:
            return column < value
        case Comparison.AT_MOST:
            return column <= value
        case Comparison.GREATER:
            return column > value
        case Comparison.AT_LEAST:
            return column >= value
        case _:
            raise AssertionError(comparison)


def _compared(sql: Spelling, attribute: Attribute, *, plain: bool) -> Element:
    column = _COLUMNS[attribute]
    return sql.lowered(column, plain=plain) if attribute is Attribute.EMAIL else column


def _like(sql: Spelling, shape: Slot, pattern: Element) -> ColumnElement[bool]:
    return sql.like(_COLUMNS[shape.attribute], pattern, plain=shape.plain)


def _by_code_point(sql: Spelling, column: Element, attribute: Attribute) -> Element:
    return sql.by_code_point(column) if attribute in _TEXTS else column
