"""A shop's customers as the shop itself reads them: one, the one who is signed in, tables, groups."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from patron.domain.customer import Customer, Json, ListItem, Parts
from patron.domain.grid import GridListing
from patron.domain.listing import Page
from patron.domain.shelf import Shelf
from patron.domain.uuids import dashed_uuid
from patron.operations.ports import Reading
from patron.operations.shoppers import Person, may_manage


async def current(unit: Reading, person: Person, parts: Parts) -> Customer | None:
    """The customer who is signed in, or None. Of whoever has a token, what the token says stands before the row."""
    if person.customer is None:
        return None
    customer = await unit.customers.get(person.shop.store_id, person.customer.customer_id, parts)
    if customer is None or person.customer.claims is None:
        return customer
    return _as_claimed(customer, person.customer.claims)


async def by_uuid(unit: Reading, person: Person, uuid: str, parts: Parts) -> Customer | None:
    """The customer of the shop, or None. Raises NotSignedIn."""
    may_manage(person)
    dashed = dashed_uuid(uuid)
    return await unit.customers.find(person.shop.store_id, "uuid", dashed, parts) if dashed else None


async def table(unit: Reading, person: Person, listing: GridListing, parts: Parts) -> Page[Customer]:
    """The asked page with the exact total. Raises NotSignedIn."""
    may_manage(person)
    return await unit.customers.grid(person.shop.store_id, listing, parts)


async def shelf(unit: Reading, person: Person) -> Shelf:
    """The groups and definitions of the shop."""
    return await unit.shelf.read(person.shop.store_id)


def _as_claimed(customer: Customer, claims: Json) -> Customer:
    """The customer with what a token says of it, as of when the token was made."""
    group = claims.get("group_id")
    items = (ListItem(0, "group", group_id=group, is_primary=True),) if isinstance(group, int) else customer.list_items
    return replace(
        customer,
        email=_text(claims, "email", customer.email),
        full_name=_text(claims, "full_name", customer.full_name or ""),
        status=status if isinstance(status := claims.get("status"), int) else customer.status,
        created_at=_moment(claims.get("created_at"), customer.created_at),
        list_items=items,
    )


def _text(claims: Json, name: str, otherwise: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else otherwise


def _moment(value: object, otherwise: int) -> int:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    return otherwise if moment is None else round(moment.timestamp() * 1000)
