"""Stores (tenants), and what is made with each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.sql import Executable

from patron.domain.access import Shop
from patron.domain.customer import Group
from patron.operations.ports import ShopKey
from patron.store import tables
from patron.store.columns import json_of, stored
from patron.store.spelling import Spelling, whole
from patron.store.statement import Connection, Row, Statement, statement

COLUMNS: Final = Shop.__struct_fields__
_column = tables.store.c
_all = [_column[name] for name in COLUMNS]
_SETTINGS: Final = COLUMNS.index("settings")


@statement()
def all_shops(_sql: Spelling) -> Executable:
    """Every store."""
    return select(*_all).order_by(_column.store_id)


def _find_by(key: ShopKey) -> Statement:
    def build(_sql: Spelling) -> Executable:
        return select(*_all).where(_column[key] == bindparam("value"))

    return Statement(build, ("value",), f"shops.find_by_{key}")


find_by: Final[dict[ShopKey, Statement]] = {
    "store_id": _find_by("store_id"),
    "tiendanube_id": _find_by("tiendanube_id"),
    "enterprise_id": _find_by("enterprise_id"),
    "aimeos_site": _find_by("aimeos_site"),
    "evershop_host": _find_by("evershop_host"),
}


@statement(*COLUMNS)
def insert_shop(_sql: Spelling) -> Executable:
    """One more store."""
    return insert(tables.store).values({name: bindparam(name, type_=_column[name].type) for name in COLUMNS})


@statement(*COLUMNS[1:], "store_id")
def update_shop(_sql: Spelling) -> Executable:
    """All of a store."""
    values = {name: bindparam(name, type_=_column[name].type) for name in COLUMNS[1:]}
    return update(tables.store).where(_column.store_id == whole("store_id")).values(values)


@statement("store_id")
def lock_shop(_sql: Spelling) -> Executable:
    """A store, locked against other writers."""
    return select(_column.store_id).where(_column.store_id == whole("store_id")).with_for_update()


@statement("store_id", "id", "code", "label")
def put_group(sql: Spelling) -> Executable:
    """A customer group, new or instead of the one with that id."""
    column = tables.customer_group.c
    upsert = sql.insert(tables.customer_group).values(
        {name: bindparam(name, type_=column[name].type) for name in ("store_id", "id", "code", "label")}
    )
    return upsert.on_conflict_do_update(
        index_elements=["store_id", "id"], set_={"code": upsert.excluded.code, "label": upsert.excluded.label}
    )


@statement("store_id")
def all_groups(_sql: Spelling) -> Executable:
    """Every customer group of a store."""
    column = tables.customer_group.c
    found = select(column.id, column.code, column.label)
    return found.where(column.store_id == whole("store_id")).order_by(column.id)


class Groups:
    """The groups as one unit of work sees them."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def all(self, store_id: int) -> tuple[Group, ...]:
        """Every group of the store, ascending by id."""
        return tuple([Group(*row) for row in await self._connection.rows(all_groups, store_id)])

    async def put(self, store_id: int, group: Group) -> None:
        """Nothing comes back; a group with this id is overwritten. Raises Taken("code")."""
        await self._connection.run(put_group, store_id, group.id, group.code, group.label)


class Shops:
    """The stores as one unit of work sees them."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def all(self) -> Sequence[Shop]:
        """Every store, ascending by id."""
        return [_shop(row) for row in await self._connection.rows(all_shops)]

    async def find(self, key: ShopKey, value: int | str) -> Shop | None:
        """The store with that name in one dialect (or that `store_id`), or None."""
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            return None
        row = await self._connection.row(find_by[key], value)
        return None if row is None else _shop(row)

    async def add(self, shop: Shop) -> None:
        """Nothing comes back. Raises Taken with the name of the clashing column.

        Names in dialects that are not given are made of the id.
        """
        values = {name: stored(getattr(shop, name)) for name in COLUMNS}
        values["evershop_host"] = shop.evershop_host or f"store-{shop.store_id}"
        values["aimeos_site"] = shop.aimeos_site or f"site-{shop.store_id}"
        values["enterprise_id"] = shop.enterprise_id or shop.store_id
        values["tiendanube_id"] = shop.tiendanube_id or shop.store_id
        self._connection.prove(find_by["store_id"], shop.store_id)
        await self._connection.run(insert_shop, *values.values())
        await self._connection.run(put_group, shop.store_id, 1, "default", "Default")

    async def hold(self, store_id: int) -> None:
        """Nothing comes back; no other writer changes the store until the unit ends."""
        if self._connection.spelling.locks_rows:
            await self._connection.row(lock_shop, store_id)

    async def save(self, shop: Shop) -> None:
        """Nothing comes back; the store with this id is overwritten. Raises Taken."""
        values = [stored(getattr(shop, name)) for name in COLUMNS[1:]]
        await self._connection.run(update_shop, *values, shop.store_id)


def _shop(row: Row) -> Shop:
    values = list(row)
    values[_SETTINGS] = json_of(values[_SETTINGS])
    return Shop(*values)
