"""What metafields may hold, store by store."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.sql import Executable

from patron.domain.customer import Definition
from patron.store import tables
from patron.store.columns import json_of, stored
from patron.store.spelling import Spelling, whole
from patron.store.statement import Connection, Row, statement

DEFINITION: Final = Definition.__struct_fields__
_KEY: Final = ("store_id", "namespace", "key")
_column = tables.metafield_definition.c


@statement("store_id")
def all_definitions(_sql: Spelling) -> Executable:
    """Every definition of a store."""
    found = select(*(_column[name] for name in DEFINITION)).where(_column.store_id == whole("store_id"))
    return found.order_by(_column.position, _column.namespace, _column.key)


@statement("store_id", *DEFINITION)
def put_definition(sql: Spelling) -> Executable:
    """A definition, new or instead of the one with that key."""
    names = ("store_id", *DEFINITION)
    upsert = sql.insert(tables.metafield_definition).values(
        {name: bindparam(name, type_=_column[name].type) for name in names}
    )
    changing = {name: upsert.excluded[name] for name in names if name not in _KEY}
    return upsert.on_conflict_do_update(index_elements=list(_KEY), set_=changing)


@statement(*_KEY)
def drop_definition(_sql: Spelling) -> Executable:
    """One less."""
    own = (_column.namespace == bindparam("namespace"), _column.key == bindparam("key"))
    return delete(tables.metafield_definition).where(_column.store_id == whole("store_id"), *own)


class Definitions:
    """The definitions as one unit of work sees them."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def all(self, store_id: int) -> tuple[Definition, ...]:
        """Every definition of the store, by position, namespace and key."""
        rows = await self._connection.rows(all_definitions, store_id)
        return tuple([_definition(row) for row in rows])

    async def put(self, store_id: int, definition: Definition) -> None:
        """Nothing comes back; a definition of the same namespace and key is overwritten."""
        values = (stored(getattr(definition, name)) for name in DEFINITION)
        await self._connection.run(put_definition, store_id, *values)

    async def drop(self, store_id: int, namespace: str, key: str) -> bool:
        """False when there was none."""
        return await self._connection.run(drop_definition, store_id, namespace, key) > 0


def _definition(row: Row) -> Definition:
    namespace, key, name, kind, visible, required, uuid, position, rules = row
    return Definition(namespace, key, name, kind, visible == 1, required == 1, uuid, position, json_of(rules))
