"""Signing in and out, and choosing the store that is worked in."""

from __future__ import annotations

from msgspec import Struct

from patron.dialects.admin import door, parse, render
from patron.dialects.admin.terms import Baked, Terms
from patron.domain.refusals import NotFound, NotSignedIn, TooOften
from patron.operations import office
from patron.operations.office import Password, Visit, signed_in
from patron.operations.ports import Desk
from patron.wire.dialect import Route, acts, anybody, secretive
from patron.wire.reply import Reply
from patron.wire.request import Wire

SECOND_STEP = "/admin/login/code"


class Entered(Struct, frozen=True):
    """A session that was opened or ended, and the cookie that says so."""

    cookie: Baked
    complete: bool = True
    """False: it waits for the second step."""


class Denied(Struct, frozen=True):
    """Somebody who was not let in."""

    email: str
    wait: int = 0
    """Seconds until the next attempt; 0: e-mail or password is wrong."""


def entering(terms: Terms) -> tuple[Route, ...]:
    """The rows of the table."""

    async def enter(desk: Desk, visit: Visit, said: Password) -> Entered | Denied:
        try:
            admitted = await office.enter(desk, terms.office, visit, said)
        except NotSignedIn:
            return Denied(said.email)
        except TooOften as too_often:
            return Denied(said.email, too_often.retry_after)
        return Entered(await terms.bake_cookie(admitted.session_id, desk.clock.now()), admitted.complete)

    async def leave(desk: Desk, visit: Visit, _nothing: None) -> Entered:
        session_id = await desk.store.write(lambda unit: office.leave(unit, terms.office, visit))
        return Entered(await terms.bake_cookie(session_id, desk.clock.now()))

    rows = (
        acts("GET", "/login", anybody, parse.nothing, _nothing, _sign_in),
        acts("POST", "/login", anybody, parse.password, enter, _entered),
        acts("POST", "/logout", anybody, parse.emptied, leave, _left),
        acts("POST", "/store", signed_in, parse.shop, _choose, _chosen),
        acts("GET", "", anybody, parse.nothing, _nothing, _home),
    )
    return tuple(secretive(row) for row in rows)


async def _nothing(_desk: Desk, _visit: Visit, _command: None) -> None:
    """Nothing: the page asks nothing of the store."""


async def _choose(desk: Desk, visit: Visit, store_id: int) -> tuple[int, int]:
    """(store, this moment). Raises NotFound for a store that is not managed."""
    if all(shop.store_id != store_id for shop in visit.present.shops):
        raise NotFound("store")
    return store_id, desk.clock.now()


def _home(_nothing: None, _wire: Wire, _visit: Visit) -> Reply:
    return render.elsewhere(door.HOME)


def _sign_in(_nothing: None, wire: Wire, visit: Visit) -> Reply:
    if visit.clerk is not None:
        return render.elsewhere(door.HOME)
    return render.page("sign_in.html", wire, visit, email="", wait=0, wrong=False)


def _entered(result: Entered | Denied, wire: Wire, visit: Visit) -> Reply:
    if isinstance(result, Denied):
        headers = (("Retry-After", str(result.wait)),) if result.wait else ()
        values = {"email": result.email, "wait": result.wait, "wrong": not result.wait}
        return render.page("sign_in.html", wire, visit, code=429 if result.wait else 422, headers=headers, more=values)
    door.serve(wire, result.cookie)
    return render.elsewhere(door.way_back(wire) if result.complete else SECOND_STEP)


def _left(left: Entered, wire: Wire, _visit: Visit) -> Reply:
    door.serve(wire, left.cookie)
    return render.elsewhere(door.SIGN_IN)


def _chosen(chosen: tuple[int, int], wire: Wire, _visit: Visit) -> Reply:
    door.choose_shop(wire, *chosen)
    return render.elsewhere(door.HOME)
