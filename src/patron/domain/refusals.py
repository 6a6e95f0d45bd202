"""Why an operation said no: codes and values; no sentence, no status, no place in a body. Each dialect words them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class Problem(StrEnum):
    """What is wrong with one value."""

    BLANK = "blank"
    INVALID = "invalid"
    TAKEN = "taken"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_MOVABLE = "not_movable"


class Refusal(Exception):
    """The parent of every refusal; an operation that raises one has written nothing."""


# Not frozen: a frozen exception cannot be given a traceback by a context manager.
@dataclass(eq=False)
class NotSignedIn(Refusal):
    """No credential, or one that is unknown, expired, revoked, or of another store."""


@dataclass(eq=False)
class NotAllowed(Refusal):
    """The caller is known and lacks a right."""

    right: str


@dataclass(eq=False)
class NotFound(Refusal):
    """There is no such thing in this store, or the caller may not know of it."""

    what: str


@dataclass(eq=False)
class Invalid(Refusal):
    """Values that break a rule: field as the dialect names it -> problems."""

    problems: Mapping[str, tuple[Problem, ...]]


@dataclass(eq=False)
class Taken(Refusal):
    """Another customer of the store has this value; `fact` is the fact's name in the one record."""

    fact: str


@dataclass(eq=False)
class PastTheEnd(Refusal):
    """A page number behind the last page; 0 where nothing matches at all."""

    last_page: int


@dataclass(eq=False)
class HasOrders(Refusal):
    """A customer with orders cannot be deleted through this door."""


@dataclass(eq=False)
class TooOften(Refusal):
    """A rate limit is exhausted; `retry_after` in whole seconds."""

    retry_after: int


@dataclass(eq=False)
class Stale(Refusal):
    """The customer is not in a version that the caller has seen (`If-Match`)."""


@dataclass(eq=False)
class Repeated(Refusal):
    """The key of this call was used before: for another call, or for this one, whose answer is not there."""

    running: bool
    """True where the first call goes on, or its answer was lost."""


@dataclass(eq=False)
class Unavailable(Refusal):
    """The database cannot answer at the moment; the same call may go through later."""

    retry_after: int = field(default=2)


DomainRefusal: TypeAlias = (
    NotSignedIn
    | NotAllowed
    | NotFound
    | Invalid
    | Taken
    | PastTheEnd
    | HasOrders
    | TooOften
    | Stale
    | Repeated
    | Unavailable
)
