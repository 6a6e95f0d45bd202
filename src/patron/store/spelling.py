"""The few things that SQLite and PostgreSQL spell differently, under one name each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Double,
    MetaData,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.engine.interfaces import Dialect

from patron.store import tables

Upsert: TypeAlias = sqlite.Insert | postgresql.Insert
Element: TypeAlias = ColumnElement[Any]
GRAM: Final = 3
"""Characters in a trigram: text that is shorter is in no trigram index."""


def whole(name: str) -> Element:
    """A parameter that is a whole number: without a type PostgreSQL would have to guess."""
    return bindparam(name, type_=BigInteger)


class Spelling(ABC):
    """One engine's way to say what SQL does not say alike."""

    name: str
    dialect: Dialect

    @abstractmethod
    def insert(self, table: Table) -> Upsert:
        """An insert that knows ON CONFLICT."""

    @abstractmethod
    def json_row(self, columns: Sequence[Element]) -> Element:
        """The values as one JSON array."""

    @abstractmethod
    def json_rows(self, rows: Select[Any], order: Element) -> Element:
        """A JSON array of arrays: the rows of a select in that order; it may refer to the customer outside."""

    @abstractmethod
    def greatest(self, one: Element, other: Element) -> Element:
        """The greater of the two."""

    @abstractmethod
    def sought(self, folded: str) -> str:
        """The parameter `text` of `matches` for a folded query."""

    @abstractmethod
    def matches(self, *, indexed: bool) -> Select[Any]:
        """`id` of the customers of a store whose search text contains the parameter `text`.

        `indexed`: the text is long enough for the trigram index.
        """


class Sqlite(Spelling):
    """SQLite 3.40."""

    name = "sqlite"
    dialect: Dialect = pysqlite.dialect(paramstyle="qmark")
    search = Table(
        "customer_search",
        MetaData(),
        tables.need("rowid", BigInteger),
        tables.need("store_id", BigInteger),
        tables.need("text", Text),
    )
    """The virtual table: its rowid is the customer's id."""

    def insert(self, table: Table) -> Upsert:
        """See Spelling."""
        return sqlite.insert(table)

    def json_row(self, columns: Sequence[Element]) -> Element:
        """See Spelling."""
        return func.json_array(*(self._inside(column) for column in columns))

    def json_rows(self, rows: Select[Any], order: Element) -> Element:
        """See Spelling."""
        # The order of a sub-select is kept by json_group_array; its own ORDER BY needs SQLite 3.44.
        ordered = rows.order_by(order).correlate(tables.customer).subquery()
        return select(func.json_group_array(self.json_row(list(ordered.c)))).scalar_subquery()

    def greatest(self, one: Element, other: Element) -> Element:
        """See Spelling."""
        return func.max(one, other)

    def sought(self, folded: str) -> str:
        """See Spelling."""
        # One quoted phrase of trigrams is an exact substring. Shorter text has none: it is looked for as it is.
        return '"' + folded.replace('"', '""') + '"' if len(folded) >= GRAM else folded

    def matches(self, *, indexed: bool) -> Select[Any]:
        """See Spelling."""
        found = select(self.search.c.rowid.label("id")).where(self.search.c.store_id == whole("store_id"))
        if indexed:
            return found.where(literal_column("customer_search").op("MATCH")(bindparam("text")))
        return found.where(func.instr(self.search.c.text, bindparam("text")) > literal_column("0"))

    @staticmethod
    def _inside(column: Element) -> Element:
        if isinstance(column.type, JSON):
            return func.json(column)
        if isinstance(column.type, Double):
            # json_array keeps 15 digits of a number, quote all that it has.
            return func.nullif(func.quote(column), literal_column("'NULL'"))
        return column


class Postgres(Spelling):
    """PostgreSQL 15 and later."""

    name = "postgresql"
    dialect: Dialect = asyncpg.dialect()  # pyright: ignore[reportUnknownMemberType]

    def insert(self, table: Table) -> Upsert:
        """See Spelling."""
        return postgresql.insert(table)

    def json_row(self, columns: Sequence[Element]) -> Element:
        """See Spelling."""
        return func.json_build_array(*columns)

    def json_rows(self, rows: Select[Any], order: Element) -> Element:
        """See Spelling."""
        row = self.json_row(list(rows.selected_columns))
        return rows.with_only_columns(
            func.json_agg(postgresql.aggregate_order_by(row, order)), maintain_column_froms=True
        ).scalar_subquery()

    def greatest(self, one: Element, other: Element) -> Element:
        """See Spelling."""
        return func.greatest(one, other)

    def sought(self, folded: str) -> str:
        """See Spelling."""
        return "%" + folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"

    def matches(self, *, indexed: bool) -> Select[Any]:  # noqa: ARG002 - the planner sees that for itself
        """See Spelling."""
        search = tables.customer_search.c
        found = select(search.customer_id.label("id")).where(search.store_id == whole("store_id"))
        return found.where(search.text.like(bindparam("text"), escape="\\"))


def as_bigint(element: Element) -> Element:
    """The element as a 64 bit number: a sum of such is a decimal on PostgreSQL."""
    return cast(element, BigInteger)


SQLITE = Sqlite()
POSTGRES = Postgres()
