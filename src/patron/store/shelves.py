"""Groups and definitions of a store, read in one statement."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.sql import Executable

from patron.domain.customer import Definition, Group
from patron.domain.shelf import Shelf
from patron.store import tables
from patron.store.definitions import DEFINITION
from patron.store.spelling import Spelling, whole
from patron.store.statement import Connection, statement

_GROUP = Group.__struct_fields__
_read = msgspec.json.Decoder(list[list[Any]]).decode


@statement("store_id")
def read_shelf(sql: Spelling) -> Executable:
    """Both, each as a JSON array of rows."""
    group, definition = tables.customer_group.c, tables.metafield_definition.c
    groups = select(*(group[name] for name in _GROUP)).where(group.store_id == whole("store_id"))
    definitions = select(*(definition[name] for name in DEFINITION)).where(definition.store_id == whole("store_id"))
    return select(sql.json_rows(groups), sql.json_rows(definitions))


class Shelves:
    """What is beside the customers, as one unit of work sees it."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def read(self, store_id: int) -> Shelf:
        """See ReadingShelf."""
        row = await self._connection.row(read_shelf, store_id)
        if row is None:
            return Shelf()
        groups, definitions = (_read(text) if text else [] for text in row)
        return Shelf(
            tuple(sorted((Group(*one) for one in groups), key=lambda group: group.id)),
            tuple(sorted((_definition(one) for one in definitions), key=lambda d: (d.position, d.namespace, d.key))),
        )


def _definition(row: list[Any]) -> Definition:
    values = dict(zip(DEFINITION, row, strict=True))
    flags = {name: values[name] == 1 for name in ("visible", "required")}
    return Definition(**(values | flags))
