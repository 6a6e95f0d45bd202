"""Customers as the people of a shop handle them: registering, being changed by staff, changing oneself, going."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.access import ENABLED, Shop
from patron.domain.customer import Customer, ListItem, Parts
from patron.domain.history import NOTHING, PASSWORD_SET
from patron.domain.keys import email_key
from patron.domain.lens import Scene, Statements, state
from patron.domain.refusals import NotFound, Taken
from patron.operations.customers import Secret, activated, put_password
from patron.operations.ports import Desk, Reading, Writing
from patron.operations.record import Record
from patron.operations.shoppers import Person, own
from patron.operations.speech import Speech

GROUP_DOMAIN = "group"


class Registration(Struct, frozen=True):
    """A customer who is not there yet."""

    speech: Speech
    named: Statements
    password: str
    group_id: int | None = None
    """None: the shop's default group."""
    welcome: bool = False
    """A letter greets the new customer, if enabled."""


class Change(Struct, frozen=True):
    """What is to be different about a customer."""

    speech: Speech
    named: Statements
    password: str | None = None
    uuid: str | None = None
    """None: the caller's own account."""


class People:
    """Writing customers on behalf of people."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def register(self, desk: Desk, person: Person, wish: Registration) -> Customer:
        """The new customer, active at once. Raises Taken, NotFound("group")."""
        await desk.store.read(partial(_free_to_register, shop=person.shop, wish=wish))
        secret = Secret(*await desk.hasher.hash(wish.password))
        born = await desk.store.write(partial(self._insert, shop=person.shop, wish=wish, secret=secret))
        if _greeted(born, wish):
            desk.nudge()
        return born

    async def change(self, desk: Desk, person: Person, wish: Change) -> Customer:
        """The customer as changed. Raises NotFound("customer"), NotSignedIn, Taken."""
        secret: Secret | None = None
        if wish.password:
            # A change that would be refused anyway must not cost a hash.
            await desk.store.read(partial(_free_to_change, person=person, wish=wish))
            secret = Secret(*await desk.hasher.hash(wish.password))
        return await desk.store.write(partial(self._update, person=person, wish=wish, secret=secret))

    async def _insert(self, unit: Writing, *, shop: Shop, wish: Registration, secret: Secret) -> Customer:
        now = unit.now
        unborn = Customer(shop.store_id, 0, str(uuid4()), "", activated_at=now, created_at=now, updated_at=now)
        told = state(wish.speech.customer, unborn, wish.named, Scene(unit.places, unborn), new=True)
        if wish.group_id not in (None, shop.default_group_id):
            told = replace(told, list_items=(_membership(wish.group_id or 0),))
            await _known_group(unit, shop, wish)
        born = await self._record.insert(unit, told, also=PASSWORD_SET)
        await put_password(unit, born, secret)
        if _greeted(born, wish):
            await unit.outbox.add(born.store_id, "welcome", born.id)
        return born

    async def _update(self, unit: Writing, *, person: Person, wish: Change, secret: Secret | None) -> Customer:
        old = await locked_by(unit, person, wish.uuid)
        told = state(wish.speech.customer, old, wish.named, Scene(unit.places, old))
        if secret is not None:
            told = activated(told, old, unit.now)
        stored = await self._record.save(unit, old, told, also=PASSWORD_SET if secret else NOTHING)
        if secret is not None:
            await put_password(unit, stored, secret)
        return stored


async def delete(unit: Writing, person: Person, uuid: str) -> Customer:
    """The customer as it was, orders or not. Raises NotFound("customer")."""
    customer = await locked_by(unit, person, uuid)
    await unit.customers.delete(customer)
    return customer


async def locked_by(unit: Writing, person: Person, uuid: str | None) -> Customer:
    """The customer with that uuid in any case, or (None) the caller's own, locked. Raises NotFound("customer")."""
    store_id = person.shop.store_id
    if uuid is None:
        number = own(person).customer_id
    else:
        found = await unit.customers.find(store_id, "uuid", uuid.lower(), Parts.NONE)
        number = found.id if found else 0
    customer = await unit.customers.locked(store_id, number)
    if customer is None:
        raise NotFound("customer")
    return customer


def _greeted(customer: Customer, wish: Registration) -> bool:
    return wish.welcome and customer.status == ENABLED


def _membership(group_id: int) -> ListItem:
    return ListItem(0, GROUP_DOMAIN, refid=str(group_id), group_id=group_id, is_primary=True)


async def _free_to_register(unit: Reading, *, shop: Shop, wish: Registration) -> None:
    """Nothing comes back; a registration that would be refused anyway must not cost a hash."""
    await _free_email(unit, shop, wish.named, None)
    await _known_group(unit, shop, wish)


async def _free_to_change(unit: Reading, *, person: Person, wish: Change) -> None:
    store_id = person.shop.store_id
    if wish.uuid is None:
        customer = await unit.customers.get(store_id, own(person).customer_id, Parts.NONE)
    else:
        customer = await unit.customers.find(store_id, "uuid", wish.uuid.lower(), Parts.NONE)
    if customer is None:
        raise NotFound("customer")
    await _free_email(unit, person.shop, wish.named, customer.id)


async def _free_email(unit: Reading, shop: Shop, named: Statements, own_id: int | None) -> None:
    if "email" in named:
        holder = await unit.customers.find(shop.store_id, "email_key", email_key(str(named["email"])), Parts.NONE)
        if holder is not None and holder.id != own_id:
            raise Taken("email")


async def _known_group(unit: Reading | Writing, shop: Shop, wish: Registration) -> None:
    if wish.group_id not in (None, shop.default_group_id) and all(
        group.id != wish.group_id for group in await unit.groups.all(shop.store_id)
    ):
        raise NotFound("group")
