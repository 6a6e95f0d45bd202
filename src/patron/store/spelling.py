"""The few things that SQLite and PostgreSQL spell differently, under one name each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import BigInteger, ColumnElement, Select, Table, bindparam, cast, literal_column
from sqlalchemy.engine.interfaces import Dialect

if TYPE_CHECKING:
    # Each engine loads its own only: together they would cost every start 20 ms.
    from sqlalchemy.dialects import postgresql, sqlite

Upsert: TypeAlias = "sqlite.Insert | postgresql.Insert"
Element: TypeAlias = ColumnElement[Any]
GRAM: Final = 3
"""Characters in a trigram: text that is shorter is in no trigram index."""
ZERO: Final[Element] = literal_column("0")
ONE: Final[Element] = literal_column("1")


def whole(name: str) -> Element:
    """A parameter that is a whole number: without a type PostgreSQL would have to guess."""
    return bindparam(name, type_=BigInteger)


def first(rows: Select[Any], size: Element, skip: Element = ZERO) -> Select[Any]:
    """That many of the rows. The offset is always said: left out, SQLAlchemy makes it a parameter on SQLite."""
    return rows.limit(size).offset(skip)


class Spelling(ABC):
    """One engine's way to say what SQL does not say alike."""

    dialect: Dialect
    locks_rows: bool
    """False where a writer has the whole database to itself."""
    has_lateral: bool
    """True where a select in FROM may refer to what stands before it."""
    rows_at_once: int
    """How many rows one INSERT takes best."""
    search: Table
    """Where search texts are."""
    marks: Table
    """Where the digits and codes are that are searched by their parts: columns as of `search`."""
    search_id: str
    """Its column with the id of the customer."""
    search_is_shared: bool
    """True where looking up a text finds customers of all stores."""

    @abstractmethod
    def insert(self, table: Table) -> Upsert:
        """An insert that knows ON CONFLICT."""

    @abstractmethod
    def json_row(self, columns: Sequence[Element]) -> Element:
        """The values as one JSON array."""

    @abstractmethod
    def json_rows(self, rows: Select[Any]) -> Element:
        """A JSON array of arrays: the rows of a select, in any order; it may refer to the customer outside."""

    @abstractmethod
    def greatest(self, one: Element, other: Element) -> Element:
        """The greater of the two."""

    @abstractmethod
    def is_like(self, text: Element, pattern: Element, *, plain: bool = False) -> ColumnElement[bool]:
        """True where the whole text matches the pattern of `%`, `_` and backslashes, whatever the case of letters.

        `plain`: the pattern is ASCII and simple, see `patterns.is_plain`.
        """

    @abstractmethod
    def numbers(self, name: str) -> Select[Any]:
        """The whole numbers in the parameter of that name, which is a JSON array of them."""

    @abstractmethod
    def texts(self, name: str) -> Select[Any]:
        """The texts in the parameter of that name, which is a JSON array of them."""

    @abstractmethod
    def lowered(self, text: Element, *, plain: bool) -> Element:
        """The text in lower case. `plain`: all that matters is where it holds ASCII in lower case."""

    @abstractmethod
    def like(self, text: Element, pattern: Element, *, plain: bool) -> ColumnElement[bool]:
        """LIKE with a pattern in lower case that is escaped with backslashes, whatever the case of the text.

        `plain`: the pattern is ASCII.
        """

    @abstractmethod
    def by_code_point(self, text: Element) -> Element:
        """The text as one that is compared and put in order by code point."""

    @abstractmethod
    def sought(self, folded: str) -> str:
        """The parameter `text` of `matches` for a folded query."""

    @abstractmethod
    def likely(self, folded: str) -> str:
        """The parameter `text` of `matches` that finds all who hold the text, and perhaps some who do not.

        The text is long enough for the trigram index.
        """

    @abstractmethod
    def matches(self, *, indexed: bool, alone: bool) -> Select[Any]:
        """`id` of the customers whose search text contains the parameter `text`: of the store, unless it is shared.

        `indexed`: the text is long enough for the trigram index. `alone`: the index is asked for the text alone.
        """

    @abstractmethod
    def among(self, name: str) -> ColumnElement[bool]:
        """True of the customers of the store whose ids are in the parameter of that name, a JSON array of numbers.

        They are looked up one by one, whatever else is asked of them.
        """

    @abstractmethod
    def beside(self, table: Table, customer_id: Element) -> ColumnElement[bool]:
        """True of the row of `search` or `marks` that is of that customer of the store."""

    @abstractmethod
    def contains(self, text: Element, part: Element) -> ColumnElement[bool]:
        """True where the text contains the part, letter by letter."""

    @abstractmethod
    def holding(self, table: Table, together: str, each: Sequence[str], *, alone: bool) -> Select[Any]:
        """`id` of the customers of the store, unless it is shared, whose row of the table contains all of some texts.

        Each is long enough for the trigram index. They are `sought` in the parameters `each`, one by one, and in the
        parameter `together` joined by `AND`: an engine takes one or the other. `alone`: as in `matches`.
        """

    @abstractmethod
    def matches_anywhere(self) -> Select[Any]:
        """`store_id` and `id` of the customers of all stores whose search text contains the parameter `text`.

        The text is long enough for the trigram index.
        """


def as_bigint(element: Element) -> Element:
    """The element as a 64 bit number: a sum of such is a decimal on PostgreSQL."""
    return cast(element, BigInteger)
