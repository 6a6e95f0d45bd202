"""Setting a password through a link that came by mail."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from patron.domain.access import ENABLED, Shop
from patron.domain.acting import act_as
from patron.domain.credential import Link
from patron.domain.customer import Customer, Parts
from patron.domain.history import PASSWORD_SET, CredentialKind
from patron.domain.keys import email_key
from patron.domain.refusals import Invalid, NotFound, Problem
from patron.operations.access import token_hash
from patron.operations.customers import Secret, activated, put_password
from patron.operations.ports import Desk, Reading, Settling, Writing

_TOKEN = re.compile(r"([0-9]{1,18})[-.]", re.ASCII)  # those with a dot were mailed by 0.1
HOLDER: Final = f"the holder of a {CredentialKind.LINK}"
"""Who acts, whatever else came with the request: the link is the authority, and the one proof that counts."""
SHORTEST = 8
LONGEST = 1024


class Invited(Struct, frozen=True):
    """Whom a link invites, and to what."""

    shop: Shop
    customer: Customer


class NewPassword(Struct, frozen=True):
    """A password typed by the holder of a link."""

    token: str
    password: str
    repeated: str


class ByLink:
    """Setting a password behind links of one purpose: one for another purpose opens nothing here."""

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose

    async def holder(self, unit: Reading, _who: object, token: str) -> Invited:
        """Whom the link is for. Raises NotFound when it is unknown, used, out of date, or for a former e-mail."""
        store_id = store_of(token)
        link = await unit.credentials.link(store_id, token_hash(token))
        return await self._good(unit, store_id, link)

    async def accept(self, desk: Desk, _who: object, wish: NewPassword) -> Invited:
        """Who has a password now. Raises Invalid, NotFound; the link works once."""
        problem = _problem(wish)
        if problem:
            raise Invalid(problem)
        return await self.set_password(desk, wish.token, wish.password)

    async def set_password(self, desk: Desk, token: str, password: str) -> Invited:
        """Who has that password now, whatever it is. Raises NotFound; the link works once."""
        await desk.store.read(lambda unit: self.holder(unit, None, token))  # a dead link must not cost a hash
        secret = Secret(*await desk.hasher.hash(password))
        act_as(HOLDER, CredentialKind.LINK)
        return await desk.store.write(lambda unit: self._accept(unit, desk.record, token, secret))

    async def _accept(self, unit: Writing, record: Settling, token: str, secret: Secret) -> Invited:
        store_id = store_of(token)
        link = await unit.credentials.take_link(store_id, token_hash(token))
        # Locked before the link is looked at: two links of one customer at once would else both be good.
        old = await unit.customers.locked(store_id, link.customer_id) if link is not None else None
        found = await self._good(unit, store_id, link)
        if old is None:
            raise NotFound("link")
        await put_password(unit, old, secret)
        new = activated(old, old, unit.now)
        return Invited(found.shop, await record.save(unit, old, new, also=PASSWORD_SET))

    async def _good(self, unit: Reading | Writing, store_id: int, link: Link | None) -> Invited:
        if link is None or link.purpose != self._purpose or link.expires_at <= unit.now:
            raise NotFound("link")
        return await _invited(unit, store_id, link)


INVITATION = ByLink("invitation")
RESET = ByLink("reset")


async def _invited(unit: Reading | Writing, store_id: int, link: Link) -> Invited:
    shop = await unit.shops.find("store_id", store_id)
    customer = await unit.customers.get(store_id, link.customer_id, Parts.NONE)
    if shop is None or customer is None or customer.status != ENABLED:
        raise NotFound("link")
    credential = await unit.credentials.get(store_id, customer.id)
    epoch = credential.token_epoch if credential else 0
    if epoch != link.token_epoch or email_key(customer.email) != link.email_key:
        raise NotFound("link")
    return Invited(shop, customer)


def store_of(token: str) -> int:
    """The store that a link's token carries. Raises NotFound."""
    found = _TOKEN.match(token)
    if found is None:
        raise NotFound("link")
    return int(found[1])


def _problem(wish: NewPassword) -> dict[str, tuple[Problem, ...]]:
    if len(wish.password) < SHORTEST:
        return {"password": (Problem.TOO_SHORT,)}
    if len(wish.password) > LONGEST:
        return {"password": (Problem.TOO_LONG,)}
    if wish.password != wish.repeated:
        return {"repeated": (Problem.INVALID,)}
    return {}
