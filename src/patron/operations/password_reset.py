"""A new password for somebody who has forgotten the old one: asked for by e-mail address, set behind a mailed link."""

from __future__ import annotations

from typing import Final

from patron.domain.access import Shop
from patron.domain.customer import Parts
from patron.domain.keys import email_key
from patron.domain.refusals import NotFound
from patron.operations.passwords import RESET, Invited, store_of
from patron.operations.ports import Desk, Reading, Writing

NOBODY: Final = 0
"""The customer of a letter that nobody will get: no customer has this id."""


async def ask_for_reset(desk: Desk, shop: Shop, email: str) -> None:
    """Nothing comes back, and nothing tells whether the address is known.

    A letter waits in either case, so that both are the same work; the postman throws away the one that is for nobody.
    """

    async def ask(unit: Writing) -> None:
        customer = await unit.customers.find(shop.store_id, "email_key", email_key(email), Parts.NONE)
        await unit.outbox.add(shop.store_id, "reset", customer.id if customer else NOBODY)

    await desk.store.write(ask)
    desk.nudge()


async def holder_of_reset(unit: Reading, shop: Shop, token: str) -> Invited:
    """Whom the link of that shop is for. Raises NotFound: unknown, used, out of date, for a former e-mail."""
    if store_of(token) != shop.store_id:
        raise NotFound("link")
    return await RESET.holder(unit, None, token)


async def reset_password(desk: Desk, shop: Shop, token: str, password: str) -> Invited:
    """Who has that password now; every session and token of the account is dead. Raises NotFound."""
    if store_of(token) != shop.store_id:
        raise NotFound("link")
    return await RESET.set_password(desk, token, password)
