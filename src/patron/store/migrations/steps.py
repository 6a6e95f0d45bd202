"""What every step of a migration begins with."""

from __future__ import annotations

from alembic import op


def on_postgres() -> bool:
    """True on PostgreSQL, False on SQLite."""
    return op.get_bind().dialect.name == "postgresql"


def begin() -> None:
    """Nothing comes back; the step gives up rather than hold up everybody who uses a table it wants to change."""
    if on_postgres():
        # Where tables are distributed, changes of several in one transaction must not run in parallel. A server
        # without Citus takes it as a setting that nobody asks for.
        op.execute("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'")
        op.execute("SET LOCAL lock_timeout TO '5s'")
