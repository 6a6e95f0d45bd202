"""The orders of the list of customers: each is an index (store, key, id) that is walked in either direction."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from msgspec import Struct
from sqlalchemy import BigInteger, Select, Text, bindparam, select, tuple_
from sqlalchemy.sql import Executable
from sqlalchemy.types import TypeEngine

from patron.domain.seeking import Key, Order, Place, Search
from patron.store import tables
from patron.store.pages import LARGEST
from patron.store.sieve import Sieve, bounds, tests
from patron.store.spelling import ONE, Element, Spelling, first, whole
from patron.store.statement import Statement, Value

_customer = tables.customer.c
COLUMN: Final[dict[Order, str]] = {
    "name": "name_key",
    "email": "email_key",
    "status": "status",
    "created_at": "created_at",
    "updated_at": "updated_at",
}
_WORDS: Final = ("name", "email")
NOBODY: Final = -1
"""Stands before every customer with the same key."""


class Walk(Struct, frozen=True):
    """A part of an order, in one direction. Customers without a key are a part of their own: null is not compared."""

    order: Order
    descending: bool
    keyless: bool = False
    near: bool = False
    """It begins behind a place."""
    far: bool = False
    """It ends before a place."""

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters of the places."""
        sides = [side for side, there in (("near", self.near), ("far", self.far)) if there]
        return tuple(f"{side}_{part}" for side in sides for part in (("id",) if self.keyless else ("key", "id")))


def values_of(near: Place | None, far: Place | None) -> dict[str, Value]:
    """Parameter -> value, of the places."""
    sides = {"near": near, "far": far}
    keys: dict[str, Value] = {f"{side}_key": place.key for side, place in sides.items() if place is not None}
    return keys | {f"{side}_id": place.id for side, place in sides.items() if place is not None}


def limits(search: Search) -> tuple[Place | None, Place | None]:
    """The places between which everybody stands who is found, where the order itself says so."""
    if search.order == "status" and search.status is not None:
        return Place(search.status, NOBODY), Place(search.status, LARGEST)
    windows = {"created_at": search.created, "updated_at": search.updated}
    window = windows.get(search.order)
    if window is None or window.unbounded:
        return None, None
    start, end = bounds(window)
    return Place(start, NOBODY), Place(end, NOBODY)


def rank(key: Key, number: int) -> tuple[bool, Key, int]:
    """What customers are compared by, as the index does it."""
    return (key is not None, 0 if key is None else key, number)


def key_column(order: Order) -> Element:
    """What is put in order."""
    column: Element = _customer[COLUMN[order]]
    return column


@lru_cache(maxsize=1024)
def walked(walk: Walk, sieve: Sieve) -> Statement:
    """Key and id of the first customers of the walk that pass the sieve."""

    def build(sql: Spelling) -> Executable:
        return first(_rows(walk).where(*tests(sql, sieve)), whole("size"))

    return Statement(build, ("store_id", *walk.names, *sieve.names, "size"), "orders.walked")


@cache
def stride(walk: Walk) -> Statement:
    """Key and id of the customer that stands behind so many others of the walk."""

    def build(_sql: Spelling) -> Executable:
        return first(_rows(walk), ONE, whole("skip"))

    return Statement(build, ("store_id", *walk.names, "skip"), "orders.stride")


def _rows(walk: Walk) -> Select[tuple[object, ...]]:
    key, number = key_column(walk.order), _customer.id
    rows = select(key, number).where(_customer.store_id == whole("store_id"))
    if walk.keyless:
        rows = rows.where(key.is_(None))
    elif walk.order == "email":
        rows = rows.where(key.is_not(None))
    for side, there in (("near", walk.near), ("far", walk.far)):
        if there:
            rows = rows.where(_beyond(walk, side, greater=(side == "near") != walk.descending))
    if walk.descending:
        return rows.order_by(key.desc(), number.desc())
    return rows.order_by(key.asc(), number.asc())


def _beyond(walk: Walk, side: str, *, greater: bool) -> Element:
    number = whole(f"{side}_id")
    if walk.keyless:
        return _customer.id > number if greater else _customer.id < number
    kind: type[TypeEngine[str] | TypeEngine[int]] = Text if walk.order in _WORDS else BigInteger
    key: Element = bindparam(f"{side}_key", type_=kind)
    here, there = tuple_(key_column(walk.order), _customer.id), tuple_(key, number)
    return here > there if greater else here < there
