"""Customers of several stores as the accounts of an installation see them, and who may do what (openfoodnetwork.md 4).

A path names no store: the customer's own store decides what an account may do with it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.access import MANAGER, Shop
from patron.domain.conditions import EnterpriseListing
from patron.domain.customer import Customer, Parts
from patron.domain.keys import email_key
from patron.domain.listing import Page
from patron.domain.refusals import Invalid, NotAllowed, NotFound, Problem, Refusal
from patron.operations.ports import Reading, Writing
from patron.operations.staff_keys import Member

SHOWN: Final = Parts.ADDRESSES | Parts.TAGS
EDIT_PROFILE: Final = "edit_profile"
"""What one enterprise grants another: its manager may then add customers, but sees none."""
MOST_EMBEDDED: Final = 10_000
"""Customers of an enterprise that is included, be it their ids alone."""
SLICE: Final = 500
MOST_MOVES: Final = 100
"""How often a customer may be missed because it moves on and on."""


class Asked(Struct, frozen=True):
    """One customer to be shown, with its enterprise, and that with all its customers."""

    customer_id: int
    enterprise: bool = False
    siblings: bool = False
    wrong: Refusal | None = None
    """Why the rest cannot be read: that is said only to whom may see the customer."""


class Listed(Struct, frozen=True):
    """A page to be shown; `enterprises` are numbers on the wire, None for all that may be seen."""

    listing: EnterpriseListing
    enterprises: tuple[int, ...] | None = None
    balance: bool = False


class Seen(Struct, frozen=True):
    """A customer and its enterprise; the ids of all customers of that, and themselves, where they were asked for."""

    customer: Customer
    shop: Shop
    ids: tuple[int, ...] | None = None
    siblings: tuple[Customer, ...] | None = None


class SeenPage(Struct, frozen=True):
    """A page of customers and the enterprises by store id."""

    page: Page[Customer]
    shops: Mapping[int, Shop]


# -- who may --------------------------------------------------------------------------------------------------------


def may_see(member: Member | None, store_id: int) -> bool:
    """True for who may show and delete every customer of the store."""
    return member is not None and member.sells and member.staff.manages(store_id)


def may_add(member: Member | None, store_id: int) -> bool:
    """True for who may add customers to the store."""
    if member is None:
        return False
    staff = member.staff
    # What enterprises grant each other is for their managers: who is none any more has none of it.
    return staff.manages(store_id) or (staff.role == MANAGER and (store_id, EDIT_PROFILE) in staff.grants)


def is_own(member: Member | None, customer: Customer) -> bool:
    """True for the customer who is the account itself; of imported duplicates of an e-mail only the one that counts."""
    if member is None or not customer.email or customer.email_duplicate:
        return False
    return email_key(customer.email) == member.email_key


def may_change(member: Member | None, customer: Customer) -> None:
    """Nothing. Raises NotAllowed."""
    if not (may_see(member, customer.store_id) or is_own(member, customer)):
        raise NotAllowed("update")


def may_destroy(member: Member | None, customer: Customer) -> None:
    """Nothing. Raises NotAllowed."""
    if not may_see(member, customer.store_id):
        raise NotAllowed("destroy")


# -- reading --------------------------------------------------------------------------------------------------------


async def index(unit: Reading, member: Member | None, asked: Listed) -> SeenPage:
    """The page of what the account may see; an empty one for nobody."""
    shops = {shop.store_id: shop for shop in await unit.shops.all()}
    within = None
    if asked.enterprises is not None:
        within = tuple(sorted(store_id for store_id, shop in shops.items() if shop.enterprise_id in asked.enterprises))
    stores = () if member is None else None if member.staff.is_admin else _managed(member, shops)
    own = None if member is None else member.email_key
    listing = replace(asked.listing, stores=stores, email_key=own, within=within)
    parts = SHOWN | Parts.PURCHASE if asked.balance else SHOWN
    return SeenPage(await unit.customers.index(listing, parts), shops)


def _managed(member: Member, shops: Mapping[int, Shop]) -> tuple[int, ...]:
    return tuple(store_id for store_id in sorted(shops) if member.staff.manages(store_id))


async def show(unit: Reading, member: Member | None, asked: Asked) -> Seen:
    """The customer with its purchase facts. Raises NotFound, then NotAllowed, then what is wrong with the rest."""
    customer = await wherever(
        unit,
        asked.customer_id,
        lambda store_id: unit.customers.get(store_id, asked.customer_id, SHOWN | Parts.PURCHASE),
    )
    if not may_see(member, customer.store_id):
        raise NotAllowed("show")
    if asked.wrong is not None:
        raise asked.wrong
    seen = Seen(customer, await shop_of(unit, customer.store_id))
    if not (asked.enterprise or asked.siblings):
        return seen
    ids = await unit.customers.ids(customer.store_id, MOST_EMBEDDED + 1)
    if len(ids) > MOST_EMBEDDED:
        raise Invalid({"include": (Problem.TOO_LONG,)})
    return replace(seen, ids=ids, siblings=await _all(unit, customer.store_id, ids) if asked.siblings else None)


async def wherever(
    unit: Reading | Writing, customer_id: int, read: Callable[[int], Awaitable[Customer | None]]
) -> Customer:
    """The customer as `read` gives it from the store that holds it. Raises NotFound.

    It may move between the two look-ups, and who locks it may have waited for just that: it is looked for again.
    """
    for _ in range(MOST_MOVES):
        store_id = await unit.customers.store_of(customer_id)
        if store_id is None:
            break
        customer = await read(store_id)
        if customer is not None:
            return customer
    raise NotFound("customer")


async def _all(unit: Reading, store_id: int, ids: tuple[int, ...]) -> tuple[Customer, ...]:
    found: list[Customer] = []
    for start in range(0, len(ids), SLICE):
        found += await unit.customers.several(store_id, ids[start : start + SLICE], SHOWN)
    return tuple(found)


async def shop_of(unit: Reading | Writing, store_id: int) -> Shop:
    shop = await unit.shops.find("store_id", store_id)
    if shop is None:
        raise NotFound("store")
    return shop
