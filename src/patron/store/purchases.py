"""Purchase facts of many customers at once: whom they are about, and what they are from now on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from msgspec import json
from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, select, update
from sqlalchemy.sql import Executable

from patron.domain.customer import NO_PURCHASES, Customer, Parts, Purchases
from patron.domain.history import Actor, changes_of_purchases
from patron.domain.purchases import CustomersGone, PurchaseNews, after
from patron.operations.ports import HolderKey
from patron.store import tables
from patron.store.columns import PURCHASES, items_of, purchase_values, stored
from patron.store.counters import LISTED, count, is_listed
from patron.store.history import note_changes
from patron.store.reading import several
from patron.store.spelling import ONE, ZERO, Element, Spelling, whole
from patron.store.statement import Connection, Row, statement

T = TypeVar("T")
CHUNK: Final = 500
"""Customers that one statement is about."""

_customer, _facts = tables.customer.c, tables.purchase_facts.c


def _among(sql: Spelling) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _customer.store_id == whole("store_id"), _customer.id.in_(sql.numbers("ids"))


@statement("store_id", "ids")
def find_ids(sql: Spelling) -> Executable:
    """Those of the ids that there are."""
    return select(_customer.id, _customer.id).where(*_among(sql))


@statement("store_id", "uuids")
def find_uuids(sql: Spelling) -> Executable:
    """Of each of the uuids the customer."""
    return _each(sql.texts("uuids"), _customer.uuid)


@statement("store_id", "keys")
def find_emails(sql: Spelling) -> Executable:
    """Of each of the e-mails the customer for whom it counts."""
    return _each(sql.texts("keys"), _customer.email_key, _customer.email_duplicate == ZERO)


def _each(values: Select[Any], column: Element, *more: Element) -> Executable:
    # A look-up for each: PostgreSQL would go through all customers while it has no statistics, as after an import.
    (value,) = values.subquery().c
    own = (_customer.store_id == whole("store_id"), column == value, *more)
    return select(value, select(_customer.id).where(*own).scalar_subquery())


@statement("store_id")
def find_duplicates(_sql: Spelling) -> Executable:
    """Whose e-mail is another one's, too."""
    own = (_customer.store_id == whole("store_id"), _customer.email_duplicate == ONE)
    return select(_customer.email_key, _customer.id).where(*own)


@statement("store_id", "ids")
def lock_all(sql: Spelling) -> Executable:
    """Those customers, whom nobody else changes until the unit ends."""
    # Always in the same order: two units never wait for each other crosswise.
    return select(_customer.id).where(*_among(sql)).order_by(_customer.id).with_for_update()


@statement("store_id", "ids")
def read_all(sql: Spelling) -> Executable:
    """Of each of the customers: the id, the version, whether somebody made them by hand, the spellings, the facts."""
    theirs = and_(_facts.store_id == whole("store_id"), _facts.customer_id == _customer.id)
    own = (_customer.id, _customer.version, _customer.created_by_hand, _customer.said)
    columns = (*own, *(_facts[name] for name in PURCHASES))
    joined = tables.customer.outerjoin(tables.purchase_facts, theirs)
    return select(*columns).select_from(joined).where(*_among(sql))


@statement("now", "store_id", "ids")
def touch_all(sql: Spelling) -> Executable:
    """A fact of each of the customers changed."""
    moved = sql.greatest(_customer.updated_at, whole("now"))
    return update(tables.customer).where(*_among(sql)).values(version=_customer.version + ONE, updated_at=moved)


@statement("said", "store_id", "id")
def respell(_sql: Spelling) -> Executable:
    """One customer has those spellings."""
    this = (_customer.store_id == whole("store_id"), _customer.id == whole("id"))
    return update(tables.customer).where(*this).values(said=bindparam("said", type_=_customer.said.type))


@statement("store_id", "ids")
def drop_all(sql: Spelling) -> Executable:
    """Nothing is known of the customers."""
    theirs = (_facts.store_id == whole("store_id"), _facts.customer_id.in_(sql.numbers("ids")))
    return delete(tables.purchase_facts).where(*theirs)


class _Moved(NamedTuple):
    id: int
    version: int
    """The one that is left behind."""
    spelled: bool
    """Some dialect has written something in its own way."""
    old: Purchases
    new: Purchases
    listed: int
    """1 where the customer is listed from now on, -1 where no more."""


FIND: Final = {"id": find_ids, "uuid": find_uuids, "email_key": find_emails}


class AllPurchases:
    """The purchase facts of a store's customers as one unit of work sees them."""

    __slots__ = ("_actor", "_connection", "_now")

    def __init__(self, connection: Connection, now: int, actor: Actor) -> None:
        self._connection = connection
        self._now = now
        self._actor = actor

    async def holders(self, store_id: int, key: HolderKey, values: Sequence[int | str]) -> Mapping[int | str, int]:
        """Value -> id of the customer who has it; an e-mail of duplicates counts for the one that is none."""
        found: dict[int | str, int] = {}
        for some in _chunks(values):
            rows = await self._connection.rows(FIND[key], store_id, json.encode(some).decode())
            found.update((row[0], row[1]) for row in rows if row[1] is not None)
        return found

    async def duplicates(self, store_id: int) -> Sequence[tuple[str, int]]:
        """(key of the e-mail, id) of everybody whose e-mail is marked as another one's, too."""
        return [(row[0], row[1]) for row in await self._connection.rows(find_duplicates, store_id)]

    async def tell(
        self,
        store_id: int,
        news: Mapping[int, PurchaseNews],
        settle: Callable[[Customer], Customer],
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """How many customers changed; their version, `updated_at` and history tell of it. Raises CustomersGone.

        The news are by id of the customer, in any order; `settle` gives a customer without the spellings that have
        been overtaken; `progress` is told how many were looked at.
        """
        changed, listed, done = 0, 0, 0
        for ids in _chunks(sorted(news)):
            rows = await self._rows(store_id, ids)
            moved = [one for one in _compared(rows, news) if one.old != one.new]
            await self._write(store_id, moved)
            await self._respell(store_id, [one.id for one in moved if one.spelled], settle)
            changed += len(moved)
            listed += sum(one.listed for one in moved)
            done += len(ids)
            if progress is not None:
                progress(done)
        # At the end: whoever creates or deletes in the store waits from here to the commit.
        await count(self._connection, store_id, {LISTED: listed})
        return changed

    async def _rows(self, store_id: int, ids: Sequence[int]) -> Sequence[Row]:
        asked = json.encode(ids).decode()
        if self._connection.spelling.locks_rows:
            await self._connection.rows(lock_all, store_id, asked)
        rows = await self._connection.rows(read_all, store_id, asked)
        if len(rows) < len(ids):
            raise CustomersGone(frozenset(ids) - {int(row[0]) for row in rows})
        return rows

    async def _write(self, store_id: int, moved: Sequence[_Moved]) -> None:
        if not moved:
            return
        ids = json.encode([one.id for one in moved]).decode()
        # New rows instead of changed ones: as many statements for a chunk as for one customer.
        await self._connection.run(drop_all, store_id, ids)
        facts = [(store_id, one.id, *purchase_values(one.new).values()) for one in moved]
        await self._connection.load("purchase_facts", ("store_id", "customer_id", *PURCHASES), facts)
        await self._connection.run(touch_all, self._now, store_id, ids)
        told = ((one.id, one.version + 1, changes_of_purchases(one.old, one.new)) for one in moved)
        await note_changes(self._connection, self._actor, self._now, store_id, told)

    async def _respell(self, store_id: int, ids: Sequence[int], settle: Callable[[Customer], Customer]) -> None:
        if not ids:
            return
        # With their addresses: a spelling may speak of those, too.
        rows = await self._connection.rows(several(Parts.ADDRESSES), store_id, json.encode(ids).decode())
        pairs = ((one, settle(one)) for one in items_of(rows, Parts.ADDRESSES))
        kept = [(stored(new.said), store_id, old.id) for old, new in pairs if new.said != old.said]
        await self._connection.run_each(respell, kept)


def _compared(rows: Sequence[Row], news: Mapping[int, PurchaseNews]) -> Iterator[_Moved]:
    for number, version, by_hand, said, *facts in rows:
        old = NO_PURCHASES if facts[0] is None else Purchases(*facts)
        new = after(old, news[number])
        listed = is_listed(new, by_hand=by_hand == 1) - is_listed(old, by_hand=by_hand == 1)
        yield _Moved(number, version, said != stored({}), old, new, listed)


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
