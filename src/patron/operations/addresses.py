"""Addresses of a customer under the write rule: the billing face, a merged list, and settling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import uuid4

from msgspec.structs import replace

from patron.domain.addresses import (
    NO_SHIPPING,
    billing_of,
    default_of,
    deliveries,
    divided,
    has_unsaid_default,
    shown_billing,
    shown_delivery,
    with_default_row,
    with_new_row,
    with_row,
    without_face,
    without_void_billing,
)
from patron.domain.customer import Address, Customer
from patron.domain.lens import Grammar, Scene, Statements, same_facts, settled, state
from patron.domain.places import Places
from patron.operations.speech import Entry


def is_shown_default(customer: Customer, row: Address) -> bool:
    """True for the row that counts as the default, said or not (one-record.md 3.2)."""
    default = default_of(customer)
    return default is not None and default.uuid == row.uuid


def with_entries(
    customer: Customer, grammar: Grammar[Address], entries: Sequence[Entry], places: Places, now: int
) -> Customer:
    """The customer after a list of addresses was merged in: known ids are changed, others appended, none removed.

    A new row is the default when it is the first delivery. An id of somebody else is a new row.
    """
    for entry in entries:
        row = next((row for row in deliveries(customer) if row.id == entry.id), None) if entry.id else None
        if row is None:
            customer = _appended(customer, grammar, entry.named, places, now)
            continue
        customer = _restated(customer, row, "delivery", grammar, entry.named, places)
    return customer


def _restated(
    customer: Customer, row: Address, face: str, grammar: Grammar[Address], named: Statements, places: Places
) -> Customer:
    """The customer after fields of one face of a row were named; only a new fact divides a row with two faces."""
    changed = state(grammar, row, named, Scene(places, customer))
    if same_facts(changed, row):
        return with_row(customer, row, changed)
    customer, row = divided(customer, row, face, str(uuid4()))
    return with_row(customer, row, state(grammar, row, named, Scene(places, customer)))


def _appended(customer: Customer, grammar: Grammar[Address], named: Statements, places: Places, now: int) -> Customer:
    first = not deliveries(customer)
    row = Address(0, str(uuid4()), is_billing=False, is_delivery=True, is_default=first, created_at=now, updated_at=now)
    return with_new_row(customer, state(grammar, row, named, Scene(places, customer), new=True))


def with_billing(
    customer: Customer, grammar: Grammar[Address], named: Statements, places: Places, now: int
) -> Customer:
    """The customer after fields of the billing face were named; its row is made by the first value that is not null."""
    row = billing_of(customer)
    if row is None:
        if all(value is None for value in named.values()):
            return customer
        fresh = Address(0, str(uuid4()), is_billing=True, is_delivery=False, created_at=now, updated_at=now)
        return with_new_row(customer, state(grammar, fresh, named, Scene(places, customer), new=True))
    return _restated(customer, row, "billing", grammar, named, places)


def with_one_delivery(
    customer: Customer, grammar: Grammar[Address], named: Statements, places: Places, now: int
) -> Customer:
    """The customer after a dialect that shows one delivery address named its fields: the row it shows is changed.

    Where it shows none, a new row is made, and is the default: what is not shown is never overwritten.
    """
    row = shown_delivery(customer, grammar.dialect)
    if row is not None:
        return _restated(customer, row, "delivery", grammar, named, places)
    fresh = Address(0, str(uuid4()), is_billing=False, is_delivery=True, created_at=now, updated_at=now)
    return with_default_row(customer, state(grammar, fresh, named, Scene(places, customer), new=True))


def without_delivery(customer: Customer, dialect: str) -> Customer:
    """The customer after the dialect took the delivery address that it shows away; none shown: nothing changes.

    Where others are left it is noted that this dialect shows none of them (one-record.md 3.2).
    """
    row = shown_delivery(customer, dialect)
    if row is None:
        return customer
    left = without_face(customer, row, "delivery")
    if not has_unsaid_default(left):
        return left
    own = {**left.said.get(dialect, {}), NO_SHIPPING: (True, False)}
    return replace(left, said={**left.said, dialect: own})


def without_billing(customer: Customer) -> Customer:
    """The customer without billing face; nothing changes where none is shown."""
    row = shown_billing(customer)
    return customer if row is None else without_face(customer, row, "billing")


def settled_addresses(
    customer: Customer, before: Customer, grammars: Mapping[str, Grammar[Address]], places: Places, now: int
) -> Customer:
    """The customer without a void billing row and stale spellings; rows whose facts changed carry the moment."""
    customer = without_void_billing(customer)
    old = {row.uuid: row for row in before.addresses}
    rows = tuple(_settled_row(row, old.get(row.uuid), customer, grammars, places, now) for row in customer.addresses)
    return customer if rows == customer.addresses else replace(customer, addresses=rows)


def _settled_row(
    row: Address,
    old: Address | None,
    customer: Customer,
    grammars: Mapping[str, Grammar[Address]],
    places: Places,
    now: int,
) -> Address:
    row = settled(row, Scene(places, customer), grammars)
    if old is None or same_facts(row, old):
        return row
    return replace(row, updated_at=max(now, old.updated_at))
