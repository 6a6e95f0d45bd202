"""The text that searches look in, one row per customer, kept in the transaction of every change."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, update
from sqlalchemy.sql import Executable

from patron.store.spelling import Element, Spelling, whole
from patron.store.statement import Connection, statement


def inserted(sql: Spelling, table: Table) -> Executable:
    """One customer can be found in that table of texts; parameters: store_id, customer_id, text."""
    values: dict[str, Element] = {
        "store_id": whole("store_id"),
        sql.search_id: whole("customer_id"),
        "text": bindparam("text"),
    }
    return insert(table).values(values)


def updated(sql: Spelling, table: Table) -> Executable:
    """Another text for the same customer; parameters: text, store_id, customer_id."""
    return update(table).where(*_this(sql, table)).values(text=bindparam("text"))


def deleted(sql: Spelling, table: Table) -> Executable:
    """The customer is not found there any more; parameters: store_id, customer_id."""
    return delete(table).where(*_this(sql, table))


def _this(sql: Spelling, table: Table) -> tuple[ColumnElement[bool], ...]:
    return table.c.store_id == whole("store_id"), table.c[sql.search_id] == whole("customer_id")


@statement("store_id", "customer_id", "text")
def insert_text(sql: Spelling) -> Executable:
    """One customer can be found."""
    return inserted(sql, sql.search)


@statement("text", "store_id", "customer_id")
def update_text(sql: Spelling) -> Executable:
    """Another text for the same customer."""
    return updated(sql, sql.search)


@statement("store_id", "customer_id")
def delete_text(sql: Spelling) -> Executable:
    """The customer is not found any more."""
    return deleted(sql, sql.search)


async def put(connection: Connection, store_id: int, customer_id: int, text: str) -> None:
    """Nothing comes back; the customer is found by this text, and was not before."""
    await connection.run(insert_text, store_id, customer_id, text)


async def change(connection: Connection, store_id: int, customer_id: int, text: str) -> None:
    """Nothing comes back; the customer is found by this text instead of the old one."""
    await connection.run(update_text, text, store_id, customer_id)


async def drop(connection: Connection, store_id: int, customer_id: int) -> None:
    """Nothing comes back; the customer is not found any more."""
    await connection.run(delete_text, store_id, customer_id)
