"""What belongs to one's own account, entry by entry: addresses, properties, list items (aimeos.md 7).

All three are shelves: the same four verbs, over other entries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from msgspec import Struct

from patron.domain.customer import Address, Customer, ListItem, Parts, Property
from patron.domain.lens import Statements
from patron.domain.places import Places
from patron.domain.refusals import NotAllowed, NotSignedIn
from patron.operations.accounts import own, show
from patron.operations.creation_limit import CreationLimit
from patron.operations.ports import Reading, Writing
from patron.operations.record import Record
from patron.operations.visiting import Visitor

E = TypeVar("E", Address, Property, ListItem)


ANOTHER = "another entry"
MOST = 2_000
"""Entries of one kind that one account may have: each is read with all of them."""


class View(Struct, frozen=True):
    """Which entries a visitor may see: those of its language, and list items of the domains that it named."""

    language: str | None = None
    domains: frozenset[str] = frozenset()


class Seek(Struct, frozen=True):
    """Entries that are wanted: all, or the one with that id."""

    view: View
    id: str | None = None


class Add(Struct, frozen=True):
    """New entries, each as its statements."""

    view: View
    entries: tuple[Statements, ...]


class Change(Struct, frozen=True):
    """Statements about the entry with that id."""

    view: View
    id: str | None
    named: Statements


class Remove(Struct, frozen=True):
    """The ids of entries that are to go; unknown ones are passed over."""

    view: View
    ids: tuple[str, ...]


class Shown(Struct, Generic[E], frozen=True):
    """Entries of one account."""

    customer_id: int | None
    entries: tuple[E, ...]
    sought: str | None = None
    found: E | None = None
    """The entry with the id that was sought."""
    owner: Customer | None = None
    """As it is now."""


class Around(Struct, frozen=True):
    """What a shelf may look at beside the customer."""

    view: View
    places: Places
    now: int


class Shelf(Struct, Generic[E], frozen=True):
    """One kind of entries of a customer."""

    parts: Parts
    shown: Callable[[Customer, Around], tuple[E, ...]]
    all: Callable[[Customer], tuple[E, ...]]
    add: Callable[[Customer, Statements, Around], Customer]
    change: Callable[[Customer, E, Statements, Around], Customer]
    remove: Callable[[Customer, E], Customer]
    shows_new: bool = False
    """Whoever adds entries sees them in the answer, whatever it named."""


class Belongings(Generic[E]):
    """The four verbs over one shelf."""

    def __init__(self, record: Record, limit: CreationLimit, shelf: Shelf[E]) -> None:
        self._record = record
        self._limit = limit
        self._shelf: Shelf[E] = shelf

    async def show(self, unit: Reading, visitor: Visitor, seek: Seek) -> Shown[E]:
        """The entries that are seen, and the one that is sought among them. Nobody has none."""
        customer = (await show(unit, visitor, self._shelf.parts)).customer
        if customer is None:
            return Shown(None, (), seek.id)
        entries = self._shelf.shown(customer, Around(seek.view, unit.places, unit.now))
        return Shown(customer.id, entries, seek.id, _with_id(entries, seek.id), customer)

    async def add(self, unit: Writing, visitor: Visitor, wish: Add) -> Shown[E]:
        """All entries that are seen, new ones among them. Raises NotSignedIn, Invalid, NotAllowed, Taken."""
        before = await own(unit, visitor)
        around = Around(wish.view, unit.places, unit.now)
        told = before
        for named in wish.entries:
            told = self._shelf.add(told, named, around)
        if len(self._shelf.all(told)) > MOST:
            raise NotAllowed(ANOTHER)
        stored = await self._kept(unit, before, told)
        return Shown(stored.id, self._seen_after(before, stored, around), owner=stored)

    async def change(self, unit: Writing, visitor: Visitor, wish: Change) -> Shown[E]:
        """The changed entry, or none where there is no such one. Raises NotSignedIn, Invalid, NotAllowed, Taken."""
        before = await own(unit, visitor)
        around = Around(wish.view, unit.places, unit.now)
        entry = _with_id(self._shelf.shown(before, around), wish.id)
        if entry is None:
            return Shown(before.id, (), wish.id)
        stored = await self._kept(unit, before, self._shelf.change(before, entry, wish.named, around))
        return Shown(stored.id, (), wish.id, _with_id(self._shelf.all(stored), wish.id), stored)

    async def remove(self, unit: Writing, visitor: Visitor, wish: Remove) -> Shown[E]:
        """Nothing is left of those entries. Raises NotAllowed."""
        try:
            before = await own(unit, visitor)
        except NotSignedIn:
            return Shown(None, ())
        told, around = before, Around(wish.view, unit.places, unit.now)
        for entry in self._shelf.shown(before, around):
            if str(entry.id) in wish.ids:
                told = self._shelf.remove(told, entry)
        stored = await self._kept(unit, before, told)
        return Shown(before.id, (), owner=stored)

    def _seen_after(self, before: Customer, stored: Customer, around: Around) -> tuple[E, ...]:
        seen: tuple[E, ...] = self._shelf.shown(stored, around)
        if not self._shelf.shows_new:
            return seen
        known = {one.id for one in self._shelf.all(before)} | {one.id for one in seen}
        return seen + tuple(one for one in self._shelf.all(stored) if one.id not in known)

    async def _kept(self, unit: Writing, before: Customer, told: Customer) -> Customer:
        stored = await self._record.save(unit, before, told, keeps_mirrors=True)
        if stored is not before:
            await self._limit.forget(unit, stored)
        return stored


def _with_id(entries: tuple[E, ...], sought: str | None) -> E | None:
    return next((entry for entry in entries if str(entry.id) == sought), None)
