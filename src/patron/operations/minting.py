"""Credentials made on request of a developer: what worlds and the development calls ask of a dialect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from msgspec import Struct


class MintAsk(Struct, frozen=True):
    """A credential that is wanted: of a customer, or of an account of the installation."""

    store_id: int
    customer_id: int | None = None
    staff_id: int | None = None
    kind: str = "access"
    """`access` or `refresh`."""
    expires_in: int | None = None
    """Seconds from now, negative for one that has expired; None: as long as such a credential usually is good."""
    fixed: str | None = None
    """This value is the credential, where the dialect's credentials are opaque."""


Mint: TypeAlias = Callable[[MintAsk], Awaitable[str]]
"""Gives the credential as a client sends it. Raises NotFound for a kind that the dialect does not have."""
