"""Setting a password through a link that came by mail."""

from __future__ import annotations

from msgspec import Struct

from patron.domain.access import Shop
from patron.domain.credential import Link
from patron.domain.customer import Customer, Parts
from patron.domain.history import PASSWORD_SET
from patron.domain.keys import email_key
from patron.domain.refusals import Invalid, NotFound, Problem
from patron.operations.access import token_hash
from patron.operations.customers import Secret, activated, put_password
from patron.operations.ports import Desk, Reading, Writing

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


async def invited(unit: Reading, _who: object, token: str) -> Invited:
    """Whom the link is for. Raises NotFound when it is unknown, used, out of date, or for a former e-mail."""
    store_id = _store_of(token)
    link = await unit.credentials.link(store_id, token_hash(token))
    return await _good(unit, store_id, link)


async def accept(desk: Desk, _who: object, wish: NewPassword) -> Invited:
    """Who has a password now. Raises Invalid, NotFound; the link works once."""
    problem = _problem(wish)
    if problem:
        raise Invalid(problem)
    await desk.store.read(lambda unit: invited(unit, None, wish.token))  # a dead link must not cost a hash
    secret = Secret(*await desk.hasher.hash(wish.password))
    return await desk.store.write(lambda unit: _accept(unit, wish.token, secret))


async def _accept(unit: Writing, token: str, secret: Secret) -> Invited:
    store_id = _store_of(token)
    link = await unit.credentials.take_link(store_id, token_hash(token))
    found = await _good(unit, store_id, link)
    old = await unit.customers.locked(store_id, found.customer.id)
    if old is None:
        raise NotFound("link")
    await put_password(unit, old, secret)
    return Invited(found.shop, await unit.customers.save(old, activated(old, old, unit.now), PASSWORD_SET))


async def _good(unit: Reading, store_id: int, link: Link | None) -> Invited:
    if link is None or link.purpose != "invitation" or link.expires_at <= unit.now:
        raise NotFound("link")
    shop = await unit.shops.find("store_id", store_id)
    customer = await unit.customers.get(store_id, link.customer_id, Parts.NONE)
    if shop is None or customer is None or customer.status != 1:
        raise NotFound("link")
    credential = await unit.credentials.get(store_id, customer.id)
    epoch = credential.token_epoch if credential else 0
    if epoch != link.token_epoch or email_key(customer.email) != link.email_key:
        raise NotFound("link")
    return Invited(shop, customer)


def _store_of(token: str) -> int:
    """The store that a token carries. Raises NotFound."""
    number, dot, _ = token.partition(".")
    if not dot or not (number.isascii() and number.isdigit()) or len(number) > 18:
        raise NotFound("link")
    return int(number)


def _problem(wish: NewPassword) -> dict[str, tuple[Problem, ...]]:
    if len(wish.password) < SHORTEST:
        return {"password": (Problem.TOO_SHORT,)}
    if len(wish.password) > LONGEST:
        return {"password": (Problem.TOO_LONG,)}
    if wish.password != wish.repeated:
        return {"repeated": (Problem.INVALID,)}
    return {}
