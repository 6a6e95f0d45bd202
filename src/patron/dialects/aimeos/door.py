"""Who is asking: a cookie session or a bearer token, and the token that a session's writes must carry.

Aimeos leaves all of this to its host; these are the conventions of Laravel, the usual one. A visitor who is not signed
in has a session, too, because the token belongs to one. It is nothing but 256 random bits in a cookie: the token is
made of them, so neither a row nor a signature is needed, and an anonymous GET writes nothing. Whoever signs in gets
fresh bits, so that planting a cookie in somebody's browser wins nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from patron.dialects.aimeos import csrf
from patron.dialects.aimeos.terms import Terms
from patron.domain.access import Shop
from patron.domain.history import CredentialKind
from patron.domain.refusals import NotAllowed, NotFound
from patron.operations.entering import Doorway, Entered
from patron.operations.minting import MintAsk
from patron.operations.ports import Reading, Writing
from patron.operations.sessions import Found, Opening, csrf_of, find_session, is_id, new_id, plant_session
from patron.operations.visiting import Visitor
from patron.wire.cookies import CookieKind, drop_cookie, set_cookie
from patron.wire.house import House
from patron.wire.request import Wire

Command = TypeVar("Command")
HOUR: Final = 3600 * 1000
DAY: Final = 24 * HOUR
COOKIE: Final = CookieKind("patron_session")
BY_COOKIE: Final = Doorway("aimeos", DAY, 30 * DAY)
BY_TOKEN: Final = Doorway("aimeos-bearer", 365 * DAY, 365 * DAY)
CSRF: Final = "csrf"
"""The right that a write lacks which came without its session's token."""
LONGEST_TOKEN: Final = 512
_BEARER: Final = "bearer"


class Door:
    """Lets visitors of the shop in, under the terms of an installation."""

    def __init__(self, house: House, terms: Terms) -> None:
        self._house = house
        self._terms = terms

    async def identify(self, wire: Wire) -> Visitor:
        """Who is asking; whoever has no live session or token is nobody in particular. Raises NotFound: no shop."""
        self._admit_origin(wire)
        cookie, token = session_id(wire), bearer(wire)
        kind, secret = (BY_COOKIE.kind, cookie) if token is None else (BY_TOKEN.kind, token)
        shop, found = await self._house.store.read(lambda unit: self._look(unit, kind, secret))
        return Visitor(
            shop=_there(shop),
            customer_id=found.customer.id if found and found.customer else None,
            client=wire.client,
            csrf_value=self._csrf_value(wire, cookie, token),
            session_hash=found.session.id_hash if found else None,
            credential=_kind_of(found, token),
        )

    async def stranger(self, wire: Wire) -> Visitor:
        """Nobody in particular, whatever came along; no session is begun. Raises NotFound: no shop."""
        self._admit_origin(wire)
        shop, _ = await self._house.store.read(lambda unit: self._look(unit, "", None))
        return Visitor(_there(shop), None, wire.client)

    def guarded(self, parse: Callable[[Wire, Visitor], Command]) -> Callable[[Wire, Visitor], Command]:
        """The parser, for writes: the session's token is looked for before anything else is read.

        It raises NotAllowed("csrf"). The token may stand in the body: hence neither in `identify` nor in `may`.
        """

        def checked(wire: Wire, visitor: Visitor) -> Command:
            expected = visitor.csrf_value
            if expected is not None and not csrf.carries(wire, expected, self._terms.prefix):
                raise NotAllowed(CSRF)
            return parse(wire, visitor)

        return checked

    def give(self, wire: Wire, entered: Entered) -> str | None:
        """The token of the session that begins, whose cookie the answer sets; None where none is asked for."""
        set_cookie(wire, COOKIE, entered.session_id, entered.expires_at if entered.lasting else None)
        return csrf_of(entered.session_id) if self._terms.csrf else None

    def take(self, wire: Wire) -> str | None:
        """The token of the anonymous session that follows; None, and no session, where none is asked for."""
        if self._terms.csrf:
            return self._begin(wire)
        drop_cookie(wire, COOKIE)
        return None

    async def mint(self, ask: MintAsk) -> str:
        """A bearer token for worlds and the development calls. Raises NotFound."""
        if ask.customer_id is None or ask.kind != "access":
            raise NotFound("credential of that kind")
        lifetime = BY_TOKEN.lifetime_ms if ask.expires_in is None else ask.expires_in * 1000
        opening = Opening(ask.store_id, BY_TOKEN.kind, lifetime, customer_id=ask.customer_id)

        async def plant(unit: Writing) -> str:
            return await plant_session(unit, opening, ask.fixed)

        return await self._house.store.write(plant)

    async def _look(self, unit: Reading, kind: str, secret: str | None) -> tuple[Shop | None, Found | None]:
        shop = await unit.shops.find("store_id", self._terms.store_id)
        if shop is None or secret is None:
            return shop, None
        return shop, await find_session(unit, shop.store_id, kind, secret)

    def _csrf_value(self, wire: Wire, cookie: str | None, token: str | None) -> str | None:
        if not self._terms.csrf:
            return None
        if cookie is not None:
            return csrf_of(cookie)
        # No browser adds a bearer token by itself: there is nothing to forge.
        return self._begin(wire) if token is None else None

    def _begin(self, wire: Wire) -> str:
        made = new_id()
        set_cookie(wire, COOKIE, made)
        return csrf_of(made)

    def _admit_origin(self, wire: Wire) -> None:
        """Nothing; pages of an allowed origin may read the answer, and send the cookie."""
        # The service description may be kept for a while: a shared cache must not hand out one session's token.
        wire.answer_headers.append(("Vary", "Cookie, Origin"))
        origin = wire.header("origin")
        if origin is not None and (origin == wire.base_url or origin in self._terms.origins):
            wire.answer_headers.append(("Access-Control-Allow-Origin", origin))
            wire.answer_headers.append(("Access-Control-Allow-Credentials", "true"))


def _kind_of(found: Found | None, token: str | None) -> CredentialKind:
    if found is None:
        return CredentialKind.NONE
    return CredentialKind.SESSION if token is None else CredentialKind.BEARER_TOKEN


def _there(shop: Shop | None) -> Shop:
    if shop is None:
        raise NotFound("store")
    return shop


def session_id(wire: Wire) -> str | None:
    """The id in the session cookie; None where there is none that could be ours."""
    sent = wire.request.cookies.get(COOKIE.name)
    return sent if sent is not None and is_id(sent) else None


def bearer(wire: Wire) -> str | None:
    """The bearer token, or None; one of another scheme is none."""
    scheme, _, token = (wire.header("authorization") or "").strip().partition(" ")
    return token.strip()[:LONGEST_TOKEN] if scheme.lower() == _BEARER and token.strip() else None
