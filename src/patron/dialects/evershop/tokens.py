"""The routes that give tokens: for a password, for a refresh token, for a session (evershop.md 6.2)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from patron.dialects.evershop import claims, parse_credentials
from patron.dialects.evershop.handled import Handled
from patron.dialects.evershop.identify import Door
from patron.dialects.evershop.issuing import WRONG, Issuer, Pair
from patron.dialects.evershop.parse_credentials import Login
from patron.domain.access import Staff
from patron.domain.refusals import NotSignedIn
from patron.operations.ports import Desk
from patron.operations.shoppers import Person, may_manage
from patron.operations.signing_in import SignedIn, sign_in, sign_in_staff
from patron.wire.dialect import Route, acts, anybody
from patron.wire.envelopes import whole
from patron.wire.reply import Reply
from patron.wire.request import Wire

PRIVATE = ("Cache-Control", "no-store")
SUCCESSOR = "X-Refresh-Token"
PREFERENCE = "refresh-token"
"""In the header `Prefer` (RFC 7240): the client spends refresh tokens, and wants the next one."""

Renew: TypeAlias = Callable[[Desk, Person, str], Awaitable[Pair]]


def routes(door: Door) -> tuple[Route, ...]:
    """The rows of the table; paths follow `/api`."""
    issuer = door.issuer

    async def for_customer(desk: Desk, person: Person, login: Login) -> Pair:
        signed_in = await customer_of(desk, person, login)
        return await issuer.pair_of_customer(desk, person.shop, signed_in.customer.id, signed_in.token_epoch)

    async def for_staff(desk: Desk, person: Person, login: Login) -> Pair:
        return await issuer.pair_of_staff(desk, person.shop, await staff_of(desk, person, login))

    async def for_session(desk: Desk, person: Person, _nothing: None) -> Pair:
        if person.staff is None:
            raise NotSignedIn
        return await issuer.pair_of_staff(desk, person.shop, person.staff)

    parse = parse_credentials
    return (
        acts("POST", "/customer/tokens", anybody, parse.customer_login, for_customer, pair),
        acts("POST", "/customer/token/refresh", anybody, parse.refresh_token, _renew(issuer, claims.CUSTOMER), renewed),
        acts("POST", "/user/tokens", anybody, parse.staff_login, for_staff, pair),
        acts("POST", "/user/token/refresh", anybody, parse.refresh_token, _renew(issuer, claims.ADMIN), renewed),
        acts("POST", "/user/session/tokens", may_manage, parse.nothing, for_session, pair),
    )


async def customer_of(desk: Desk, person: Person, login: Login) -> SignedIn:
    """The customer whose password was right. Raises Worded, TooOften."""
    try:
        return await sign_in(desk, person.shop, login.email, login.password, login.client, by_login=False)
    except NotSignedIn:
        raise Handled(400, WRONG) from None


async def staff_of(desk: Desk, person: Person, login: Login) -> Staff:
    """The administrator of the shop whose password was right. Raises Worded, TooOften."""
    try:
        staff = await sign_in_staff(desk, login.email, login.password, login.client)
    except NotSignedIn:
        raise Handled(400, WRONG) from None
    if not staff.manages(person.shop.store_id):
        raise Handled(400, WRONG)
    return staff


def _renew(issuer: Issuer, audience: str) -> Renew:
    async def renew(desk: Desk, person: Person, token: str) -> Pair:
        return await issuer.renewed(desk, person.shop, audience, token)

    return renew


def pair(issued: Pair, _wire: Wire, _person: Person) -> Reply:
    """200 and both tokens."""
    return whole({"data": {"accessToken": issued.access, "refreshToken": issued.refresh}}, 200, PRIVATE)


def renewed(issued: Pair, wire: Wire, _person: Person) -> Reply:
    """200 and the access token; whoever asks for it finds the refresh token's successor in a header."""
    successor = ((SUCCESSOR, issued.refresh),) if _prefers_successor(wire) else ()
    return whole({"data": {"accessToken": issued.access}}, 200, PRIVATE, *successor)


def _prefers_successor(wire: Wire) -> bool:
    said = (wire.header("prefer") or "").split(",")
    return any(one.partition(";")[0].strip().lower() == PREFERENCE for one in said)
