"""Everything that reads the development calls' wire (shared contract: conform/README.md)."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from patron.domain.refusals import NotAllowed
from patron.domain.times import instant
from patron.wire.refusals import Malformed
from patron.wire.request import Wire


class Ask(Struct, frozen=True, forbid_unknown_fields=True):
    """A credential that is wanted: of an app, a customer or a member of staff."""

    dialect: str
    store: int | None = None
    customer: str | None = None
    staff: str | None = None
    kind: str = "access"
    expires_in: int | None = None
    scopes: tuple[str, ...] = ("read_customers", "write_customers")


class Clock(Struct, frozen=True, forbid_unknown_fields=True):
    """A moment to stop at; null lets the clock run."""

    now: str | None


def require_local(wire: Wire) -> None:
    """Nothing. Raises NotAllowed."""
    named = urlsplit(f"//{wire.header('host') or ''}").hostname or ""
    if not (_is_loopback(wire.client) and (named == "localhost" or _is_loopback(named))):
        raise NotAllowed("development")


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def nothing(_wire: Wire, _who: None) -> None:
    """None."""


def world(wire: Wire, _who: None) -> bytes:
    """The world as sent; the loader reads it."""
    return wire.body


def ask(wire: Wire, _who: None) -> Ask:
    """The credential that is wanted. Raises Malformed."""
    try:
        return msgspec.json.decode(wire.body, type=Ask)
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise Malformed("body") from None


def clock(wire: Wire, _who: None) -> int | None:
    """Milliseconds UTC, or None to let the clock run. Raises Malformed."""
    try:
        text = msgspec.json.decode(wire.body, type=Clock).now
        return None if text is None else instant(text)
    except (msgspec.DecodeError, msgspec.ValidationError, ValueError):
        raise Malformed("body") from None
