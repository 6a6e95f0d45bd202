"""Refusals that only exist on the wire, and the union that every dialect must word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from patron.domain.refusals import DomainRefusal, Refusal


@dataclass(eq=False)
class NoSuchRoute(Refusal):
    """No route of the dialect has this path."""


@dataclass(eq=False)
class MethodNotAllowed(Refusal):
    """The path exists, with other methods; `allowed` is sorted."""

    allowed: tuple[str, ...]


@dataclass(eq=False)
class Malformed(Refusal):
    """The request cannot be read at all; `part` is `body`, `query`, `path`, or the name of a header."""

    part: str


@dataclass(eq=False)
class UnsupportedMedia(Refusal):
    """The body's content type is not one that this route reads."""


@dataclass(eq=False)
class TooLarge(Refusal):
    """The body is longer than `limit` bytes."""

    limit: int


@dataclass(eq=False)
class Fault(Refusal):
    """Ours, not the caller's: the trace is in the log under `request_id`, the answer tells nothing of it."""

    request_id: str


WireRefusal: TypeAlias = NoSuchRoute | MethodNotAllowed | Malformed | UnsupportedMedia | TooLarge | Fault
Refused: TypeAlias = DomainRefusal | WireRefusal
