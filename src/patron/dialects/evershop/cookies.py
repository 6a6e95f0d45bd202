"""Session cookies, signed as Express signs them (evershop.md 6.3)."""

from __future__ import annotations

import hmac
from base64 import b64encode
from urllib.parse import quote, unquote

from msgspec import Struct

from patron.dialects.evershop.keys import Keys
from patron.wire.cookies import CookieKind, replace_cookie, sent_cookies
from patron.wire.request import Wire

_PLAIN = "-_.!~*'()"
"""What JavaScript's encodeURIComponent leaves as it is, beside letters and digits."""


class Bake(Struct, frozen=True):
    """A cookie that is ready to be set."""

    name: str
    value: str
    expires_at: int
    """Milliseconds UTC."""


class SessionCookie:
    """The cookie of one sort of sessions: of the shop's customers, or of its administrators."""

    def __init__(self, keys: Keys, name: str, seconds: int) -> None:
        self._keys = keys
        self._name = name
        self._seconds = seconds

    async def read(self, wire: Wire) -> str | None:
        """The session id in the first of the request's cookies that has our signature, or None.

        A browser sends several of one name where another path or domain has set one, too.
        """
        sent = sent_cookies(wire, self._name)
        if not sent:
            return None
        secret = await self._keys.cookie_secret()
        return next((found for one in sent if (found := _session_in(unquote(one), secret)) is not None), None)

    async def baked(self, session_id: str, now: int) -> Bake:
        """The cookie with that session; `now` in milliseconds."""
        value = _signed(session_id, await self._keys.cookie_secret())
        return Bake(self._name, quote(value, safe=_PLAIN), now + self._seconds * 1000)


def serve_cookie(wire: Wire, bake: Bake) -> None:
    """Nothing comes back; the answer sets the cookie, and no other of that name."""
    replace_cookie(wire, CookieKind(bake.name, same_site=None), bake.value, bake.expires_at)


def _session_in(value: str, secret: str) -> str | None:
    """The session id in a cookie's value, where the signature is ours."""
    session_id, dot, _ = value.removeprefix("s:").rpartition(".")
    if not dot or not value.startswith("s:"):
        return None
    return session_id if hmac.compare_digest(value.encode(), _signed(session_id, secret).encode()) else None


def _signed(session_id: str, secret: str) -> str:
    """`s:`, the id, a dot and the signature: HMAC-SHA256 in base64 without its `=`."""
    signature = b64encode(hmac.digest(secret.encode(), session_id.encode(), "sha256")).decode().rstrip("=")
    return f"s:{session_id}.{signature}"
