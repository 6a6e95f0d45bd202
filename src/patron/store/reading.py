"""Reading whole customers: one statement each, children aggregated as JSON by the database."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.sql import Executable

from patron.domain.customer import Parts
from patron.store import tables
from patron.store.columns import ADDRESS, CUSTOMER, PURCHASES, STAMP
from patron.store.spelling import Element, Spelling, whole
from patron.store.statement import Statement, statement

ALL_PARTS: Final = Parts.ADDRESSES | Parts.PURCHASE


def _addresses(sql: Spelling) -> Element:
    address = tables.address.c
    rows = select(*(address[name] for name in ADDRESS)).where(*_of_customer(tables.address))
    return sql.json_rows(rows)


def _purchases(sql: Spelling) -> Element:
    facts = tables.purchase_facts.c
    row = sql.json_row([facts[name] for name in PURCHASES])
    return select(row).where(*_of_customer(tables.purchase_facts)).correlate(tables.customer).scalar_subquery()


def _of_customer(child: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    # The store is said for every table: nothing may depend on what two tables of different stores have in common.
    return child.c.store_id == whole("store_id"), child.c.customer_id == tables.customer.c.id


CHILDREN: Final[dict[Parts, Callable[[Spelling], Element]]] = {
    Parts.ADDRESSES: _addresses,
    Parts.PURCHASE: _purchases,
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
