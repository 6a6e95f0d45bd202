"""Customers for the list of the administration: names, dates, tags and numbers drawn apart from each other."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Final
from uuid import UUID

from patron.demo.people import FIRST, last_name
from patron.domain.customer import Customer

STORES: Final = (1000, 2000, 3000)
START: Final = 1_500_000_000_000
SPAN: Final = 300_000_000_000
"""About ten years."""
DOMAINS: Final = ("example.com", "example.org", "mail.example.net")


def shares(count: int) -> dict[int, int]:
    """How many of so many customers each store has: nearly all are in the first."""
    few = count // 50
    return {STORES[0]: count - few - few // 10, STORES[1]: few, STORES[2]: few // 10}


def customers(store_id: int, first: int, count: int) -> Iterator[Customer]:
    """So many customers of the store, from that id on."""
    return (customer(store_id, number) for number in range(first, first + count))


def customer(store_id: int, number: int) -> Customer:
    """Customer `number`: the id, too."""
    drawn = int.from_bytes(blake2b(str(number).encode(), digest_size=12).digest())
    first, last = FIRST[drawn % 10], last_name(drawn // 16 % 4_000)
    second = last_name(drawn // 65_536 % 4_000)
    created = START + number * 250 + drawn % 1000
    return Customer(
        store_id=store_id,
        id=number,
        uuid=str(UUID(int=number << 80, version=4)),
        email=f"{first[:1].lower() if first.isascii() else 'x'}.{last.lower()}.{number}@{DOMAINS[drawn % 7 % 3]}",
        full_name=f"{first} {last} {second}" if drawn % 3 else f"{first} {last}",
        first_name=first,
        last_name=last,
        phone=f"+55119{drawn // 2**40 % 100_000_000:08d}" if drawn % 5 else None,
        tax_id=f"{10_000_000_000 + drawn // 2**33 % 89_999_999_999}" if drawn % 4 else None,
        code=f"C{number:07d}" if drawn % 2 else None,
        status=0 if drawn // 2**20 % 50 == 0 else 1,
        tags=_tags(drawn // 2**24),
        created_at=created,
        updated_at=created + drawn // 2**30 % SPAN,
    )


def _tags(drawn: int) -> tuple[str, ...]:
    """`newsletter` one in five, `vip` one in a hundred, `rare` one in ten thousand."""
    shares_of = {"newsletter": 5, "vip": 100, "rare": 10_000}
    return tuple(name for name, one_in in shares_of.items() if drawn % one_in == 0)
