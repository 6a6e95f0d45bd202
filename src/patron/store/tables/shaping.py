"""What tables are made of, said shortly."""

from __future__ import annotations

from typing import Any, TypeAlias

from sqlalchemy import Column, ForeignKeyConstraint, MetaData, PrimaryKeyConstraint, UniqueConstraint, text
from sqlalchemy.types import TypeEngine

Kind: TypeAlias = type[TypeEngine[Any]]

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)
REFERENCE = "reference"
"""Marks, in a table's `info`, those that are the same on every machine and need no store_id."""
ENGINE = "engine"
"""Names, in a table's `info`, the only engine that has it in this form."""


def need(name: str, kind: Kind, default: str | None = None) -> Column[Any]:
    """A column that is never null."""
    given = None if default is None else text(default)
    # Without autoincrement=False a lone integer key would become a sequence on PostgreSQL.
    return Column(name, kind, nullable=False, server_default=given, autoincrement=False)


def may(name: str, kind: Kind) -> Column[Any]:
    """A column that may be null."""
    return Column(name, kind, nullable=True)


def key(*names: str) -> PrimaryKeyConstraint:
    """The primary key."""
    return PrimaryKeyConstraint(*names)


def unique(*names: str) -> UniqueConstraint:
    """A unique constraint."""
    return UniqueConstraint(*names)


def of_customer() -> ForeignKeyConstraint:
    """What makes a row go with its customer."""
    return ForeignKeyConstraint(["store_id", "customer_id"], ["customer.store_id", "customer.id"], ondelete="CASCADE")
