"""How PostgreSQL says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Table,
    bindparam,
    cast,
    collate,
    func,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.engine.interfaces import Dialect

from patron.store import tables
from patron.store.spelling import ZERO, Element, Spelling, Upsert, whole


class Postgres(Spelling):
    """PostgreSQL 15 and later."""

    dialect: Dialect = asyncpg.dialect()  # type: ignore[no-untyped-call]
    locks_rows = True
    has_lateral = True
    rows_at_once = 64
    search_id = "customer_id"
    search: Table = tables.customer_search
    marks: Table = tables.customer_search_mark
    search_is_shared = False

    def insert(self, table: Table) -> Upsert:
        """See Spelling."""
        return postgresql.insert(table)

    def json_row(self, columns: Sequence[Element]) -> Element:
        """See Spelling."""
        return func.json_build_array(*columns)

    def json_rows(self, rows: Select[Any]) -> Element:
        """See Spelling."""
        row = self.json_row(list(rows.selected_columns))
        return rows.with_only_columns(func.json_agg(row), maintain_column_froms=True).scalar_subquery()

    def greatest(self, one: Element, other: Element) -> Element:
        """See Spelling."""
        return func.greatest(one, other)

    def is_like(self, text: Element, pattern: Element, *, plain: bool = False) -> ColumnElement[bool]:  # noqa: ARG002
        """See Spelling."""
        return text.ilike(pattern)

    def numbers(self, name: str) -> Select[Any]:
        """See Spelling."""
        return select(cast(self._texts(name), BigInteger))

    def texts(self, name: str) -> Select[Any]:
        """See Spelling."""
        return select(self._texts(name))

    def lowered(self, text: Element, *, plain: bool) -> Element:  # noqa: ARG002 - it has one way
        """See Spelling."""
        return func.lower(text)

    def like(self, text: Element, pattern: Element, *, plain: bool) -> ColumnElement[bool]:
        """See Spelling."""
        # The backslash needs no word: it is what escapes here, and said by SQLAlchemy it would be two.
        return self.lowered(text, plain=plain).like(pattern)

    def by_code_point(self, text: Element) -> Element:
        """See Spelling."""
        return collate(text, "C")

    def sought(self, folded: str) -> str:
        """See Spelling."""
        return "%" + folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"

    def likely(self, folded: str) -> str:
        """See Spelling."""
        return self.sought(folded)

    def matches(self, *, indexed: bool, alone: bool) -> Select[Any]:  # noqa: ARG002 - the planner sees that for itself
        """See Spelling."""
        search = tables.customer_search.c
        # Of another width than the column, the number is compared as ever, but the trigram index has no use for it.
        store_id: Element = bindparam("narrow_store_id", type_=Integer) if alone else whole("store_id")
        found = select(search.customer_id.label("id")).where(search.store_id == store_id)
        return found.where(search.text.like(bindparam("text")))

    def among(self, name: str) -> ColumnElement[bool]:
        """See Spelling."""
        column = tables.customer.c
        return (column.store_id == whole("store_id")) & column.id.in_(self.numbers(name))

    def beside(self, table: Table, customer_id: Element) -> ColumnElement[bool]:
        """See Spelling."""
        return (table.c.store_id == whole("store_id")) & (table.c.customer_id == customer_id)

    def contains(self, text: Element, part: Element) -> ColumnElement[bool]:
        """See Spelling."""
        return func.strpos(text, part) > ZERO

    def holding(self, table: Table, together: str, each: Sequence[str], *, alone: bool) -> Select[Any]:  # noqa: ARG002
        """See Spelling."""
        store_id: Element = bindparam("narrow_store_id", type_=Integer) if alone else whole("store_id")
        found = select(table.c.customer_id.label("id")).where(table.c.store_id == store_id)
        return found.where(*(table.c.text.like(bindparam(name)) for name in each))

    def matches_anywhere(self) -> Select[Any]:
        """See Spelling."""
        search = tables.customer_search.c
        found = select(search.store_id, search.customer_id.label("id"))
        return found.where(search.text.like(bindparam("text")))

    @staticmethod
    def _texts(name: str) -> Element:
        return func.json_array_elements_text(cast(bindparam(name), JSON)).column_valued("element")


POSTGRES: Final = Postgres()
