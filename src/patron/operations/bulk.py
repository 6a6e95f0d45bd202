"""The same done to several customers at once: all of it or nothing."""

from __future__ import annotations

from enum import Enum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.access import DISABLED, ENABLED
from patron.domain.customer import Customer, Parts
from patron.operations.office import EVERYTHING, Visit, whereabouts
from patron.operations.ports import Reading, Writing
from patron.operations.record import Record

MOST: Final = 100


class Action(Enum):
    """What is done."""

    ENABLE = "enable"
    DISABLE = "disable"
    TAG = "tag"
    EXPORT = "export"


class Batch(Struct, frozen=True):
    """What is to be done to whom."""

    action: Action
    uuids: tuple[str, ...]
    tag: str = ""


class Asked(Struct, frozen=True):
    """A batch and the customers in it, before anything is done."""

    batch: Batch
    customers: tuple[Customer, ...]


async def ask(unit: Reading, visit: Visit, batch: Batch) -> Asked:
    """Whom it would concern; whoever is gone meanwhile is left out."""
    return Asked(batch, await _found(unit, visit, batch, Parts.NONE))


async def export(unit: Reading, visit: Visit, batch: Batch) -> tuple[Customer, ...]:
    """The customers; whoever is gone meanwhile is left out."""
    return await _found(unit, visit, batch, EVERYTHING)


async def _found(unit: Reading, visit: Visit, batch: Batch, parts: Parts) -> tuple[Customer, ...]:
    ids: dict[int, list[int]] = {}
    for shop, customer_id in await whereabouts(unit, visit, batch.uuids):
        ids.setdefault(shop.store_id, []).append(customer_id)
    found = [one for store_id in ids for one in await unit.customers.several(store_id, ids[store_id], parts)]
    return tuple(sorted(found, key=lambda one: batch.uuids.index(one.uuid)))


class Bulk:
    """Writing several customers."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def do(self, unit: Writing, visit: Visit, batch: Batch) -> int:
        """How many customers are other than they were. Whoever is gone meanwhile is left out."""
        changed = 0
        where = await whereabouts(unit, visit, batch.uuids)
        # In one order, so that two batches never wait for each other crosswise.
        for store_id, customer_id in sorted((shop.store_id, customer_id) for shop, customer_id in where):
            before = await unit.customers.locked(store_id, customer_id)
            if before is not None:
                after = await self._record.save(unit, before, _told(before, batch))
                changed += after.version != before.version
        return changed


def _told(customer: Customer, batch: Batch) -> Customer:
    match batch.action:
        case Action.ENABLE:
            return replace(customer, status=ENABLED)
        case Action.DISABLE:
            return replace(customer, status=DISABLED)
        case Action.TAG:
            return replace(customer, tags=tuple(dict.fromkeys((*customer.tags, batch.tag))))
        case Action.EXPORT:
            return customer
