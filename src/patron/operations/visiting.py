"""A shop's visitor: somebody who is signed in as a customer, or nobody in particular."""

from __future__ import annotations

from msgspec import Struct

from patron.domain.access import Shop
from patron.domain.history import CredentialKind


class Visitor(Struct, frozen=True):
    """Whoever sent a request to a shop whose customers manage their own accounts."""

    shop: Shop
    customer_id: int | None
    """The account that is signed in; None: nobody, or an account that is disabled or gone."""
    client: str
    """The address of the caller as text, for limits that count by it."""
    csrf_value: str | None = None
    """The token that this session's writes must carry; None where none is asked for (bearer tokens, switched off)."""
    session_hash: str | None = None
    """The stored session or bearer token that came with the request; it outlives a password change of its own."""
    credential: CredentialKind = CredentialKind.NONE
    """Which kind of them it was."""
