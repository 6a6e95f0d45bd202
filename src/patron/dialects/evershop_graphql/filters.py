"""The filters of a collection: which of them count, what they mean, how they are echoed (evershop.md 8.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias, cast

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.grid import Column, GridListing, Pattern, is_complete
from patron.wire.graphql import QueryError

PAGE_SIZE: Final = 20  # system.admin_collection_size
LARGEST: Final = 2**31
"""Of a page number or size: more would lead nowhere else."""
NOBODY: Final = -(2**40)
"""A status that no customer has."""
_SORTS: Final[Mapping[str, Column]] = {"email": "email", "name": "name", "status": "status", "created_at": "created_at"}
_DIRECTIONS: Final = {"ASC": False, "DESC": True, "asc": False, "desc": True}
_LEADING_DIGITS: Final = re.compile(r"\s*([+-]?[0-9]+)")
_SMALLINT: Final = re.compile(r"\s*[+-]?[0-9]+\s*")


class Filter(Struct, frozen=True):
    """One filter as it is echoed; a `value` of None cannot be."""

    key: str
    operation: str
    value: str | None


class Collection(Struct, frozen=True):
    """What is listed, and the filters that were applied."""

    listing: GridListing
    filters: tuple[Filter, ...]


class _Given(Struct, frozen=True):
    """A filter that was sent. `text` is what JavaScript makes of the value inside a pattern."""

    operation: str
    value: str | None
    text: str


_Apply: TypeAlias = Callable[[GridListing, _Given], GridListing | None]
"""The listing with that filter; None: it is not applied after all."""


def collection(filters: object = ()) -> Collection:
    """The listing behind a list of filters, in the order of EverShop's own table, whatever order they were sent in.

    Raises QueryError.
    """
    if filters is None:
        raise QueryError("Cannot read properties of null (reading 'find')")
    if not isinstance(filters, (list, tuple)):
        raise QueryError("filters.find is not a function")
    sent = cast("Sequence[object]", filters)
    listing, applied = GridListing(size=PAGE_SIZE), list[Filter]()
    for key, operations, apply in _TABLE:
        given = _first(sent, key, operations)
        told = None if given is None else apply(listing, given)
        if given is not None and told is not None:
            listing = told
            applied.append(Filter(key, given.operation, given.value))
    return _paged(listing, applied, _first(sent, "page", ("eq",)), _first(sent, "limit", ("eq",)))


def _first(sent: Sequence[object], key: str, operations: Sequence[str]) -> _Given | None:
    """The first filter of that key whose operation is one of those; any other is as if it had not been sent."""
    for one in sent:
        if not isinstance(one, Mapping):
            raise QueryError("Cannot read properties of null (reading 'key')")
        filter_ = cast("Mapping[str, object]", one)
        if filter_.get("key") == key and filter_.get("operation") in operations:
            value = filter_.get("value")
            if value is None:
                return _Given(str(filter_["operation"]), None, "null" if "value" in filter_ else "undefined")
            return _Given(str(filter_["operation"]), str(value), str(value))
    return None


# -- conditions and orders -------------------------------------------------------------------------------------------


def _keyword(listing: GridListing, given: _Given) -> GridListing:
    return replace(listing, keyword=Pattern(f"%{_storable(given.text)}%"))


def _full_name(listing: GridListing, given: _Given) -> GridListing:
    return replace(listing, name=Pattern(f"%{_storable(given.text)}%", negated=given.operation == "nlike"))


def _email(listing: GridListing, given: _Given) -> GridListing:
    if given.value is None:
        return replace(listing, status=NOBODY)  # null is like nothing, and not unlike anything either
    value = _storable(given.value)
    if given.operation == "eq":
        return replace(listing, email_is=value)
    if not is_complete(value):
        raise QueryError("LIKE pattern must not end with escape character")
    return replace(listing, email=Pattern(value, negated=given.operation == "nlike"))


def _status(listing: GridListing, given: _Given) -> GridListing:
    known = given.value is not None and _SMALLINT.fullmatch(given.value) is not None and listing.status is None
    return replace(listing, status=int(_digits(given.value or "")) if known else NOBODY)


def _order(listing: GridListing, given: _Given) -> GridListing | None:
    order = _SORTS.get(given.value or "")
    return None if order is None else replace(listing, order=order, descending=False)


def _direction(listing: GridListing, given: _Given) -> GridListing | None:
    descending = _DIRECTIONS.get(given.value or "")
    return None if descending is None else replace(listing, descending=descending)


def _storable(value: str) -> str:
    if "\x00" in value:
        raise QueryError('invalid byte sequence for encoding "UTF8": 0x00')
    return value


_TABLE: Final[tuple[tuple[str, tuple[str, ...], _Apply], ...]] = (
    ("keyword", ("eq",), _keyword),
    ("full_name", ("like", "nlike"), _full_name),
    ("email", ("eq", "like", "nlike"), _email),
    ("status", ("eq",), _status),
    ("ob", ("eq",), _order),
    ("od", ("eq",), _direction),
)


# -- pages -----------------------------------------------------------------------------------------------------------


def _paged(listing: GridListing, applied: list[Filter], page: _Given | None, limit: _Given | None) -> Collection:
    """The listing with its page, and the tail of the echo: `page=1` once more, whatever the page is."""
    tail: list[Filter] = []
    if page is not None:
        number = whole_number(page.value)
        listing = replace(listing, page=number or 1)
        tail.append(Filter("page", page.operation, page.value if number else "1"))
    size = None if limit is None else whole_number(limit.value)
    if limit is not None:
        listing = replace(listing, size=size or PAGE_SIZE)
        echo = Filter("limit", limit.operation, limit.value if size else str(PAGE_SIZE))
        # Said twice where no page was sent, as EverShop does.
        tail += [echo, echo] if size and page is None else [echo]
    tail.append(Filter("page", "eq", "1"))
    if limit is None:
        tail.append(Filter("limit", "eq", str(PAGE_SIZE)))
    return Collection(listing, (*applied, *tail))


def whole_number(value: str | None) -> int | None:
    """A number from 1 on, read as `parseInt` reads it: leading digits, whatever follows; None for anything else."""
    found = _LEADING_DIGITS.match(value or "")
    number = int(_digits(found[1])) if found else 0
    return min(number, LARGEST) if number > 0 else None


def _digits(text: str) -> str:
    """The number without leading zeros, and no longer than what still matters."""
    text = text.strip()
    sign = "-" if text[:1] == "-" else ""
    return sign + (text.lstrip("+-").lstrip("0")[:19] or "0")
