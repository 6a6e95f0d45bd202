"""Refresh tokens that follow each other: each may be followed by one, and whoever comes back with an old one ends all.

A family is one row: the token that is in use. A token may be presented again and again, as EverShop's clients do, until
its successor is presented for the first time: from then on it is spent. A spent one that comes back was in two hands,
so the family is gone, and with it whoever holds the newest.
"""

from __future__ import annotations

from msgspec import Struct

from patron.domain.credential import Session
from patron.operations.ports import Reading, Store, Writing


class Member(Struct, frozen=True):
    """One refresh token of a family, by the hashes of what is random in it."""

    id_hash: str
    family: str
    parent: str | None = None
    """The `id_hash` of the token that it was answered to; None for the first of a family."""


async def present(store: Store, store_id: int, member: Member, session: Session) -> bool:
    """True for a token in use, or one that follows it and is in use from now on: `session` is kept for it then.

    False for any other one, and its family is gone.
    """

    async def is_in_use(unit: Reading) -> bool:
        return await unit.sessions.get(store_id, member.id_hash) is not None

    async def take_turn(unit: Writing) -> bool:
        return await _take_turn(unit, store_id, member, session)

    return await store.read(is_in_use) or await store.write(take_turn)


async def _take_turn(unit: Writing, store_id: int, member: Member, session: Session) -> bool:
    if member.parent is not None and await unit.sessions.drop(store_id, member.parent):
        await unit.sessions.add(store_id, session)
        return True
    # The same token in two requests at once: one of them took its turn, the other one sees it in use.
    if await unit.sessions.get(store_id, member.id_hash) is not None:
        return True
    await unit.sessions.drop_family(store_id, member.family)
    return False
