"""Who is asking: app tokens to callers, cheaply; and what a caller may do."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable

from patron.domain.access import READ_CUSTOMERS, WRITE_CUSTOMERS, Caller, Grant, Shop
from patron.domain.refusals import NotAllowed, NotSignedIn
from patron.operations.ports import Reading, ShopKey, Store

CACHE_SECONDS = 1.0  # a revoked token works for this long at most
CACHE_SIZE = 10_000


def may_read(caller: Caller) -> None:
    """Nothing. Raises NotAllowed."""
    _require(caller, READ_CUSTOMERS)


def may_write(caller: Caller) -> None:
    """Nothing. Raises NotAllowed."""
    _require(caller, WRITE_CUSTOMERS)


def _require(caller: Caller, scope: str) -> None:
    if not caller.may(scope):
        raise NotAllowed(scope)


def token_hash(token: str) -> str:
    """SHA-256 of a token, hex: enough for 256 random bits, and what is stored (peers.md, goal 8)."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token(store_id: int) -> str:
    """A token that carries its store: `<store>.<43 url-safe characters>`."""
    return f"{store_id}.{secrets.token_urlsafe(32)}"


class AppTokens:
    """Callers by token, remembered for a second, so that a check costs one SHA-256 and one look-up."""

    def __init__(self, store: Store, seconds: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._seconds = seconds
        self._known: dict[tuple[ShopKey, int | str, str], tuple[float, Caller]] = {}

    async def caller(self, key: ShopKey, shop_name: int | str, token: str) -> Caller:
        """The caller behind a token of the store with that name. Raises NotSignedIn."""
        hashed = token_hash(token)
        known = self._known.get((key, shop_name, hashed))
        if known is not None and known[0] > self._seconds():
            return known[1]
        shop, grant = await self._store.read(lambda unit: _find(unit, key, shop_name, hashed))
        if shop is None or grant is None:
            self._known.pop((key, shop_name, hashed), None)
            raise NotSignedIn
        caller = Caller(shop, grant.token_id, grant.scopes)
        if len(self._known) >= CACHE_SIZE:
            self._known.clear()
        self._known[key, shop_name, hashed] = (self._seconds() + CACHE_SECONDS, caller)
        return caller

    def forget(self) -> None:
        """Nothing comes back; the next check of every token asks the store."""
        self._known.clear()


async def _find(unit: Reading, key: ShopKey, shop_name: int | str, hashed: str) -> tuple[Shop | None, Grant | None]:
    shop = await unit.shops.find(key, shop_name)
    return (shop, await unit.tokens.find(shop.store_id, hashed)) if shop else (None, None)
