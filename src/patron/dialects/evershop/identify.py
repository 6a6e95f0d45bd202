"""Who is at the door: a bearer token, or the cookie of a session (evershop.md 1.2, 2)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace

from patron.dialects.evershop import claims
from patron.dialects.evershop.cookies import SessionCookie, serve_cookie
from patron.dialects.evershop.issuing import Issuer
from patron.dialects.evershop.keys import ACCESS, Keys
from patron.dialects.evershop.minting import minter
from patron.dialects.evershop.terms import Terms
from patron.dialects.evershop.tiers import tiers
from patron.domain.access import Shop, Staff
from patron.domain.customer import Json
from patron.operations.jwt_tokens import BadToken, TokenFault, is_alive, read, said
from patron.operations.minting import Mint
from patron.operations.ports import Reading
from patron.operations.sessions import find_session, new_id
from patron.operations.shoppers import Person, SignedCustomer
from patron.operations.standing import customer_standing, staff_standing
from patron.wire.house import House
from patron.wire.refusals import NoSuchRoute
from patron.wire.request import Wire
from patron.wire.worded import Worded

SCHEME = "Bearer "
OWN_AFFAIRS = "/api/customers/me"
"""How the paths of those routes begin that a customer has for the own account."""
SHOP_SESSION, OFFICE_SESSION = "evershop-shop", "evershop-admin"
_FAULTS = {
    TokenFault.INVALID: "Invalid token",
    TokenFault.EXPIRED: "Token has expired",
    TokenFault.WRONG_KIND: "Invalid token kind. Expected access token",
}


class Visit(Struct, frozen=True):
    """Somebody who opens a page, and the session that the page's cookie names; bearer tokens open no pages."""

    person: Person
    session_id: str | None


@dataclass(frozen=True, slots=True)
class Door:
    """What both EverShop dialects, REST and GraphQL, do with every request, and what is needed to let somebody in."""

    greet: Callable[[Wire], None]
    identify: Callable[[Wire], Awaitable[Person]]
    """Of API routes."""
    visit_shop: Callable[[Wire], Awaitable[Visit]]
    """Of pages of the shop."""
    visit_office: Callable[[Wire], Awaitable[Visit]]
    """Of pages of the administration."""
    mint: Mint
    issuer: Issuer
    shop_cookie: SessionCookie
    office_cookie: SessionCookie


class Brought(Struct, frozen=True):
    """What a request brings along to be recognised by; every signature was verified, nothing was looked up."""

    claims: Json = {}
    """Of the bearer token; empty without one."""
    shop_session: str | None = None
    admin_session: str | None = None


def door(house: House, terms: Terms) -> Door:
    """The door of the store that the terms name."""
    keys = Keys(house.store, terms)
    shop_cookie = SessionCookie(keys, terms.shop_cookie, terms.lifetimes.session)
    office_cookie = SessionCookie(keys, terms.admin_cookie, terms.lifetimes.session)

    async def person_of(brought: Brought) -> Person:
        return await house.store.read(lambda unit: _person(unit, terms.store_id, brought))

    async def identify(wire: Wire) -> Person:
        person = await person_of(
            Brought(await _bearer(wire, keys), await shop_cookie.read(wire), await office_cookie.read(wire))
        )
        return replace(person, own_affairs=True) if wire.template.startswith(OWN_AFFAIRS) else person

    async def visit_shop(wire: Wire) -> Visit:
        session_id = await _session_of(wire, shop_cookie)
        return Visit(await person_of(Brought(shop_session=session_id)), session_id)

    async def visit_office(wire: Wire) -> Visit:
        session_id = await _session_of(wire, office_cookie)
        return Visit(await person_of(Brought(admin_session=session_id)), session_id)

    return Door(
        greet=tiers(house),
        identify=identify,
        visit_shop=visit_shop,
        visit_office=visit_office,
        mint=minter(house, keys),
        issuer=Issuer(keys),
        shop_cookie=shop_cookie,
        office_cookie=office_cookie,
    )


async def _session_of(wire: Wire, cookie: SessionCookie) -> str | None:
    """The session that the cookie names; without one, the answer sets a cookie that names none, as every page does."""
    session_id = await cookie.read(wire)
    if session_id is None:
        serve_cookie(wire, await cookie.baked(new_id(), wire.desk.clock.now()))
    return session_id


async def _bearer(wire: Wire, keys: Keys) -> Json:
    """The claims of the bearer token; empty where there is none that EverShop would look at. Raises Worded."""
    header = wire.header("authorization") or ""
    if not header.startswith(SCHEME):
        return {}
    token = header[len(SCHEME) :]
    audience = (said(token) or {}).get("tokenType")
    if audience not in (claims.ADMIN, claims.CUSTOMER):
        return {}
    try:
        return read(token, await keys.sort(str(audience), ACCESS), wire.desk.clock.now())
    except BadToken as bad:
        raise Worded(401, _FAULTS[bad.fault]) from None


async def _person(unit: Reading, store_id: int, brought: Brought) -> Person:
    """Whoever it is. Raises NoSuchRoute, and Worded for a good token whose account is not what it was."""
    shop = await unit.shops.find("store_id", store_id)
    if shop is None:
        raise NoSuchRoute
    bearer = "customer" if claims.customer_of(brought.claims) else "staff" if claims.staff_of(brought.claims) else ""
    return Person(shop, await _customer(unit, shop, brought), await _staff(unit, shop, brought), bearer=bearer)


async def _customer(unit: Reading, shop: Shop, brought: Brought) -> SignedCustomer | None:
    named = claims.customer_of(brought.claims)
    if named is not None:
        standing = await customer_standing(unit, shop.store_id, named.id)
        if standing is None or standing.customer.uuid != named.uuid or not is_alive(brought.claims, standing.epoch):
            raise Worded(401, "Unauthorized")
        return SignedCustomer(named.id, named.uuid, named.said)
    if brought.shop_session is None:
        return None
    found = await find_session(unit, shop.store_id, SHOP_SESSION, brought.shop_session)
    return SignedCustomer(found.customer.id, found.customer.uuid) if found and found.customer else None


async def _staff(unit: Reading, shop: Shop, brought: Brought) -> Staff | None:
    named = claims.staff_of(brought.claims)
    if named is not None:
        staff = await staff_standing(unit, shop.store_id, named.id)
        if staff is None or staff.uuid != named.uuid or not is_alive(brought.claims, staff.token_epoch):
            raise Worded(401, "Unauthorized")
        return staff
    if brought.admin_session is None:
        return None
    found = await find_session(unit, shop.store_id, OFFICE_SESSION, brought.admin_session)
    return found.staff if found and found.staff and found.staff.manages(shop.store_id) else None
