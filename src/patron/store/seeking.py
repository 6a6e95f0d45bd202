"""Pages of customers that somebody looks for who knows a little of them (domain/seeking.py)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, union
from sqlalchemy.sql import Executable

from patron.domain.customer import Parts
from patron.domain.grid import Column
from patron.domain.keys import login_key
from patron.domain.listing import Page, Window
from patron.domain.seeking import Search
from patron.store import tables
from patron.store.columns import items_of
from patron.store.grid import SHAPES_KEPT, grid_page
from patron.store.pages import LARGEST
from patron.store.reading import customers
from patron.store.spelling import GRAM, ONE, Element, Spelling, first, whole
from patron.store.statement import Connection, Statement, Value

_customer = tables.customer
_other = tables.customer.alias("other")
_SMALLEST: Final = -(2**62)
_SORTED: Final[dict[Column, str]] = {
    "id": "id",
    "email": "email_key",
    "name": "name_key",
    "status": "status",
    "created_at": "created_at",
}


class Shape(Struct, frozen=True):
    """Which conditions and which order a statement has; the values are its parameters."""

    words: int
    """How many words beside the longest."""
    text: bool
    indexed: bool
    phone: bool
    status: bool
    group: bool
    tag: bool
    created: bool
    updated: bool
    order: Column
    descending: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters in order."""
        text = ("text", *(f"word{place}" for place in range(self.words)), "exact", "exact_key") if self.text else ()
        asked = {
            ("phone",): self.phone,
            ("status",): self.status,
            ("group_id", "default_group_id"): self.group,
            ("tag",): self.tag,
            ("created_start", "created_end"): self.created,
            ("updated_start", "updated_end"): self.updated,
        }
        return ("store_id", *text, *(name for names, there in asked.items() if there for name in names))


async def sought_page(connection: Connection, store_id: int, search: Search, parts: Parts) -> Page[Any]:
    """The asked page with the exact total; past the end, no customers."""
    grid = search.grid
    if search.is_plain:
        return await grid_page(connection, store_id, grid, parts)
    shape, values = _asked(connection, search)
    size, skip = min(grid.size, LARGEST), min((grid.page - 1) * grid.size, LARGEST)
    rows = await connection.rows(sought_rows(shape, parts), store_id, *values, size, skip)
    if rows:
        total = rows[0][-1]
    else:
        counted = await connection.row(count_sought(shape), store_id, *values)
        total = counted[0] if counted else 0
    return Page(items_of(rows, parts), int(total), grid.page, grid.size)


def _asked(connection: Connection, search: Search) -> tuple[Shape, list[Value]]:
    """The shape of a search, and the values of its parameters behind the store."""
    words, grid, values = search.words, search.grid, list[Value]()
    if words:
        exact = search.text.strip()
        others = [f"%{_escaped(word)}%" for word in words[1:]]
        values += [connection.spelling.sought(words[0]), *others, exact, login_key(exact)]
    if search.phone:
        values.append(f"%{search.phone}%")
    if grid.status is not None:
        values.append(grid.status)
    if grid.group_id is not None:
        values += [grid.group_id, grid.default_group_id]
    if search.tag is not None:
        values.append(search.tag)
    for window in (search.created, search.updated):
        if not window.unbounded:
            values += _bounds(window)
    shape = Shape(
        words=max(len(words) - 1, 0),
        text=bool(words),
        indexed=bool(words) and len(words[0]) >= GRAM,
        phone=bool(search.phone),
        status=grid.status is not None,
        group=grid.group_id is not None,
        tag=search.tag is not None,
        created=not search.created.unbounded,
        updated=not search.updated.unbounded,
        order=grid.order,
        descending=grid.descending,
    )
    return shape, values


def _bounds(window: Window) -> tuple[int, int]:
    start = _SMALLEST if window.start is None else window.start
    end = LARGEST if window.end is None else window.end
    return max(_SMALLEST, min(start, LARGEST)), max(_SMALLEST, min(end, LARGEST))


def _escaped(word: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\%_" else letter for letter in word)


@lru_cache(maxsize=SHAPES_KEPT)
def sought_rows(shape: Shape, parts: Parts) -> Statement:
    """Whole customers in order, and as last column how many there are in all."""

    def build(sql: Spelling) -> Executable:
        # Looked up once, however much it is: both the page and the total are made of it.
        found = _keys(sql, shape).cte("found").prefix_with("MATERIALIZED")
        total = select(func.count()).select_from(found).scalar_subquery()
        page = first(select(found.c.id).order_by(*_order(found.c, shape)), whole("size"), whole("skip"))
        rows = customers(sql, parts).add_columns(total).where(_customer.c.id.in_(page))
        return rows.order_by(*_order(_customer.c, shape))

    return Statement(build, (*shape.names, "size", "skip"), "seeking.sought_rows")


@lru_cache(maxsize=SHAPES_KEPT)
def count_sought(shape: Shape) -> Statement:
    """How many customers there are in all."""

    def build(sql: Spelling) -> Executable:
        return select(func.count()).select_from(_keys(sql, shape).subquery())

    return Statement(build, shape.names, "seeking.count_sought")


def _order(columns: Any, shape: Shape) -> tuple[ColumnElement[Any], ...]:
    number: Element = columns.id
    if shape.order == "id":
        return (number.desc() if shape.descending else number.asc(),)
    key: Element = columns[_SORTED[shape.order]]
    return (key.desc().nulls_last() if shape.descending else key.asc().nulls_first(), number.desc())


def _keys(sql: Spelling, shape: Shape) -> Select[Any]:
    """Id and what is sorted by, of every customer that is found."""
    column = _other.c
    keys = select(column.id, *([column[_SORTED[shape.order]]] if shape.order != "id" else ()))
    keys = keys.where(column.store_id == whole("store_id"))
    if shape.text:
        keys = keys.where(column.id.in_(union(*_texts(sql, shape))))
    if shape.status:
        keys = keys.where(column.status == whole("status"))
    if shape.group:
        keys = keys.where(_group())
    if shape.tag:
        tag = tables.tag.c
        mine = (tag.store_id == whole("store_id"), tag.name == bindparam("tag"))
        keys = keys.where(column.id.in_(select(tag.customer_id).where(*mine)))
    for name in ("created", "updated"):
        if getattr(shape, name):
            moment = column[f"{name}_at"]
            keys = keys.where(moment >= whole(f"{name}_start"), moment < whole(f"{name}_end"))
    return keys


def _texts(sql: Spelling, shape: Shape) -> list[Select[Any]]:
    """Ids by what is contained in name, e-mail and tax id; by part of a phone number; by anything unique, whole."""
    found = sql.matches(indexed=shape.indexed, alone=False)
    for place in range(shape.words):
        # Both sides are folded: there is no case to mind.
        found = found.where(sql.like(sql.search.c.text, bindparam(f"word{place}"), plain=True))
    column, other = tables.customer.c, tables.external_id.c
    exact: Element = bindparam("exact")
    own = (column.store_id == whole("store_id"),)
    # One by one: each has an index of its own, and together they would have none.
    unique = (column.code == exact, column.uuid == exact, column.login_key == bindparam("exact_key"))
    outside = select(other.customer_id).where(other.store_id == whole("store_id"), other.external_id == exact)
    phones = [select(column.id).where(*own, column.phone_key.like(bindparam("phone")))] if shape.phone else []
    return [found, *(select(column.id).where(*own, one) for one in unique), outside, *phones]


def _group() -> ColumnElement[bool]:
    """True for members of the group; whoever is in none is in the store's default group."""
    item = tables.list_item.c
    own = (item.store_id == whole("store_id"), item.customer_id == _other.c.id, item.group_id.is_not(None))
    member = select(ONE).where(*own, item.group_id == whole("group_id")).correlate(_other).exists()
    anywhere = select(ONE).where(*own).correlate(_other).exists()
    return or_(member, (whole("group_id") == whole("default_group_id")) & ~anywhere)
