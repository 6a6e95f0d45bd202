"""The routes of a forgotten password (evershop.md 6.4)."""

from __future__ import annotations

from patron.dialects.evershop import parse_credentials as parse
from patron.dialects.evershop.parse_credentials import NewPassword
from patron.dialects.evershop.terms import Terms
from patron.domain.refusals import NotFound
from patron.operations.password_reset import ask_for_reset, holder_of_reset, reset_password
from patron.operations.ports import Desk
from patron.operations.shoppers import Person
from patron.wire.dialect import Route, acts, anybody
from patron.wire.envelopes import data, whole
from patron.wire.reply import Reply
from patron.wire.request import Wire
from patron.wire.worded import Worded

SHORTEST = 6
"""UTF-16 units, as JavaScript counts."""


def routes(terms: Terms) -> tuple[Route, ...]:
    """The rows of the table; paths follow `/api`."""

    async def ask(desk: Desk, person: Person, email: str) -> None:
        if not terms.mail:
            raise Worded(500, "Something went wrong. Please try again later.")
        await ask_for_reset(desk, person.shop, email)

    return (
        acts("POST", "/customers/reset-password", anybody, parse.reset_email, ask, _asked),
        acts("POST", "/customers/password", anybody, parse.new_password, _set_password, _set),
    )


async def _set_password(desk: Desk, person: Person, wanted: NewPassword) -> None:
    """Nothing comes back. Raises Worded; a password that is too short leaves the link as it is."""
    try:
        await desk.store.read(lambda unit: holder_of_reset(unit, person.shop, wanted.token))
        if len(wanted.password.encode("utf-16-le", "surrogatepass")) // 2 < SHORTEST:
            raise Worded(500, f"Password must be at least {SHORTEST} characters")
        await reset_password(desk, person.shop, wanted.token, wanted.password)
    except NotFound:
        raise Worded(400, "Token is invalid or expired") from None


def _asked(_nothing: None, _wire: Wire, _person: Person) -> Reply:
    """200 and nothing, whoever the address belongs to."""
    return data({})


def _set(_nothing: None, _wire: Wire, _person: Person) -> Reply:
    """200 and an empty object: the one answer without `data`."""
    return whole({})
