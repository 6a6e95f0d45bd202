"""PostgreSQL's ILIKE for SQLite, whose own LIKE knows the case of ASCII letters alone."""

from __future__ import annotations

import re
from functools import lru_cache
from math import inf
from time import thread_time
from typing import Final

from patron.domain.conditions import lowered
from patron.domain.grid import is_complete

ANY_TEXT, ANY_LETTER, ESCAPE = "%", "_", "\\"
FEW: Final = 2
KEPT: Final = 256
"""Patterns that are kept compiled."""
IS_LIKE: Final = "patron_is_like"
"""The name of `Patience.is_like` in SQL; every connection is told of its own."""


def is_like(pattern: str | None, text: str | None) -> bool | None:
    """True when the whole text matches: `%` is any text, `_` any letter, a backslash makes the next one itself.

    Letters are compared without case, one by one; null with anything is null.
    """
    return None if pattern is None or text is None else _fits(_pieces(pattern), lowered(text))


class Patience:
    """How long the searches of one connection may take; it ends them between two comparisons."""

    __slots__ = ("deadline",)

    def __init__(self) -> None:
        self.deadline = inf

    @property
    def is_over(self) -> bool:
        """True when the search has done more work than it may."""
        return thread_time() > self.deadline

    def is_like(self, pattern: str | None, text: str | None) -> bool | None:
        """See `is_like`. Raises TimeoutError where it has taken too long already."""
        if self.is_over:
            raise TimeoutError
        return is_like(pattern, text)


def is_plain(pattern: str) -> bool:
    """True for a pattern that SQLite's own LIKE is right and fast about: ASCII, and hardly a wildcard for any text."""
    # With many of them it searches back and forth; at the end of an escape it is of another mind.
    return pattern.isascii() and pattern.count(ANY_TEXT) <= FEW and is_complete(pattern)


def _fits(pieces: tuple[re.Pattern[str], ...], text: str) -> bool:
    """Piece after piece as far to the left as it goes: no pattern makes this search back and forth."""
    if len(pieces) == 1:
        return pieces[0].fullmatch(text) is not None
    start = pieces[0].match(text)
    if start is None:
        return False
    place = start.end()
    for piece in pieces[1:-1]:
        found = piece.search(text, place)
        if found is None:
            return False
        place = found.end()
    return pieces[-1].search(text, place) is not None


@lru_cache(maxsize=KEPT)
def _pieces(pattern: str) -> tuple[re.Pattern[str], ...]:
    """What stands between the wildcards for any text; the last one reaches to the end."""
    pieces = [""]
    letters = iter(pattern)
    for letter in letters:
        if letter == ANY_TEXT:
            pieces.append("")
        elif letter == ANY_LETTER:
            pieces[-1] += "."
        else:
            own = next(letters, ESCAPE) if letter == ESCAPE else letter
            pieces[-1] += re.escape(lowered(own))
    inner = [piece for piece in pieces[1:-1] if piece]
    last = [pieces[-1] + r"\Z"] if len(pieces) > 1 else []
    return tuple(re.compile(piece, re.DOTALL) for piece in (pieces[0], *inner, *last))
