"""A customer as Open Food Network itself shows it, to the record behind it: for worlds and migrations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast
from uuid import uuid4

from msgspec.structs import replace

from patron.dialects.openfoodnetwork.lens import ADDRESS, CUSTOMER
from patron.dialects.openfoodnetwork.parameters import Parameters
from patron.domain import times
from patron.domain.access import Shop
from patron.domain.customer import Address, Customer, Purchases
from patron.domain.lens import Scene, state
from patron.domain.places import Places
from patron.domain.refusals import Invalid, Problem

TEXTS = ("email", "first_name", "last_name", "code")


def shown_customer(shown: Mapping[str, object], shop: Shop, places: Places) -> Customer:
    """The record behind the attributes, ids kept. Raises Invalid."""
    own = cast("Parameters", shown)
    customer = Customer(
        store_id=shop.store_id,
        id=_integer(own, "id"),
        uuid=str(uuid4()),
        email="",
        allow_charges=own.get("allow_charges") is True,
        terms_accepted_at=_moment(own, "terms_and_conditions_accepted_at"),
        tags=_tags(own),
        purchases=Purchases(balance=_hundredths(own)),
    )
    named = {field: _text(own, field) for field in TEXTS if field in own}
    customer = state(CUSTOMER, customer, named, Scene(places, customer), new=True)
    customer = _with_address(customer, own, "billing_address", places)
    return _with_address(customer, own, "shipping_address", places)


def _with_address(customer: Customer, own: Parameters, name: str, places: Places) -> Customer:
    said = own.get(name)
    if said is None:
        return customer
    if not isinstance(said, dict) or not said.keys() <= ADDRESS.lenses.keys():
        raise Invalid({name: (Problem.INVALID,)})
    billing = name == "billing_address"
    fresh = Address(0, str(uuid4()), is_billing=billing, is_delivery=not billing, is_default=None if billing else True)
    row = state(ADDRESS, fresh, said, Scene(places), new=True)
    return replace(customer, addresses=(*customer.addresses, row))


def _text(own: Parameters, name: str) -> str | None:
    value = own.get(name)
    if value is not None and not isinstance(value, str):
        raise Invalid({name: (Problem.INVALID,)})
    return value


def _integer(own: Parameters, name: str) -> int:
    value = own.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Invalid({name: (Problem.INVALID,)})
    return value


def _moment(own: Parameters, name: str) -> int | None:
    text = _text(own, name)
    try:
        return None if text is None else times.instant(text)
    except ValueError:
        raise Invalid({name: (Problem.INVALID,)}) from None


def _tags(own: Parameters) -> tuple[str, ...]:
    value = own.get("tags", [])
    if not isinstance(value, list):
        raise Invalid({"tags": (Problem.INVALID,)})
    return tuple(str(tag) for tag in value)


def _hundredths(own: Parameters) -> int:
    value = own.get("balance", 0)
    return round(value * 100) if isinstance(value, (int, float)) else 0
