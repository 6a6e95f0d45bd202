"""Events: what happened to customers, written in the transaction in which it happens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import json
from sqlalchemy import and_, bindparam, delete, func, select, update
from sqlalchemy.sql import Executable

from patron.domain.customer import Customer
from patron.domain.history import Actor, Changes, CredentialKind, Event, Happening
from patron.store import ids, tables
from patron.store.spelling import ONE, Spelling, first, whole
from patron.store.statement import Connection, Row, statement

_NEW: Final = (
    "store_id", "customer_id", "version", "happening", "at", "door", "who", "request_id", "changes", "credential",
)  # fmt: skip
_READ: Final = (*_NEW[1:], "position")
_event = tables.event.c
_own = (_event.store_id == whole("store_id"), _event.customer_id == whole("customer_id"))
_encode = json.Encoder().encode
_read_changes = json.Decoder(dict[str, tuple[Any, Any]]).decode


@statement(*_NEW)
def insert_event(_sql: Spelling) -> Executable:
    """One more."""
    return tables.event.insert().values({name: bindparam(name, type_=_event[name].type) for name in _NEW})


@statement("store_id", "customer_id")
def erase_events(_sql: Spelling) -> Executable:
    """All of a customer."""
    return delete(tables.event).where(*_own)


@statement("store_id", "customer_id", "before", "limit")
def find_events(_sql: Spelling) -> Executable:
    """Those of a customer before a version, the newest first."""
    rows = select(*(_event[name] for name in _READ)).where(*_own, _event.version < whole("before"))
    return first(rows.order_by(_event.version.desc()), whole("limit"))


@statement("store_id", "after", "limit")
def events_after(_sql: Spelling) -> Executable:
    """Those of a store behind a position, in order."""
    rows = select(*(_event[name] for name in _READ)).where(
        _event.store_id == whole("store_id"), _event.position.is_not(None), _event.position > whole("after")
    )
    return first(rows.order_by(_event.position), whole("limit"))


@statement("store_id")
def find_waiting(_sql: Spelling) -> Executable:
    """An event of the store that has no position yet."""
    waiting = select(_event.version).where(_event.store_id == whole("store_id"), _event.position.is_(None))
    return first(waiting, ONE)


@statement("store_id")
def last_position(_sql: Spelling) -> Executable:
    """The highest position in the store."""
    numbered = select(_event.position).where(_event.store_id == whole("store_id"), _event.position.is_not(None))
    return first(numbered.order_by(_event.position.desc()), ONE)


@statement("last", "store_id", "most")
def number_events(_sql: Spelling) -> Executable:
    """The oldest events that have no position get those behind `last`; of one customer in the order of versions.

    Clocks may go back and writers wait for each other, so an event counts as late as those of its customer before it.
    """
    here = _event.store_id == whole("store_id")
    oldest = first(
        select(_event.customer_id, _event.version)
        .where(here, _event.position.is_(None))
        .order_by(_event.at, _event.customer_id, _event.version),
        whole("most"),
    ).subquery("oldest")
    upto = (
        select(oldest.c.customer_id, func.max(oldest.c.version).label("version"))
        .group_by(oldest.c.customer_id)
        .subquery("upto")
    )
    one = tables.event.alias("one")
    moment = func.max(one.c.at).over(partition_by=one.c.customer_id, order_by=one.c.version).label("moment")
    fits = and_(
        one.c.store_id == whole("store_id"),
        one.c.customer_id == upto.c.customer_id,
        one.c.version <= upto.c.version,
        one.c.position.is_(None),
    )
    batch = select(one.c.customer_id, one.c.version, moment).select_from(upto.join(one, fits)).subquery("batch")
    place = func.row_number().over(order_by=(batch.c.moment, batch.c.customer_id, batch.c.version))
    numbered = select(batch.c.customer_id, batch.c.version, (whole("last") + place).label("place")).subquery("numbered")
    this = and_(here, _event.customer_id == numbered.c.customer_id, _event.version == numbered.c.version)
    return update(tables.event).where(this).values(position=numbered.c.place)


async def note(
    connection: Connection, actor: Actor, now: int, customer: Customer, happening: Happening, changes: Changes
) -> None:
    """Nothing comes back; the event of the customer's version is written."""
    await connection.run(
        insert_event,
        customer.store_id,
        customer.id,
        customer.version,
        happening.value,
        now,
        actor.door,
        actor.who,
        actor.request_id,
        _encode(changes).decode(),
        actor.credential.value,
    )


async def note_changes(
    connection: Connection, actor: Actor, now: int, store_id: int, told: Iterable[tuple[int, int, Changes]]
) -> None:
    """Nothing comes back; an event is written for each (customer, version, changes)."""
    who = (Happening.CHANGED.value, now, actor.door, actor.who, actor.request_id)
    rows = [
        (store_id, customer_id, version, *who, _encode(changes).decode(), actor.credential.value)
        for customer_id, version, changes in told
    ]
    await connection.load("event", _NEW, rows)


async def note_imports(connection: Connection, actor: Actor, now: int, store_id: int, born: Iterable[Customer]) -> None:
    """Nothing comes back; of each of the customers an event tells that it came with an import."""
    who = (Happening.IMPORTED.value, now, actor.door, actor.who, actor.request_id, "{}", actor.credential.value)
    await connection.load("event", _NEW, [(store_id, customer.id, customer.version, *who) for customer in born])


async def erase(connection: Connection, customer: Customer) -> None:
    """Nothing comes back; what happened to the customer is not known any more."""
    await connection.run(erase_events, customer.store_id, customer.id)


class History:
    """The events as one unit of work sees them."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, store_id: int, customer_id: int, before: int, limit: int) -> Sequence[Event]:
        """Events of a customer before that version, the newest first."""
        return [_read(row) for row in await self._connection.rows(find_events, store_id, customer_id, before, limit)]

    async def after(self, store_id: int, position: int, limit: int) -> Sequence[Event]:
        """Events of a store behind that position, in order; only those that have one."""
        return [_read(row) for row in await self._connection.rows(events_after, store_id, position, limit)]

    async def waits(self, store_id: int) -> bool:
        """True while an event of the store has no position."""
        return await self._connection.row(find_waiting, store_id) is not None

    async def number(self, store_id: int, most: int) -> None:
        """Nothing comes back; the oldest events without a position have one, about `most` of them.

        Positions are given here and not where events are written: there a writer would have to keep all others of its
        store waiting until its commit, or a later position would be seen before an earlier one.
        """
        connection = self._connection
        last = await ids.locked_small(connection, store_id, "event_position")
        await connection.run(number_events, last, store_id, most)
        row = await connection.row(last_position, store_id)
        # Not by what was touched: one that was erased meanwhile leaves a hole.
        await ids.keep_small(connection, store_id, "event_position", max(last, row[0] if row else 0))


def _read(row: Row) -> Event:
    customer_id, version, happening, at, door, who, request_id, changes, credential, position = row
    told: Mapping[str, tuple[Any, Any]] = _read_changes(changes)
    actor = Actor(door, who, request_id, CredentialKind(credential))
    return Event(customer_id, version, Happening(happening), at, actor, told, position)
