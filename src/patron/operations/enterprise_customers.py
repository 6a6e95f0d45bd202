"""Customers of several stores as the accounts of an installation add, change, move and delete them.

Sources: openfoodnetwork.md 3, 4, 6 and 11; one-record.md 3.2 and 6.7; rulings D-OF1, D-OF2, D-OF5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias
from uuid import uuid4

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from patron.domain.access import Shop
from patron.domain.addresses import billing_of, shown_delivery
from patron.domain.customer import Address, Customer, Parts
from patron.domain.keys import email_key
from patron.domain.lens import Scene, Statements, problems_of, state
from patron.domain.refusals import Invalid, NotAllowed, NotFound, Problem, Taken
from patron.operations.addresses import with_billing, with_one_delivery, without_billing, without_delivery
from patron.operations.enterprises import MOST_MOVES, Seen, may_add, may_change, may_destroy, shop_of, wherever
from patron.operations.ports import Desk, Reading, Writing
from patron.operations.record import Record
from patron.operations.speech import Speech
from patron.operations.staff_keys import Member

Problems: TypeAlias = dict[str, tuple[Problem, ...]]
Place: TypeAlias = Callable[[Address | None, Statements, Scene], tuple[Statements, dict[str, Problem]]]
"""How a dialect makes statements of an address as it was sent: (statements, what is wrong); None is a new one."""


class Wish(Struct, frozen=True):
    """What was said of a customer. `enterprise` is a number on the wire; of an address null takes it away."""

    named: Statements
    enterprise: int | UnsetType | None = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    billing: Statements | UnsetType | None = UNSET
    shipping: Statements | UnsetType | None = UNSET
    problems: Mapping[str, tuple[Problem, ...]] = {}
    """What is wrong with it at first sight; said together with everything else."""


class Addition(Struct, frozen=True):
    """A customer for an enterprise, which is a number on the wire."""

    enterprise: int | None
    read: Callable[[], Wish]
    """The wish. It raises what is wrong with it, which is said only to whom may add a customer."""


class Change(Struct, frozen=True):
    """A wish for one customer."""

    customer_id: int
    read: Callable[[], Wish]
    """The wish. It raises what is wrong with it, which is said only to whom may change the customer."""


class EnterpriseCustomers:
    """Adding, changing, moving and deleting customers for one dialect."""

    def __init__(self, record: Record, speech: Speech, place: Place) -> None:
        self._record = record
        self._speech = speech
        self._place = place

    async def create(self, desk: Desk, member: Member | None, addition: Addition) -> Seen:
        """The new customer, or the one of that enterprise with the same e-mail, changed.

        Raises NotFound, NotAllowed, what is wrong with the wish, Invalid, Taken.
        """
        shop = await desk.store.read(lambda unit: _target(unit, member, addition.enterprise))
        wish = addition.read()

        async def add(unit: Writing) -> Customer:
            return await self._create(unit, member, shop, wish)

        try:
            return Seen(await desk.store.write(add), shop)
        except Taken as taken:
            if taken.fact != "email":
                raise
        # Somebody else has just created it: now it is there to be changed.
        return Seen(await desk.store.write(add), shop)

    async def change(self, desk: Desk, member: Member | None, change: Change) -> Seen:
        """The changed customer. Raises NotFound, NotAllowed, what is wrong with the wish, Invalid, Taken."""
        await desk.store.read(lambda unit: _look_before(unit, member, change.customer_id, may_change))
        wish = change.read()
        return await desk.store.write(lambda unit: self._change(unit, member, change.customer_id, wish))

    async def delete(self, desk: Desk, member: Member | None, customer_id: int) -> Seen:
        """The customer as it was, without tags. Raises NotFound, NotAllowed, Invalid (`credit`, `subscriptions`)."""
        await desk.store.read(lambda unit: _look_before(unit, member, customer_id, may_destroy))
        return await desk.store.write(lambda unit: _delete(unit, member, customer_id))

    async def _create(self, unit: Writing, member: Member | None, shop: Shop, wish: Wish) -> Customer:
        email = wish.named.get("email")
        known = await _by_email(unit, shop.store_id, email) if isinstance(email, str) and email.strip() else None
        if known is not None:
            # Whoever may only add must neither overwrite nor be shown a customer who is there.
            may_change(member, known)
            return await self._save(unit, known, shop, wish)
        born = Customer(
            store_id=shop.store_id, id=0, uuid=str(uuid4()), email="", created_at=unit.now, updated_at=unit.now
        )
        problems, told = self._told(unit, born, {"email": None, **wish.named}, wish, new=True)
        # Its e-mail was free a moment ago; who has it by now is told by the insert.
        problems |= await _code_taken(unit, told, born, shop.store_id)
        _refuse(problems)
        return await self._record.insert(unit, told)

    async def _change(self, unit: Writing, member: Member | None, customer_id: int, wish: Wish) -> Seen:
        old = await _locked(unit, customer_id)
        may_change(member, old)
        if wish.enterprise is UNSET:
            shop: Shop | None = await shop_of(unit, old.store_id)
        else:
            shop = await _enterprise(unit, wish.enterprise)
            if shop is not None and shop.store_id != old.store_id:
                _may_move(member, old.store_id, shop.store_id)
        return Seen(await self._save(unit, old, shop, wish), shop or await shop_of(unit, old.store_id))

    async def _save(self, unit: Writing, old: Customer, shop: Shop | None, wish: Wish) -> Customer:
        """The customer as stored; `shop` None: there is no such enterprise."""
        problems: Problems = {} if shop is not None else {"enterprise_id": (Problem.INVALID,)}
        more, told = self._told(unit, old, wish.named, wish, new=False)
        store_id = shop.store_id if shop else old.store_id
        problems |= more
        problems |= await _code_taken(unit, told, old, store_id) | await _email_taken(unit, told, old, store_id)
        if store_id != old.store_id:
            problems |= _bound(old)
        _refuse(problems)
        if shop is None or shop.store_id == old.store_id:
            return await self._record.save(unit, old, told)
        moved = self._record.after(old, replace(told, store_id=shop.store_id, email_duplicate=False), unit)
        return await unit.customers.move(old, moved)

    def _told(
        self, unit: Writing, customer: Customer, named: Statements, wish: Wish, *, new: bool
    ) -> tuple[Problems, Customer]:
        """(what is wrong, the customer after everything that was said)."""
        grammar, scene = self._speech.customer, Scene(unit.places, customer)
        judged = problems_of(grammar, customer, named, scene, new=new)
        problems: Problems = {**wish.problems, **{field: (problem,) for field, problem in judged.items()}}
        told, wrong = self._with_addresses(unit, customer, wish)
        problems |= wrong
        told = state(grammar, told, named, scene, new=new)
        tags = told.tags if wish.tags is UNSET else wish.tags
        return problems, replace(told, tags=tags, created_by_hand=True)

    def _with_addresses(self, unit: Writing, customer: Customer, wish: Wish) -> tuple[Customer, Problems]:
        problems: Problems = {}
        told = customer
        for face, said, row in (
            ("billing", wish.billing, billing_of(customer)),
            ("shipping", wish.shipping, shown_delivery(customer, self._speech.dialect)),
        ):
            if said is UNSET:
                continue
            if said is None:
                told = without_billing(told) if face == "billing" else without_delivery(told, self._speech.dialect)
                continue
            scene = Scene(unit.places, customer)
            named, wrong = self._place(row, said, scene)
            wrong |= _wrong_fields(self._speech, row, named, scene)
            problems |= {f"{face}.{field}": (problem,) for field, problem in wrong.items()}
            if not wrong:
                change = with_billing if face == "billing" else with_one_delivery
                told = change(told, self._speech.listed, named, unit.places, unit.now)
        return told, problems


_BLANK: Final = Address(0, "", is_billing=True, is_delivery=True)


def _wrong_fields(speech: Speech, row: Address | None, named: Statements, scene: Scene) -> dict[str, Problem]:
    return problems_of(speech.listed, row or _BLANK, named, scene, new=row is None)


def _refuse(problems: Problems) -> None:
    """Nothing. Raises Invalid where there is anything wrong."""
    if problems:
        raise Invalid(problems)


async def _target(unit: Reading, member: Member | None, number: int | None) -> Shop:
    """The enterprise of a new customer. Raises NotFound, NotAllowed."""
    shop = await _enterprise(unit, number)
    if shop is None:
        raise NotFound("enterprise")
    if not may_add(member, shop.store_id):
        raise NotAllowed("create")
    return shop


async def _enterprise(unit: Reading | Writing, number: int | None) -> Shop | None:
    return None if number is None or not 0 < number < 2**63 else await unit.shops.find("enterprise_id", number)


async def _look_before(
    unit: Reading, member: Member | None, customer_id: int, may: Callable[[Member | None, Customer], None]
) -> None:
    """Nothing comes back: whoever may not is refused before a writer is kept busy.

    Raises NotFound, NotAllowed.
    """
    may(
        member,
        await wherever(unit, customer_id, lambda store_id: unit.customers.get(store_id, customer_id, Parts.NONE)),
    )


async def _locked(unit: Writing, customer_id: int) -> Customer:
    """The customer, locked wherever it is. Raises NotFound."""
    return await wherever(unit, customer_id, lambda store_id: unit.customers.locked(store_id, customer_id))


def _may_move(member: Member | None, source: int, target: int) -> None:
    """Nothing. Raises NotAllowed: an account moves customers only between enterprises that it manages (D-OF2)."""
    if member is None or not (member.staff.manages(source) and member.staff.manages(target)):
        raise NotAllowed("move")


async def _by_email(unit: Writing, store_id: int, email: str) -> Customer | None:
    """The customer of the store with that e-mail, locked.

    Who locks it may have waited for whoever gave it another e-mail: it is looked for again.
    """
    key = email_key(email)
    for _ in range(MOST_MOVES):
        found = await unit.customers.find(store_id, "email_key", key, Parts.NONE)
        if found is None:
            break
        customer = await unit.customers.locked(store_id, found.id)
        if customer is not None and email_key(customer.email) == key:
            return customer
    return None


# Looked up before it is written, because all that is wrong is said at once.
async def _code_taken(unit: Writing, told: Customer, old: Customer, store_id: int) -> Problems:
    if told.code is None or (store_id == old.store_id and told.code == old.code):
        return {}
    other = await unit.customers.find(store_id, "code", told.code, Parts.NONE)
    return {} if other is None or other.id == old.id else {"code_taken": (Problem.TAKEN,)}


async def _email_taken(unit: Writing, told: Customer, old: Customer, store_id: int) -> Problems:
    key = email_key(told.email)
    if not told.email or (store_id == old.store_id and key == email_key(old.email)):
        return {}
    other = await unit.customers.find(store_id, "email_key", key, Parts.NONE)
    return {} if other is None or other.id == old.id else {"email_taken": (Problem.TAKEN,)}


def _bound(customer: Customer) -> Problems:
    """What keeps the customer in its store: neither a deletion nor a move may lose money or a running order."""
    if customer.purchases.credit:
        return {"credit": (Problem.NOT_MOVABLE,)}
    if customer.purchases.active_subscriptions:
        return {"subscriptions": (Problem.NOT_MOVABLE,)}
    return {}


async def _delete(unit: Writing, member: Member | None, customer_id: int) -> Seen:
    customer = await _locked(unit, customer_id)
    may_destroy(member, customer)
    _refuse(_bound(customer))
    shop = await shop_of(unit, customer.store_id)
    await unit.customers.delete(customer)
    return Seen(replace(customer, tags=()), shop)
