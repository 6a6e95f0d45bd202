"""Facts, lenses, spellings: the one write rule (one-record.md section 0).

A *lens* is one wire field of one dialect: how it shows a fact in the dialect's own notation and how it changes it. A
*spelling* is what a dialect wrote where its lens would show something else; it holds while the lens shows what it
showed then, and speaks of the same fact: short codes of regions repeat among countries. The rule runs over a dialect's
lenses knowing no dialect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum
from operator import attrgetter
from typing import Generic, TypeAlias, TypeVar

from msgspec import Struct, json
from msgspec.structs import replace

from patron.domain.customer import Address, Customer, Spelling, Spellings
from patron.domain.places import Places
from patron.domain.refusals import Problem

Row = TypeVar("Row", Customer, Address)
Statements: TypeAlias = Mapping[str, object]
"""Wire field -> value, after the dialect's door. A field that is not in it was not sent; None is null."""


class Scene(Struct, frozen=True):
    """What a lens may look at beside its own row."""

    places: Places
    owner: Customer | None = None
    """The customer whose address is looked at; read by fallbacks only."""


class Turn(IntEnum):
    """The order of puts: a region is looked up in the country that the same write states."""

    COUNTRY = 0
    REGION = 1
    REST = 2


def accept(_value: object) -> Problem | None:
    """None: every value of a readable type is good."""
    return None


class Lens(Struct, Generic[Row], frozen=True):
    """One wire field. `put` gets the whole statement too, so that halves of one fact can be put together."""

    field: str
    facts: tuple[str, ...]
    """Names of the columns behind it: for the move, for documentation."""
    show: Callable[[Row, Scene], object]
    put: Callable[[Row, object, Scene, Statements], Row]
    judge: Callable[[object], Problem | None] = accept
    fallback: Callable[[Row, Scene], object] | None = None
    empty: object = None
    turn: Turn = Turn.REST
    merges: bool = False
    """A put adds to what is there: what was written is then no spelling of the whole."""
    column: str | None = None
    """Set where `show` gives this column as it is: documents then read many fields at once."""


_NOTHING = (None, "")
_TOLD_APART_BY = {Turn.COUNTRY: "country_code", Turn.REGION: "region_id"}
"""Columns that tell places apart which are shown alike."""


class Grammar(Generic[Row]):
    """The lenses of one dialect over one kind of row, by field."""

    def __init__(self, dialect: str, lenses: Iterable[Lens[Row]]) -> None:
        self.dialect = dialect
        self.lenses: dict[str, Lens[Row]] = {lens.field: lens for lens in lenses}
        self.facts: frozenset[str] = frozenset(fact for lens in self.lenses.values() for fact in lens.facts)

    def read(self, row: Row, lens: Lens[Row], scene: Scene) -> object:
        """What the dialect shows in that field: its spelling while it holds, else the fact, else the fallback."""
        shown = lens.show(row, scene)
        if row.said:
            spelled = row.said.get(self.dialect, {}).get(lens.field)
            if spelled is not None and holds(spelled, lens, row, shown):
                return spelled[0]
        if shown is not None and shown != "":
            return shown
        if lens.fallback is not None:
            instead = lens.fallback(row, scene)
            if instead is not None and instead != "":
                return instead
        return lens.empty if shown is None else shown

    def show_all(self, row: Row, scene: Scene) -> dict[str, object]:
        """Every field as the dialect shows it now."""
        return {field: self.read(row, lens, scene) for field, lens in self.lenses.items()}


class Sheet(Generic[Row]):
    """A document of one row: every field of a grammar and some columns beside them, in the order of the wire.

    It says what `Grammar.read` says field by field, in one pass: lists live on it.
    """

    def __init__(self, grammar: Grammar[Row], order: Iterable[str], columns: Mapping[str, str]) -> None:
        """`columns`: key of the document -> column that is shown as it is. Keys that are neither stay null."""
        lenses = grammar.lenses.values()
        plain = {**columns, **{lens.field: lens.column for lens in lenses if lens.column is not None}}
        self._grammar: Grammar[Row] = grammar
        self._empty: dict[str, object] = {key: None for key in order}  # noqa: C420 - dict.fromkeys has no type for it
        pairs = list(plain.items()) * (2 if len(plain) == 1 else 1)  # attrgetter gives no tuple for a single name
        self._names = tuple(name for name, _ in pairs)
        self._values = attrgetter(*(column for _, column in pairs))
        self._computed: tuple[tuple[str, Callable[[Row, Scene], object]], ...] = tuple(
            (lens.field, lens.show) for lens in lenses if lens.column is None
        )
        self._with_more: tuple[Lens[Row], ...] = tuple(
            lens for lens in lenses if lens.fallback is not None or lens.empty is not None
        )
        missing = (set(plain) | set(grammar.lenses)) - set(self._empty)
        if missing:
            raise ValueError(f"the order of the document lacks {', '.join(sorted(missing))}")

    def filled(self, row: Row, scene: Scene) -> dict[str, object]:
        """The document, for the renderer to go on with."""
        shown = self._empty.copy()
        shown.update(zip(self._names, self._values(row), strict=True))
        for field, show in self._computed:
            shown[field] = show(row, scene)
        if row.said:
            for field, spelled in row.said.get(self._grammar.dialect, {}).items():
                lens = self._grammar.lenses.get(field)
                if lens is not None and holds(spelled, lens, row, shown[field]):
                    shown[field] = spelled[0]
        for lens in self._with_more:
            if shown[lens.field] in _NOTHING:
                shown[lens.field] = self._grammar.read(row, lens, scene)
        return shown


def problems_of(grammar: Grammar[Row], row: Row, named: Statements, scene: Scene, *, new: bool) -> dict[str, Problem]:
    """What the dialect's own rules say against the statements; an echo is no statement and is not judged."""
    found: dict[str, Problem] = {}
    for field, value in named.items():
        lens = grammar.lenses[field]
        if new or not _is_echo(grammar, lens, row, value, scene):
            problem = lens.judge(value)
            if problem is not None:
                found[field] = problem
    return found


def state(grammar: Grammar[Row], row: Row, named: Statements, scene: Scene, *, new: bool = False) -> Row:
    """The row after one dialect named those fields; steps 2 to 6 of the write rule, without settling."""
    if not named:
        return row
    said = [
        grammar.lenses[field]
        for field, value in named.items()
        if new or not _is_echo(grammar, grammar.lenses[field], row, value, scene)
    ]
    said = _with_restated_region(grammar, said, named)
    said.sort(key=lambda lens: lens.turn)
    changed = row
    for lens in said:
        changed = lens.put(changed, named[lens.field], scene, named)
    changed = replace(changed, **_left_behind(row, changed, grammar.facts))
    for lens in said:  # a named field wins over what the move or another put did to it
        if not identical(lens.show(changed, scene), _form(lens, row, named[lens.field], scene, named)):
            changed = lens.put(changed, named[lens.field], scene, named)
    return _spelled(grammar, changed, named, scene)


def settled(row: Row, scene: Scene, grammars: Mapping[str, Grammar[Row]]) -> Row:
    """The row without the spellings, of any dialect, whose guard no longer holds."""
    if not row.said:
        return row
    kept: dict[str, Mapping[str, Spelling]] = {}
    for dialect, spellings in row.said.items():
        grammar = grammars.get(dialect)
        if grammar is None:  # a dialect that this server does not serve: not ours to judge
            kept[dialect] = spellings
            continue
        holding = {
            field: spelled
            for field, spelled in spellings.items()
            if (lens := grammar.lenses.get(field)) is None or holds(spelled, lens, row, lens.show(row, scene))
        }
        if holding:
            kept[dialect] = holding
    return row if kept == row.said else replace(row, said=kept)


def holds(spelled: Spelling, lens: Lens[Row], row: Row, shown: object) -> bool:
    """True while what a dialect wrote stands for the fact: `shown` is what its lens gives."""
    return spelled[1] == shown and (len(spelled) == 2 or spelled[2] == _identity(lens, row))


def identical(one: object, other: object) -> bool:
    """True when nothing at all differs: Python alone finds 1, 1.0 and true equal, and inside JSON they are not."""
    return one == other and json.encode(one, order="deterministic") == json.encode(other, order="deterministic")


def same_facts(one: Row, other: Row) -> bool:
    """True when nothing differs but spellings and bookkeeping."""
    plain: dict[str, object] = {"said": {}, "created_at": 0, "updated_at": 0}
    if isinstance(one, Customer):
        plain |= {"version": 0, "addresses": ()}
    return identical(replace(one, **plain), replace(other, **plain))


def _form(lens: Lens[Row], row: Row, value: object, scene: Scene, named: Statements) -> object:
    return lens.show(lens.put(row, value, scene, named), scene)


def _is_echo(grammar: Grammar[Row], lens: Lens[Row], row: Row, value: object, scene: Scene) -> bool:
    seen = grammar.read(row, lens, scene)
    if identical(value, seen):
        return True
    told = lens.put(row, value, scene, {lens.field: value})
    # Other words for a place that was not known, and is by now, are news.
    return identical(lens.show(told, scene), seen) and _is_same_place(lens, row, told)


def _with_restated_region(grammar: Grammar[Row], said: list[Lens[Row]], named: Statements) -> list[Lens[Row]]:
    # Region named and country stated: the region is stated too, even where its text is an echo.
    if not any(lens.turn is Turn.COUNTRY for lens in said):
        return said
    more = [lens for field in named if (lens := grammar.lenses[field]).turn is Turn.REGION and lens not in said]
    return said + more


def _left_behind(old: Row, new: Row, known: frozenset[str]) -> dict[str, None]:
    """Neighbourhood and coordinates of the old place, to be cleared where the dialect cannot say them."""
    if isinstance(old, Customer) or isinstance(new, Customer):
        return {}
    line_changed = (old.street, old.number) != (new.street, new.number)
    place_changed = (old.city, old.postcode, old.country, old.country_code) != (
        new.city,
        new.postcode,
        new.country,
        new.country_code,
    )
    if not (line_changed and place_changed):
        return {}
    return {fact: None for fact in ("neighbourhood", "latitude", "longitude") if fact not in known}


def _spelled(grammar: Grammar[Row], row: Row, named: Statements, scene: Scene) -> Row:
    own = dict(row.said.get(grammar.dialect, {}))
    for field, value in named.items():
        lens = grammar.lenses[field]
        shown = lens.show(row, scene)
        if lens.merges or shown == value:
            own.pop(field, None)
        else:
            own[field] = _spelling(value, shown, lens, row)
    if own == row.said.get(grammar.dialect, {}):
        return row
    said: dict[str, Mapping[str, Spelling]] = {**row.said, grammar.dialect: own}
    if not own:
        del said[grammar.dialect]
    spellings: Spellings = said
    return replace(row, said=spellings)


def _spelling(value: object, shown: object, lens: Lens[Row], row: Row) -> Spelling:
    return (value, shown, _identity(lens, row)) if lens.turn in _TOLD_APART_BY else (value, shown)


def _is_same_place(lens: Lens[Row], one: Row, other: Row) -> bool:
    return lens.turn not in _TOLD_APART_BY or _identity(lens, one) == _identity(lens, other)


def _identity(lens: Lens[Row], row: Row) -> object:
    return getattr(row, _TOLD_APART_BY[lens.turn])
