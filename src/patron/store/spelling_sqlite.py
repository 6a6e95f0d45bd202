"""How SQLite says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

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
    case,
    func,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.engine.interfaces import Dialect

from patron.store import tables
from patron.store.patterns import ESCAPE, IS_LIKE
from patron.store.spelling import GRAM, ONE, ZERO, Element, Spelling, Upsert, whole

LOWERED: Final = "patron_lowered"
"""The name of `domain.conditions.lowered` in its SQL; every connection is told of it."""
LONG: Final = 1000
"""Characters of a text that is compared with an eye on the clock."""
MOST_GRAMS: Final = 5
"""At a million customers five of a text find as good as nobody too many, in half of the time of all of them."""
NEARLY_ASCII: Final = {"\u0130": "i", "\u212a": "k"}


def _virtual(name: str) -> Table:
    """A virtual table: its rowid is the customer's id."""
    columns = (tables.need("rowid", BigInteger), tables.need("store_id", BigInteger), tables.need("text", Text))
    return Table(name, MetaData(), *columns)


class Sqlite(Spelling):
    """SQLite 3.40."""

    dialect: Dialect = pysqlite.dialect(paramstyle="qmark")
    locks_rows = False
    has_lateral = False
    # More would begin a savepoint inside the statement, and that makes the search index write itself out.
    rows_at_once = 1
    search_id = "rowid"
    search: Table = _virtual("customer_search")
    marks: Table = _virtual("customer_search_mark")
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

    def is_like(self, text: Element, pattern: Element, *, plain: bool = False) -> ColumnElement[bool]:
        """See Spelling."""
        if plain:
            # Three times as fast. Of all letters that have an ASCII one as their small letter it misses two (K, İ).
            return text.like(pattern, escape=ESCAPE)
        found: Element = getattr(func, IS_LIKE)(pattern, text)
        return found == ONE

    def numbers(self, name: str) -> Select[Any]:
        """See Spelling."""
        return select(func.json_each(bindparam(name)).table_valued("value").c.value)

    def texts(self, name: str) -> Select[Any]:
        """See Spelling."""
        return self.numbers(name)  # what comes out of JSON has its own type

    def lowered(self, text: Element, *, plain: bool) -> Element:
        """See Spelling."""
        if not plain:
            lowered: Element = getattr(func, LOWERED)(text)
            return lowered
        # Its own function knows ASCII alone, and two letters of others have an ASCII one as their small letter.
        for letter, small in NEARLY_ASCII.items():
            text = func.replace(text, literal_column(f"'{letter}'"), literal_column(f"'{small}'"))
        return func.lower(text)

    def like(self, text: Element, pattern: Element, *, plain: bool) -> ColumnElement[bool]:
        """See Spelling."""
        short: Element = self.lowered(text, plain=plain).like(pattern, escape="\\")
        # Its own LIKE is quadratic, and nothing stops it in the middle of a text.
        long: Element = getattr(func, IS_LIKE)(pattern, text)
        return case((func.length(text) > literal_column(str(LONG)), long == ONE), else_=short)

    def by_code_point(self, text: Element) -> Element:
        """See Spelling."""
        return text  # it knows no other order

    def sought(self, folded: str) -> str:
        """See Spelling."""
        # One quoted phrase of trigrams is an exact substring. Shorter text has none: it is looked for as it is.
        return '"' + folded.replace('"', '""') + '"' if len(folded) >= GRAM else folded

    def likely(self, folded: str) -> str:
        """See Spelling."""
        # Each trigram is looked up in every segment of the index, and those of a domain are in most of the texts.
        local = folded.partition("@")[0]
        text = local if len(local) >= GRAM else folded
        last = len(text) - GRAM
        most = min(MOST_GRAMS, -(-len(text) // GRAM))
        places = sorted({place * last // max(1, most - 1) for place in range(most)})
        return " AND ".join(self.sought(text[place : place + GRAM]) for place in places)

    def matches(self, *, indexed: bool, alone: bool) -> Select[Any]:  # noqa: ARG002 - it always is
        """See Spelling."""
        found = select(self.search.c.rowid.label("id"))
        if indexed:
            # Its column store_id is not asked: it lies beside the text, and every match would be read for it.
            return found.where(literal_column("customer_search").op("MATCH")(bindparam("text")))
        own = self.search.c.store_id == whole("store_id")
        return found.where(own, func.instr(self.search.c.text, bindparam("text")) > ZERO)

    def among(self, name: str) -> ColumnElement[bool]:
        """See Spelling."""
        column, number = tables.customer.c, func.json_each(bindparam(name)).table_valued("value").c.value
        # As a pair: of the store alone, it would rather read the whole of an index that has all columns.
        return tuple_(column.store_id, column.id).in_(select(whole("store_id"), number))

    def beside(self, table: Table, customer_id: Element) -> ColumnElement[bool]:
        """See Spelling."""
        return table.c.rowid == customer_id  # ids are unique over all stores of a file

    def contains(self, text: Element, part: Element) -> ColumnElement[bool]:
        """See Spelling."""
        return func.instr(text, part) > ZERO

    def holding(self, table: Table, together: str, each: Sequence[str], *, alone: bool) -> Select[Any]:  # noqa: ARG002
        """See Spelling."""
        return select(table.c.rowid.label("id")).where(literal_column(table.name).op("MATCH")(bindparam(together)))

    def matches_anywhere(self) -> Select[Any]:
        """See Spelling."""
        return self.matches(indexed=True, alone=False).add_columns(self.search.c.store_id)

    @staticmethod
    def _inside(column: Element) -> Element:
        if isinstance(column.type, JSON):
            return func.json(column)
        if isinstance(column.type, Double):
            # json_array keeps 15 digits of a number, quote all that it has.
            return func.nullif(func.quote(column), literal_column("'NULL'"))
        return column


SQLITE: Final = Sqlite()
