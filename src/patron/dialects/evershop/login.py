"""The pages that sign somebody in and out with a cookie (evershop.md 6.3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec import Struct

from patron.dialects.evershop import BODY_LIMIT
from patron.dialects.evershop.cookies import Bake, SessionCookie, serve_cookie
from patron.dialects.evershop.handled import Handled
from patron.dialects.evershop.identify import OFFICE_SESSION, SHOP_SESSION, Door, Visit
from patron.dialects.evershop.issuing import WRONG
from patron.dialects.evershop.parse_credentials import Login, is_page_body, page_document, page_login
from patron.dialects.evershop.refusing import refuse
from patron.dialects.evershop.terms import Terms
from patron.dialects.evershop.tokens import PRIVATE, customer_of, staff_of
from patron.domain.refusals import NotSignedIn
from patron.operations.ports import Desk
from patron.operations.sessions import Opening, end_session, new_id, open_session
from patron.wire.dialect import Dialect, Route, acts, anybody, secretive
from patron.wire.envelopes import whole
from patron.wire.reply import HTML, Reply
from patron.wire.request import Wire

OFFICE_LOGIN = "/admin/login"


class Entered(Struct, frozen=True):
    """A session that was opened, and its cookie."""

    session_id: str
    cookie: Bake


class Left(Struct, frozen=True):
    """What is there after somebody has left: a cookie that names no session."""

    was_signed_in: bool
    cookie: Bake


def pages(terms: Terms, door: Door) -> tuple[Dialect, Dialect]:
    """The pages of the shop under `/customer`, and those of the administration under `/admin/user`."""
    shop, office = _shop(terms, door), _office(terms, door)
    return (
        _dialect("evershop-shop", "customer", door, door.visit_shop, shop),
        _dialect("evershop-office", "admin/user", door, door.visit_office, office),
    )


def _dialect(
    name: str, prefix: str, door: Door, identify: Callable[[Wire], Awaitable[Visit]], routes: tuple[Route, ...]
) -> Dialect:
    return Dialect(
        name=name,
        prefixes=(prefix,),
        greet=door.greet,
        identify=identify,
        refuse=refuse,
        names=lambda _visit: "",
        body_limit=BODY_LIMIT,
        reads_body=is_page_body,
        open=page_document,
        any_case=True,
        routes=tuple(secretive(route) for route in routes),
    )


def _shop(terms: Terms, door: Door) -> tuple[Route, ...]:
    lifetime_ms = terms.lifetimes.session * 1000

    async def enter(desk: Desk, visit: Visit, login: Login) -> Entered:
        signed_in = await customer_of(desk, visit.person, login)
        opening = Opening(
            visit.person.shop.store_id,
            SHOP_SESSION,
            lifetime_ms,
            customer_id=signed_in.customer.id,
            token_epoch=signed_in.token_epoch,
            instead_of=visit.session_id,
        )
        return await _entered(desk, door.shop_cookie, opening)

    async def leave(desk: Desk, visit: Visit, _nothing: None) -> Left:
        return await _left(desk, door.shop_cookie, visit, was_signed_in=visit.person.customer is not None)

    return (
        acts("POST", "/login", anybody, page_login, enter, _entered_page),
        acts("GET", "/logout", anybody, _nothing, leave, _left_shop),
        acts("POST", "/logout", anybody, _nothing, leave, _left_shop),
    )


def _office(terms: Terms, door: Door) -> tuple[Route, ...]:
    lifetime_ms = terms.lifetimes.session * 1000

    async def enter(desk: Desk, visit: Visit, login: Login) -> Entered:
        staff = await staff_of(desk, visit.person, login)
        opening = Opening(
            visit.person.shop.store_id,
            OFFICE_SESSION,
            lifetime_ms,
            staff_id=staff.id,
            token_epoch=staff.token_epoch,
            instead_of=visit.session_id,
        )
        return await _entered(desk, door.office_cookie, opening)

    async def leave(desk: Desk, visit: Visit, _nothing: None) -> Left:
        return await _left(desk, door.office_cookie, visit, was_signed_in=visit.person.staff is not None)

    return (
        acts("POST", "/login", anybody, page_login, enter, _entered_page),
        acts("GET", "/logout", anybody, _nothing, leave, _left_office),
        acts("POST", "/logout", anybody, _nothing, leave, _left_office),
    )


async def _entered(desk: Desk, cookie: SessionCookie, opening: Opening) -> Entered:
    """The new session. Raises Worded where the account is not any more as it was a moment ago."""
    try:
        session_id = await desk.store.write(lambda unit: open_session(unit, opening))
    except NotSignedIn:
        raise Handled(400, WRONG) from None
    return Entered(session_id, await cookie.baked(session_id, desk.clock.now()))


async def _left(desk: Desk, cookie: SessionCookie, visit: Visit, *, was_signed_in: bool) -> Left:
    store_id, session_id = visit.person.shop.store_id, visit.session_id
    if session_id is not None and was_signed_in:
        await desk.store.write(lambda unit: end_session(unit, store_id, session_id))
    return Left(was_signed_in, await cookie.baked(new_id(), desk.clock.now()))


def _nothing(_wire: Wire, _visit: Visit) -> None:
    """None: leaving asks for nothing."""


def _entered_page(entered: Entered, wire: Wire, _visit: Visit) -> Reply:
    serve_cookie(wire, entered.cookie)
    return whole({"data": {"sid": entered.session_id}}, 200, PRIVATE)


def _left_shop(left: Left, wire: Wire, _visit: Visit) -> Reply:
    serve_cookie(wire, left.cookie)
    return whole({"data": {}}, 200, PRIVATE)


def _left_office(left: Left, wire: Wire, visit: Visit) -> Reply:
    """As from the shop; but nobody can leave the administration who is not in it."""
    if left.was_signed_in:
        return _left_shop(left, wire, visit)
    serve_cookie(wire, left.cookie)
    return Reply(302, b"Found. Redirecting to /admin/login", HTML, (("Location", OFFICE_LOGIN), PRIVATE))
