"""Customers as somebody looks for them who knows a little: part of a name, the end of a phone number, a tag."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from patron.domain.grid import GridListing
from patron.domain.keys import digits, fold
from patron.domain.listing import ALWAYS, Window

MOST_WORDS: Final = 6
FEWEST_DIGITS: Final = 4
_OF_NUMBERS: Final = frozenset("0123456789+-()./ ")


class Search(Struct, frozen=True):
    """What is looked for, in which table; all conditions must hold."""

    grid: GridListing
    """Status, group, order and page; its patterns are not used. Whoever is in a group in any way is in it here."""
    text: str = ""
    tag: str | None = None
    created: Window = ALWAYS
    updated: Window = ALWAYS

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the text without case and marks, the longest first: each must be contained."""
        return tuple(sorted(dict.fromkeys(fold(self.text).split()), key=len, reverse=True)[:MOST_WORDS])

    @property
    def phone(self) -> str:
        """The digits of a text that may be part of a phone number; '' for any other."""
        plain = digits(self.text)
        return plain if len(plain) >= FEWEST_DIGITS and set(self.text) <= _OF_NUMBERS else ""

    @property
    def is_plain(self) -> bool:
        """True when nothing is asked that a grid does not know."""
        narrow = self.words or self.tag is not None or self.grid.group_id is not None
        return not narrow and self.created.unbounded and self.updated.unbounded

    @property
    def may_scan(self) -> bool:
        """True where more rows may be looked at than are shown."""
        return self.filtered or self.grid.order != "id"

    @property
    def filtered(self) -> bool:
        """True when not all customers of the store are listed."""
        return not self.is_plain or self.grid.filtered
