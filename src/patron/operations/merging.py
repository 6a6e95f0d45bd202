"""A form merged into what is stored by now: what was changed in it, and where somebody else changed the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from msgspec import Struct

Texts: TypeAlias = Mapping[str, str]
"""Field of a form -> its text."""
REMOVED: Final = ":removed"
"""Behind the name of a row: the field that takes the whole row away."""


class Clash(Struct, frozen=True):
    """A field that two people changed to different things."""

    field: str
    was: str
    mine: str
    theirs: str


class Merge(Struct, frozen=True):
    """What a form says beside what is stored."""

    mine: Texts
    """What was changed in it."""
    said: Texts
    """All of it, merged into what is stored."""
    clashes: tuple[Clash, ...]
    others: bool
    """Somebody else changed something meanwhile."""


def _no_row(_field: str) -> str:
    return ""


def merged(was: Texts, said: Texts, now: Texts, row_of: Callable[[str], str] = _no_row) -> Merge:
    """What comes of the form; `was`: what it showed when it was opened.

    `row_of`: what the fields begin with that come and go together. A row that was changed here and removed by somebody
    else is one clash, not as many as it has fields; one that was not changed here is gone.
    """
    mine = {field: text for field, text in said.items() if text != was.get(field)}
    theirs = {field for field, text in was.items() if now.get(field, "") != text}
    lost = {row for field in was if field not in now and (row := row_of(field))}
    wanted = {row for field, text in mine.items() if (row := row_of(field)) in lost and not _removes(field, text)}
    mine = {field: text for field, text in mine.items() if row_of(field) not in lost - wanted}
    kept = {field: text for field, text in said.items() if row_of(field) in wanted}
    clashes = (*_of_rows(wanted), *_of_fields(was, mine, now, {field for field in theirs if row_of(field) not in lost}))
    return Merge(mine, {**kept, **now, **mine}, clashes, bool(theirs))


def _removes(field: str, text: str) -> bool:
    return field.endswith(REMOVED) and text == "1"


def _of_rows(wanted: set[str]) -> Iterator[Clash]:
    for row in sorted(wanted):
        yield Clash(f"{row}{REMOVED}", "", "", "1")


def _of_fields(was: Texts, mine: Texts, now: Texts, theirs: set[str]) -> Iterator[Clash]:
    for field, text in mine.items():
        if field in theirs and now.get(field, "") != text:
            yield Clash(field, was.get(field, ""), text, now.get(field, ""))
