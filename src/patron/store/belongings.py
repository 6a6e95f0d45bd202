"""Tags, list items and properties of a customer: what differs is written, new rows get their numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from msgspec.structs import replace
from sqlalchemy import Table, bindparam, delete, insert, update
from sqlalchemy.sql import Executable

from patron.domain.customer import Customer, ListItem, Property
from patron.domain.lens import identical
from patron.store import ids, tables
from patron.store.columns import LIST_ITEM, PROPERTY, list_item_values, property_values
from patron.store.spelling import Spelling, whole
from patron.store.statement import Connection, Statement, Value, statement

Numbered = TypeVar("Numbered", bound=ListItem | Property)
OWNER: Final = ("store_id", "customer_id")


@statement(*OWNER, "name", "position")
def insert_tag(_sql: Spelling) -> Executable:
    """One more tag."""
    return insert(tables.tag).values(_parameters(tables.tag, (*OWNER, "name", "position")))


@statement(*OWNER)
def delete_tags(_sql: Spelling) -> Executable:
    """All tags of a customer."""
    return delete(tables.tag).where(
        tables.tag.c.store_id == whole("store_id"), tables.tag.c.customer_id == whole("customer_id")
    )


def _inserting(table: Table, names: Sequence[str]) -> Statement:
    def build(_sql: Spelling) -> Executable:
        return insert(table).values(_parameters(table, (*OWNER, *names)))

    return Statement(build, (*OWNER, *names), f"belongings.insert_{table.name}")


def _updating(table: Table, names: Sequence[str]) -> Statement:
    def build(_sql: Spelling) -> Executable:
        changing = [name for name in names if name != "id"]
        own = (table.c[name] == whole(name) for name in (*OWNER, "id"))
        return update(table).where(*own).values(_parameters(table, changing))

    return Statement(build, (*OWNER, *names), f"belongings.update_{table.name}")


def _deleting(table: Table) -> Statement:
    def build(_sql: Spelling) -> Executable:
        return delete(table).where(*(table.c[name] == whole(name) for name in (*OWNER, "id")))

    return Statement(build, (*OWNER, "id"), f"belongings.delete_{table.name}")


def _parameters(table: Table, names: Sequence[str]) -> dict[str, object]:
    return {name: bindparam(name, type_=table.c[name].type) for name in names}


insert_list_item: Final = _inserting(tables.list_item, LIST_ITEM)
update_list_item: Final = _updating(tables.list_item, LIST_ITEM)
delete_list_item: Final = _deleting(tables.list_item)
insert_property: Final = _inserting(tables.property_, PROPERTY)
update_property: Final = _updating(tables.property_, PROPERTY)
delete_property: Final = _deleting(tables.property_)


async def save_all(connection: Connection, old: Customer, new: Customer) -> Customer:
    """The customer with every list item and property numbered, all of it stored.

    Raises Taken("list_item"), Taken("property").
    """
    if new.tags != old.tags:
        await _save_tags(connection, old, new)
    items, properties = new.list_items, new.properties
    if not identical(items, old.list_items):
        items = await _save_list_items(connection, old, new)
    if properties != old.properties:
        properties = await _save_properties(connection, old, new)
    return replace(new, list_items=items, properties=properties)


async def _save_tags(connection: Connection, old: Customer, new: Customer) -> None:
    owner = (new.store_id, new.id)
    if old.tags:
        await connection.run(delete_tags, *owner)
    await connection.run_each(insert_tag, [(*owner, name, place) for place, name in enumerate(new.tags)])


async def _save_list_items(connection: Connection, old: Customer, new: Customer) -> tuple[ListItem, ...]:
    statements = (insert_list_item, update_list_item, delete_list_item)
    numbered = await _numbered(connection, new.store_id, "list_item_id", new.list_items)
    await _save(connection, (new.store_id, new.id), old.list_items, numbered, statements, list_item_values)
    return numbered


async def _save_properties(connection: Connection, old: Customer, new: Customer) -> tuple[Property, ...]:
    statements = (insert_property, update_property, delete_property)
    numbered = await _numbered(connection, new.store_id, "property_id", new.properties)
    await _save(connection, (new.store_id, new.id), old.properties, numbered, statements, property_values)
    return numbered


async def _numbered(
    connection: Connection, store_id: int, name: ids.Small, rows: Sequence[Numbered]
) -> tuple[Numbered, ...]:
    """The rows, each with a number, ascending; numbers that are given (an import) are kept and never drawn."""
    if given := [row.id for row in rows if row.id]:
        await ids.keep_small(connection, store_id, name, max(given))
    numbered = [row if row.id else replace(row, id=await ids.next_small(connection, store_id, name)) for row in rows]
    return tuple(sorted(numbered, key=_by_id))


def _is_first(row: ListItem | Property) -> bool:
    return isinstance(row, ListItem) and row.is_primary


def _by_id(row: ListItem | Property) -> int:
    return row.id


async def _save(
    connection: Connection,
    owner: tuple[int, int],
    old: Sequence[Numbered],
    new: Sequence[Numbered],
    statements: tuple[Statement, Statement, Statement],
    values: Callable[[Numbered], tuple[Value, ...]],
) -> None:
    adding, changing, dropping = statements
    before = {row.id: row for row in old}
    left = {row.id for row in new}
    await connection.run_each(dropping, [(*owner, number) for number in before if number not in left])
    changed = [row for row in new if row.id in before and not identical(row, before[row.id])]
    changed.sort(key=_is_first)  # only one may be: who is it no more goes before who is it now
    await connection.run_each(changing, [(*owner, *values(row)) for row in changed])
    await connection.run_each(adding, [(*owner, *values(row)) for row in new if row.id not in before])
