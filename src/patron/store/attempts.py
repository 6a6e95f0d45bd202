"""Tallies of failed logins: what slows down guessing outlives workers and restarts."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.sql import Executable

from patron.domain.attempts import Tally
from patron.store import tables
from patron.store.spelling import ZERO, Spelling, whole
from patron.store.statement import Connection, Row, statement

_NAMES: Final = ("store_id", "kind", "key_hash", "failures", "last_at")
_KEY: Final = ["store_id", "kind", "key_hash"]
_attempt = tables.attempt.c
_of_kind = (_attempt.store_id == whole("store_id"), _attempt.kind == bindparam("kind"))
_this = (*_of_kind, _attempt.key_hash == bindparam("key_hash"))


@statement("store_id", "kind", "key_hash")
def find_tally(_sql: Spelling) -> Executable:
    """One tally."""
    return select(_attempt.failures, _attempt.last_at).where(*_this)


@statement("store_id", "kind", "key_hash")
def lock_tally(sql: Spelling) -> Executable:
    """One tally, locked; a new one has nothing."""
    insert = sql.insert(tables.attempt).values(
        store_id=whole("store_id"),
        kind=bindparam("kind"),
        key_hash=bindparam("key_hash"),
        failures=ZERO,
        last_at=ZERO,
    )
    locked = insert.on_conflict_do_update(index_elements=_KEY, set_={"failures": _attempt.failures})
    return locked.returning(tables.attempt.c.failures, tables.attempt.c.last_at)


@statement(*_NAMES)
def put_tally(sql: Spelling) -> Executable:
    """One tally, new or instead of the old one."""
    upsert = sql.insert(tables.attempt).values({name: bindparam(name, type_=_attempt[name].type) for name in _NAMES})
    values = {name: upsert.excluded[name] for name in ("failures", "last_at")}
    return upsert.on_conflict_do_update(index_elements=_KEY, set_=values)


@statement("store_id", "kind", "before")
def forget_tallies(_sql: Spelling) -> Executable:
    """Those of one kind that nothing was added to for long are gone."""
    return delete(tables.attempt).where(*_of_kind, _attempt.last_at < whole("before"))


class Attempts:
    """The tallies as one writing unit of work sees them."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, store_id: int, kind: str, key_hash: str) -> Tally | None:
        """The tally, or None."""
        return _tally(await self._connection.row(find_tally, store_id, kind, key_hash))

    async def locked(self, store_id: int, kind: str, key_hash: str) -> Tally:
        """The tally, locked against other writers until the unit ends; an empty one where there is none."""
        find = lock_tally if self._connection.spelling.locks_rows else find_tally
        return _tally(await self._connection.row(find, store_id, kind, key_hash)) or Tally()

    async def put(self, store_id: int, kind: str, key_hash: str, tally: Tally) -> None:
        """Nothing comes back; the tally is this one now."""
        await self._connection.run(put_tally, store_id, kind, key_hash, tally.failures, tally.last_at)

    async def forget(self, store_id: int, kind: str, before: int) -> None:
        """Nothing comes back; tallies of that kind with a last moment before that one are gone."""
        await self._connection.run(forget_tallies, store_id, kind, before)


def _tally(row: Row | None) -> Tally | None:
    return None if row is None else Tally(row[0], row[1])
