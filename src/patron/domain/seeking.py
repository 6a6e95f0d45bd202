"""Customers as somebody looks for them who knows a little: part of a name, the end of a phone number, a tag."""

from __future__ import annotations

import re
from typing import Final, Generic, Literal, TypeAlias, TypeVar

from msgspec import Struct

from patron.domain.keys import digits, fold
from patron.domain.listing import ALWAYS, Window

Item = TypeVar("Item")
Order: TypeAlias = Literal["name", "email", "status", "created_at", "updated_at"]
Key: TypeAlias = str | int | None
"""What customers are put in order by; None, an e-mail that is missing, comes before all others."""
Counted: TypeAlias = Literal["exact", "about", "least"]

MOST_WORDS: Final = 6
FEWEST_DIGITS: Final = 4
_OF_NUMBERS: Final = frozenset("0123456789+-()./ ")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def number_in(text: str) -> str:
    """The digits of a text that may be part of a phone number; '' for any other."""
    plain = digits(text)
    return plain if len(plain) >= FEWEST_DIGITS and set(text) <= _OF_NUMBERS else ""


class Place(Struct, frozen=True):
    """A place in an order: that of a customer, who need not be there any more."""

    key: Key
    id: int
    """Customers with the same key stand in the order of their ids."""
    passed: int | None = None
    """How many customers stand before it, as far as that was known when the place was left."""


class Search(Struct, frozen=True):
    """What is looked for, in which order, and from which place on; all conditions must hold."""

    text: str = ""
    status: int | None = None
    group: str | None = None
    """The id of a group of the store, or the code of one where several stores are looked at."""
    tag: str | None = None
    created: Window = ALWAYS
    updated: Window = ALWAYS
    order: Order = "created_at"
    descending: bool = True
    size: int = 20
    place: Place | None = None
    """Where the page begins, none of it included; None is the end that the page is counted from."""
    backwards: bool = False
    """The page ends at the place, or at the end of the list."""
    far: bool = False
    """Many more customers are looked at before the search is given up: that takes its time."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the text without case and marks, the longest first: each must be contained."""
        return tuple(sorted(dict.fromkeys(fold(self.text).split()), key=len, reverse=True)[:MOST_WORDS])

    @property
    def number(self) -> str:
        """The digits of a text that may be part of a phone number; '' for any other."""
        return number_in(self.text)

    @property
    def uuid(self) -> str:
        """The text where it is a uuid, else ''."""
        plain = self.text.strip().lower()
        return plain if _UUID.fullmatch(plain) else ""

    @property
    def filtered(self) -> bool:
        """True when not all customers are listed."""
        return (
            bool(self.words)
            or not (self.status is None and self.group is None and self.tag is None)
            or not (self.created.unbounded and self.updated.unbounded)
        )


class Scope(Struct, frozen=True):
    """One store that is looked at."""

    store_id: int
    group_id: int | None = None
    """Whoever is in that group in any way is listed."""
    default_group_id: int = 0
    """The group of everybody who belongs to none."""


class Total(Struct, frozen=True):
    """How many customers there are on all pages."""

    number: int
    counted: Counted = "exact"
    """`about`: as a sample of the store says. `least`: so many were seen."""


class Found(Struct, Generic[Item], frozen=True):
    """One page of what was looked for."""

    customers: tuple[Item, ...]
    total: Total
    first: int | None = None
    """The number of the first customer of the page, from 1, where it is known."""
    before: Place | None = None
    """Where the page before this one ends; None where nobody stands before."""
    after: Place | None = None
    """Where the page behind this one begins; None where nobody stands behind."""
    looked_at: int = 0
    """Not 0: so many customers were looked at for this page, and then no more: it may be shorter than was asked."""
