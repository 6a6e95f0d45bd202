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
