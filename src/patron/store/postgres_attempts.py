"""One attempt at a unit of work on PostgreSQL, and what is known when it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from patron.store.postgres_connection import PostgresConnection
from patron.store.postgres_failures import DRIVER_ERRORS, is_certain, passes
from patron.store.postgres_pool import Pool
from patron.store.statement import Statement, Value

if TYPE_CHECKING:
    from patron.store.postgres_pool import Raw

T = TypeVar("T")
PATIENCE_SECONDS: Final = 4.0
"""How long a unit waits for a connection while all are lent."""
UNDO_SECONDS: Final = 1.0


class Passing(Exception):
    """What stopped the attempt passes by itself; its cause says what it was."""


class LostCommit(Exception):
    """The answer to a COMMIT did not arrive: nobody knows yet whether it went through."""

    def __init__(self, proof: tuple[Statement, tuple[Value, ...]] | None, result: Any) -> None:
        super().__init__()
        self.proof = proof
        self.result = result


async def read_only(pool: Pool, work: Callable[[PostgresConnection], Awaitable[T]]) -> T:
    """What `work` returns; each of its statements commits by itself. Raises Passing, and what `work` raises."""
    raw = await _borrowed(pool)
    try:
        return await work(PostgresConnection(raw, pool))
    except DRIVER_ERRORS as error:
        _sort(error, raw)
    finally:
        pool.give_back(raw)


async def committed(pool: Pool, work: Callable[[PostgresConnection], Awaitable[T]]) -> T:
    """What `work` returns, after the commit. Raises Passing, LostCommit, and what `work` raises."""
    raw = await _borrowed(pool)
    try:
        connection = PostgresConnection(raw, pool)
        try:
            # Said each time: a database may be set to another level, and our locks are made for this one.
            await raw.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
            result = await work(connection)
        except BaseException:
            await _undo(raw)
            raise
        return await _commit(raw, connection, result)
    except DRIVER_ERRORS as error:
        _sort(error, raw)
    finally:
        pool.give_back(raw)


async def looked_up(pool: Pool, lost: LostCommit) -> bool:
    """True when the unit whose COMMIT was not answered is known to have gone through. Raises Passing."""
    if lost.proof is None:
        return False  # doing it again comes to the same
    statement, values = lost.proof
    return await read_only(pool, lambda connection: connection.row(statement, *values)) is not None


async def _borrowed(pool: Pool) -> Raw:
    try:
        return await pool.borrow(PATIENCE_SECONDS)
    except DRIVER_ERRORS as error:
        _sort(error, None)


async def _commit(raw: Raw, connection: PostgresConnection, result: T) -> T:
    try:
        status = await raw.execute("COMMIT")
    except BaseException as error:
        if is_certain(error):
            await _undo(raw)
            raise
        raw.terminate()
        if isinstance(error, Exception):
            raise LostCommit(connection.proof, result) from error
        raise
    if status != "COMMIT":
        raise RuntimeError("a unit of work went on after one of its statements had failed")
    return result


def _sort(error: Exception, raw: Raw | None) -> NoReturn:
    """Nothing. Raises Passing where the error passes, else the error."""
    if passes(error, closed=raw is not None and raw.is_closed()):
        raise Passing from error
    raise error


async def _undo(raw: Raw) -> None:
    """Nothing comes back; the transaction is rolled back, or else its connection is gone."""
    try:
        if not raw.is_closed():
            await raw.execute("ROLLBACK", timeout=UNDO_SECONDS)
    except (*DRIVER_ERRORS, asyncio.CancelledError):
        raw.terminate()
