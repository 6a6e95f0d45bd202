"""Walks along the index of an order: who is met behind a place, looked at one by one."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.seeking import Place
from patron.store.asking import Asked, Keyed
from patron.store.orders import Walk, stride, values_of, walked
from patron.store.sieve import Sieve
from patron.store.statement import Connection


class Stretch(Struct, frozen=True):
    """A part of a walk, between two places."""

    walk: Walk
    near: Place | None = None
    far: Place | None = None


class Met(Struct, frozen=True):
    """Who was met."""

    keys: tuple[Keyed, ...]
    stop: Place | None = None
    """Where the walk was given up: behind it nobody was looked at."""


async def walk(connection: Connection, asked: Asked, sieve: Sieve, most: int | None) -> Met:
    """The first who pass the sieve, as many as are needed; `most`: in each stretch no more are looked at."""
    found: list[Keyed] = []
    for stretch in _stretches(asked):
        met = await _along(connection, asked, sieve, stretch, most, asked.need - len(found))
        found += met.keys
        if met.stop is not None or len(found) >= asked.need:
            return Met(tuple(found), met.stop)
    return Met(tuple(found))


def _stretches(asked: Asked) -> tuple[Stretch, ...]:
    """What is left of the order behind the place."""
    order, descending, near = asked.search.order, asked.descending, asked.near
    plain = Walk(order, descending)
    if order != "email":
        return (_between(plain, near, asked.far),)
    keyed, keyless = _between(plain, None, None), _between(replace(plain, keyless=True), None, None)
    if near is None:
        return (keyed, keyless) if descending else (keyless, keyed)
    if near.key is None:
        begun = _between(keyless.walk, near, None)
        return (begun,) if descending else (begun, keyed)
    begun = _between(keyed.walk, near, None)
    return (begun, keyless) if descending else (begun,)


def _between(plain: Walk, near: Place | None, far: Place | None) -> Stretch:
    return Stretch(replace(plain, near=near is not None, far=far is not None), near, far)


async def _along(
    connection: Connection, asked: Asked, sieve: Sieve, stretch: Stretch, most: int | None, need: int
) -> Met:
    end = None if most is None else await _end(connection, asked, stretch, most)
    if end is not None:
        stretch = _between(stretch.walk, stretch.near, end)
    ask = walked(stretch.walk, sieve)
    values = {**asked.values, **values_of(stretch.near, stretch.far), "size": need}
    rows = await connection.rows(ask, *(values[name] for name in ask.names))
    keys = tuple((row[0], row[1]) for row in rows)
    if end is None or len(keys) >= need:
        return Met(keys)
    # Beside the last one that was looked at, so that the next page begins with the one behind.
    return Met(keys, replace(end, id=end.id + 1 if asked.descending else end.id - 1))


async def _end(connection: Connection, asked: Asked, stretch: Stretch, most: int) -> Place | None:
    """The place of the first customer who is not looked at any more; None where there are not so many."""
    ask = stride(stretch.walk)
    values = {**asked.values, **values_of(stretch.near, stretch.far), "skip": most}
    row = await connection.row(ask, *(values[name] for name in ask.names))
    return None if row is None else Place(row[0], row[1])
