"""Tokens made on request of a developer: for worlds, and for `POST /_dev/token`."""

from __future__ import annotations

from patron.dialects.evershop import issuing
from patron.dialects.evershop.issuing import Holder
from patron.dialects.evershop.keys import ACCESS, REFRESH, Keys
from patron.domain.customer import Parts
from patron.domain.refusals import NotFound
from patron.operations.jwt_tokens import moment_of_issue, signed
from patron.operations.minting import Mint, MintAsk
from patron.operations.ports import Desk, Reading


def minter(desk: Desk, keys: Keys) -> Mint:
    """What makes a token of any account, a disabled one too: as if it had been issued before that."""

    async def mint(ask: MintAsk) -> str:
        if ask.kind not in (ACCESS, REFRESH) or ask.fixed is not None:
            raise NotFound("credential of that kind")
        holder = await desk.store.read(lambda unit: _holder(unit, ask))
        sort = await keys.sort(holder.audience, ask.kind)
        now = desk.clock.now()
        issued_at, seconds = moment_of_issue(now, holder.epoch), sort.seconds
        if ask.expires_in is not None and ask.expires_in < 0:
            issued_at = now // 1000 + ask.expires_in - seconds
        elif ask.expires_in is not None:
            seconds = ask.expires_in
        token = signed(holder.claims, sort, issued_at, seconds=seconds, single=ask.kind == REFRESH)
        if ask.kind == REFRESH:
            session = issuing.first_session(holder, token, sort, issued_at)
            await desk.store.write(lambda unit: unit.sessions.add(ask.store_id, session))
        return token

    return mint


async def _holder(unit: Reading, ask: MintAsk) -> Holder:
    shop = await unit.shops.find("store_id", ask.store_id)
    if shop is None:
        raise NotFound("store")
    if ask.customer_id is not None:
        customer = await unit.customers.get(ask.store_id, ask.customer_id, Parts.GROUPS)
        credential = await unit.credentials.get(ask.store_id, ask.customer_id)
        if customer is None:
            raise NotFound("customer")
        return issuing.holder_of_customer(customer, credential.token_epoch if credential else 0, shop)
    staff = await unit.staff.get(ask.staff_id) if ask.staff_id is not None else None
    if staff is None:
        raise NotFound("staff")
    return issuing.holder_of_staff(staff)
