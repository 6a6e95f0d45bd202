"""What happened to a customer, and putting single facts back to what they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from msgspec import Struct

from patron.domain.customer import Customer
from patron.domain.history import Changes, Event
from patron.domain.places import Places
from patron.domain.refusals import Invalid, NotFound, Problem
from patron.domain.shelf import Shelf
from patron.operations.office import Dossier, Visit, dossier
from patron.operations.ports import Reading, Writing
from patron.operations.record import Record
from patron.operations.revising import Unrevised, locked_dossier, taken

PAGE: Final = 20
LATEST: Final = 2**62


class Past(Struct, frozen=True):
    """Events of a customer, the newest first, and who the actors are as far as that is known."""

    dossier: Dossier
    events: Sequence[Event]
    actors: Mapping[str, str]
    """`staff 5`, `app 3 of store 1` -> a name."""
    older: int | None
    """What to ask for to see what happened before; None where there is no more."""


class Look(Struct, frozen=True):
    """Events of a customer before that version are wanted."""

    uuid: str
    before: int = LATEST


class PutBack(Struct, frozen=True):
    """A fact, by its path in the event of a version, is to be what it was before that."""

    uuid: str
    version: int
    path: str


class Undo(Protocol):
    """How a fact of the past is written."""

    def put_back(
        self, customer: Customer, changes: Changes, path: str, shelf: Shelf, places: Places, now: int
    ) -> Customer | None:
        """The customer with the fact of that path as it was; None for one that cannot be put back. Raises Invalid."""
        ...


async def past(unit: Reading, visit: Visit, look: Look) -> Past:
    """What happened. Raises NotFound."""
    found = await dossier(unit, visit, look.uuid)
    store_id = found.shop.store_id
    events = await unit.history.of(store_id, found.customer.id, look.before, PAGE + 1)
    shown = events[:PAGE]
    return Past(found, shown, await _actors(unit, store_id), shown[-1].version if len(events) > PAGE else None)


async def _actors(unit: Reading, store_id: int) -> Mapping[str, str]:
    staff = {f"staff {one.id}": one.name or one.email for one in await unit.staff.all()}
    apps = {
        f"app {one.token_id} of store {store_id}": one.name or f"app {one.token_id}"
        for one in await unit.tokens.all(store_id)
    }
    return staff | apps


class Undoing:
    """Putting facts back."""

    def __init__(self, record: Record, undo: Undo) -> None:
        self._record = record
        self._undo = undo

    async def put_back(self, unit: Writing, visit: Visit, wish: PutBack) -> Dossier | Unrevised:
        """The customer as it is now; Unrevised where the old value is not possible any more. Raises NotFound."""
        found = await locked_dossier(unit, visit, wish.uuid)
        customer = found.customer
        events = await unit.history.of(customer.store_id, customer.id, wish.version + 1, 1)
        if not events or events[0].version != wish.version:
            raise NotFound("event")
        try:
            told = self._undo.put_back(customer, events[0].changes, wish.path, found.shelf, unit.places, unit.now)
        except Invalid as invalid:
            return Unrevised(found, {}, {wish.path: next(iter(invalid.problems.values()))[0]})
        if told is None:
            raise NotFound("event")
        if await taken(unit, customer, told):
            return Unrevised(found, {}, {wish.path: Problem.TAKEN})
        stored = await self._record.save(unit, customer, told, keeps_mirrors=wish.path in {"login", "label"})
        return Dossier(found.shop, stored, found.shelf)
