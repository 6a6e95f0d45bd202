"""A sample of a store's customers: how common it is what somebody looks for, before anything is looked up."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.sql import Executable

from patron.store import tables
from patron.store.sieve import Row, Sieve, has_tag, in_group, text_beside
from patron.store.spelling import ZERO, Spelling, whole
from patron.store.statement import Connection, Statement, Value, statement
from patron.store.visible import as_json

PLACES: Final = 64
"""Spread evenly over the ids, because what was imported together is alike."""
RUN: Final = 8
"""Customers at each of the places."""
WIDEST: Final = 8 * RUN
"""Ids that are asked for at each of the places, where most belong to other stores."""
_customer = tables.customer.c


class Sample(Struct, frozen=True):
    """Some of a store's customers."""

    rows: tuple[Row, ...]
    of: int
    """How many the store has."""

    def estimated(self, hits: int) -> int:
        """How many of the store are as so many of the sample are."""
        return hits * self.of // max(len(self.rows), 1)


async def sampled(connection: Connection, sieve: Sieve, values: dict[str, Value], total: int) -> Sample:
    """Customers of the store, which has so many."""
    ends = await connection.row(first_and_last, values["store_id"])
    if ends is None or ends[0] is None:
        return Sample((), total)
    lowest, span = int(ends[0]), int(ends[1]) - int(ends[0]) + 1
    width = min(max(RUN, RUN * span // max(total, 1)), WIDEST)
    starts = (lowest + span * place // PLACES for place in range(PLACES))
    ids = {number for start in starts for number in range(start, start + width)}
    ask = drawn(sieve.tag, sieve.group, sieve.default_group)
    known = {**values, "ids": as_json(sorted(ids))}
    rows = await connection.rows(ask, *(known[name] for name in ask.names))
    return Sample(tuple([_row(row) for row in rows]), total)


def _row(row: Any) -> Row:
    status, created_at, updated_at, text, mark, tagged, grouped = row
    return Row(status, created_at, updated_at, text or "", mark or "", bool(tagged), bool(grouped))


@statement("store_id")
def first_and_last(_sql: Spelling) -> Executable:
    """The lowest id of the store and its highest."""
    own = _customer.store_id == whole("store_id")
    lowest, highest = select(func.min(_customer.id)).where(own), select(func.max(_customer.id)).where(own)
    return select(lowest.scalar_subquery(), highest.scalar_subquery())


@cache
def drawn(tag: bool, group: bool, default_group: bool) -> Statement:
    """What tests look at, of the customers with those ids."""

    def build(sql: Spelling) -> Executable:
        columns = (
            _customer.status,
            _customer.created_at,
            _customer.updated_at,
            text_beside(sql, sql.search),
            text_beside(sql, sql.marks),
            has_tag() if tag else ZERO,
            in_group(default=default_group) if group else ZERO,
        )
        return select(*columns).where(sql.among("ids"))

    asked = (("tag", tag), ("group_id", group))
    names = ("store_id", "ids", *(name for name, there in asked if there))
    return Statement(build, names, "sampling.drawn")
