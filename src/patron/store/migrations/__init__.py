"""The history of the schema, run by Alembic; whoever only asks for the newest revision does not load it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

HEAD: Final = "0009"
"""The newest revision: what a server needs to find in its database."""


async def migrate(database_url: str, progress: Callable[[str, int, int], None] | None = None) -> tuple[str | None, str]:
    """The revision before and the one after, which is HEAD. SQLite makes the file where there is none.

    `progress` is told what is done, and how many steps of how many are behind it. Raises Unavailable and what the
    driver raises; each step is in the database whole or not at all.
    """
    from patron.store.migrations.running import run  # Alembic is loaded only by those who migrate

    return await run(database_url, progress or _silent)


def _silent(_what: str, _done: int, _of: int) -> None:
    return None
