"""How SQLite says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, Double, MetaData, Select, Table, Text, bindparam, func, literal_column, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.engine.interfaces import Dialect

from patron.store import tables
from patron.store.spelling import GRAM, ZERO, Element, Spelling, Upsert, whole


class Sqlite(Spelling):
    """SQLite 3.40."""

    dialect: Dialect = pysqlite.dialect(paramstyle="qmark")
    locks_rows = False
    # More would begin a savepoint inside the statement, and that makes the search index write itself out.
    rows_at_once = 1
    search_id = "rowid"
    search: Table = Table(
        "customer_search",
        MetaData(),
        tables.need("rowid", BigInteger),
        tables.need("store_id", BigInteger),
        tables.need("text", Text),
    )
    """The virtual table: its rowid is the customer's id."""
    search_is_shared = True

    def insert(self, table: Table) -> Upsert:
        """See Spelling."""
        return sqlite.insert(table)

    def json_row(self, columns: Sequence[Element]) -> Element:
        """See Spelling."""
        return func.json_array(*(self._inside(column) for column in columns))

    def json_rows(self, rows: Select[Any]) -> Element:
        """See Spelling."""
        row = self.json_row(list(rows.selected_columns))
        return rows.with_only_columns(func.json_group_array(row), maintain_column_froms=True).scalar_subquery()

    def greatest(self, one: Element, other: Element) -> Element:
        """See Spelling."""
        return func.max(one, other)

    def numbers(self, name: str) -> Select[Any]:
        """See Spelling."""
        return select(func.json_each(bindparam(name)).table_valued("value").c.value)

    def sought(self, folded: str) -> str:
        """See Spelling."""
        # One quoted phrase of trigrams is an exact substring. Shorter text has none: it is looked for as it is.
        return '"' + folded.replace('"', '""') + '"' if len(folded) >= GRAM else folded

    def matches(self, *, indexed: bool, alone: bool) -> Select[Any]:  # noqa: ARG002 - it always is
        """See Spelling."""
        found = select(self.search.c.rowid.label("id"))
        if indexed:
            # Its column store_id is not asked: it lies beside the text, and every match would be read for it.
            return found.where(literal_column("customer_search").op("MATCH")(bindparam("text")))
        own = self.search.c.store_id == whole("store_id")
        return found.where(own, func.instr(self.search.c.text, bindparam("text")) > ZERO)

    @staticmethod
    def _inside(column: Element) -> Element:
        if isinstance(column.type, JSON):
            return func.json(column)
        if isinstance(column.type, Double):
            # json_array keeps 15 digits of a number, quote all that it has.
            return func.nullif(func.quote(column), literal_column("'NULL'"))
        return column


SQLITE: Final = Sqlite()
