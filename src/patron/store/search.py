"""The text that searches look in, one row per customer, kept in the transaction of every change."""

from __future__ import annotations

from sqlalchemy import Table, bindparam, delete, insert, update
from sqlalchemy.sql import Executable

from patron.store import tables
from patron.store.spelling import SQLITE, Spelling, whole
from patron.store.statement import Connection, statement


def _table(sql: Spelling) -> tuple[Table, str]:
    """The table of that engine, and the name of the customer's id in it."""
    return (SQLITE.search, "rowid") if sql is SQLITE else (tables.customer_search, "customer_id")


@statement("store_id", "customer_id", "text")
def insert_text(sql: Spelling) -> Executable:
    """One customer can be found."""
    table, number = _table(sql)
    values = {"store_id": whole("store_id"), number: whole("customer_id"), "text": bindparam("text")}
    return insert(table).values(values)


@statement("text", "store_id", "customer_id")
def update_text(sql: Spelling) -> Executable:
    """Another text for the same customer."""
    table, number = _table(sql)
    return (
        update(table)
        .where(table.c.store_id == whole("store_id"), table.c[number] == whole("customer_id"))
        .values(text=bindparam("text"))
    )


@statement("store_id", "customer_id")
def delete_text(sql: Spelling) -> Executable:
    """The customer is not found any more."""
    table, number = _table(sql)
    return delete(table).where(table.c.store_id == whole("store_id"), table.c[number] == whole("customer_id"))


async def put(connection: Connection, store_id: int, customer_id: int, text: str) -> None:
    """Nothing comes back; the customer is found by this text, and was not before."""
    await connection.run(insert_text, store_id, customer_id, text)


async def change(connection: Connection, store_id: int, customer_id: int, text: str) -> None:
    """Nothing comes back; the customer is found by this text instead of the old one."""
    await connection.run(update_text, text, store_id, customer_id)


async def drop(connection: Connection, store_id: int, customer_id: int) -> None:
    """Nothing comes back; the customer is not found any more."""
    await connection.run(delete_text, store_id, customer_id)
