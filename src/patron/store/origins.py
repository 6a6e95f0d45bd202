"""Which client address made which account: what the limit on creations counts."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.sql import Executable

from patron.store import tables
from patron.store.spelling import Spelling, whole
from patron.store.statement import Connection, statement

_NAMES: Final = ("store_id", "customer_id", "origin_hash", "created_at")
_origin = tables.account_origin.c
_recent = (
    _origin.store_id == whole("store_id"),
    _origin.origin_hash == bindparam("origin_hash"),
    _origin.created_at >= whole("since"),
)


@statement("store_id", "origin_hash", "since")
def count_recent(_sql: Spelling) -> Executable:
    """How many accounts came from there lately."""
    return select(func.count()).select_from(tables.account_origin).where(*_recent)


@statement("store_id", "origin_hash", "since")
def oldest_recent(_sql: Spelling) -> Executable:
    """When the first of them came."""
    return select(func.min(_origin.created_at)).where(*_recent)


@statement(*_NAMES)
def note_origin(sql: Spelling) -> Executable:
    """Where an account came from."""
    return sql.insert(tables.account_origin).values(
        {name: bindparam(name, type_=_origin[name].type) for name in _NAMES}
    )


@statement("store_id", "customer_id")
def forget_origin(_sql: Spelling) -> Executable:
    """Where an account came from is not known any more."""
    return delete(tables.account_origin).where(
        _origin.store_id == whole("store_id"), _origin.customer_id == whole("customer_id")
    )


@statement("store_id", "before")
def tidy_origins(_sql: Spelling) -> Executable:
    """Where accounts of long ago came from is not known any more."""
    return delete(tables.account_origin).where(
        _origin.store_id == whole("store_id"), _origin.created_at < whole("before")
    )


class Origins:
    """The ledger as one writing unit of work sees it."""

    __slots__ = ("_connection", "_now")

    def __init__(self, connection: Connection, now: int) -> None:
        self._connection = connection
        self._now = now

    async def count(self, store_id: int, origin_hash: str, since: int) -> int:
        """Accounts from there that were made at `since` or later."""
        row = await self._connection.row(count_recent, store_id, origin_hash, since)
        return int(row[0]) if row else 0

    async def oldest(self, store_id: int, origin_hash: str, since: int) -> int | None:
        """When the first of those was made, or None."""
        row = await self._connection.row(oldest_recent, store_id, origin_hash, since)
        return None if row is None or row[0] is None else int(row[0])

    async def note(self, store_id: int, customer_id: int, origin_hash: str) -> None:
        """Nothing comes back; the account was made from there, now."""
        await self._connection.run(note_origin, store_id, customer_id, origin_hash, self._now)

    async def forget(self, store_id: int, customer_id: int) -> None:
        """Nothing comes back; the account does not count any more."""
        await self._connection.run(forget_origin, store_id, customer_id)

    async def tidy(self, store_id: int, before: int) -> None:
        """Nothing comes back; what was made before that moment is forgotten."""
        await self._connection.run(tidy_origins, store_id, before)
