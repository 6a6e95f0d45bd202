"""What the handlers that sign somebody in say themselves, behind all that is said before a handler is asked."""

from __future__ import annotations

from patron.wire.worded import Worded

MESSAGE_FIRST = frozenset({"/api/customer/tokens", "/api/user/tokens", "/admin/user/login"})
"""Routes whose handlers put the message before the status (evershop.md 1.1)."""


class Handled(Worded):
    """A refusal of such a handler."""
