"""How many accounts one client address may create within a window of time (aimeos.md 5).

Counted are the accounts that came from the address and are still as it made them: a refused creation, a deleted account
and one that was changed since do not count, a disabled one does.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from msgspec import Struct

from patron.domain.access import Shop
from patron.domain.attempts import neighbourhood
from patron.domain.customer import Customer
from patron.domain.refusals import TooOften
from patron.operations.ports import Writing

KIND: Final = "origin"
"""The kind of the rows that creations from one address take turns by."""
TIDY_ONE_IN: Final = 500


class CreationLimit(Struct, frozen=True):
    """At most `count` accounts within `seconds`; 0 admits none."""

    count: int
    seconds: int

    async def check(self, unit: Writing, shop: Shop, client: str) -> None:
        """Nothing comes back; until the unit ends nobody else creates from that address. Raises TooOften."""
        origin = _hashed(client)
        since = unit.now - self.seconds * 1000
        if secrets.randbelow(TIDY_ONE_IN) == 0:  # where accounts of long ago came from is nobody's business
            await unit.origins.tidy(shop.store_id, since)
            await unit.attempts.forget(shop.store_id, KIND, since)
        await unit.attempts.locked(shop.store_id, KIND, origin)
        if await unit.origins.count(shop.store_id, origin, since) >= self.count:
            oldest = await unit.origins.oldest(shop.store_id, origin, since)
            raise TooOften(self.seconds if oldest is None else max(1, -(-(oldest - since + 1) // 1000)))

    async def note(self, unit: Writing, customer: Customer, client: str) -> None:
        """Nothing comes back; the new account counts for that address."""
        await unit.origins.note(customer.store_id, customer.id, _hashed(client))

    async def forget(self, unit: Writing, customer: Customer) -> None:
        """Nothing comes back; somebody has changed the account, which is the address's work no more."""
        await unit.origins.forget(customer.store_id, customer.id)


def _hashed(client: str) -> str:
    return hashlib.sha256(neighbourhood(client).encode()).hexdigest()
