"""The customer: one person in one store, with addresses and the rest of what is stored once."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Flag, auto
from typing import TypeAlias

from msgspec import Struct

Json: TypeAlias = Mapping[str, object]
Spelling: TypeAlias = tuple[object, ...]
"""What was written, and what the lens showed then; of a place also which it was."""
Spellings: TypeAlias = Mapping[str, Mapping[str, Spelling]]
"""dialect -> wire field -> (what was written, what the lens showed then); one-record.md section 0."""


class Parts(Flag):
    """The children of a customer that a read brings along; a dialect asks only for those it shows."""

    NONE = 0
    ADDRESSES = auto()
    PURCHASE = auto()
    TAGS = auto()
    GROUPS = auto()
    PROPERTIES = auto()


class Address(Struct, frozen=True, array_like=True):
    """One address; it serves as billing address, as delivery address, or both. `id` 0: not stored yet."""

    id: int
    uuid: str
    is_billing: bool
    is_delivery: bool
    is_default: bool | None = None
    """None: nobody said (one-record.md 3.2)."""
    position: int = 0
    full_name: str | None = None
    first_name: str = ""
    last_name: str = ""
    phone: str | None = None
    street: str | None = None
    number: str | None = None
    line2: str | None = None
    line3: str | None = None
    neighbourhood: str | None = None
    city: str | None = None
    postcode: str | None = None
    region: str | None = None
    region_id: str | None = None
    """ISO 3166-2, None where the text names no region that is known."""
    country: str | None = None
    country_code: str | None = None
    """ISO 3166-1 alpha-2, None where the text names no country that is known."""
    latitude: float | None = None
    longitude: float | None = None
    contact: Json = {}
    said: Spellings = {}
    created_at: int = 0
    updated_at: int = 0


class Purchases(Struct, frozen=True, array_like=True):
    """What the shop's order system told about a customer; money in hundredths of the store's currency."""

    orders: int = 0
    completed_orders: int = 0
    total_spent: int = 0
    last_order_id: int | None = None
    balance: int = 0
    credit: int = 0
    active_subscriptions: int = 0


NO_PURCHASES = Purchases()


class Property(Struct, frozen=True, array_like=True):
    """One property of a customer (Aimeos); type, language and value are unique together, null languages never clash."""

    id: int
    type: str
    language: str | None
    value: str


class ListItem(Struct, frozen=True, array_like=True):
    """What ties a customer to something else (Aimeos): a group, or a thing that other systems hold.

    `datestart` and `dateend` are wall-clock texts `YYYY-MM-DD hh:mm:ss`; `group_id` is set for the domain `group`.
    """

    id: int
    domain: str
    type: str = "default"
    refid: str = ""
    group_id: int | None = None
    is_primary: bool = False
    position: int = 0
    status: int = 1
    datestart: str | None = None
    dateend: str | None = None
    config: Json = {}


class Group(Struct, frozen=True):
    """A group of a store's customers."""

    id: int
    code: str
    label: str


class Definition(Struct, frozen=True):
    """What a metafield of that namespace and key may hold (EverShop)."""

    namespace: str
    key: str
    name: str
    type: str
    visible: bool = True
    """False: customers do not see it themselves."""
    required: bool = False
    uuid: str = ""
    position: int = 0
    rules: Json = {}
    """What else the platform says of it: a list or one, translatable, validations, sub-fields."""


class Customer(Struct, frozen=True):
    """One customer of one store. The first forty fields are the columns, in order; the last ones are its children.

    Times are integer milliseconds UTC. `id` 0 means: not stored yet.
    """

    store_id: int
    id: int
    uuid: str
    email: str
    email_duplicate: bool = False
    """An imported customer whose e-mail another one of the store has too; it does not count for uniqueness."""
    full_name: str | None = None
    first_name: str = ""
    last_name: str = ""
    salutation: str | None = None
    title: str | None = None
    company: str | None = None
    label: str | None = None
    login: str | None = None
    """None: the e-mail."""
    code: str | None = None
    phone: str | None = None
    mobile: str | None = None
    telefax: str | None = None
    website: str | None = None
    tax_id: str | None = None
    birthday: str | None = None
    language: str | None = None
    note: str | None = None
    status: int = 1
    activated_at: int | None = None
    created_by_hand: bool = True
    terms_accepted_at: int | None = None
    allow_charges: bool = False
    accepts_marketing: bool | None = None
    accepts_marketing_at: int | None = None
    metafields: Json = {}
    extra: Json = {}
    said: Spellings = {}
    version: int = 1
    created_at: int = 0
    updated_at: int = 0

    addresses: tuple[Address, ...] = ()
    """Ascending by id."""
    purchases: Purchases = NO_PURCHASES
    tags: tuple[str, ...] = ()
    """In the order they were given."""
    list_items: tuple[ListItem, ...] = ()
    """Ascending by id."""
    properties: tuple[Property, ...] = ()
    """Ascending by id."""


def tag_of(customer: Customer) -> str:
    """What tells a version of a customer from every other, of every customer: for `ETag` and `If-Match`."""
    return f"{customer.id}-{customer.version}"
