"""What drivers raise, sorted: a value that is taken, a database that may be back soon, or a fault of ours."""

from __future__ import annotations

import re
import sqlite3
from typing import Final

from patron.domain.refusals import Taken, Unavailable

# The key columns that a caller can clash on -> the fact's name. Anything else is a fault and stays one.
_FACTS: Final = {
    "email_key": "email",
    "login_key": "login",
    "code": "code",
    "uuid": "uuid",
    "id": "id",
    "refid": "list_item",
    "value": "property",
    "token_hash": "token",
    "store_id": "store_id",
    "key_hash": "key",
    "evershop_host": "evershop_host",
    "enterprise_id": "enterprise_id",
    "aimeos_site": "aimeos_site",
    "tiendanube_id": "tiendanube_id",
}
_SQLITE_KEY = re.compile(r"UNIQUE constraint failed: (?:\w+\.\w+, )*\w+\.(\w+)$")
_POSTGRES_KEY = re.compile(r"Key \((?:\w+, )*(\w+)\)=")
_SQLITE_AWAY: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
    }
)


def sqlite_refusal(error: sqlite3.Error) -> Exception:
    """The refusal that the error means, else the error."""
    if isinstance(error, sqlite3.IntegrityError):
        return _taken(_SQLITE_KEY.search(str(error))) or error
    if sqlite_code(error) in _SQLITE_AWAY:
        return Unavailable()
    return error


def sqlite_code(error: BaseException) -> int:
    """SQLite's primary result code; 0 where the error has none."""
    # Set only by errors that come from SQLite itself; the extended code holds the primary one in its low byte.
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def is_busy(error: BaseException) -> bool:
    """True where another process holds the write lock."""
    return sqlite_code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def taken_key(detail: str | None) -> Taken | None:
    """The refusal behind PostgreSQL's `Key (store_id, email_key)=(...) already exists.`

    Never the constraint's name: it is lost, or has a suffix, where tables are distributed.
    """
    return _taken(_POSTGRES_KEY.search(detail or ""))


def _taken(found: re.Match[str] | None) -> Taken | None:
    fact = _FACTS.get(found[1]) if found else None
    return Taken(fact) if fact else None
