"""Whether an account is still open: asked again with every request that brings a token or a cookie."""

from __future__ import annotations

from msgspec import Struct

from patron.domain.access import ENABLED, Staff
from patron.domain.customer import Customer, Parts
from patron.operations.ports import Reading, Writing


class Standing(Struct, frozen=True):
    """A customer whose account is open, and the epoch that tokens and sessions are held against."""

    customer: Customer
    epoch: int


async def customer_standing(
    unit: Reading | Writing, store_id: int, customer_id: int, parts: Parts = Parts.NONE
) -> Standing | None:
    """The open account, or None where it is disabled or gone."""
    customer = await unit.customers.get(store_id, customer_id, parts)
    if customer is None or customer.status != ENABLED:
        return None
    credential = await unit.credentials.get(store_id, customer_id)
    return Standing(customer, credential.token_epoch if credential else 0)


async def staff_standing(unit: Reading | Writing, store_id: int, staff_id: int) -> Staff | None:
    """Somebody who manages the store and whose account is open, or None."""
    staff = await unit.staff.get(staff_id)
    return staff if staff is not None and staff.status == ENABLED and staff.manages(store_id) else None
