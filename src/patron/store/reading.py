"""Reading whole customers: one statement each, children aggregated as JSON by the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Table, bindparam, select
from sqlalchemy.sql import Executable

from patron.domain.customer import Parts
from patron.operations.ports import CustomerKey
from patron.store import tables
from patron.store.columns import ADDRESS, CUSTOMER, LIST_ITEM, PROPERTY, PURCHASES, STAMP
from patron.store.spelling import ONE, Element, Spelling, first, whole
from patron.store.statement import Statement, statement

ALL_PARTS: Final = Parts.ADDRESSES | Parts.PURCHASE | Parts.TAGS | Parts.GROUPS | Parts.PROPERTIES


def _rows_of(child: Table, names: Sequence[str]) -> Callable[[Spelling], Element]:
    def build(sql: Spelling) -> Element:
        return sql.json_rows(select(*(child.c[name] for name in names)).where(*_of_customer(child)))

    return build


def _purchases(sql: Spelling) -> Element:
    facts = tables.purchase_facts.c
    row = sql.json_row([facts[name] for name in PURCHASES])
    return select(row).where(*_of_customer(tables.purchase_facts)).correlate(tables.customer).scalar_subquery()


def _of_customer(child: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    # The store is said for every table: nothing may depend on what two tables of different stores have in common.
    return child.c.store_id == whole("store_id"), child.c.customer_id == tables.customer.c.id


CHILDREN: Final[dict[Parts, Callable[[Spelling], Element]]] = {
    Parts.ADDRESSES: _rows_of(tables.address, ADDRESS),
    Parts.PURCHASE: _purchases,
    Parts.TAGS: _rows_of(tables.tag, ("position", "name")),
    Parts.GROUPS: _rows_of(tables.list_item, LIST_ITEM),
    Parts.PROPERTIES: _rows_of(tables.property_, PROPERTY),
}
"""In the order in which `columns.customer_of` reads them."""


def customers(sql: Spelling, parts: Parts | None) -> Select[Any]:
    """Customers of the store given as parameter `store_id`: columns, then one JSON text for each part.

    None: of each customer only the stamp.
    """
    if parts is None:
        stamp = (tables.customer.c[name] for name in STAMP)
        return select(*stamp).where(tables.customer.c.store_id == whole("store_id"))
    children = [build(sql) for part, build in CHILDREN.items() if part in parts]
    own = [tables.customer.c[name] for name in CUSTOMER]
    return select(*own, *children).where(tables.customer.c.store_id == whole("store_id"))


@cache
def one(parts: Parts) -> Statement:
    """One customer by id."""

    def build(sql: Spelling) -> Executable:
        return customers(sql, parts).where(tables.customer.c.id == whole("id"))

    return Statement(build, ("store_id", "id"), "reading.one")


@statement("store_id", "id")
def lock(_sql: Spelling) -> Executable:
    """The id of one customer, whose row nobody else changes until the unit ends.

    A statement of its own: one that locks and reads children in the same breath sees, after it has waited, the new
    row and the old children.
    """
    customer = tables.customer.c
    own = (customer.store_id == whole("store_id"), customer.id == whole("id"))
    return select(customer.id).where(*own).with_for_update()


@cache
def several(parts: Parts) -> Statement:
    """The customers whose ids the parameter `ids` holds as a JSON array, ascending."""

    def build(sql: Spelling) -> Executable:
        customer = tables.customer.c
        return customers(sql, parts).where(customer.id.in_(sql.numbers("ids"))).order_by(customer.id)

    return Statement(build, ("store_id", "ids"), "reading.several")


@cache
def found(key: CustomerKey, parts: Parts) -> Statement:
    """The customer with that value in a unique column; of imported duplicates of an e-mail the one that counts."""

    def build(sql: Spelling) -> Executable:
        customer = tables.customer.c
        rows = customers(sql, parts).where(customer[key] == bindparam("value"))
        return first(rows.order_by(customer.email_duplicate, customer.id), ONE)

    return Statement(build, ("store_id", "value"), f"reading.found_by_{key}")


@statement("id")
def find_store(_sql: Spelling) -> Executable:
    """The store that holds a customer: one look-up by key for each store, nothing has an index on the id alone."""
    # Not as a join: SQLite would walk through every customer of an index that it takes for smaller.
    customer, stores = tables.customer.c, select(tables.store.c.store_id)
    return select(customer.store_id).where(customer.store_id.in_(stores), customer.id == whole("id"))
