"""The second step of signing in, for accounts that have one."""

from __future__ import annotations

from msgspec import Struct

from patron.dialects.admin import door, parse, render
from patron.dialects.admin.terms import Baked, Terms
from patron.domain.refusals import NotSignedIn, TooOften
from patron.operations import second_step
from patron.operations.office import Visit
from patron.operations.ports import Desk, Reading
from patron.operations.second_step import Code
from patron.wire.dialect import Route, acts, anybody, reads, secretive
from patron.wire.reply import Reply
from patron.wire.request import Wire


class Halfway(Struct, frozen=True):
    """Whether somebody has done the first step, and what became of the code."""

    waits: bool
    """False: there is nobody who could be asked for a code."""
    wrong: bool = False
    wait: int = 0
    """Seconds until the next attempt."""
    cookie: Baked | None = None
    """Of the whole session."""


def rooms(terms: Terms) -> tuple[Route, ...]:
    """The rows of the table."""

    async def ask(unit: Reading, visit: Visit, _nothing: None) -> Halfway:
        try:
            await second_step.halfway(unit, terms.office, visit.session_id)
        except NotSignedIn:
            return Halfway(waits=False)
        return Halfway(waits=True)

    async def take(desk: Desk, visit: Visit, code: Code) -> Halfway:
        try:
            session_id = await second_step.finish(desk, terms.office, visit, code)
        except NotSignedIn:
            return Halfway(waits=False)
        except TooOften as too_often:
            return Halfway(waits=True, wait=too_often.retry_after)
        if session_id is None:
            return Halfway(waits=True, wrong=True)
        return Halfway(waits=True, cookie=await terms.bake_cookie(session_id, desk.clock.now()))

    rows = (
        reads("GET", "/login/code", anybody, parse.nothing, ask, _page),
        acts("POST", "/login/code", anybody, _code, take, _page),
    )
    return tuple(secretive(row) for row in rows)


def _code(wire: Wire, visit: Visit) -> Code:
    return Code(parse.form(wire, visit).get("code", ""))


def _page(found: Halfway, wire: Wire, visit: Visit) -> Reply:
    if found.cookie is not None:
        door.serve(wire, found.cookie)
        return render.elsewhere(door.way_back(wire))
    if not found.waits:
        return render.elsewhere(door.HOME if visit.clerk else door.SIGN_IN)
    code = 429 if found.wait else 422 if found.wrong else 200
    headers = (("Retry-After", str(found.wait)),) if found.wait else ()
    return render.page("sign_in_code.html", wire, visit, code=code, headers=headers, wrong=found.wrong, wait=found.wait)
