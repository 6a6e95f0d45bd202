"""The same done to several customers at once: all of it or nothing."""

from __future__ import annotations

from enum import Enum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.customer import Customer
from patron.domain.refusals import NotFound
from patron.operations.office import EVERYTHING, Dossier, Visit, dossier, found_customer
from patron.operations.ports import Reading, Writing
from patron.operations.record import Record
from patron.operations.revising import locked_dossier

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
    dossiers: tuple[Dossier, ...]


async def ask(unit: Reading, visit: Visit, batch: Batch) -> Asked:
    """Whom it would concern; whoever is gone meanwhile is left out."""
    found: list[Dossier] = []
    for uuid in batch.uuids:
        try:
            found.append(await dossier(unit, visit, uuid))
        except NotFound:
            continue
    return Asked(batch, tuple(found))


async def export(unit: Reading, visit: Visit, batch: Batch) -> tuple[Customer, ...]:
    """The customers; whoever is gone meanwhile is left out."""
    found: list[Customer] = []
    for uuid in batch.uuids:
        try:
            found.append((await found_customer(unit, visit, uuid, EVERYTHING))[1])
        except NotFound:
            continue
    return tuple(found)


class Bulk:
    """Writing several customers."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def do(self, unit: Writing, visit: Visit, batch: Batch) -> int:
        """How many customers were there. Whoever is gone meanwhile is left out."""
        done = 0
        # In one order, so that two batches never wait for each other crosswise.
        for uuid in sorted(batch.uuids):
            try:
                before = (await locked_dossier(unit, visit, uuid)).customer
            except NotFound:
                continue
            await self._record.save(unit, before, _told(before, batch))
            done += 1
        return done


def _told(customer: Customer, batch: Batch) -> Customer:
    match batch.action:
        case Action.ENABLE:
            return replace(customer, status=1)
        case Action.DISABLE:
            return replace(customer, status=0)
        case Action.TAG:
            return replace(customer, tags=tuple(dict.fromkeys((*customer.tags, batch.tag))))
        case Action.EXPORT:
            return customer
