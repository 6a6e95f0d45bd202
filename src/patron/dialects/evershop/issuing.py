"""Token pairs: issued to somebody who signed in, renewed with the refresh token (evershop.md 6.2).

EverShop answers a renewal with an access token alone, and its clients use one refresh token until it ends. A client
that wants more asks for it with `Prefer: refresh-token`, and takes the successor out of the header `X-Refresh-Token`:
with its first use the old one is spent, and a spent one that comes back ends the whole family
(operations.token_families). A successor says no more than whose it is, because it travels in a header.
"""

from __future__ import annotations

import secrets
from typing import cast

from msgspec import Struct

from patron.dialects.evershop import claims
from patron.dialects.evershop.handled import Handled
from patron.dialects.evershop.keys import ACCESS, REFRESH, Keys
from patron.domain.access import Shop, Staff
from patron.domain.credential import Session
from patron.domain.customer import Customer, Json, Parts
from patron.operations import token_families
from patron.operations.access import token_hash
from patron.operations.jwt_tokens import BadToken, TokenFault, TokenSort, is_alive, moment_of_issue, read, signed
from patron.operations.ports import Desk, Reading, Writing
from patron.operations.standing import customer_standing, staff_standing
from patron.operations.token_families import Member
from patron.wire.worded import Worded

KIND = "evershop-refresh"
WRONG = "Invalid email or password"
_FAULTS = {
    TokenFault.INVALID: "Invalid refresh token",
    TokenFault.EXPIRED: "Refresh token has expired",
    TokenFault.WRONG_KIND: "Invalid token kind. Expected refresh token",
}


class Holder(Struct, frozen=True):
    """Whom tokens are issued to."""

    audience: str
    claims: Json
    epoch: int
    customer_id: int | None = None
    staff_id: int | None = None


class Pair(Struct, frozen=True):
    """An access token and the refresh token that renews it."""

    access: str
    refresh: str


def holder_of_customer(customer: Customer, epoch: int, shop: Shop) -> Holder:
    """A customer, read with its groups."""
    return Holder(claims.CUSTOMER, claims.of_customer(customer, shop), epoch, customer_id=customer.id)


def holder_of_staff(staff: Staff) -> Holder:
    """Somebody who manages the shop."""
    return Holder(claims.ADMIN, claims.of_staff(staff), staff.token_epoch, staff_id=staff.id)


class Issuer:
    """Issues and renews the tokens of one installation."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def pair_of_customer(self, desk: Desk, shop: Shop, customer_id: int, epoch: int) -> Pair:
        """A new pair, the first of its family. Raises Worded where the account is not any more as it was seen."""
        access, refresh = await self._sorts(claims.CUSTOMER)

        async def issue(unit: Writing) -> Pair:
            # A password that is changed while the old one is being verified leaves nothing of the old one behind.
            await unit.customers.locked(shop.store_id, customer_id)
            standing = await customer_standing(unit, shop.store_id, customer_id, Parts.GROUPS)
            if standing is None or standing.epoch != epoch:
                raise Handled(400, WRONG)
            holder = holder_of_customer(standing.customer, epoch, shop)
            return await _issued(unit, shop, holder, access, refresh)

        return await desk.store.write(issue)

    async def pair_of_staff(self, desk: Desk, shop: Shop, staff: Staff) -> Pair:
        """A new pair, the first of its family. Raises Worded where the account is not any more as it was seen."""
        access, refresh = await self._sorts(claims.ADMIN)

        async def issue(unit: Writing) -> Pair:
            now = await staff_standing(unit, shop.store_id, staff.id)
            if now is None or now.token_epoch != staff.token_epoch:
                raise Handled(400, WRONG)
            return await _issued(unit, shop, holder_of_staff(now), access, refresh)

        return await desk.store.write(issue)

    async def renewed(self, desk: Desk, shop: Shop, audience: str, token: str) -> Pair:
        """A new access token, and the successor of that refresh token. Raises Worded."""
        access, refresh = await self._sorts(audience)
        now = desk.clock.now()
        try:
            said = read(token, refresh, now)
        except BadToken as bad:
            raise Worded(401, _FAULTS[bad.fault]) from None
        holder = await desk.store.read(lambda unit: _holder(unit, shop, audience, said))
        if not is_alive(said, holder.epoch):
            raise Worded(401, _FAULTS[TokenFault.INVALID])
        member = _member(said, token)
        session = _session(holder, member, refresh, cast("int", said["iat"]))
        if not await token_families.present(desk.store, shop.store_id, member, session):
            raise Worded(401, _FAULTS[TokenFault.INVALID])
        return _successors(holder, member, now, access, refresh)

    async def _sorts(self, audience: str) -> tuple[TokenSort, TokenSort]:
        return await self._keys.sort(audience, ACCESS), await self._keys.sort(audience, REFRESH)


async def _issued(unit: Writing, shop: Shop, holder: Holder, access: TokenSort, refresh: TokenSort) -> Pair:
    issued_at = moment_of_issue(unit.now, holder.epoch)
    token = signed(holder.claims, refresh, issued_at, single=True)
    await unit.sessions.add(shop.store_id, first_session(holder, token, refresh, issued_at))
    return Pair(signed(holder.claims, access, issued_at), token)


def _successors(holder: Holder, member: Member, now: int, access: TokenSort, refresh: TokenSort) -> Pair:
    issued_at = moment_of_issue(now, holder.epoch)
    line = {"family": member.family, "parent": member.id_hash, "jti": secrets.token_urlsafe(24)}
    successor = signed({**claims.identity_of(holder.claims), **line}, refresh, issued_at)
    return Pair(signed(holder.claims, access, issued_at), successor)


def _member(said: Json, token: str) -> Member:
    family, parent, own = said.get("family"), said.get("parent"), said.get("jti")
    if isinstance(family, str) and isinstance(parent, str) and isinstance(own, str):
        return Member(token_hash(own), family, parent)
    return Member(token_hash(token), token_hash(token))


def first_session(holder: Holder, token: str, sort: TokenSort, issued_at: int) -> Session:
    """What is kept of the first refresh token of a family."""
    return _session(holder, Member(token_hash(token), token_hash(token)), sort, issued_at)


def _session(holder: Holder, member: Member, sort: TokenSort, issued_at: int) -> Session:
    """What is kept of a refresh token: until the last of its successors has ended, for they are known by it."""
    return Session(
        id_hash=member.id_hash,
        kind=KIND,
        customer_id=holder.customer_id,
        staff_id=holder.staff_id,
        family=member.family,
        token_epoch=holder.epoch,
        created_at=issued_at * 1000,
        expires_at=(issued_at + 2 * sort.seconds) * 1000,
    )


async def _holder(unit: Reading | Writing, shop: Shop, audience: str, said: Json) -> Holder:
    """Whom a refresh token still stands for. Raises Worded."""
    if audience == claims.CUSTOMER:
        named = claims.customer_of(said)
        standing = await customer_standing(unit, shop.store_id, named.id, Parts.GROUPS) if named else None
        if named is None or standing is None or standing.customer.uuid != named.uuid:
            raise Worded(401, "Customer not found or inactive")
        return holder_of_customer(standing.customer, standing.epoch, shop)
    named = claims.staff_of(said)
    staff = await staff_standing(unit, shop.store_id, named.id) if named else None
    if named is None or staff is None or staff.uuid != named.uuid:
        raise Worded(401, "Admin user not found or inactive")
    return holder_of_staff(staff)
