"""Read by Alembic: how to run the steps on the connection that it was given."""

from __future__ import annotations

from typing import Any

from alembic import context

from patron.store import tables


def _is_ours(_item: Any, name: str | None, kind: str, _reflected: bool, _compared_to: Any) -> bool:
    # SQLite's search table is virtual: neither it nor the tables behind it can be compared.
    if kind == "table" and context.get_bind().dialect.name == "sqlite":
        return not str(name).startswith(tables.customer_search.name)
    return True


def _run() -> None:
    attributes = context.config.attributes
    context.configure(
        connection=attributes["connection"],
        target_metadata=tables.metadata,
        include_object=_is_ours,
        on_version_apply=attributes.get("applied"),
        transactional_ddl=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


_run()
