"""Pages of a table of customers that is filtered and sorted by columns (domain/grid.py).

Without filters and in the order of ids, kept counters lead to any page in one statement. Other orders and filters look
at many rows: what a text must contain is found through the trigram index first, and then matched letter by letter.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, func, literal_column, not_, or_, select
from sqlalchemy.sql import Executable

from patron.domain import access
from patron.domain.customer import Parts
from patron.domain.grid import Column, GridListing, Pattern, literal_run
from patron.domain.keys import fold
from patron.domain.listing import Page
from patron.store import tables
from patron.store.columns import items_of
from patron.store.counters import CUSTOMERS, ENABLED
from patron.store.grid_walking import walked_page
from patron.store.pages import LARGEST, kept_total
from patron.store.patterns import is_plain
from patron.store.reading import customers
from patron.store.spelling import GRAM, ONE, Element, Spelling, first, whole
from patron.store.statement import Connection, Statement, Value

_customer = tables.customer
_other = tables.customer.alias("other")
_EMPTY: Final[Element] = literal_column("''")
SHAPES_KEPT: Final = 512


class Shape(Struct, frozen=True):
    """Which conditions and which order a statement has; the values are its parameters."""

    conditions: tuple[str, ...]
    """`keyword`, `name`, `not_name`, `email`, `not_email`, `email_is`, `status`, `group_id`."""
    order: Column
    descending: bool
    indexed: bool = False
    plain: bool = False
    """Every pattern is one that SQLite's own LIKE is good for."""
    alone: bool = False
    """The store holds most of what there is: it is looked at only in what the text found."""

    @property
    def counter(self) -> str | None:
        """The kept counter that knows the total; None where it must be counted."""
        if not self.conditions:
            return CUSTOMERS
        return ENABLED if self.conditions == ("enabled",) else None

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters of the conditions, in order."""
        own: list[str] = ["store_id"]
        for condition in self.conditions:
            own += _PARAMETERS.get(condition, (condition,))
        return (*own, *(("narrow_store_id",) if self.alone else ()))


_PARAMETERS: Final[dict[str, tuple[str, ...]]] = {
    "enabled": (),
    "group_id": ("group_id", "default_group_id"),
    "not_name": ("name",),
    "not_email": ("email",),
}


async def grid_page(connection: Connection, store_id: int, listing: GridListing, parts: Parts) -> Page[Any]:
    """The asked page with the exact total; past the end, no customers."""
    size, skip = min(listing.size, LARGEST), min((listing.page - 1) * listing.size, LARGEST)
    if listing.counted:
        walked, total = await walked_page(connection, store_id, size, skip, parts, descending=listing.descending)
        return Page(items_of(walked, parts), total, listing.page, listing.size)
    shape, values = await _asked(connection, store_id, listing)
    rows = await connection.rows(matching_rows(shape, parts), *values, size, skip)
    if rows:
        total = rows[0][-1]
    else:
        counted = await connection.row(count_rows(shape), *values)
        total = counted[0] if counted else 0
    return Page(items_of(rows, parts), int(total), listing.page, listing.size)


async def _asked(connection: Connection, store_id: int, listing: GridListing) -> tuple[Shape, tuple[Value, ...]]:
    """The shape of a listing, and the values of its parameters."""
    asked: dict[str, tuple[Value, ...]] = {}
    if listing.keyword is not None:
        asked["keyword"] = (listing.keyword.text,)
    for name, pattern in (("name", listing.name), ("email", listing.email)):
        if pattern is not None:
            asked[f"not_{name}" if pattern.negated else name] = (pattern.text,)
    if listing.email_is is not None:
        asked["email_is"] = (listing.email_is,)
    if listing.status == access.ENABLED:
        asked["enabled"] = ()
    elif listing.status is not None:
        asked["status"] = (max(-LARGEST, min(listing.status, LARGEST)),)
    if listing.group_id is not None:
        asked["group_id"] = (listing.group_id, listing.default_group_id)
    text = contained(listing)
    if text:
        asked["text"] = (connection.spelling.sought(text),)
    indexed = len(text) >= GRAM
    alone = indexed and await connection.holds_most(store_id)
    patterns = [one.text for one in (listing.keyword, listing.name, listing.email) if one is not None]
    plain = all(map(is_plain, patterns))
    shape = Shape(tuple(asked), listing.order, listing.descending, indexed, plain, alone)
    values = [value for given in asked.values() for value in given]
    return shape, (store_id, *values, *((store_id,) if alone else ()))


def contained(listing: GridListing) -> str:
    """A folded text that the search text of every customer of the listing contains; '' where none is known."""
    # A keyword alone is enough to match: what else is asked narrows nothing then.
    patterns: tuple[Pattern | None, ...] = (listing.name, listing.email)
    if listing.keyword is not None:
        patterns = (listing.keyword,)
    runs = [fold(literal_run(one.text)) for one in patterns if one is not None and not one.negated]
    if listing.keyword is None and listing.email_is is not None:
        runs.append(fold(listing.email_is))
    return max(runs, key=len, default="")


@lru_cache(maxsize=SHAPES_KEPT)
def matching_rows(shape: Shape, parts: Parts) -> Statement:
    """Whole customers in order, and as last column how many there are in all."""

    def build(sql: Spelling) -> Executable:
        keys = _keys(sql, shape)
        if shape.counter is not None:
            total = kept_total(shape.counter)
            ids = keys.with_only_columns(_other.c.id).order_by(*_order(_other, shape))
        else:
            # Looked up once, however much it is: both the page and the total are made of it.
            found = keys.cte("found").prefix_with("MATERIALIZED")
            total = select(func.count()).select_from(found).scalar_subquery()
            ids = select(found.c.id).order_by(*_order(found, shape))
        page = first(ids, whole("size"), whole("skip"))
        rows = customers(sql, parts).add_columns(total).where(_customer.c.id.in_(page))
        return rows.order_by(*_order(_customer, shape))

    return Statement(build, (*shape.names, "size", "skip"), "grid.matching_rows")


@lru_cache(maxsize=SHAPES_KEPT)
def count_rows(shape: Shape) -> Statement:
    """How many customers there are in all."""

    def build(sql: Spelling) -> Executable:
        if shape.counter is not None:
            return select(kept_total(shape.counter))
        return select(func.count()).select_from(_keys(sql, shape).subquery())

    return Statement(build, shape.names, "grid.count_rows")


def _keys(sql: Spelling, shape: Shape) -> Select[Any]:
    """Id and what is sorted by, of every customer that matches."""
    column = _other.c
    keys = select(column.id, *([column[_SORTED[shape.order]]] if shape.order != "id" else ()))
    keys = keys.where(column.store_id == whole("store_id"))
    if "text" in shape.conditions:
        keys = keys.where(column.id.in_(sql.matches(indexed=shape.indexed, alone=shape.alone)))
    return keys.where(*_conditions(sql, shape))


_SORTED: Final[dict[Column, str]] = {
    "id": "id",
    # Folded, which is what the collations of most databases come to: letters of either case stand together.
    "email": "email_key",
    "name": "name_key",
    "status": "status",
    "created_at": "created_at",
}


def _order(rows: FromClause, shape: Shape) -> tuple[ColumnElement[Any], ...]:
    number: Element = rows.c.id
    if shape.order == "id":
        return (number.desc() if shape.descending else number.asc(),)
    key: Element = rows.c[_SORTED[shape.order]]
    if shape.order == "created_at":
        # As the index on both has them, so that it can be walked.
        return (key.desc(), number.desc()) if shape.descending else (key.asc(), number.asc())
    # Said, because SQLite takes null for the smallest of all, and PostgreSQL for the greatest.
    return (key.desc().nulls_last() if shape.descending else key.asc().nulls_first(), number.desc())


def _conditions(sql: Spelling, shape: Shape) -> tuple[ColumnElement[bool], ...]:
    rest = [_condition(sql, name, shape) for name in shape.conditions if name not in ("keyword", "text")]
    if "keyword" not in shape.conditions:
        return tuple(rest)
    named, mailed = (_like(sql, column, "keyword", shape) for column in (_name(), _other.c.email))
    return (or_(named, and_(mailed, *rest)),)


def _condition(sql: Spelling, name: str, shape: Shape) -> ColumnElement[bool]:
    column = _other.c
    match name:
        case "name":
            return _like(sql, _name(), "name", shape)
        case "not_name":
            return not_(_like(sql, _name(), "name", shape))
        case "email":
            return _like(sql, column.email, "email", shape)
        case "not_email":
            return not_(_like(sql, column.email, "email", shape))
        case "email_is":
            return column.email == bindparam("email_is")
        case "enabled":
            return column.status == ONE
        case "status":
            # The second half lets the index on those that are not enabled answer.
            return and_(column.status == whole("status"), column.status != ONE)
        case "group_id":
            return _group() == whole("group_id")
        case _:
            raise LookupError(name)


def _like(sql: Spelling, text: Element, parameter: str, shape: Shape) -> ColumnElement[bool]:
    return sql.is_like(text, bindparam(parameter), plain=shape.plain)


def _name() -> Element:
    """The name as it is shown (domain/names.called): whoever is seen is found."""
    column = _other.c
    full: Element = func.nullif(column.full_name, _EMPTY)
    company: Element = func.nullif(column.company, _EMPTY)
    return func.coalesce(full, company, column.label, _EMPTY)


def _group() -> Element:
    """The group a customer belongs to first of all."""
    item = tables.list_item.c
    own = (item.store_id == whole("store_id"), item.customer_id == _other.c.id, item.is_primary == ONE)
    primary = select(item.group_id).where(*own).correlate(_other).scalar_subquery()
    return func.coalesce(primary, whole("default_group_id"))
