"""Pages of customers that somebody looks for who knows a little of them (domain/seeking.py).

However many customers there are, a page costs about the same. What is common is met soon on a walk along the index of
the order; what is rare has few candidates in another index, and they are put in order here. A sample of the store
tells which is which. Where neither holds, so many customers are looked at and no more, and the page says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest, nsmallest
from typing import Any, Final

from msgspec.structs import replace
from sqlalchemy import bindparam, select
from sqlalchemy.sql import Executable

from patron.domain import access
from patron.domain.customer import Parts
from patron.domain.seeking import Found, Key, Place, Scope, Search, Total
from patron.store import tables
from patron.store.asking import LIMITS, Asked, Keyed, Part, asked_of
from patron.store.candidates import candidates, drivers, is_proof, keyed
from patron.store.columns import customer_of
from patron.store.counters import CUSTOMERS, ENABLED
from patron.store.joining import joined
from patron.store.orders import rank
from patron.store.reading import found
from patron.store.sampling import Sample, sampled
from patron.store.sieve import Sieve, passes
from patron.store.spelling import Spelling, whole
from patron.store.statement import Connection, statement
from patron.store.visible import as_json
from patron.store.walking import walk

USUAL: Final = 21
"""Customers that are needed for a page of twenty."""


@statement("store_id", "name")
def find_total(_sql: Spelling) -> Executable:
    """The store's counter of that name."""
    counter = tables.store_counter.c
    return select(counter.n).where(counter.store_id == whole("store_id"), counter.name == bindparam("name"))


async def sought_page(connection: Connection, scopes: Sequence[Scope], search: Search, parts: Parts) -> Found[Any]:
    """The page of all those stores together; the first one where a page that is counted backwards would be short."""
    pages = [await _part(connection, asked_of(search, scope, LIMITS)) for scope in scopes]
    page = await joined(connection, search, pages, parts)
    if search.backwards and search.place is not None and page.before is None and len(page.customers) < search.size:
        return await sought_page(connection, scopes, replace(search, place=None, backwards=False), parts)
    return page


async def _part(connection: Connection, asked: Asked) -> Part:
    total = await _total_of(connection, asked.store_id, CUSTOMERS)
    if asked.sieve.is_open:
        met = await walk(connection, asked, asked.sieve, None)
        return Part(asked.store_id, met.keys, Total(total))
    if asked.search.uuid:
        row = await connection.row(found("uuid", Parts.NONE), asked.store_id, asked.search.uuid)
        if row is not None:
            number = customer_of(row, Parts.NONE).id
            return await _all_of(connection, asked, (number,), replace(asked.sieve, words=0, number=False))
    if total <= asked.limits.small:
        return await _all_of(connection, asked, None, asked.sieve)
    return await _planned(connection, asked, await sampled(connection, asked.sieve, asked.values, total))


async def _total_of(connection: Connection, store_id: int, name: str) -> int:
    row = await connection.row(find_total, store_id, name)
    return int(row[0]) if row else 0


async def _planned(connection: Connection, asked: Asked, sample: Sample) -> Part:
    hits = sum(passes(row, asked.search, asked.sieve) for row in sample.rows)
    is_frequent = hits * 1024 >= asked.limits.frequent * max(len(sample.rows), 1)
    part = await _walked(connection, asked, sample, hits) if is_frequent else None
    if part is not None and part.stop is None:
        return part
    listed = await _listed(connection, asked, sample)
    return listed or part or await _walked(connection, asked, sample, hits)


async def _listed(connection: Connection, asked: Asked, sample: Sample) -> Part | None:
    """What is found among the candidates of one index; None where there are too many."""
    sieve = asked.sieve
    most = asked.limits.candidates // (2 if sieve.words > 1 or sieve.number else 1)
    driver = next(iter(drivers(asked.search, sieve, sample)), None)
    if driver is None or driver.estimated > 2 * most:
        return None
    ids = await candidates(connection, driver, asked.values, most)
    if ids is None:
        return None
    return await _all_of(connection, asked, ids, replace(sieve, words=0) if is_proof(driver, sieve) else sieve)


async def _all_of(connection: Connection, asked: Asked, ids: Sequence[int] | None, sieve: Sieve) -> Part:
    """All who pass, of the store or of those ids: how many, and the first of them behind the place."""
    ask = keyed(asked.search.order, sieve, among=ids is not None)
    values = {**asked.values, "ids": None if ids is None else as_json(ids)}
    rows = await connection.rows(ask, *(values[name] for name in ask.names))
    keys: list[Keyed] = [(row[0], row[1]) for row in rows]
    left = keys if asked.search.place is None else _behind(keys, asked.search.place, descending=asked.descending)
    pick = nlargest if asked.descending else nsmallest
    return Part(asked.store_id, tuple(pick(asked.need, left, key=_ranked)), Total(len(keys)))


def _behind(keys: Sequence[Keyed], place: Place, *, descending: bool) -> list[Keyed]:
    here = rank(place.key, place.id)
    return [one for one in keys if (rank(*one) < here if descending else rank(*one) > here)]


def _ranked(one: Keyed) -> tuple[bool, Key, int]:
    return rank(*one)


async def _walked(connection: Connection, asked: Asked, sample: Sample, hits: int) -> Part:
    """What a walk finds that is given up after a while."""
    sieve = _left_to_test(asked)
    most = asked.limits.looks * asked.need // USUAL // (10 if sieve.has_text else 1)
    met = await walk(connection, asked, sieve, most)
    is_all = asked.search.place is None and met.stop is None and len(met.keys) < asked.need
    total = Total(len(met.keys)) if is_all else await _estimated(connection, asked, sample, hits)
    if total.counted == "about" and total.number < len(met.keys):
        total = Total(len(met.keys), "least")
    return Part(asked.store_id, met.keys, total, met.stop, most if met.stop else 0)


def _left_to_test(asked: Asked) -> Sieve:
    """The sieve without what the walk itself keeps to."""
    match asked.search.order:
        case "status":
            return replace(asked.sieve, status=False)
        case "created_at":
            return replace(asked.sieve, created=False)
        case "updated_at":
            return replace(asked.sieve, updated=False)
        case "name" | "email":
            return asked.sieve


async def _estimated(connection: Connection, asked: Asked, sample: Sample, hits: int) -> Total:
    """How many there are: as a counter knows, else about as many as the sample says."""
    if asked.sieve == Sieve(status=True) and asked.search.status == access.ENABLED:
        return Total(await _total_of(connection, asked.store_id, ENABLED))
    return Total(sample.estimated(hits), "about")
