"""One connection to PostgreSQL, in the middle of a unit of work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

import asyncpg

from patron.store.failures import taken_key
from patron.store.spelling import Spelling
from patron.store.spelling_postgres import POSTGRES
from patron.store.statement import Connection, Row, Statement, Text, TooSlow, Value, Values

if TYPE_CHECKING:
    from patron.store.postgres_pool import Pool, Raw

T = TypeVar("T")


class PostgresConnection:
    """A connection that somebody else begins, commits and gives back."""

    __slots__ = ("_pool", "_stays", "proof", "raw")

    def __init__(self, raw: Raw, pool: Pool) -> None:
        self.raw = raw
        self._pool = pool
        self._stays = False
        self.proof: tuple[Statement, tuple[Value, ...]] | None = None
        """A statement that finds a row if, and only if, this unit was committed."""

    @property
    def spelling(self) -> Spelling:
        """See Connection."""
        return POSTGRES

    async def row(self, statement: Statement, *values: Value) -> Row | None:
        """See Connection."""
        text = statement.postgres or _spelled(statement)
        try:
            # A record is a sequence in all but name.
            return cast(
                "Row | None", await self.raw.fetchrow(text.sql, *(text.arranged(values) if text.arranged else values))
            )
        except asyncpg.UniqueViolationError as error:
            raise taken_key(error.detail) or error from error

    async def rows(self, statement: Statement, *values: Value) -> Sequence[Row]:
        """See Connection."""
        text = statement.postgres or _spelled(statement)
        try:
            return cast(
                "list[Row]", await self.raw.fetch(text.sql, *(text.arranged(values) if text.arranged else values))
            )
        except asyncpg.UniqueViolationError as error:
            raise taken_key(error.detail) or error from error

    async def rows_within(self, seconds: float, statement: Statement, *values: Value) -> Sequence[Row]:
        """See Connection."""
        text = statement.postgres or _spelled(statement)
        sent = text.arranged(values) if text.arranged else values
        try:
            return cast("list[Row]", await self.raw.fetch(text.sql, *sent, timeout=seconds))
        except TimeoutError as error:
            raise TooSlow from error

    async def run(self, statement: Statement, *values: Value) -> int:
        """See Connection."""
        text = statement.postgres or _spelled(statement)
        try:
            status = await self.raw.execute(text.sql, *(text.arranged(values) if text.arranged else values))
        except asyncpg.UniqueViolationError as error:
            raise taken_key(error.detail) or error from error
        return int(status.rpartition(" ")[2])

    async def run_each(self, statement: Statement, rows: Iterable[Values]) -> None:
        """See Connection."""
        several = list(rows)
        if len(several) == 1:
            await self.run(statement, *several[0])
        elif several:
            text = statement.postgres or _spelled(statement)
            arranged = text.arranged
            try:
                await self.raw.executemany(text.sql, [arranged(tuple(r)) for r in several] if arranged else several)
            except asyncpg.UniqueViolationError as error:
                raise taken_key(error.detail) or error from error

    async def load(self, table: str, columns: Sequence[str], rows: Iterable[Values]) -> None:
        """See Connection."""
        try:
            await self.raw.copy_records_to_table(table, columns=list(columns), records=rows)
        except asyncpg.UniqueViolationError as error:
            raise taken_key(error.detail) or error from error

    async def settle(self) -> None:
        """See Connection."""
        # It would come to it by itself within a minute; until then it would plan for empty tables.
        await self.raw.execute(
            "ANALYZE customer, customer_search, customer_search_mark, address, purchase_facts, tag, list_item"
        )

    async def holds_most(self, store_id: int) -> bool:
        """See Connection."""
        return await self._pool.shares.most(self, store_id)

    async def has_table(self, name: str) -> bool:
        """See Connection."""
        return bool(await self.raw.fetchval("SELECT to_regclass($1) IS NOT NULL", name))

    async def apart(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """See Connection."""
        if self._stays:
            return await work(self)
        # Not borrowed: all connections of the pool may be held by units that wait for this.
        raw = await self._pool.connect()
        try:
            await raw.execute("BEGIN")
            result = await work(PostgresConnection(raw, self._pool))
            await raw.execute("COMMIT")
        except asyncpg.InterfaceError as error:
            if raw.is_closed():
                # Nobody but us can see that it is gone: the unit's own connection is another one.
                raise asyncpg.ConnectionDoesNotExistError(str(error)) from error
            raise
        finally:
            raw.terminate()  # which undoes what was not committed
        return result

    def stay(self) -> None:
        """See Connection."""
        self._stays = True

    def prove(self, statement: Statement, *values: Value) -> None:
        """See Connection: one proof is enough, a unit is committed whole or not at all."""
        self.proof = self.proof or (statement, values)


def _spelled(statement: Statement) -> Text:
    statement.postgres = text = statement.spelled(POSTGRES)
    return text
