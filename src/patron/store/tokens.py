"""Tokens of apps: stored hashed, found by store and hash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.sql import Executable

from patron.domain.access import Grant
from patron.store import ids, tables
from patron.store.spelling import Spelling, whole
from patron.store.statement import Connection, Row, statement

_column = tables.api_token.c
_own = _column.store_id == whole("store_id")
_grant = (_column.id, _column.name, _column.scopes, _column.created_at, _column.revoked_at)
_NEW: Final = ("store_id", "id", "token_hash", "name", "scopes", "created_at")


@statement("store_id", "token_hash")
def find_token(_sql: Spelling) -> Executable:
    """A live token by its hash."""
    return select(*_grant).where(_own, _column.token_hash == bindparam("token_hash"), _column.revoked_at.is_(None))


@statement("store_id")
def all_tokens(_sql: Spelling) -> Executable:
    """Every token of a store."""
    return select(*_grant).where(_own).order_by(_column.id)


@statement(*_NEW)
def insert_token(_sql: Spelling) -> Executable:
    """One more token."""
    return insert(tables.api_token).values({name: bindparam(name, type_=_column[name].type) for name in _NEW})


@statement("revoked_at", "store_id", "id")
def revoke_token(_sql: Spelling) -> Executable:
    """The token lives no more."""
    live = (_own, _column.id == whole("id"), _column.revoked_at.is_(None))
    return update(tables.api_token).where(*live).values(revoked_at=whole("revoked_at"))


class Tokens:
    """The tokens of apps as one unit of work sees them."""

    __slots__ = ("_connection", "_now")

    def __init__(self, connection: Connection, now: int) -> None:
        self._connection = connection
        self._now = now

    async def find(self, store_id: int, token_hash: str) -> Grant | None:
        """The live grant behind the hash (SHA-256, hex), or None."""
        row = await self._connection.row(find_token, store_id, token_hash)
        return None if row is None else _granted(row)

    async def all(self, store_id: int) -> Sequence[Grant]:
        """Every token of the store, revoked ones too, ascending by id."""
        return [_granted(row) for row in await self._connection.rows(all_tokens, store_id)]

    async def add(self, store_id: int, token_hash: str, name: str, scopes: frozenset[str]) -> Grant:
        """The new grant. Raises Taken("token")."""
        number = await ids.next_small(self._connection, store_id, "api_token_id")
        self._connection.prove(find_token, store_id, token_hash)
        written = " ".join(sorted(scopes))
        await self._connection.run(insert_token, store_id, number, token_hash, name, written, self._now)
        return Grant(number, name, scopes, self._now)

    async def revoke(self, store_id: int, token_id: int) -> bool:
        """False when there is no such live token."""
        return await self._connection.run(revoke_token, self._now, store_id, token_id) > 0


def _granted(row: Row) -> Grant:
    number, name, scopes, created_at, revoked_at = row
    return Grant(number, name, frozenset(scopes.split()), created_at, revoked_at)
