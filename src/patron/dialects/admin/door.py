"""Who is at the door: the session in the cookie, and the store that was chosen last."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import quote, unquote

from patron.dialects.admin.terms import Baked, Terms
from patron.operations.office import Visit, visit_of
from patron.operations.sessions import new_id
from patron.wire.cookies import CookieKind, drop_cookie, replace_cookie, set_cookie
from patron.wire.house import House
from patron.wire.request import Wire

HOME = "/admin/customers"
SIGN_IN = "/admin/login"
LONGEST_WAY = 1000
CHOSEN_SHOP = CookieKind("admin_store", path="/admin")
WAY_BACK = CookieKind("admin_next", path="/admin")
YEAR_MS = 365 * 24 * 3_600_000


def identify(house: House, terms: Terms) -> Callable[[Wire], Awaitable[Visit]]:
    """The function that finds out who opens a page."""

    async def visit(wire: Wire) -> Visit:
        session_id = await terms.read_cookie(wire)
        if session_id is None:
            # Forms need a session to be bound to, that of signing in too.
            session_id = new_id()
            serve(wire, await terms.bake_cookie(session_id, house.clock.now()))
            found = Visit(session_id)
        else:
            find = partial(visit_of, office=terms.office, session_id=session_id, wanted_shop=chosen_shop(wire))
            found = await house.store.read(find)
        wire.asked = found
        return found

    return visit


def serve(wire: Wire, cookie: Baked) -> None:
    """Nothing comes back; the answer sets the cookie of the session, and no other of that name."""
    replace_cookie(wire, CookieKind(cookie.name), cookie.value, cookie.expires_at)


def chosen_shop(wire: Wire) -> int | None:
    """The store of the cookie, or None."""
    value = wire.request.cookies.get(CHOSEN_SHOP.name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def choose_shop(wire: Wire, store_id: int, now: int) -> None:
    """Nothing comes back; that store is worked in from now on."""
    set_cookie(wire, CHOSEN_SHOP, str(store_id), now + YEAR_MS)


def remember_way(wire: Wire) -> None:
    """Nothing comes back; after signing in, the page that was asked for opens."""
    way = f"{wire.path}?{wire.query}" if wire.query else wire.path
    if wire.method == "GET" and way != HOME and len(way) <= LONGEST_WAY and is_own(way):
        set_cookie(wire, WAY_BACK, quote(way, safe=""))


def way_back(wire: Wire) -> str:
    """The page that was asked for before signing in, and is forgotten now; never one of another site."""
    kept = wire.request.cookies.get(WAY_BACK.name)
    if kept is None:
        return HOME
    drop_cookie(wire, WAY_BACK)
    way = unquote(kept)
    return way if is_own(way) else HOME


def is_own(way: str) -> bool:
    """True for a page of the administration: a plain path below it, whatever else a browser could make of it."""
    path, _, _ = way.partition("?")
    plain = way.isascii() and way.isprintable() and not set(' "<>\\') & set(way)
    return plain and path.startswith("/admin/") and "//" not in path and ".." not in path
