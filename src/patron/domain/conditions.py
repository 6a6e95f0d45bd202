"""What a caller asks of the customers of several stores at once: conditions, order, page.

An unknown value (null) makes a comparison neither true nor false, as in SQL; only `Comparison.EQUAL` and
`Comparison.DIFFERENT` can ask for null itself.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, TypeAlias

from msgspec import Struct

from patron.domain.refusals import Invalid, Problem

WILDCARDS: Final = "%_"
ESCAPE: Final = "\\"


class Attribute(Enum):
    """Everything about a customer that a condition or an order may name; there is no way to name anything else."""

    ID = "id"
    EMAIL = "email"
    """In lower case, however it is written."""
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    CODE = "code"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"
    UNFILLED = "unfilled"
    """What a platform still lets its callers name and nobody has: null for every customer."""


class Comparison(Enum):
    """How a value is compared."""

    EQUAL = "equal"
    DIFFERENT = "different"
    LESS = "less"
    AT_MOST = "at_most"
    GREATER = "greater"
    AT_LEAST = "at_least"
    AMONG = "among"
    NOT_AMONG = "not_among"
    LIKE = "like"
    """Texts only: a pattern with `%` and `_`, escaped with a backslash; upper and lower case are alike."""
    UNLIKE = "unlike"


Value: TypeAlias = int | str | None


class Test(Struct, frozen=True):
    """One comparison. Texts are compared by code point, moments are milliseconds UTC."""

    __test__ = False

    attribute: Attribute
    comparison: Comparison
    value: Value | tuple[Value, ...] = None
    """A tuple, and not an empty one, for AMONG and NOT_AMONG alone."""


class Every(Struct, frozen=True):
    """All of the conditions hold; there is at least one."""

    conditions: tuple[Condition, ...]


class Either(Struct, frozen=True):
    """One of the conditions holds; there is at least one."""

    conditions: tuple[Condition, ...]


Condition: TypeAlias = Test | Every | Either


class Order(Struct, frozen=True):
    """One key of an order; null comes last in an ascending one and first in a descending one."""

    attribute: Attribute
    descending: bool = False


class Search(Struct, frozen=True):
    """Which customers are wanted, and in which order; the id breaks ties."""

    condition: Condition | None = None
    order: tuple[Order, ...] = ()


EVERYBODY: Final = Search()
NEAR: Final = 5_000
"""So many customers are passed over in a millisecond or two."""


class EnterpriseListing(Struct, frozen=True):
    """Visible customers of several stores: those made by hand, and those with a completed order."""

    stores: tuple[int, ...] | None
    """The stores whose customers are all shown; None: those of every store."""
    email_key: str | None = None
    """Whoever has it is shown too, in whichever store: the caller's own records."""
    within: tuple[int, ...] | None = None
    """The stores outside of which nobody is shown; None: all are inside."""
    search: Search = EVERYBODY
    page: int = 1
    """From 1."""
    size: int = 50

    @property
    def searching(self) -> bool:
        """True when it may have to look at many customers."""
        # A page far in is counted out customer by customer where some are hidden.
        return self.search != EVERYBODY or (self.page - 1) * self.size > NEAR


def literally(text: str) -> str:
    """The text as part of a pattern that stands for nothing but itself."""
    return text.replace(ESCAPE, ESCAPE * 2).replace("%", ESCAPE + "%").replace("_", ESCAPE + "_")


def literals(pattern: str) -> list[str]:
    """The texts between the wildcards of a pattern."""
    found, letters = [""], iter(pattern)
    for letter in letters:
        if letter in WILDCARDS:
            found.append("")
        else:
            found[-1] += next(letters, "") if letter == ESCAPE else letter
    return [text for text in found if text]


def lowered(text: str) -> str:
    """The text in lower case, letter by letter, as PostgreSQL does it: as many letters as before."""
    return text.lower() if text.isascii() else "".join(letter.lower()[0] for letter in text)


def too_costly() -> Invalid:
    """The refusal of a search that would take too long."""
    return Invalid({"q": (Problem.TOO_LONG,)})
