"""Passwords as stored, and the one-time links that set one."""

from __future__ import annotations

from msgspec import Struct


class Credential(Struct, frozen=True):
    """The password of one customer, whichever dialect set it; `hash` is the scheme's own text."""

    scheme: str
    """argon2id, bcrypt, authlogic-sha512, or world (development only)."""
    hash: str
    changed_at: int
    token_epoch: int = 0
    """Raised by a password change, disabling and deletion: every token and session made before dies."""


class Link(Struct, frozen=True):
    """A one-time link sent by mail, found by the hash of its token."""

    customer_id: int
    purpose: str
    """`invitation` or `reset`."""
    email_key: str
    """The address it was sent to: the link dies when the e-mail changes."""
    token_epoch: int
    expires_at: int


class Letter(Struct, frozen=True):
    """One mail waiting in the outbox. It holds no token: that is made when the mail is sent."""

    store_id: int
    id: int
    kind: str
    customer_id: int
    attempts: int
    next_at: int
    """Not to be tried before this moment (milliseconds UTC)."""
