"""Mail waiting to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.sql import Executable

from patron.domain.credential import Letter
from patron.store import ids, tables
from patron.store.spelling import ONE, Spelling, first, whole
from patron.store.statement import Connection, statement

LETTER: Final = Letter.__struct_fields__
_NEW: Final = ("store_id", "id", "kind", "customer_id", "attempts", "next_at", "created_at")
_column = tables.outbox.c
_this = (_column.store_id == whole("store_id"), _column.id == whole("id"))


@statement(*_NEW)
def insert_letter(_sql: Spelling) -> Executable:
    """One more letter."""
    return insert(tables.outbox).values({name: bindparam(name, type_=_column[name].type) for name in _NEW})


@statement("store_id", "id")
def find_letter(_sql: Spelling) -> Executable:
    """A letter that waits."""
    return select(_column.id).where(*_this)


@statement("now")
def next_store(_sql: Spelling) -> Executable:
    """The store whose letter has waited longest, of all stores."""
    due = select(_column.store_id).where(_column.next_at <= whole("now"))
    return first(due.order_by(_column.next_at), ONE)


@statement("store_id", "now", "limit")
def due_letters(_sql: Spelling) -> Executable:
    """Letters of one store to be sent now, but those that another sender is looking at."""
    due = select(*(_column[name] for name in LETTER)).where(
        _column.store_id == whole("store_id"), _column.next_at <= whole("now")
    )
    return first(due.order_by(_column.next_at, _column.id), whole("limit")).with_for_update(skip_locked=True)


@statement("next_at", "store_id", "id")
def put_off(_sql: Spelling) -> Executable:
    """Not before that moment."""
    return update(tables.outbox).where(*_this).values(next_at=whole("next_at"))


@statement("next_at", "store_id", "id")
def note_failure(_sql: Spelling) -> Executable:
    """One attempt more, and not before that moment."""
    values = {"next_at": whole("next_at"), "attempts": _column.attempts + ONE}
    return update(tables.outbox).where(*_this).values(values)


@statement("store_id", "id")
def delete_letter(_sql: Spelling) -> Executable:
    """The letter is gone."""
    return delete(tables.outbox).where(*_this)


class Outbox:
    """The outbox as one unit of work sees it."""

    __slots__ = ("_connection", "_now")

    def __init__(self, connection: Connection, now: int) -> None:
        self._connection = connection
        self._now = now

    async def add(self, store_id: int, kind: str, customer_id: int) -> None:
        """Nothing comes back."""
        number = await ids.next_small(self._connection, store_id, "outbox_id")
        self._connection.prove(find_letter, store_id, number)
        await self._connection.run(insert_letter, store_id, number, kind, customer_id, 0, self._now, self._now)

    async def due(self, limit: int, lease_ms: int) -> Sequence[Letter]:
        """Letters to be sent now, all of one store; put off by the lease so that no second sender takes them."""
        # One store at a time: no transaction reaches over two (the rules in docs/architecture.md).
        found = await self._connection.row(next_store, self._now)
        if found is None:
            return ()
        rows = await self._connection.rows(due_letters, found[0], self._now, limit)
        later = self._now + lease_ms
        letters = [Letter(*row) for row in rows]
        await self._connection.run_each(put_off, [(later, letter.store_id, letter.id) for letter in letters])
        return letters

    async def done(self, letter: Letter) -> None:
        """Nothing comes back; the letter is gone."""
        await self._connection.run(delete_letter, letter.store_id, letter.id)

    async def retry(self, letter: Letter, next_at: int) -> None:
        """Nothing comes back; one more failed attempt is noted."""
        await self._connection.run(note_failure, next_at, letter.store_id, letter.id)
