"""What the administration needs from outside of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec import Struct

from patron.operations.office import Office
from patron.wire.request import Wire


class Baked(Struct, frozen=True):
    """A cookie that is ready to be set."""

    name: str
    value: str
    expires_at: int
    """Milliseconds UTC."""


class Terms(Struct, frozen=True):
    """The sessions that are shared with the door of another dialect, and their cookie."""

    office: Office
    read_cookie: Callable[[Wire], Awaitable[str | None]]
    """The session id in the cookie of a request, or None."""
    bake_cookie: Callable[[str, int], Awaitable[Baked]]
    """The cookie with that session id, at that moment (milliseconds UTC)."""
