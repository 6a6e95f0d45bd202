"""The text that searches look in, one row per customer, kept in the transaction of every change."""

from __future__ import annotations

from sqlalchemy import ColumnElement, bindparam, delete, insert, update
from sqlalchemy.sql import Executable

from patron.store.spelling import Element, Spelling, whole
from patron.store.statement import Connection, statement


def _this(sql: Spelling) -> tuple[ColumnElement[bool], ...]:
    column = sql.search.c
    return column.store_id == whole("store_id"), column[sql.search_id] == whole("customer_id")


@statement("store_id", "customer_id", "text")
def insert_text(sql: Spelling) -> Executable:
    """One customer can be found."""
    values: dict[str, Element] = {
        "store_id": whole("store_id"),
        sql.search_id: whole("customer_id"),
        "text": bindparam("text"),
    }
    return insert(sql.search).values(values)


@statement("text", "store_id", "customer_id")
def update_text(sql: Spelling) -> Executable:
    """Another text for the same customer."""
    return update(sql.search).where(*_this(sql)).values(text=bindparam("text"))


@statement("store_id", "customer_id")
def delete_text(sql: Spelling) -> Executable:
    """The customer is not found any more."""
    return delete(sql.search).where(*_this(sql))


async def put(connection: Connection, store_id: int, customer_id: int, text: str) -> None:
    """Nothing comes back; the customer is found by this text, and was not before."""
    await connection.run(insert_text, store_id, customer_id, text)


async def change(connection: Connection, store_id: int, customer_id: int, text: str) -> None:
    """Nothing comes back; the customer is found by this text instead of the old one."""
    await connection.run(update_text, text, store_id, customer_id)


async def drop(connection: Connection, store_id: int, customer_id: int) -> None:
    """Nothing comes back; the customer is not found any more."""
    await connection.run(delete_text, store_id, customer_id)
