"""A customer revised through a form: what was typed is merged into what others wrote meanwhile, or nothing is written.

A form says of each field what it was when the page was made, and what it is to be. A field that was left as it was is
no statement. One that was changed by somebody else, too, is a clash: then nobody is overwritten, and all three values
are shown for a choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from patron.domain.customer import Customer, Parts
from patron.domain.keys import email_key, login_key
from patron.domain.places import Places
from patron.domain.refusals import Invalid, NotFound, Problem
from patron.domain.shelf import Shelf
from patron.operations.merging import Merge, Texts, merged
from patron.operations.office import Dossier, Visit, whereabouts
from patron.operations.ports import CustomerKey, Writing
from patron.operations.record import Record


class Notation(Protocol):
    """How a form spells the facts of a customer."""

    def texts(self, customer: Customer, shelf: Shelf) -> Texts:
        """Every field as the form shows it."""
        ...

    def row_of(self, field: str) -> str:
        """What the fields begin with of something that comes and goes as a whole; '' for any other field.

        With `:removed` behind it, it is the field that takes the whole away.
        """
        ...

    def told(self, customer: Customer, changed: Texts, shelf: Shelf, places: Places, now: int) -> Customer:
        """The customer with those fields as they are written there. Raises Invalid."""
        ...


class Wish(Struct, frozen=True):
    """A form that was sent."""

    uuid: str
    was: Texts
    said: Texts
    chosen: frozenset[str] = frozenset()
    """Fields of which one of two changes was chosen: they are told as they are, be it the one that is stored."""


class Revised(Struct, frozen=True):
    """The customer is stored as wished."""

    uuid: str
    merged: bool
    """Somebody else had changed other fields meanwhile; their change stands, too."""


class Unrevised(Struct, frozen=True):
    """Nothing was written: values are wrong (`problems` by field), or clash with what somebody else wrote."""

    dossier: Dossier
    said: Texts
    """Everything typed, merged into what is stored now."""
    problems: Mapping[str, Problem] = {}
    clashing: Merge | None = None
    """Where it clashes: everything that the choice is about."""
    chosen: frozenset[str] = frozenset()
    """What was chosen before, as in the wish."""


class Revising:
    """Writing customers from forms."""

    def __init__(self, record: Record, notation: Notation) -> None:
        self._record = record
        self._notation = notation

    async def revise(self, unit: Writing, visit: Visit, wish: Wish) -> Revised | Unrevised:
        """What came of it. Raises NotFound."""
        dossier = await locked_dossier(unit, visit, wish.uuid)
        customer, shelf = dossier.customer, dossier.shelf
        now_said = self._notation.texts(customer, shelf)
        merge = merged(wish.was, wish.said, now_said, self._notation.row_of)
        mine = merge.mine
        if merge.clashes:
            return Unrevised(dossier, merge.said, clashing=merge, chosen=wish.chosen)
        changed = {field: text for field, text in mine.items() if now_said.get(field, "") != text}
        if changed:
            changed |= {field: now_said[field] for field in wish.chosen - changed.keys() if field in now_said}
        try:
            told = self._notation.told(customer, changed, shelf, unit.places, unit.now)
        except Invalid as invalid:
            return Unrevised(dossier, merge.said, _first(invalid), chosen=wish.chosen)
        problems = await taken(unit, customer, told)
        if problems:
            return Unrevised(dossier, merge.said, problems, chosen=wish.chosen)
        await self._record.save(unit, customer, told, keeps_mirrors="login" in changed or "label" in changed)
        return Revised(wish.uuid, merge.others)


def _first(invalid: Invalid) -> dict[str, Problem]:
    return {field: found[0] for field, found in invalid.problems.items()}


async def locked_dossier(unit: Writing, visit: Visit, uuid: str) -> Dossier:
    """The customer of any store that is managed, locked. Raises NotFound."""
    for shop, customer_id in await whereabouts(unit, visit, (uuid,)):
        customer = await unit.customers.locked(shop.store_id, customer_id)
        if customer is not None:
            return Dossier(shop, customer, await unit.shelf.read(shop.store_id))
    raise NotFound("customer")


async def taken(unit: Writing, before: Customer, told: Customer) -> dict[str, Problem]:
    """Which unique facts somebody else has: asked beforehand, so that the unit can go on."""
    found: dict[str, Problem] = {}
    keys: tuple[tuple[str, CustomerKey, str], ...] = (
        ("email", "email_key", email_key(told.email) if told.email != before.email else ""),
        ("login", "login_key", login_key(told.login) if told.login and told.login != before.login else ""),
        ("code", "code", told.code if told.code and told.code != before.code else ""),
    )
    for field, key, value in keys:
        holder = await unit.customers.find(told.store_id, key, value, Parts.NONE) if value else None
        if holder is not None and holder.id != told.id:
            found[field] = Problem.TAKEN
    return found
