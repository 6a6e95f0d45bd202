"""Pages of the customers that match a text or fall into windows of time: what matches is found, and counted, once."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.sql import Executable

from patron.domain.customer import Parts
from patron.domain.listing import Listing, Page, Window
from patron.store import tables
from patron.store.columns import items_of
from patron.store.pages import within
from patron.store.reading import customers
from patron.store.spelling import GRAM, ONE, ZERO, Spelling, first, whole
from patron.store.statement import Connection, Statement, Value

_customer = tables.customer.c
_other = tables.customer.alias("other")
_SMALLEST: Final = -(2**63)
_LARGEST: Final = 2**63 - 1


class Conditions(Struct, frozen=True):
    """Which conditions a statement has; their values are its parameters."""

    created: bool
    updated: bool
    text: bool
    indexed: bool
    """The text is long enough for the trigram index."""
    alone: bool = False
    """The store holds most of what there is: it is looked at only in what the text found."""

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters in order."""
        created = ("created_start", "created_end") if self.created else ()
        updated = ("updated_start", "updated_end") if self.updated else ()
        text = ("text",) if self.text else ()
        return ("store_id", "after", *created, *updated, *text, *(("narrow_store_id",) if self.alone else ()))


async def matching_page(
    connection: Connection, store_id: int, listing: Listing, text: str, skip: int, parts: Parts | None
) -> Page[Any]:
    """The asked page with the exact total; past the end, no customers. `text` is folded; '' matches all."""
    created, updated = listing.created, listing.updated
    indexed = len(text) >= GRAM
    alone = indexed and await connection.holds_most(store_id)
    conditions = Conditions(not created.unbounded, not updated.unbounded, bool(text), indexed, alone)
    values: list[Value] = [store_id, within(listing.after_id)]
    for window in (created, updated):
        if not window.unbounded:
            values += _bounds(window)
    if text:
        values += [connection.spelling.sought(text), *((store_id,) if alone else ())]
    rows = await connection.rows(matching_rows(conditions, parts), *values, listing.size, skip)
    if rows:
        total = rows[0][-1]
    else:
        counted = await connection.row(count_matching(conditions), *values)
        total = counted[0] if counted else 0
    return Page(items_of(rows, parts), total, listing.page, listing.size)


def _bounds(window: Window) -> tuple[int, int]:
    start = _SMALLEST if window.start is None else window.start
    end = _LARGEST if window.end is None else window.end
    return max(_SMALLEST, min(start, _LARGEST)), max(_SMALLEST, min(end, _LARGEST))


@cache
def matching_rows(conditions: Conditions, parts: Parts | None) -> Statement:
    """Whole customers that match, and as last column how many match in all."""

    def build(sql: Spelling) -> Executable:
        matches = _matches(sql, conditions)
        if conditions.text:
            # Looked up once, however much it is: both the page and the total are made of it.
            found = matches.cte("found").prefix_with("MATERIALIZED")
            total = select(func.count()).select_from(found).scalar_subquery()
            ids = select(found.c.id)
        else:
            counting = matches.with_only_columns(func.count(), maintain_column_froms=True)
            total, ids = counting.scalar_subquery(), matches
        number = ids.selected_columns[0]
        # The sum keeps the planner from walking all customers in the order of their ids until a page is full.
        page = first(ids.order_by(number + ZERO), whole("size"), whole("skip"))
        return customers(sql, parts).add_columns(total).where(_customer.id.in_(page)).order_by(_customer.id)

    return Statement(build, (*conditions.names, "size", "skip"), "matching.matching_rows")


@cache
def count_matching(conditions: Conditions) -> Statement:
    """How many customers match."""

    def build(sql: Spelling) -> Executable:
        return select(func.count()).select_from(_matches(sql, conditions).subquery())

    return Statement(build, conditions.names, "matching.count_matching")


def _matches(sql: Spelling, conditions: Conditions) -> Select[Any]:
    """`id` of all customers that match."""
    windows = [
        *_window(_other.c.created_at, "created", asked=conditions.created),
        *_window(_other.c.updated_at, "updated", asked=conditions.updated),
    ]
    if not conditions.text:
        own = select(_other.c.id.label("id")).where(_other.c.store_id == whole("store_id"))
        return own.where(_other.c.id > whole("after"), *windows)
    found = sql.matches(indexed=conditions.indexed, alone=conditions.alone)
    number = found.selected_columns[0]
    found = found.where(number > whole("after"))
    if windows or sql.search_is_shared:
        # Not a join: the planner must not look up every customer of the store in the search table.
        own = select(ONE).where(_other.c.store_id == whole("store_id"), _other.c.id == number, *windows)
        found = found.where(own.correlate(sql.search).exists())
    return found


def _window(moment: ColumnElement[int], name: str, *, asked: bool) -> list[ColumnElement[bool]]:
    return [moment >= whole(f"{name}_start"), moment < whole(f"{name}_end")] if asked else []
