"""Accounts of the installation by API key or session: who they are and what kind of enterprises they manage."""

from __future__ import annotations

import time
from collections.abc import Callable

from msgspec import Struct

from patron.domain.access import ENABLED, INSTALLATION, MANAGER, Staff
from patron.domain.keys import email_key
from patron.domain.refusals import NotSignedIn
from patron.operations.access import CACHE_SECONDS, CACHE_SIZE, token_hash
from patron.operations.ports import Reading, Store
from patron.operations.sessions import find_session

SELLING = frozenset({"own", "any"})


class Member(Struct, frozen=True):
    """An account that has proved who it is."""

    staff: Staff
    sells: bool
    """True when at least one of the enterprises that it manages sells something (openfoodnetwork.md section 4)."""

    @property
    def email_key(self) -> str:
        """Whose own records are this account's: the customers with the same e-mail."""
        return email_key(self.staff.email)


class StaffKeys:
    """Accounts by key, remembered for a second, so that a check costs one SHA-256 and one look-up."""

    def __init__(self, store: Store, seconds: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._seconds = seconds
        self._known: dict[str, tuple[float, Member]] = {}

    async def member(self, key: str) -> Member:
        """The account with that API key. Raises NotSignedIn."""
        hashed = token_hash(key)
        known = self._known.get(hashed)
        if known is not None and known[0] > self._seconds():
            return known[1]
        found = await self._store.read(lambda unit: _by_key(unit, hashed))
        if found is None:
            self._known.pop(hashed, None)
            raise NotSignedIn
        if len(self._known) >= CACHE_SIZE:
            self._known.clear()
        self._known[hashed] = (self._seconds() + CACHE_SECONDS, found)
        return found

    async def signed_in(self, kind: str, session: str) -> Member | None:
        """The account whose session of that kind this is; None where it is unknown, over, or the account is closed."""
        return await self._store.read(lambda unit: _by_session(unit, kind, session))

    def forget(self) -> None:
        """Nothing comes back; the next check of every key asks the store."""
        self._known.clear()


async def _by_key(unit: Reading, hashed: str) -> Member | None:
    return await _member(unit, await unit.staff.by_key(hashed))


async def _by_session(unit: Reading, kind: str, session: str) -> Member | None:
    found = await find_session(unit, INSTALLATION, kind, session)
    return None if found is None else await _member(unit, found.staff)


async def _member(unit: Reading, staff: Staff | None) -> Member | None:
    if staff is None or staff.status != ENABLED:
        return None
    return Member(staff, sells=staff.is_admin or await _sells(unit, staff))


async def _sells(unit: Reading, staff: Staff) -> bool:
    if staff.role != MANAGER:
        return False
    return any(shop.sells in SELLING for shop in await unit.shops.all() if shop.store_id in staff.stores)
