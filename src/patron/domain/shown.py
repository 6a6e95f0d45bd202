"""What several dialects show alike of a customer: the addresses of a list, the group (one-record.md 3.1, 6.2)."""

from __future__ import annotations

from patron.domain.access import Shop
from patron.domain.addresses import is_blank
from patron.domain.customer import Address, Customer


def listed_addresses(customer: Customer) -> tuple[Address, ...]:
    """Every address, ascending by id, but a blank one that serves for billing alone."""
    return tuple(row for row in customer.addresses if row.is_delivery or not is_blank(row))


def group_id(customer: Customer, shop: Shop) -> int:
    """The group of the primary membership, else the default group of the shop."""
    for item in customer.list_items:
        if item.is_primary and item.group_id is not None:
            return item.group_id
    return shop.default_group_id
