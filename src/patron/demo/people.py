"""Made-up people by number: the same ones every time, of as many as anybody wants."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Final, NamedTuple
from uuid import UUID

from patron.domain.customer import Address, Customer, Purchases

START: Final = 1_500_000_000_000
SYLLABLES: Final = [
    "ka",
    "ri",
    "mo",
    "te",
    "lu",
    "sa",
    "ne",
    "vo",
    "di",
    "pa",
    "gu",
    "le",
    "ni",
    "ro",
    "ta",
    "shi",
    "be",
    "zu",
    "fa",
    "jo",
]
FIRST: Final = ["Ana", "João", "María", "Łukasz", "Zoë", "Pedro", "Lúcia", "Bruno", "Inês", "Mateo"]
STREETS: Final = ["Avenida Paulista", "Calle Florida", "Evergreen Terrace", "Rua Augusta"]
TAGS: Final = ["market", "newsletter", "school", "vip", "wholesale"]


class Town(NamedTuple):
    """Where somebody lives."""

    city: str
    postcode: str
    region: str
    region_id: str
    country: str
    country_code: str
    calling_code: str


TOWNS: Final = [
    Town("São Paulo", "01310-100", "São Paulo", "BR-SP", "Brazil", "BR", "+5511"),
    Town("Portland", "97201", "Oregon", "US-OR", "United States", "US", "+1503"),
    Town("Melbourne", "3000", "Victoria", "AU-VIC", "Australia", "AU", "+613"),
    Town("Berlin", "10115", "Berlin", "DE-BE", "Germany", "DE", "+4930"),
]


def last_name(number: int) -> str:
    """A made-up family name; about one person in three thousand shares it."""
    a, b, c = number % 20, number // 20 % 20, number // 400 % 8
    return (SYLLABLES[a] + SYLLABLES[b] + SYLLABLES[c]).capitalize()


def people(store_id: int, start: int, count: int) -> Iterator[Customer]:
    """So many people from number `start` on, none of them stored yet."""
    return (person(store_id, number) for number in range(start, start + count))


def person(store_id: int, number: int) -> Customer:
    """Person `number`, from 0: one to three addresses, up to two tags, perhaps some orders; one in eight is a guest."""
    first, last = FIRST[number % len(FIRST)], last_name(number)
    created = START + number * 60_000
    guest = number % 8 == 7
    return Customer(
        store_id=store_id,
        id=0,
        uuid=_uuid(store_id, number),
        email=f"{last.lower()}.{number}@example.com",
        full_name=f"{first} {last}",
        first_name=first,
        last_name=last,
        code=f"C{number:06}" if number % 2 else None,
        phone=_phone(number),
        tax_id=f"{10_000_000_000 + number * 7}" if number % 3 else None,
        note="Prefers mornings" if number % 5 == 0 else None,
        activated_at=None if guest else created,
        created_by_hand=not guest,
        accepts_marketing=number % 4 == 0,
        created_at=created,
        updated_at=created,
        addresses=_addresses(store_id, number, created),
        purchases=_purchases(number),
        tags=_tags(number),
    )


def _phone(number: int) -> str:
    return f"{TOWNS[number % len(TOWNS)].calling_code}{9_000_000 + number}"


def _addresses(store_id: int, number: int, created: int) -> tuple[Address, ...]:
    deliveries = [_address(store_id, number, place, created) for place in range(1 + number % 2)]
    billing = [_address(store_id, number, 2, created)] if number % 3 == 0 else []
    return (*deliveries, *billing)


def _address(store_id: int, number: int, place: int, created: int) -> Address:
    """The default delivery address, another one, or (2) the billing address."""
    town = TOWNS[(number + place) % len(TOWNS)]
    return Address(
        id=0,
        uuid=_uuid(store_id, number, place),
        is_billing=place == 2,
        is_delivery=place < 2,
        is_default=None if place == 2 else place == 0,
        full_name=f"{FIRST[number % len(FIRST)]} {last_name(number)}",
        first_name=FIRST[number % len(FIRST)],
        last_name=last_name(number),
        phone=_phone(number),
        street=STREETS[(number + place) % len(STREETS)],
        number=str(1 + number % 2000),
        city=town.city,
        postcode=town.postcode,
        region=town.region,
        region_id=town.region_id,
        country=town.country,
        country_code=town.country_code,
        created_at=created,
        updated_at=created,
    )


def _purchases(number: int) -> Purchases:
    completed = number % 3
    orders = completed + (number % 7 == 0)
    return Purchases(
        orders=orders,
        completed_orders=completed,
        total_spent=completed * (2_990 + number % 100 * 10),
        last_order_id=100_000 + number if orders else None,
        balance=-1_250 if number % 11 == 1 else 0,
        credit=500 if number % 13 == 1 else 0,
        active_subscriptions=int(number % 17 == 1),
    )


def _tags(number: int) -> tuple[str, ...]:
    return tuple(sorted({TAGS[number % len(TAGS)], TAGS[number // 5 % len(TAGS)]})) if number % 2 else ()


def _uuid(*place: int) -> str:
    return str(UUID(bytes=blake2b(repr(place).encode(), digest_size=16).digest(), version=4))
