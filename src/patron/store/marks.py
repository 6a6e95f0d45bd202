"""What customers are found by in parts beside their names: digits of phones, tax ids, codes, ids in other systems.

One row per customer, kept in the transaction of every change.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.sql import Executable

from patron.domain.customer import Customer
from patron.domain.keys import mark_text
from patron.store import tables
from patron.store.search import deleted, inserted, updated
from patron.store.shadows import SHADOWS
from patron.store.spelling import Spelling, whole
from patron.store.statement import Connection, statement

_MARKED: Final = ("phone", "mobile", "telefax", "tax_id", "code", "login")


@statement("store_id", "customer_id", "text")
def insert_mark(sql: Spelling) -> Executable:
    """One customer can be found."""
    return inserted(sql, sql.marks)


@statement("text", "store_id", "customer_id")
def update_mark(sql: Spelling) -> Executable:
    """Another text for the same customer."""
    return updated(sql, sql.marks)


@statement("store_id", "customer_id")
def delete_mark(sql: Spelling) -> Executable:
    """The customer is not found any more."""
    return deleted(sql, sql.marks)


@statement("store_id", "customer_id")
def find_outside(_sql: Spelling) -> Executable:
    """What other systems call the customer, in order."""
    column = tables.external_id.c
    own = (column.store_id == whole("store_id"), column.customer_id == whole("customer_id"))
    return select(column.external_id).where(*own).order_by(column.external_id)


def marked(customer: Customer, outside: tuple[str, ...] = ()) -> str:
    """What a search for numbers and codes looks in."""
    phone_key, tax_id_key = (SHADOWS[name](customer) for name in ("phone_key", "tax_id_key"))
    numbers = (customer.phone, customer.mobile, customer.telefax)
    return mark_text(_text(phone_key), *numbers, _text(tax_id_key), customer.code, customer.login, *outside)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


async def put(connection: Connection, customer: Customer) -> None:
    """Nothing comes back; the customer is found by these marks, and was not before."""
    await connection.run(insert_mark, customer.store_id, customer.id, marked(customer))


async def follow(connection: Connection, old: Customer, new: Customer) -> None:
    """Nothing comes back; the customer is found by what it has now."""
    if _same(old, new):
        return
    if marked(old) != marked(new):
        await refresh(connection, new)


def _same(old: Customer, new: Customer) -> bool:
    # The country of an address says how a number is read; numbers are slow to read.
    return old.addresses == new.addresses and all(getattr(old, name) == getattr(new, name) for name in _MARKED)


async def refresh(connection: Connection, customer: Customer) -> None:
    """Nothing comes back; the customer is found by these marks and by what other systems call it."""
    rows = await connection.rows(find_outside, customer.store_id, customer.id)
    text = marked(customer, tuple(str(row[0]) for row in rows))
    await connection.run(update_mark, text, customer.store_id, customer.id)


async def drop(connection: Connection, store_id: int, customer_id: int) -> None:
    """Nothing comes back; the customer is not found any more."""
    await connection.run(delete_mark, store_id, customer_id)
