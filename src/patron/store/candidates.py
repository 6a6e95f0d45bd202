"""Few customers among whom everybody is who is found: the ids that one index has, where there are not too many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct
from sqlalchemy import Select, bindparam, select, union
from sqlalchemy.sql import Executable

from patron.domain.seeking import Search, number_in
from patron.store import tables
from patron.store.orders import key_column
from patron.store.sampling import Sample
from patron.store.sieve import Row, Sieve, tests, within
from patron.store.spelling import GRAM, Spelling, first, whole
from patron.store.statement import Connection, Statement, Value

Source: TypeAlias = Literal["text", "status", "group", "tag", "created", "updated"]
_customer = tables.customer.c
COMMON: Final = 100
"""One in so many: a word that is more common among numbers and codes narrows nothing."""


class Driver(Struct, frozen=True):
    """An index that knows candidates, and how many it is thought to know."""

    source: Source
    estimated: int
    words: tuple[str, ...] = ()
    number: str = ""


def drivers(search: Search, sieve: Sieve, sample: Sample) -> list[Driver]:
    """The indexes that can be asked, the one with the fewest candidates first."""
    found = [Driver(source, _estimated(sample, test)) for source, test in _plain(search, sieve)]
    text = _text_driver(search, sieve, sample)
    return sorted([*found, *([text] if text else [])], key=lambda one: one.estimated)


def _estimated(sample: Sample, test: Callable[[Row], bool]) -> int:
    return sample.estimated(sum(map(test, sample.rows)))


def _plain(search: Search, sieve: Sieve) -> Iterator[tuple[Source, Callable[[Row], bool]]]:
    if sieve.status:
        yield "status", lambda row: row.status == search.status
    if sieve.group and not sieve.default_group:
        yield "group", lambda row: row.grouped
    if sieve.tag:
        yield "tag", lambda row: row.tagged
    if sieve.created:
        yield "created", lambda row: within(row.created_at, search.created)
    if sieve.updated:
        yield "updated", lambda row: within(row.updated_at, search.updated)


def _text_driver(search: Search, sieve: Sieve, sample: Sample) -> Driver | None:
    """Words that the trigram indexes know; None where none is long enough, or digits alone are not."""
    long = [word for word in search.words if len(word) >= GRAM]
    few = max(len(sample.rows) // COMMON, 1)
    rare = [word for word in long if sum(row.is_marked(word) for row in sample.rows) <= few] or long
    if not rare:
        return None
    number = search.number if sieve.number else ""

    def test(row: Row) -> bool:
        # What the index finds: all of them in the text, or any in the marks.
        marked = any(map(row.is_marked, rare)) or (bool(number) and number in row.mark)
        return marked or all(word in row.text for word in rare)

    return Driver("text", _estimated(sample, test), tuple(rare), number)


async def candidates(
    connection: Connection, driver: Driver, values: dict[str, Value], most: int
) -> tuple[int, ...] | None:
    """The ids that the index knows, perhaps of other stores, too; None where there are more than so many."""
    known = {**values, "most": most + 1}
    if driver.source == "text":
        alone = await connection.holds_most(int(values["store_id"] or 0))
        numbers = (number_in(word) for word in driver.words)
        marks = tuple(dict.fromkeys(word for word in (*driver.words, *numbers, driver.number) if word))
        sought = connection.spelling.sought
        ask = holders(len(driver.words), len(marks), alone)
        known |= {"together": " AND ".join(map(sought, driver.words)), "narrow_store_id": values["store_id"]}
        known |= {f"text{place}": sought(word) for place, word in enumerate(driver.words)}
        known |= {f"mark{place}": sought(word) for place, word in enumerate(marks)}
    else:
        ask = members(driver.source)
    rows = await connection.rows(ask, *(known[name] for name in ask.names))
    return None if len(rows) > most else tuple([row[0] for row in rows])


@cache
def holders(words: int, marks: int, alone: bool) -> Statement:
    """Ids of those whose texts hold all of the words, or whose marks hold any: of each kind so many at most."""
    each = [f"text{place}" for place in range(words)]
    among = [f"mark{place}" for place in range(marks)]

    def build(sql: Spelling) -> Executable:
        texts = sql.holding(sql.search, "together", each, alone=alone)
        found = [texts, *(sql.holding(sql.marks, name, [name], alone=alone) for name in among)]
        return union(*(select(first(one, whole("most")).subquery().c.id) for one in found))

    names = ("store_id", "together", *each, *among, *(("narrow_store_id",) if alone else ()), "most")
    return Statement(build, names, "candidates.holders")


_MEMBERS: Final[dict[Source, tuple[str, ...]]] = {
    "status": ("status",),
    "group": ("group_id",),
    "tag": ("tag",),
    "created": ("created_start", "created_end"),
    "updated": ("updated_start", "updated_end"),
}


@cache
def members(source: Source) -> Statement:
    """Ids of those that an index has under one value, or between two."""

    def build(_sql: Spelling) -> Executable:
        return first(_members(source), whole("most"))

    return Statement(build, ("store_id", *_MEMBERS[source], "most"), "candidates.members")


def _members(source: Source) -> Select[Any]:
    tag, item = tables.tag.c, tables.list_item.c
    if source == "tag":
        return select(tag.customer_id).where(tag.store_id == whole("store_id"), tag.name == bindparam("tag"))
    if source == "group":
        own = (item.store_id == whole("store_id"), item.group_id == whole("group_id"))
        return select(item.customer_id).where(*own)
    rows = select(_customer.id).where(_customer.store_id == whole("store_id"))
    if source == "status":
        return rows.where(_customer.status == whole("status"))
    moment = _customer[f"{source}_at"]
    return rows.where(moment >= whole(f"{source}_start"), moment < whole(f"{source}_end"))


@lru_cache(maxsize=1024)
def keyed(order: Any, sieve: Sieve, *, among: bool) -> Statement:
    """Key and id of everybody who passes the sieve; `among`: of those whose ids are in a list."""

    def build(sql: Spelling) -> Executable:
        own = sql.among("ids") if among else _customer.store_id == whole("store_id")
        rows = select(key_column(order), _customer.id).where(own)
        return rows.where(*tests(sql, sieve))

    return Statement(build, ("store_id", *(("ids",) if among else ()), *sieve.names), "candidates.keyed")


def is_proof(driver: Driver, sieve: Sieve) -> bool:
    """True where whoever the index knows holds the text, so that it need not be looked at again."""
    return driver.source == "text" and sieve.words == 1 and not sieve.number
