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


def raised(epoch: int, now: int) -> int:
    """The epoch after that one at `now` (milliseconds UTC): seconds since 1970, later than any token issued so far.

    So a token that tells only when it was issued is alive as long as that is not before the epoch.
    """
    return max(epoch, now // 1000) + 1


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


class Session(Struct, frozen=True):
    """Somebody who is signed in, found by the hash of what the client holds."""

    id_hash: str
    kind: str
    """Which door it opens, and how: `aimeos`, `aimeos-bearer`, `evershop-shop`, `evershop-refresh` ..."""
    customer_id: int | None = None
    staff_id: int | None = None
    csrf: str | None = None
    family: str | None = None
    """What tokens that follow each other have in common."""
    token_epoch: int = 0
    """The epoch of the account when it was made: it dies when that is raised."""
    created_at: int = 0
    expires_at: int = 0
    used_at: int | None = None


class SecondStep(Struct, frozen=True):
    """What an account of the installation proves itself with beside its password."""

    secret: str
    """Of the codes that change with time (RFC 6238), in base 32; it is shown to nobody."""
    codes: int
    """Recovery codes that are left."""
