"""Pages of all customers of a store in either order of their ids: kept counters lead to where the page begins."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.sql import Executable

from patron.domain.customer import Parts
from patron.store import tables
from patron.store.counters import COARSE, FINE
from patron.store.pages import COARSE_LEVEL, FINE_LEVEL, kept_total, running_sums
from patron.store.reading import customers
from patron.store.spelling import ONE, ZERO, Element, Spelling, first, whole
from patron.store.statement import Connection, Row, Statement, statement

_customer = tables.customer.c
_other = tables.customer.alias("other")
_block = tables.customer_block.c
_FINE: Final[Element] = literal_column(str(FINE))
_WIDTH: Final[Element] = literal_column(str(COARSE // FINE))


async def walked_page(
    connection: Connection, store_id: int, size: int, skip: int, parts: Parts, *, descending: bool
) -> tuple[list[Row], int]:
    """The rows of that page, and how many customers the store has."""
    ask = rows_from(parts, descending=descending, deep=skip > FINE)
    rows = list(await connection.rows(ask, store_id, size, skip))
    if rows:
        return rows, int(rows[0][-1])
    counted = await connection.row(count_all, store_id)
    return rows, int(counted[0]) if counted else 0


@statement("store_id")
def count_all(_sql: Spelling) -> Executable:
    """How many customers the store has."""
    return select(kept_total())


@cache
def rows_from(parts: Parts, *, descending: bool, deep: bool) -> Statement:
    """Whole customers after `skip` others, and as last column the total.

    `deep`: the blocks of ids lead there, so that at most one block of keys is passed over.
    """

    def build(sql: Spelling) -> Executable:
        start = (_start_in_block(descending=descending) if deep else _start(descending=descending)).scalar_subquery()
        found = customers(sql, parts).add_columns(kept_total())
        beyond = _customer.id <= start if descending else _customer.id >= start
        order = _customer.id.desc() if descending else _customer.id.asc()
        return first(found.where(beyond).order_by(order), whole("size"))

    return Statement(build, ("store_id", "size", "skip"), "grid_walking.rows_from")


def _start(*, descending: bool) -> Select[Any]:
    keys = select(_other.c.id).where(_other.c.store_id == whole("store_id"))
    return first(keys.order_by(_other.c.id.desc() if descending else _other.c.id.asc()), ONE, whole("skip"))


def _start_in_block(*, descending: bool) -> Select[Any]:
    """The id of the first customer of the page, found by its rank among all of the store, from the lowest."""
    skipped: Element = whole("skip")
    wanted = select((kept_total() - ONE - skipped if descending else skipped + ZERO).label("rank")).cte("wanted")
    rank: Element = select(wanted.c.rank).scalar_subquery()
    coarse = running_sums(COARSE_LEVEL, ZERO).cte("coarse")
    pick = select(coarse.c.block, coarse.c.below).where(coarse.c.upto > rank, rank >= ZERO)
    rough = first(pick.order_by(coarse.c.block), ONE).cte("rough")
    lowest: Element = select(rough.c.block * _WIDTH).scalar_subquery()
    inside: ColumnElement[bool] = FINE_LEVEL & (_block.block >= lowest) & (_block.block < lowest + _WIDTH)
    fine = running_sums(inside, select(rough.c.below).scalar_subquery()).cte("fine")
    place = first(
        select(fine.c.block, (rank - fine.c.below).label("skip")).where(fine.c.upto > rank).order_by(fine.c.block), ONE
    ).cte("place")
    keys = select(_other.c.id).where(
        _other.c.store_id == whole("store_id"), _other.c.id >= select(place.c.block * _FINE).scalar_subquery()
    )
    passed = func.coalesce(select(place.c.skip).scalar_subquery(), ZERO)
    return first(keys.order_by(_other.c.id), ONE, passed)
