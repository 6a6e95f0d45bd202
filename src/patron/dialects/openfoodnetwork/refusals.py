"""What only this platform says about a request that it cannot use (openfoodnetwork.md section 3)."""

from __future__ import annotations

from dataclasses import dataclass, field

from patron.domain.refusals import NotSignedIn
from patron.wire.refusals import Malformed


@dataclass(eq=False)
class UnknownKey(NotSignedIn):
    """An API key that is no account's; it is said back as it was sent."""

    key: str


@dataclass(eq=False)
class NoAttributes(Malformed):
    """The body says nothing of a customer."""

    part: str = field(default="body")


@dataclass(eq=False)
class NotPermitted(Malformed):
    """Keys that may not be sent, in the order of the body."""

    keys: tuple[str, ...]


@dataclass(eq=False)
class BelowOne(Malformed):
    """A page or a size below 1; `part` is its name on the wire."""

    number: int


@dataclass(eq=False)
class UnknownFields(Malformed):
    """Extra fields that there are not."""

    fields: tuple[str, ...]
