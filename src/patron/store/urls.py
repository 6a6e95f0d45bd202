"""Database URLs, as users write them and as drivers want them."""

from __future__ import annotations

from typing import Final

_SQLITE: Final = "sqlite:///"
_POSTGRES: Final = ("postgresql://", "postgres://", "postgresql+asyncpg://")


def is_sqlite(url: str) -> bool:
    """True for a file of SQLite, False for a server of PostgreSQL. Raises ValueError for anything else."""
    if url.startswith(_SQLITE) and url != _SQLITE:
        return True
    if url.startswith(_POSTGRES):
        return False
    raise ValueError("a database URL begins with sqlite:/// or postgresql://")


def sqlite_path(url: str) -> str:
    """The file: three slashes begin a relative path, four an absolute one."""
    return url.removeprefix(_SQLITE)


def postgres_dsn(url: str) -> str:
    """The URL for asyncpg: several hosts, and what is behind `?`, go through as they are."""
    return f"postgresql://{url.partition('://')[2]}"
