"""Showing, listing, creating, changing and deleting customers, for every dialect alike."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.access import Caller
from patron.domain.credential import Credential, raised
from patron.domain.customer import Address, Customer, Parts
from patron.domain.history import NOTHING, PASSWORD_SET
from patron.domain.lens import Scene, Statements, problems_of, state
from patron.domain.listing import Item, Listing, Page
from patron.domain.places import NOWHERE
from patron.domain.refusals import HasOrders, Invalid, NotFound, PastTheEnd, Problem
from patron.operations.addresses import is_shown_default, with_billing, with_entries
from patron.operations.documents import Documents
from patron.operations.ports import Desk, Reading, Writing
from patron.operations.record import Record
from patron.operations.speech import Entry, Speech


class Wanted(Struct, frozen=True):
    """What a dialect said of a customer, to be created or changed; what was not sent is not in it."""

    speech: Speech
    named: Statements
    billing: Statements = {}
    entries: tuple[Entry, ...] = ()
    unreadable: tuple[str, ...] = ()
    """Fields whose value is of a type that the door could not read: each is judged invalid."""
    password: str | None = None
    invite: bool = False
    customer_id: int = 0
    """0 in a creation."""


class Secret(Struct, frozen=True):
    """A hashed password on its way into the store."""

    scheme: str
    hash: str


async def show(unit: Reading, caller: Caller, customer_id: int, parts: Parts) -> Customer:
    """The customer of the caller's store with those parts. Raises NotFound."""
    customer = await unit.customers.get(caller.shop.store_id, customer_id, parts)
    if customer is None:
        raise NotFound("customer")
    return customer


async def list_page(unit: Reading, caller: Caller, listing: Listing, parts: Parts) -> Page[Customer]:
    """The asked page, never an empty one. Raises PastTheEnd."""
    return _not_empty(await unit.customers.page(caller.shop.store_id, listing, parts))


async def list_documents(
    unit: Reading, caller: Caller, listing: Listing, parts: Parts, documents: Documents, kind: str
) -> Page[bytes | Customer]:
    """The asked page: documents that were kept, and customers where there is none. Raises PastTheEnd."""
    store_id = caller.shop.store_id
    stamps = _not_empty(await unit.customers.stamps(store_id, listing))
    kept = documents.found(kind, store_id, stamps.customers)
    missing = [stamp.id for stamp in stamps.customers if stamp.id not in kept]
    read = {one.id: one for one in await unit.customers.several(store_id, missing, parts)} if missing else {}
    # One that was deleted between the two statements is in neither.
    items = (kept.get(stamp.id) or read.get(stamp.id) for stamp in stamps.customers)
    return Page(tuple(one for one in items if one is not None), stamps.total, stamps.number, stamps.size)


def _not_empty(page: Page[Item]) -> Page[Item]:
    if not page.customers:
        raise PastTheEnd(page.last)
    return page


async def delete(unit: Writing, caller: Caller, customer_id: int) -> Customer:
    """The customer as it was. Raises NotFound, HasOrders."""
    customer = await unit.customers.locked(caller.shop.store_id, customer_id)
    if customer is None:
        raise NotFound("customer")
    if customer.purchases.orders:
        raise HasOrders
    await unit.customers.delete(customer)
    return customer


class Customers:
    """Creating and changing customers whose dialect names the fields of one flat body."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def create(self, desk: Desk, caller: Caller, wanted: Wanted) -> Customer:
        """The new customer. Raises Invalid, Taken."""
        unborn = Customer(store_id=caller.shop.store_id, id=0, uuid=str(uuid4()), email="")
        _judge(wanted, unborn, NOWHERE_SCENE)  # before the hash: a refused creation must not cost one
        secret = await _hashed(desk, wanted.password)
        stored = await desk.store.write(partial(self._insert, unborn=unborn, wanted=wanted, secret=secret))
        return _posted(desk, wanted, stored)

    async def change(self, desk: Desk, caller: Caller, wanted: Wanted) -> Customer:
        """The changed customer. Raises NotFound, Invalid, Taken."""
        store_id = caller.shop.store_id
        if wanted.password:
            await desk.store.read(partial(_look_before, store_id=store_id, wanted=wanted))
        secret = await _hashed(desk, wanted.password)
        stored = await desk.store.write(partial(self._update, store_id=store_id, wanted=wanted, secret=secret))
        return _posted(desk, wanted, stored)

    async def _insert(self, unit: Writing, *, unborn: Customer, wanted: Wanted, secret: Secret | None) -> Customer:
        born = replace(unborn, created_at=unit.now, updated_at=unit.now, activated_at=unit.now if secret else None)
        told = _told(born, wanted, unit, new=True)
        stored = await self._record.insert(unit, told, also=PASSWORD_SET if secret else NOTHING)
        await _attend(unit, stored, wanted, secret)
        return stored

    async def _update(self, unit: Writing, *, store_id: int, wanted: Wanted, secret: Secret | None) -> Customer:
        old = await unit.customers.locked(store_id, wanted.customer_id)
        if old is None:
            raise NotFound("customer")
        _judge(wanted, old, Scene(unit.places, old))
        told = _told(old, wanted, unit, new=False)
        if secret:
            told = activated(told, old, unit.now)
        stored = await self._record.save(unit, old, told, also=PASSWORD_SET if secret else NOTHING)
        await _attend(unit, stored, wanted, secret)
        return stored


def _told(customer: Customer, wanted: Wanted, unit: Writing, *, new: bool) -> Customer:
    """The customer with all statements put and spelled; nothing is settled yet."""
    speech = wanted.speech
    told = state(speech.customer, customer, wanted.named, Scene(unit.places, customer), new=new)
    told = with_entries(told, speech.listed, wanted.entries, unit.places, unit.now)
    return with_billing(told, speech.billing, wanted.billing, unit.places, unit.now)


NOWHERE_SCENE = Scene(NOWHERE)
_BLANK_ADDRESS = Address(0, "", is_billing=True, is_delivery=True)


def _judge(wanted: Wanted, customer: Customer, scene: Scene) -> None:
    """Nothing. Raises Invalid with everything that is wrong, on every level."""
    new = customer.id == 0
    problems = problems_of(wanted.speech.customer, customer, wanted.named, scene, new=new)
    problems |= problems_of(wanted.speech.billing, _BLANK_ADDRESS, wanted.billing, scene, new=True)
    known = {address.id: address for address in customer.addresses if address.is_delivery}
    for entry in wanted.entries:
        problems |= problems_of(wanted.speech.listed, _BLANK_ADDRESS, entry.named, scene, new=True)
        row = known.get(entry.id)
        if row is not None and entry.default is not None and entry.default != is_shown_default(customer, row):
            problems["default"] = Problem.NOT_MOVABLE
    problems |= dict.fromkeys(wanted.unreadable, Problem.INVALID)
    if problems:
        raise Invalid({field: (problem,) for field, problem in problems.items()})


def activated(customer: Customer, before: Customer, now: int) -> Customer:
    """The customer at the moment a password is set: active from the first one on, and changed."""
    return replace(
        customer,
        activated_at=customer.activated_at or now,
        version=before.version + 1,
        updated_at=max(now, before.updated_at),
    )


async def _look_before(unit: Reading, *, store_id: int, wanted: Wanted) -> None:
    """Nothing comes back; a change that would be refused anyway must not cost a hash. Raises NotFound, Invalid."""
    customer = await unit.customers.get(store_id, wanted.customer_id, Parts.ADDRESSES)
    if customer is None:
        raise NotFound("customer")
    _judge(wanted, customer, Scene(unit.places, customer))


async def _hashed(desk: Desk, password: str | None) -> Secret | None:
    return Secret(*await desk.hasher.hash(password)) if password else None


async def _attend(unit: Writing, stored: Customer, wanted: Wanted, secret: Secret | None) -> None:
    """Nothing comes back; what belongs to the same transaction as the customer: password and invitation."""
    if secret:
        await put_password(unit, stored, secret)
    if wanted.invite:
        await unit.outbox.add(stored.store_id, "invitation", stored.id)


async def put_password(unit: Writing, customer: Customer, secret: Secret) -> None:
    """Nothing comes back; all tokens and sessions made before die with the raised epoch."""
    old = await unit.credentials.get(customer.store_id, customer.id)
    epoch = raised(old.token_epoch if old else 0, unit.now)
    credential = Credential(secret.scheme, secret.hash, changed_at=unit.now, token_epoch=epoch)
    await unit.credentials.put(customer.store_id, customer.id, credential)


def _posted(desk: Desk, wanted: Wanted, stored: Customer) -> Customer:
    if wanted.invite:
        desk.nudge()
    return stored
