"""One's own account: shown, created, changed and deleted by the customer whose it is (aimeos.md 3, 5 and 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.access import ENABLED
from patron.domain.addresses import billing_of
from patron.domain.customer import Address, Customer, Group, ListItem, Parts
from patron.domain.history import NOTHING, PASSWORD_SET
from patron.domain.keys import login_key
from patron.domain.lens import Scene, Statements, identical, problems_of, state
from patron.domain.mirrors import EmptyLabel, generated_label, label_of, login_of
from patron.domain.places import NOWHERE
from patron.domain.refusals import Invalid, NotSignedIn, Taken
from patron.operations.addresses import with_billing
from patron.operations.creation_limit import CreationLimit
from patron.operations.customers import Secret, activated, put_password
from patron.operations.ports import Desk, Reading, Writing
from patron.operations.record import Record
from patron.operations.sessions import keep_signed_in
from patron.operations.speech import Speech
from patron.operations.visiting import Visitor

GROUP = "group"
"""The domain of list items that are memberships."""
_NOTHING = (None, "")
_NO_BILLING = Address(0, "", is_billing=True, is_delivery=False)
_NOWHERE = Scene(NOWHERE)


class Wish(Struct, frozen=True):
    """What somebody says of the own account: fields in the order sent, and perhaps a new password."""

    named: Statements
    password: str | None = None


class Account(Struct, frozen=True):
    """An account with the groups of its store that it belongs to; no customer: nobody is signed in."""

    customer: Customer | None
    groups: Mapping[int, Group] = {}


class Manners(Struct, frozen=True):
    """How a dialect treats accounts."""

    speech: Speech
    login: str
    """Its field of the login."""
    label: str
    """Its field of the label."""
    empty_label: EmptyLabel
    group_ids: tuple[int, ...]
    """Groups of new accounts; those that the store does not have are left out."""
    limit: CreationLimit


async def show(unit: Reading, visitor: Visitor, parts: Parts) -> Account:
    """The visitor's account with those parts."""
    if visitor.customer_id is None:
        return Account(None)
    customer = await unit.customers.get(visitor.shop.store_id, visitor.customer_id, parts)
    if customer is None or customer.status != ENABLED:
        return Account(None)
    return await _with_groups(unit, customer)


async def delete(unit: Writing, visitor: Visitor, _command: object) -> Account:
    """An empty account: whoever was signed in is no customer any more, with orders or without."""
    if visitor.customer_id is not None:
        customer = await unit.customers.locked(visitor.shop.store_id, visitor.customer_id)
        if customer is not None and customer.status == ENABLED:
            await unit.customers.delete(customer)
    return Account(None)


async def own(unit: Writing, visitor: Visitor) -> Customer:
    """The visitor's account, locked. Raises NotSignedIn."""
    if visitor.customer_id is None:
        raise NotSignedIn
    customer = await unit.customers.locked(visitor.shop.store_id, visitor.customer_id)
    if customer is None or customer.status != ENABLED:
        raise NotSignedIn
    return customer


class Accounts:
    """Creating and changing accounts, in the manners of one dialect."""

    def __init__(self, record: Record, manners: Manners) -> None:
        self._record = record
        self._manners = manners

    async def create(self, desk: Desk, visitor: Visitor, wish: Wish) -> Account:
        """The new account, or the changed own one of whoever is signed in. Raises Invalid, TooOften, Taken."""
        if visitor.customer_id is not None:
            return await self.change(desk, visitor, wish)
        unborn = Customer(store_id=visitor.shop.store_id, id=0, uuid=str(uuid4()), email="")
        self._judge(unborn, wish.named, _NOWHERE)
        if wish.password:  # a refused creation must not cost a hash
            await desk.store.write(lambda unit: self._manners.limit.check(unit, visitor.shop, visitor.client))
        secret = await _hashed(desk, wish.password)
        account = await desk.store.write(
            partial(self._insert, visitor=visitor, unborn=unborn, named=wish.named, secret=secret)
        )
        desk.nudge()
        return account

    async def change(self, desk: Desk, visitor: Visitor, wish: Wish) -> Account:
        """The changed account. Raises NotSignedIn, Invalid, Taken."""
        if visitor.customer_id is None:
            raise NotSignedIn
        if wish.password:
            await desk.store.read(partial(self._look_before, visitor=visitor, named=wish.named))
        secret = await _hashed(desk, wish.password)
        return await desk.store.write(partial(self._update, visitor=visitor, named=wish.named, secret=secret))

    async def _insert(
        self, unit: Writing, *, visitor: Visitor, unborn: Customer, named: Statements, secret: Secret | None
    ) -> Account:
        await self._manners.limit.check(unit, visitor.shop, visitor.client)
        groups = await unit.groups.all(visitor.shop.store_id)
        born = replace(
            unborn,
            created_at=unit.now,
            updated_at=unit.now,
            activated_at=unit.now if secret else None,
            list_items=_memberships(self._manners.group_ids, groups),
        )
        told = self._told(born, named, unit, new=True)
        await _refuse_foreign_email_as_login(unit, told)
        stored = await self._record.insert(unit, told, also=PASSWORD_SET if secret else NOTHING)
        await self._manners.limit.note(unit, stored, visitor.client)
        # No password is ever mailed: who sent none is invited to choose one (D-AI2).
        await unit.outbox.add(stored.store_id, "account" if secret else "invitation", stored.id)
        if secret:
            await put_password(unit, stored, secret)
        return Account(stored)

    async def _update(self, unit: Writing, *, visitor: Visitor, named: Statements, secret: Secret | None) -> Account:
        before = await own(unit, visitor)
        self._judge(before, named, Scene(unit.places, before))
        told = self._told(before, named, unit, new=False)
        if told.login != before.login:
            await _refuse_foreign_email_as_login(unit, told)
        after = self._record.after(_with_pins(before, told), told, unit, keeps_mirrors=True)
        pins_login = before.login is None and after.login is not None and after.version == before.version
        if pins_login and await _is_login_of_another(unit, after):
            after = replace(after, login=None)  # an echo is refused to nobody
        if secret:
            after = self._record.settled(activated(after, before, unit.now), unit)
        stored = before
        if not identical(after, before):
            stored = await unit.customers.save(before, after, PASSWORD_SET if secret else NOTHING)
            await self._manners.limit.forget(unit, stored)
        if secret:
            await put_password(unit, stored, secret)
            await keep_signed_in(unit, visitor)
        return await _with_groups(unit, stored)

    async def _look_before(self, unit: Reading, *, visitor: Visitor, named: Statements) -> None:
        """Nothing comes back; a change that would be refused anyway must not cost a hash."""
        customer = (await show(unit, visitor, Parts.ADDRESSES)).customer
        if customer is None:
            raise NotSignedIn
        self._judge(customer, named, Scene(unit.places, customer))

    def _judge(self, row: Customer, named: Statements, scene: Scene) -> None:
        """Nothing. Raises Invalid with what is wrong, in the order in which the fields were sent."""
        speech, new = self._manners.speech, row.id == 0
        problems = problems_of(speech.customer, row, _those(named, speech.customer.lenses), scene, new=new)
        billing = _those(named, speech.billing.lenses)
        problems |= problems_of(speech.billing, billing_of(row) or _NO_BILLING, billing, scene, new=new)
        if problems:
            raise Invalid({field: (problems[field],) for field in named if field in problems})

    def _told(self, before: Customer, named: Statements, unit: Writing, *, new: bool) -> Customer:
        """The customer with all statements put and spelled; nothing is settled yet."""
        manners = self._manners
        mirrors = (manners.login, manners.label)
        plain = {field: value for field, value in _those(named, manners.speech.customer.lenses).items()
                 if field not in mirrors}  # fmt: skip
        told = state(manners.speech.customer, before, plain, Scene(unit.places, before), new=new)
        told = replace(told, login=self._login(told, named, new=new), label=self._label(before, told, named, new=new))
        billing = _those(named, manners.speech.billing.lenses)
        if billing_of(before) is None and all(value in _NOTHING for value in billing.values()):
            return told
        return with_billing(told, manners.speech.billing, billing, unit.places, unit.now)

    def _login(self, told: Customer, named: Statements, *, new: bool) -> str | None:
        """The login: what was sent; a new account has the e-mail as its own text; an empty one is ignored."""
        sent = named.get(self._manners.login)
        return str(sent) if sent else told.email if new else told.login

    def _label(self, before: Customer, told: Customer, named: Statements, *, new: bool) -> str | None:
        """The label, which is a text of its own once it was written (aimeos.md 5 and 6, P-AI3)."""
        sent = named.get(self._manners.label)
        follows = self._manners.empty_label is EmptyLabel.FOLLOWS
        if sent:
            return str(sent)
        if new:
            return generated_label(told) if follows else ""
        if sent is not None:
            says_nothing_new = before.label == "" and not generated_label(told)  # an echo (one-record.md section 9, 12)
            return None if follows and not says_nothing_new else ""
        return generated_label(before) if before.label == "" else told.label


def _those(named: Statements, fields: Mapping[str, object]) -> Statements:
    return {field: value for field, value in named.items() if field in fields}


def _with_pins(before: Customer, told: Customer) -> Customer:
    """The customer before the write, with those mirrors as texts that the write says as they were shown.

    They are texts of their own from then on, and no newer facts (one-record.md section 9, 12).
    """
    return replace(
        before,
        login=told.login if before.login is None and told.login == login_of(before) else before.login,
        label=told.label if before.label is None and told.label == label_of(before) else before.label,
    )


def _memberships(group_ids: Sequence[int], groups: Sequence[Group]) -> tuple[ListItem, ...]:
    known = {group.id for group in groups}
    wanted = [number for number in dict.fromkeys(group_ids) if number in known]
    return tuple(
        ListItem(0, GROUP, refid=str(number), group_id=number, position=at) for at, number in enumerate(wanted)
    )


async def _is_login_of_another(unit: Writing, customer: Customer) -> bool:
    """True where the login is somebody else's text: the e-mail that a customer follows may be (one-record.md 6.3)."""
    key = login_key(login_of(customer))
    holder = await unit.customers.find(customer.store_id, "login_key", key, Parts.NONE)
    return holder is not None and holder.id != customer.id


async def _refuse_foreign_email_as_login(unit: Writing, told: Customer) -> None:
    """Nothing. Raises Taken: the e-mail of an account is its login until it has another one."""
    if told.login is None or "@" not in told.login:
        return
    holder = await unit.customers.find(told.store_id, "email_key", login_key(told.login), Parts.NONE)
    if holder is not None and holder.id != told.id:
        raise Taken("login")


async def _hashed(desk: Desk, password: str | None) -> Secret | None:
    return Secret(*await desk.hasher.hash(password)) if password else None


async def _with_groups(unit: Reading | Writing, customer: Customer) -> Account:
    if not any(item.group_id is not None for item in customer.list_items):
        return Account(customer)
    groups = await unit.groups.all(customer.store_id)
    return Account(customer, {group.id: group for group in groups})
