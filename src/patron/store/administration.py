"""What is done to a whole database: looked at, emptied."""

from __future__ import annotations

from typing import Final

from sqlalchemy import MetaData, Table, Text, delete, select
from sqlalchemy.sql import Executable

from patron.store import tables
from patron.store.places import are_replaced, mark_replaced, replace_places
from patron.store.spelling import Spelling
from patron.store.statement import Connection, Statement, statement

_version = Table("alembic_version", MetaData(), tables.need("version_num", Text))
# Places are the server's own; secrets are remembered by every process that runs.
_KEPT: Final = (tables.country, tables.region, tables.place_alias, tables.secret)


@statement()
def find_revision(_sql: Spelling) -> Executable:
    """The revision of the schema."""
    return select(_version.c.version_num)


def _delete_all(table: Table) -> Statement:
    def build(sql: Spelling) -> Executable:
        spelled = {tables.customer_search.name: sql.search, tables.customer_search_mark.name: sql.marks}
        return delete(spelled.get(table.name, table))

    return Statement(build, (), f"administration.delete_all {table.name}")


# Children first.
delete_everything: Final = [_delete_all(t) for t in reversed(tables.metadata.sorted_tables) if t not in _KEPT]


async def read_revision(connection: Connection) -> str | None:
    """The revision of the schema, None where there is none."""
    row = await connection.row(find_revision) if await connection.has_table("alembic_version") else None
    return None if row is None else str(row[0])


async def empty(connection: Connection, *, places: bool) -> None:
    """Nothing comes back; everything but the schema and the server's own places is gone.

    `places` False: others come in their stead at once, so nothing is done to those that are there.
    """
    replaced = await are_replaced(connection)
    if replaced and places:
        from patron.store.migrations.places import own_places

        await replace_places(connection, *own_places())
    for ask in delete_everything:
        await connection.run(ask)
    if replaced and not places:
        await mark_replaced(connection)
