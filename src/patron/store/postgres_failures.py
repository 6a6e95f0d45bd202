"""Which errors of PostgreSQL pass by themselves."""

from __future__ import annotations

from typing import Final

import asyncpg

DRIVER_ERRORS: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
"""All that asyncpg raises; timeouts are OSErrors."""
_PASSING: Final = frozenset(
    {
        "40001",  # serialization_failure
        "40P01",  # deadlock_detected
        "57P01",  # admin_shutdown
        "57P02",  # crash_shutdown
        "57P03",  # cannot_connect_now
        "53300",  # too_many_connections
        "25006",  # read_only_sql_transaction: we landed on a replica
        "55P03",  # lock_not_available
    }
)
_UNDONE: Final = frozenset({"40001", "40P01", "25006", "55P03"})
"""Raised by COMMIT, these say for certain that nothing was committed."""


def passes(error: BaseException, *, closed: bool) -> bool:
    """True when the same work may go through a moment later; `closed`: its connection is gone."""
    match error:
        case asyncpg.InvalidCachedStatementError():
            return True  # the schema was migrated under us; what was prepared is forgotten already
        case asyncpg.PostgresError():
            state = error.sqlstate or ""
            return state in _PASSING or state.startswith("08") or "could not commit transaction for shard" in str(error)
        case asyncpg.InternalClientError() | OSError():
            return True
        case asyncpg.InterfaceError():
            return closed
        case _:
            return False


def is_certain(error: BaseException) -> bool:
    """True when a COMMIT that raised this was refused by a server that is well: nothing was committed."""
    if not isinstance(error, asyncpg.PostgresError):
        return False
    state = error.sqlstate or ""
    return state in _UNDONE or state.startswith("23")
