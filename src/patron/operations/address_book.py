"""Addresses one by one, each by its uuid, as the people of a shop keep them (one-record.md 3.2, rows of EverShop)."""

from __future__ import annotations

from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.addresses import with_new_row, with_row
from patron.domain.customer import Address, Customer
from patron.domain.lens import Scene, Statements, problems_of, state
from patron.domain.refusals import Invalid, NotFound, Problem
from patron.domain.shown import listed_addresses
from patron.operations.people import locked_by
from patron.operations.ports import Writing
from patron.operations.record import Record, same_addresses
from patron.operations.shoppers import Person
from patron.operations.speech import Speech

FLAG = "is_default"
OWN_TIME = "updated_at"
"""The field of a customer that tells when it changed, in a dialect whose addresses do not move it."""
NOTHING = "nothing"


class NewEntry(Struct, frozen=True):
    """An address that is not there yet."""

    speech: Speech
    named: Statements
    flag: Statements = {}
    """`is_default` as true, false or null; empty where it was not sent."""
    unreadable: tuple[str, ...] = ()
    """Fields that cannot be read, judged once the customer is found."""
    owner: str | None = None
    """Uuid of the customer; None: the caller."""


class ChangedEntry(NewEntry, frozen=True):
    """What is to be different about an address."""

    uuid: str = ""
    empty: bool = False
    """Nothing at all was sent."""

    @property
    def says(self) -> bool:
        """True when a field of an address was sent, whatever its value."""
        return bool(self.named or self.flag)


class Place(Struct, frozen=True):
    """Which address of whom."""

    speech: Speech
    uuid: str
    owner: str | None = None


class Kept(Struct, frozen=True):
    """An address beside its customer."""

    customer: Customer
    row: Address
    written: bool = True


class AddressBook:
    """Writing single addresses."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def add(self, unit: Writing, person: Person, wish: NewEntry) -> Kept:
        """The new address. Raises Invalid, then NotFound("customer")."""
        fresh = _fresh(unit.now)
        _judge(fresh, wish, Scene(unit.places), new=True)
        old = await locked_by(unit, person, wish.owner)
        _readable(wish)
        row = state(wish.speech.listed, fresh, wish.named, Scene(unit.places, old), new=True)
        return await self._saved(unit, old, with_new_row(old, row), row, wish)

    async def change(self, unit: Writing, person: Person, wish: ChangedEntry) -> Kept:
        """The changed address, with all its faces. Raises NotFound("customer"), NotFound("address"), Invalid."""
        old = await locked_by(unit, person, wish.owner)
        row = _row(old, wish.uuid)
        if wish.empty:
            raise Invalid({NOTHING: (Problem.BLANK,)})
        scene = Scene(unit.places, old)
        _judge(row, wish, scene, new=False)
        _readable(wish)
        told = state(wish.speech.listed, row, wish.named, scene)
        kept = await self._saved(unit, old, with_row(old, row, told), told, wish)
        return replace(kept, written=wish.says)

    async def remove(self, unit: Writing, person: Person, place: Place) -> Kept:
        """The address as it was; it is gone with all its faces. Raises NotFound("customer"), NotFound("address")."""
        old = await locked_by(unit, person, place.owner)
        row = _row(old, place.uuid)
        told = _with_own_time(with_row(old, row, None), old, place.speech, unit)
        return Kept(await self._record.save(unit, old, told), row)

    async def _saved(self, unit: Writing, old: Customer, told: Customer, row: Address, wish: NewEntry) -> Kept:
        if FLAG in wish.flag:
            told = _flagged(told, row, wish.flag[FLAG])
        stored = await self._record.save(unit, old, _with_own_time(told, old, wish.speech, unit))
        # A billing address of which nothing is left is gone (one-record.md 3.1): it is answered as it was told.
        return Kept(stored, next((one for one in stored.addresses if one.uuid == row.uuid), row))


def _with_own_time(told: Customer, old: Customer, speech: Speech, unit: Writing) -> Customer:
    """The customer, of whom the dialect goes on to show the time that it showed before; all others see the new one."""
    lens = speech.customer.lenses.get(OWN_TIME)
    if lens is None or same_addresses(told, old):
        return told
    scene = Scene(unit.places)
    shown = speech.customer.read(old, lens, scene)
    guard = lens.show(replace(told, updated_at=max(unit.now, old.updated_at)), scene)
    if shown == guard:
        return told
    own = {**told.said.get(speech.dialect, {}), OWN_TIME: (shown, guard)}
    return replace(told, said={**told.said, speech.dialect: own})


def _fresh(now: int) -> Address:
    return Address(0, str(uuid4()), is_billing=False, is_delivery=True, created_at=now, updated_at=now)


def _row(customer: Customer, uuid: str) -> Address:
    for row in listed_addresses(customer):
        if row.uuid == uuid.lower():
            return row
    raise NotFound("address")


def _judge(row: Address, wish: NewEntry, scene: Scene, *, new: bool) -> None:
    problems = problems_of(wish.speech.listed, row, wish.named, scene, new=new)
    if problems:
        raise Invalid({field: (problem,) for field, problem in problems.items()})


def _readable(wish: NewEntry) -> None:
    if wish.unreadable:
        raise Invalid(dict.fromkeys(wish.unreadable, (Problem.INVALID,)))


def _flagged(customer: Customer, row: Address, flag: object) -> Customer:
    """The customer after somebody said whether the row is the default: there is one, and it can be delivered to."""
    row = next(one for one in customer.addresses if one.uuid == row.uuid)
    if flag is not True:
        return with_row(customer, row, replace(row, is_default=None if flag is None else False))
    if row.is_default:
        return customer
    rows = tuple(
        replace(one, is_default=True, is_delivery=True) if one.uuid == row.uuid else replace(one, is_default=False)
        for one in customer.addresses
    )
    return replace(customer, addresses=rows)
