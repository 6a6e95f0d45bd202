"""Customers by number: the same ones in every run, of every size."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from patron.demo.people import FIRST, STREETS, last_name
from patron.domain.customer import Address, Customer, Purchases

STORE = 1000
FIRST_ID = 1
START = 1_500_000_000_000


def customer(number: int) -> Customer:
    """Customer `number`, from 0, with one or two addresses (1.5 on average)."""
    created = START + number * 1_000
    name = last_name(number)
    first = FIRST[number % 10]
    return Customer(
        store_id=STORE,
        id=FIRST_ID + number,
        uuid=str(UUID(int=(number + 1) << 80, version=4)),
        email=f"{name.lower()}.{number}@example.com",
        full_name=f"{first} {name}{number % 10}",
        first_name=first,
        last_name=f"{name}{number % 10}",
        phone=f"+5511{90000000 + number}",
        tax_id=f"{10_000_000_000 + number * 7}",
        note="Prefers mornings" if number % 3 == 0 else None,
        extra={"origin": "import"},
        activated_at=created,
        created_at=created,
        updated_at=created,
        addresses=tuple(_address(number, place, created) for place in range(1 + number % 2)),
        purchases=Purchases(orders=number % 3, completed_orders=number % 3, total_spent=number % 3 * 8_900),
    )


def _address(number: int, place: int, created: int) -> Address:
    key = number * 2 + place + 1
    return Address(
        key,
        str(UUID(int=key << 80, version=4)),
        is_billing=False,
        is_delivery=True,
        is_default=place == 0,
        street=STREETS[number % 4],
        number=str(number % 2000),
        city="São Paulo",
        postcode=f"{number % 100_000:05}-000",
        region="São Paulo",
        region_id="BR-SP",
        country="Brazil",
        country_code="BR",
        created_at=created,
        updated_at=created,
    )


def customers(count: int) -> Iterator[Customer]:
    """The first `count` customers, ascending by id."""
    return (customer(number) for number in range(count))
