"""A store's customers as a table that is filtered, sorted and paged."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

Column: TypeAlias = Literal["id", "email", "name", "status", "created_at"]


class Pattern(Struct, frozen=True):
    """A text in which `%` is any text and `_` any letter, unless a backslash stands before; case is nothing."""

    text: str
    negated: bool = False


class GridListing(Struct, frozen=True):
    """Which customers, in which order; all conditions must hold, save that a `keyword` in the name is enough alone.

    That is EverShop's grid (evershop.md 8.5): `keyword` stands before the others without brackets, so it reads
    "name like keyword, or e-mail like keyword and everything else".
    """

    page: int = 1
    """From 1."""
    size: int = 20
    keyword: Pattern | None = None
    name: Pattern | None = None
    email: Pattern | None = None
    email_is: str | None = None
    """Letter by letter, unlike `email`."""
    status: int | None = None
    group_id: int | None = None
    """Who belongs to that group first of all."""
    default_group_id: int = 0
    """The group of everybody who belongs to none; needed with `group_id` alone."""
    order: Column = "id"
    descending: bool = True

    @property
    def filtered(self) -> bool:
        """True when not all customers of the store are listed."""
        asked = (self.keyword, self.name, self.email, self.email_is, self.status, self.group_id)
        return any(one is not None for one in asked)

    @property
    def counted(self) -> bool:
        """True when kept counters lead to the page: no row is counted and no row skipped."""
        return not self.filtered and self.order == "id"


def literal_run(pattern: str) -> str:
    """The longest piece of a pattern without wildcards: whatever matches contains it, without regard to case."""
    best, run, escaped = "", "", False
    for letter in pattern:
        if escaped:
            run, escaped = run + letter, False
        elif letter == "\\":
            escaped = True
        elif letter in "%_":
            best, run = max(best, run, key=len), ""
        else:
            run += letter
    return max(best, run, key=len)


def is_complete(pattern: str) -> bool:
    """False for a pattern that ends in the middle of an escape."""
    return (len(pattern) - len(pattern.rstrip("\\"))) % 2 == 0
