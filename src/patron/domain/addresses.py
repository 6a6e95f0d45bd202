"""The set of addresses of one customer: faces, default, division (one-record.md 3.1, 3.2)."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from patron.domain.customer import Address, Customer

_TEXTS: tuple[Callable[[Address], str | None], ...] = (
    lambda a: a.full_name,
    lambda a: a.phone,
    lambda a: a.street,
    lambda a: a.number,
    lambda a: a.line2,
    lambda a: a.line3,
    lambda a: a.neighbourhood,
    lambda a: a.city,
    lambda a: a.postcode,
    lambda a: a.region,
    lambda a: a.region_id,
    lambda a: a.country,
    lambda a: a.country_code,
)


def deliveries(customer: Customer) -> tuple[Address, ...]:
    """The rows with the delivery face, ascending by id."""
    return tuple(address for address in customer.addresses if address.is_delivery)


def default_of(customer: Customer) -> Address | None:
    """The default delivery row: the one said to be it, else the one with the lowest id."""
    first: Address | None = None
    for address in customer.addresses:
        if address.is_delivery:
            if address.is_default:
                return address
            first = first or address
    return first


def billing_of(customer: Customer) -> Address | None:
    """The row with the billing face, or None."""
    for address in customer.addresses:
        if address.is_billing:
            return address
    return None


NO_SHIPPING = "no_shipping"
"""What a dialect that shows one delivery address says when it took that away and others are left."""


def has_unsaid_default(customer: Customer) -> bool:
    """True while there are delivery rows and none of them was said to be the default."""
    return any(row.is_delivery for row in customer.addresses) and not any(row.is_default for row in customer.addresses)


def is_without_delivery(customer: Customer, dialect: str) -> bool:
    """True while the dialect shows no delivery address although there are some (one-record.md 3.2)."""
    return NO_SHIPPING in customer.said.get(dialect, {}) and has_unsaid_default(customer)


def shown_delivery(customer: Customer, dialect: str) -> Address | None:
    """The delivery row that a dialect with room for one shows: the default, unless it is blank or was taken away."""
    row = default_of(customer)
    return None if row is None or is_blank(row) or is_without_delivery(customer, dialect) else row


def shown_billing(customer: Customer) -> Address | None:
    """The row with the billing face, or None for a blank one, which only the dialect that made it shows."""
    row = billing_of(customer)
    return None if row is None or is_blank(row) else row


def without_face(customer: Customer, row: Address, face: str) -> Customer:
    """The customer after that face (`billing` or `delivery`) of a row is gone; a row without faces is gone whole."""
    if not (row.is_billing and row.is_delivery):
        return with_row(customer, row, None)
    left = replace(row, is_billing=False) if face == "billing" else replace(row, is_delivery=False, is_default=None)
    return with_row(customer, row, left)


def with_default_row(customer: Customer, row: Address) -> Customer:
    """The customer with that new row as the default; the others' flags become false where they were true."""
    others = tuple(replace(one, is_default=False) if one.is_default else one for one in customer.addresses)
    return with_new_row(replace(customer, addresses=others), replace(row, is_default=True))


def is_void(address: Address) -> bool:
    """True when every fact is null: such a billing row is not kept."""
    return all(text(address) is None for text in _TEXTS) and address.latitude is None and address.longitude is None


def is_blank(address: Address) -> bool:
    """True when every fact is null or empty: kept, but only its own dialect shows it."""
    return all(not text(address) for text in _TEXTS) and address.latitude is None and address.longitude is None


def with_row(customer: Customer, old: Address, new: Address | None) -> Customer:
    """The customer with that row exchanged in its place, or taken out. Rows are told apart by uuid."""
    rows = tuple(new if row.uuid == old.uuid else row for row in customer.addresses)
    return replace(customer, addresses=tuple(row for row in rows if row is not None))


def with_new_row(customer: Customer, row: Address) -> Customer:
    """The customer with one more row at the end."""
    return replace(customer, addresses=(*customer.addresses, row))


def divided(customer: Customer, row: Address, face: str, uuid: str) -> tuple[Customer, Address]:
    """The customer and the row that bears that face (`billing` or `delivery`) alone.

    A row with both faces is divided: the delivery face keeps id, uuid and flag, billing becomes a new row with a copy.
    """
    if not (row.is_billing and row.is_delivery):
        return customer, row
    delivery = replace(row, is_billing=False)
    billing = replace(row, id=0, uuid=uuid, is_delivery=False, is_default=None)
    customer = with_new_row(with_row(customer, row, delivery), billing)
    return customer, billing if face == "billing" else delivery


def without_void_billing(customer: Customer) -> Customer:
    """The customer without a billing-only row that says nothing at all."""
    row = billing_of(customer)
    return with_row(customer, row, None) if row and not row.is_delivery and is_void(row) else customer
