"""Events: what happened to customers, written in the transaction in which it happens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import json
from sqlalchemy import bindparam, delete, select
from sqlalchemy.sql import Executable

from patron.domain.customer import Customer
from patron.domain.history import Actor, Changes, Event, Happening
from patron.store import tables
from patron.store.spelling import Spelling, first, whole
from patron.store.statement import Connection, Row, statement

_NEW: Final = ("store_id", "customer_id", "version", "happening", "at", "door", "who", "request_id", "changes")
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
    rows = select(*(_event[name] for name in _NEW[1:])).where(*_own, _event.version < whole("before"))
    return first(rows.order_by(_event.version.desc()), whole("limit"))


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
    )


async def note_changes(
    connection: Connection, actor: Actor, now: int, store_id: int, told: Iterable[tuple[int, int, Changes]]
) -> None:
    """Nothing comes back; an event is written for each (customer, version, changes)."""
    who = (Happening.CHANGED.value, now, actor.door, actor.who, actor.request_id)
    rows = [(store_id, customer_id, version, *who, _encode(changes).decode()) for customer_id, version, changes in told]
    await connection.load("event", _NEW, rows)


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


def _read(row: Row) -> Event:
    customer_id, version, happening, at, door, who, request_id, changes = row
    told: Mapping[str, tuple[Any, Any]] = _read_changes(changes)
    return Event(customer_id, version, Happening(happening), at, Actor(door, who, request_id), told)
