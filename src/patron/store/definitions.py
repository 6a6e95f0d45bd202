"""What metafields may hold, store by store."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Select, Text, bindparam, cast, delete, select
from sqlalchemy.sql import Executable

from patron.domain.customer import Definition
from patron.store import tables
from patron.store.columns import json_of, stored
from patron.store.spelling import Spelling, first, whole
from patron.store.statement import Connection, Row, statement

DEFINITION: Final = Definition.__struct_fields__
_KEY: Final = ("store_id", "namespace", "key")
_column = tables.metafield_definition.c


def _all() -> Select[Any]:
    found = select(*(_column[name] for name in DEFINITION)).where(_column.store_id == whole("store_id"))
    return found.order_by(_column.position, _column.namespace, _column.key)


@statement("store_id")
def all_definitions(_sql: Spelling) -> Executable:
    """Every definition of a store."""
    return _all()


@statement("store_id")
def hold_definitions(_sql: Spelling) -> Executable:
    """The same, none of which goes until the unit ends; others may hold them, too."""
    return _all().with_for_update(read=True)


@statement("store_id", *DEFINITION)
def add_definition(sql: Spelling) -> Executable:
    """A definition, unless there is one with that key."""
    names = ("store_id", *DEFINITION)
    insert = sql.insert(tables.metafield_definition).values(
        {name: bindparam(name, type_=_column[name].type) for name in names}
    )
    return insert.on_conflict_do_nothing(index_elements=list(_KEY))


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


@statement("store_id", "after", "pattern", "size")
def find_holders(sql: Spelling) -> Executable:
    """Customers with that text in their metafields. It looks at all of a store: a definition goes once."""
    customer = tables.customer.c
    holds = sql.is_like(cast(customer.metafields, Text), bindparam("pattern", type_=Text))
    found = select(customer.id).where(customer.store_id == whole("store_id"), customer.id > whole("after"), holds)
    return first(found.order_by(customer.id), whole("size"))


class Definitions:
    """The definitions as one unit of work sees them."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def all(self, store_id: int) -> tuple[Definition, ...]:
        """Every definition of the store, by position, namespace and key."""
        rows = await self._connection.rows(all_definitions, store_id)
        return tuple([_definition(row) for row in rows])

    async def held(self, store_id: int) -> tuple[Definition, ...]:
        """The same; none of them goes until the unit ends."""
        held = hold_definitions if self._connection.spelling.locks_rows else all_definitions
        rows = await self._connection.rows(held, store_id)
        return tuple([_definition(row) for row in rows])

    async def holders(self, store_id: int, key: str, after: int, limit: int) -> tuple[int, ...]:
        """Ids behind `after`, ascending, of customers who may have a value under that key, whatever its namespace."""
        rows = await self._connection.rows(find_holders, store_id, after, f'%"{key}"%', limit)
        return tuple([int(row[0]) for row in rows])

    async def add(self, store_id: int, definition: Definition) -> bool:
        """False where there is one of the same namespace and key, which stays as it is."""
        return await self._connection.run(add_definition, store_id, *_values(definition)) > 0

    async def put(self, store_id: int, definition: Definition) -> None:
        """Nothing comes back; a definition of the same namespace and key is overwritten."""
        await self._connection.run(put_definition, store_id, *_values(definition))

    async def drop(self, store_id: int, namespace: str, key: str) -> bool:
        """False when there was none."""
        return await self._connection.run(drop_definition, store_id, namespace, key) > 0


def _values(definition: Definition) -> tuple[Any, ...]:
    return tuple([stored(getattr(definition, name)) for name in DEFINITION])


def _definition(row: Row) -> Definition:
    namespace, key, name, kind, visible, required, uuid, position, rules = row
    return Definition(namespace, key, name, kind, visible == 1, required == 1, uuid, position, json_of(rules))
