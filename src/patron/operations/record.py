"""The end of the write rule over a whole customer: mirrors, settling, and what moves when a fact changed.

Every dialect's write ends here, whatever it did before: so a newer fact ends the stale spellings of all of them.
"""

from __future__ import annotations

from msgspec.structs import replace

from patron.domain.access import ENABLED
from patron.domain.credential import raised
from patron.domain.customer import Customer
from patron.domain.history import NOTHING, Changes
from patron.domain.keys import email_key
from patron.domain.lens import Scene, identical, same_facts, settled
from patron.domain.mirrors import mirrored
from patron.operations.addresses import settled_addresses
from patron.operations.ports import Reading, Writing
from patron.operations.speech import Speeches


class Record:
    """It knows every speech, because a write through one dialect can end a spelling of any other."""

    def __init__(self, speeches: Speeches) -> None:
        self._speeches = speeches

    def after(
        self,
        before: Customer,
        told: Customer,
        unit: Reading | Writing,
        *,
        new: bool = False,
        keeps_mirrors: bool = False,
    ) -> Customer:
        """The customer as it may be stored (one-record.md section 0, step 7).

        `keeps_mirrors`: the dialect that writes shows the mirrors itself, so they stay unless it named them.
        Version and `updated_at` move when a fact changed; an echo, a pin or a dropped spelling moves neither.
        """
        if email_key(told.email) != email_key(before.email):
            told = replace(told, email_duplicate=False)
        if not (new or keeps_mirrors):
            told = mirrored(before, told)
        told = settled_addresses(told, before, self._speeches.address, unit.places, unit.now)
        if not (new or (same_facts(told, before) and same_addresses(told, before))):
            told = replace(told, version=before.version + 1, updated_at=max(unit.now, before.updated_at))
        # Last of all, because a dialect may have a spelling of `updated_at` itself.
        return self.settled(told, unit)

    def settled(self, told: Customer, unit: Reading | Writing) -> Customer:
        """The customer without the spellings, of any dialect, that something newer has overtaken."""
        return settled(told, Scene(unit.places, told), self._speeches.customer)

    async def save(
        self,
        unit: Writing,
        before: Customer,
        told: Customer,
        *,
        keeps_mirrors: bool = False,
        also: Changes = NOTHING,
    ) -> Customer:
        """The customer as stored. `before` is locked; `also` goes into the history, too. Raises Taken."""
        new = self.after(before, told, unit, keeps_mirrors=keeps_mirrors)
        if identical(new, before):
            return before
        if new.status != ENABLED and before.status == ENABLED:
            await end_sessions(unit, before)
        return await unit.customers.save(before, new, also)

    async def insert(self, unit: Writing, told: Customer, *, also: Changes = NOTHING) -> Customer:
        """The customer with its ids; `also` goes into the history, too. Raises Taken."""
        return await unit.customers.insert(self.after(told, told, unit, new=True), also)


async def end_sessions(unit: Writing, customer: Customer) -> None:
    """Nothing comes back; every session and token of the customer, of all dialects, is dead."""
    await unit.sessions.drop_customer(customer.store_id, customer.id)
    credential = await unit.credentials.get(customer.store_id, customer.id)
    if credential is not None:
        later = replace(credential, token_epoch=raised(credential.token_epoch, unit.now))
        await unit.credentials.put(customer.store_id, customer.id, later)


def same_addresses(one: Customer, other: Customer) -> bool:
    """True when both have the same addresses with the same faces and facts."""
    return len(one.addresses) == len(other.addresses) and all(
        new.uuid == old.uuid
        and (new.is_billing, new.is_delivery, new.is_default) == (old.is_billing, old.is_delivery, old.is_default)
        and same_facts(new, old)
        for new, old in zip(one.addresses, other.addresses, strict=True)
    )
