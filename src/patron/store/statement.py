"""Statements: written once with SQLAlchemy Core, compiled once per engine to the text that its driver takes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Protocol, TypeAlias, TypeVar, cast

from sqlalchemy.sql import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

from patron.store.spelling import Spelling

T = TypeVar("T")
Value: TypeAlias = int | str | float | None
Values: TypeAlias = Sequence[Value]
Row: TypeAlias = Sequence[Any]


class TooSlow(Exception):
    """A statement took longer than it was given."""


@dataclass(frozen=True, slots=True)
class Text:
    """A statement as one driver takes it; `arranged` puts the values into the order of its placeholders."""

    sql: str
    arranged: Callable[[tuple[Value, ...]], tuple[Value, ...]] | None
    """None where they are in that order already."""


class Statement:
    """One statement; `names` are its parameters in the order in which callers give their values."""

    __slots__ = ("_build", "names", "postgres", "sqlite", "title")

    def __init__(self, build: Callable[[Spelling], Executable], names: tuple[str, ...], title: str) -> None:
        self._build = build
        self.names = names
        self.title = title
        self.sqlite: Text | None = None
        self.postgres: Text | None = None

    def spelled(self, spelling: Spelling) -> Text:
        """The statement in that engine's words."""
        element = cast("ClauseElement", self._build(spelling))
        compiled = cast("SQLCompiler", element.compile(dialect=spelling.dialect))
        placed = compiled.positiontup or []
        if tuple(placed) == self.names:
            return Text(compiled.string, None)
        # SQLite's LIMIT brings an OFFSET of its own along: a constant that no caller gives.
        constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        known = (*self.names, *(name for name in placed if name in constants))
        pick = _arranger([self._place(name, known) for name in placed])
        fixed: tuple[Value, ...] = tuple(constants[name] for name in known[len(self.names) :])
        return Text(compiled.string, (lambda values: pick(values + fixed)) if fixed else pick)

    def _place(self, name: str, known: tuple[str, ...]) -> int:
        try:
            return known.index(name)
        except ValueError:
            raise LookupError(f"{self.title} has a parameter {name} that no caller gives") from None


def _arranger(places: list[int]) -> Callable[[tuple[Value, ...]], tuple[Value, ...]]:
    if len(places) == 1:
        only = places[0]
        return lambda values: (values[only],)
    return itemgetter(*places)


def statement(*names: str) -> Callable[[Callable[[Spelling], Executable]], Statement]:
    """A decorator: the function that builds the statement becomes the statement."""
    return lambda build: Statement(build, names, build.__qualname__)


class Connection(Protocol):
    """One connection of either engine, in the middle of a unit of work."""

    @property
    def spelling(self) -> Spelling:
        """How its engine says things."""
        ...

    async def row(self, statement: Statement, *values: Value) -> Row | None:
        """The first row, or None."""
        ...

    async def rows(self, statement: Statement, *values: Value) -> Sequence[Row]:
        """All rows."""
        ...

    async def rows_within(self, seconds: float, statement: Statement, *values: Value) -> Sequence[Row]:
        """All rows. Raises TooSlow, and the database works on it no longer."""
        ...

    async def run(self, statement: Statement, *values: Value) -> int:
        """The number of rows that were touched."""
        ...

    async def run_each(self, statement: Statement, rows: Iterable[Values]) -> None:
        """Nothing comes back; the statement has run once with each of the rows."""
        ...

    async def load(self, table: str, columns: Sequence[str], rows: Iterable[Values]) -> None:
        """Nothing comes back; the rows are in the table, the fastest way the engine has."""
        ...

    async def settle(self) -> None:
        """Nothing comes back; after many rows were loaded: what look-ups go by is put in order."""
        ...

    async def holds_most(self, store_id: int) -> bool:
        """True where searches are faster when only what they find is asked for its store."""
        ...

    async def has_table(self, name: str) -> bool:
        """True when there is a table of that name."""
        ...

    async def apart(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """What `work` returns, in a short transaction of its own where the engine has several writers at once."""
        ...

    def stay(self) -> None:
        """Nothing comes back; from now on `apart` works in this unit, which holds a lock that it would wait for."""
        ...

    def prove(self, statement: Statement, *values: Value) -> None:
        """Nothing comes back; the statement finds a row once this unit is committed, and none before.

        Asked only when the answer to a COMMIT was lost.
        """
        ...
