"""Searches over several stores: what matches is found, and counted, once, within a time that is set."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Select, func, select, union_all
from sqlalchemy.sql import Executable

from patron.domain.conditions import EnterpriseListing, Order, too_costly
from patron.domain.customer import Customer, Parts
from patron.domain.listing import Page
from patron.store import tables
from patron.store.conditions import (
    Shape,
    holds,
    key_of,
    names_of,
    ordered,
    shape_of,
    sought,
    telling,
    tests_in,
    values_of,
)
from patron.store.spelling import GRAM, Spelling, first, whole
from patron.store.statement import Connection, Statement, TooSlow, Value
from patron.store.visible import OWN, Key, as_json, by_keys, own_values, picked, visible

SECONDS: Final = 2.0
"""How long a search may take: it is refused then, and nobody waits for it any longer."""
MOST_LOOKS: Final = 5_000_000
"""Customers that are looked at, times tests: somewhat less than two seconds of work. More is not even begun."""

_customer = tables.customer.c


class Asked(Struct, frozen=True):
    """Where a search looks."""

    stores: tuple[int, ...]
    own: tuple[Key, ...]
    """Customers of other stores."""
    skip: int
    everybody: int
    """How many are visible."""
    held: int
    """How many there are."""


class Question(Struct, frozen=True):
    """Which search a statement makes; what is sought is its parameters."""

    shape: Shape | None
    order: tuple[Order, ...]
    one_store: bool
    own: bool
    """Some customers of other stores are asked, too."""
    indexed: bool
    """A text is known that all of the store's customers hold who are sought."""
    alone: bool
    """See Spelling.matches."""

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters in order."""
        text = ("text", *(("narrow_store_id",) if self.alone else ())) if self.indexed else ()
        own = OWN if self.own else ()
        return ("store_id" if self.one_store else "stores", *text, *own, *names_of(self.shape))


async def searched_page(
    connection: Connection, listing: EnterpriseListing, asked: Asked, parts: Parts
) -> Page[Customer]:
    """The asked page with the exact total; past the end, no customers. Raises Invalid."""
    try:
        keys, total = await _keys(connection, listing, asked)
    except TooSlow:
        raise too_costly() from None
    return Page(await by_keys(connection, keys, parts), total, listing.page, listing.size)


async def _keys(connection: Connection, listing: EnterpriseListing, asked: Asked) -> tuple[list[Key], int]:
    condition, stores, own = listing.search.condition, asked.stores, asked.own
    text = "" if condition is None else sought(condition)
    indexed, one_store = len(text) >= GRAM, len(stores) == 1
    alone = indexed and one_store and await connection.holds_most(stores[0])
    shape = None if condition is None else shape_of(condition)
    if shape is not None and not indexed and asked.held * tests_in(shape) > MOST_LOOKS:
        raise TooSlow
    question = Question(shape, telling(listing.search.order), one_store, bool(own), indexed, alone)
    values: list[Value] = [stores[0] if one_store else as_json(stores)]
    if indexed:
        values += [connection.spelling.likely(text), *((stores[0],) if alone else ())]
    values += [*own_values(own), *(() if condition is None else values_of(condition))]
    rows = await connection.rows_within(SECONDS, searched(question), *values, listing.size, asked.skip)
    keys = [(row[0], row[1]) for row in rows]
    if condition is None:
        return keys, asked.everybody
    if rows or not asked.skip:
        return keys, int(rows[0][2]) if rows else 0
    return keys, int((await connection.rows_within(SECONDS, count_searched(question), *values))[0][0])


@lru_cache(maxsize=256)
def searched(question: Question) -> Statement:
    """Store and id of the customers of a page; where there is a condition, also how many are found in all."""

    def build(sql: Spelling) -> Executable:
        if question.shape is None:
            found = _found(sql, question).subquery("found")
            rows = select(found.c.store_id, found.c.id)
        else:
            # Made once: both the page and the total are taken from it.
            made = _found(sql, question).cte("found").prefix_with("MATERIALIZED")
            found = made
            rows = select(made.c.store_id, made.c.id, select(func.count()).select_from(made).scalar_subquery())
        keys = [ordered(sql, found.c[f"key{place}"], order) for place, order in enumerate(question.order)]
        return first(rows.order_by(*keys, found.c.id), whole("size"), whole("skip"))

    return Statement(build, (*question.names, "size", "skip"), "enterprises.searched")


@lru_cache(maxsize=256)
def count_searched(question: Question) -> Statement:
    """How many customers are found."""

    def build(sql: Spelling) -> Executable:
        return select(func.count()).select_from(_found(sql, question).subquery())

    return Statement(build, question.names, "enterprises.count_searched")


def _found(sql: Spelling, question: Question) -> Any:
    """Store, id and keys of the order of all who are found."""
    keys = [key_of(sql, order).label(f"key{place}") for place, order in enumerate(question.order)]
    wanted = [visible(), *([] if question.shape is None else [holds(sql, question.shape)])]
    rows = select(_customer.store_id, _customer.id, *keys).where(*wanted)
    shown = _shown(sql, question, rows)
    if not question.own:
        return shown
    return union_all(shown, picked(sql, rows))


def _shown(sql: Spelling, question: Question, rows: Select[Any]) -> Select[Any]:
    """Those of the rows that are in the stores whose customers are all shown."""
    if question.one_store:
        own = rows.where(_customer.store_id == whole("store_id"))
        if not question.indexed:
            return own
        return own.where(_customer.id.in_(sql.matches(indexed=True, alone=question.alone)))
    if not question.indexed:
        return rows.where(_customer.store_id.in_(sql.numbers("stores")))
    texts = sql.matches_anywhere().cte("texts").prefix_with("MATERIALIZED")
    same = _customer.store_id == texts.c.store_id, _customer.id == texts.c.id
    return rows.where(*same, texts.c.store_id.in_(sql.numbers("stores")))
