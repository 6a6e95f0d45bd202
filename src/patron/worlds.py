"""Worlds: everything that must exist before a test or a demonstration starts, as one JSON document.

The format is the one of the conformance suite (docs/worlds.md). A world is read whole and checked before anything is
written; the words of a customer are read by the dialect it is written in, through the same lenses as a request.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, TypeAlias

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from patron.domain import times
from patron.domain.access import SCOPES, Shop
from patron.domain.credential import Credential
from patron.domain.customer import Customer
from patron.domain.keys import fold
from patron.domain.places import Alias, Country, Places, Region
from patron.domain.refusals import Invalid, Problem
from patron.operations.access import token_hash
from patron.operations.ports import Hasher, Store, Writing

Shown: TypeAlias = dict[str, object]
ReadShown: TypeAlias = Callable[[Mapping[str, object], Shop, Places], Customer]
"""How a dialect reads a customer in its own words."""
Bindings: TypeAlias = dict[str, object]


class _Part(Struct, frozen=True, forbid_unknown_fields=True):
    """Unknown fields are an error: a misspelt one must not be a world that lacks something."""


class WorldRegion(_Part, frozen=True):
    code: str
    name: str


class WorldCountry(_Part, frozen=True):
    code: str
    name: str
    region_required: bool = True
    regions: tuple[WorldRegion, ...] = ()


class WorldStore(_Part, frozen=True):
    id: int
    name: str = ""
    code: str | None = None
    currency: str = "USD"
    country: str | None = None
    language: str | None = None
    sells: str = "own"


class WorldGroup(_Part, frozen=True):
    store: int
    id: int
    label: str = ""
    code: str | None = None
    default: bool = False
    bind: dict[str, str] = {}


class WorldGrant(_Part, frozen=True):
    store: int
    to: str


class WorldStaff(_Part, frozen=True):
    email: str
    name: str = ""
    password: str | None = None
    role: str = "manager"
    stores: tuple[int, ...] = ()
    grants: tuple[WorldGrant, ...] = ()
    key: str | None = None
    bind: dict[str, str] = {}


class WorldApp(_Part, frozen=True):
    store: int
    token: str
    scopes: tuple[str, ...] = SCOPES
    secret: str | None = None
    bind: dict[str, str] = {}


class WorldCustomer(_Part, frozen=True):
    dialect: str
    store: int
    shown: Shown
    facts: Shown = {}
    bind: dict[str, str] = {}
    as_: str | None = field(name="as", default=None)


class World(_Part, frozen=True):
    name: str = ""
    about: str = ""
    cassette: str = ""
    clock: str | None = None
    countries: tuple[WorldCountry, ...] = ()
    stores: tuple[WorldStore, ...] = ()
    groups: tuple[WorldGroup, ...] = ()
    staff: tuple[WorldStaff, ...] = ()
    apps: tuple[WorldApp, ...] = ()
    customers: tuple[WorldCustomer, ...] = ()
    values: dict[str, object] = {}


class StaffMember(Struct, frozen=True):
    """Somebody who manages stores, as the store keeps it."""

    email: str
    name: str
    role: str
    scheme: str | None
    hash: str | None
    key_hash: str | None
    stores: tuple[int, ...]
    grants: tuple[tuple[int, str], ...]


class WorldWriting(Writing, Protocol):
    """A writing unit that can also put in place what no request may."""

    async def put_places(
        self, countries: Sequence[Country], regions: Sequence[Region], aliases: Sequence[Alias]
    ) -> None: ...

    async def add_group(self, store_id: int, group_id: int, code: str, label: str) -> None: ...

    async def add_staff(self, member: StaffMember) -> None: ...


class WorldStoreRoom(Store, Protocol):
    """A store that can be emptied and filled."""

    async def wipe(self) -> None:
        """Nothing comes back; everything but the schema and the server's own places is gone."""
        ...

    async def fill(self, work: Callable[[WorldWriting], Awaitable[None]]) -> None:
        """Nothing comes back; everything that `work` put in place stands, or nothing of it."""
        ...


def read_world(text: bytes) -> World:
    """The world. Raises Invalid with the place of the first fault as its field."""
    try:
        return msgspec.json.decode(text, type=World)
    except (msgspec.ValidationError, msgspec.DecodeError) as fault:
        raise Invalid({str(fault): (Problem.INVALID,)}) from None


def instant(text: str) -> int:
    """Milliseconds UTC of an ISO 8601 moment. Raises Invalid."""
    try:
        return times.instant(text)
    except ValueError:
        raise Invalid({text: (Problem.INVALID,)}) from None


class Loader:
    """Loads worlds into one store, reading customers in the words of the dialects it was given."""

    def __init__(self, room: WorldStoreRoom, hasher: Hasher, readers: Mapping[str, ReadShown]) -> None:
        self._room = room
        self._hasher = hasher
        self._readers = readers

    async def load(self, world: World, progress: Callable[[int, int], None] | None = None) -> Bindings:
        """The names that the world binds. Raises Invalid, Taken; nothing is loaded then.

        `progress` is told how many customers are in, and of how many.
        """
        shops = {store.id: _shop(store, world) for store in world.stores}
        places = _places(world) or self._room.places
        customers = [self._customer(one, shops, places) for one in world.customers]
        secrets = [await self._secret(one.facts.get("password")) for one in world.customers]
        staff = [await self._member(one) for one in world.staff]

        async def work(unit: WorldWriting) -> None:
            await _put_frame(unit, world, shops, staff, places if world.countries else None)
            # Rows that have no id of their own come last: they must not draw one that a later line of the world names.
            inserted = [await unit.customers.insert(_numbered_alone(customer)) for customer in customers]
            for number, (customer, born, secret) in enumerate(zip(customers, inserted, secrets, strict=True), 1):
                stored = born
                if len(born.addresses) < len(customer.addresses):
                    stored = await unit.customers.save(born, replace(customer, id=born.id))
                if secret:
                    credential = Credential(*secret, changed_at=customer.created_at)
                    await unit.credentials.put(stored.store_id, stored.id, credential)
                if progress:
                    progress(number, len(customers))

        await self._room.fill(work)
        return _bindings(world, customers)

    def _customer(self, one: WorldCustomer, shops: Mapping[int, Shop], places: Places) -> Customer:
        reader = self._readers.get(one.dialect)
        if reader is None:
            raise Invalid({f"dialect {one.dialect}, which this server does not speak": (Problem.INVALID,)})
        if one.store not in shops:
            raise Invalid({f"customer of store {one.store}, which the world does not hold": (Problem.INVALID,)})
        customer = reader(one.shown, shops[one.store], places)
        status = one.facts.get("status")
        by_hand = one.facts.get("made_by_hand")
        return replace(
            customer,
            status=status if isinstance(status, int) else customer.status,
            created_by_hand=by_hand if isinstance(by_hand, bool) else customer.created_by_hand,
        )

    async def _secret(self, password: object) -> tuple[str, str] | None:
        return await self._hasher.hash(password) if isinstance(password, str) else None

    async def _member(self, one: WorldStaff) -> StaffMember:
        scheme, hashed = await self._secret(one.password) or (None, None)
        return StaffMember(
            email=one.email,
            name=one.name,
            role=one.role,
            scheme=scheme,
            hash=hashed,
            key_hash=token_hash(one.key) if one.key else None,
            stores=one.stores,
            grants=tuple((grant.store, grant.to) for grant in one.grants),
        )


def _numbered_alone(customer: Customer) -> Customer:
    """The customer with those addresses alone that bring their id."""
    return replace(customer, addresses=tuple(address for address in customer.addresses if address.id))


def _shop(store: WorldStore, world: World) -> Shop:
    default = next((g.id for g in world.groups if g.store == store.id and g.default), 1)
    return Shop(
        store_id=store.id,
        name=store.name,
        currency=store.currency,
        country=store.country,
        language=store.language,
        default_group_id=default,
        evershop_host=f"store-{store.id}",
        enterprise_id=store.id,
        aimeos_site=store.code or f"site-{store.id}",
        tiendanube_id=store.id,
        sells=store.sells,
        settings={"world": True},
    )


def _places(world: World) -> Places | None:
    if not world.countries:
        return None
    countries = [Country(c.code, c.name, c.region_required) for c in world.countries]
    return Places(countries, [_region(c, r) for c in world.countries for r in c.regions])


def _region(country: WorldCountry, region: WorldRegion) -> Region:
    # Worlds spell regions as their platform does: `US-CA` here, `Vic` there.
    short = region.code.removeprefix(f"{country.code}-")
    return Region(f"{country.code}-{fold(short).upper()}", country.code, short.upper(), region.name, short)


async def _put_frame(
    unit: WorldWriting, world: World, shops: Mapping[int, Shop], staff: Sequence[StaffMember], places: Places | None
) -> None:
    if places is not None:
        await unit.put_places(tuple(places.countries.values()), tuple(places.regions.values()), ())
    for shop in shops.values():
        await unit.shops.add(shop)
    for group in world.groups:
        await unit.add_group(group.store, group.id, group.code or fold(group.label) or str(group.id), group.label)
    for app in world.apps:
        await unit.tokens.add(app.store, token_hash(app.token), "", frozenset(app.scopes))
    for member in staff:
        await unit.add_staff(member)


def _bindings(world: World, customers: Sequence[Customer]) -> Bindings:
    bound: Bindings = dict(world.values)
    for group in world.groups:
        _bind(bound, group.bind, {"id": group.id})
    for member in world.staff:
        _bind(bound, member.bind, {"email": member.email, "password": member.password, "key": member.key})
    for app in world.apps:
        _bind(bound, app.bind, {"token": app.token})
    for one, customer in zip(world.customers, customers, strict=True):
        seen = {"id": customer.id, "uuid": customer.uuid, "email": customer.email}
        _bind(bound, one.bind, {**seen, "password": one.facts.get("password")})
    return bound


def _bind(bound: Bindings, wanted: Mapping[str, str], values: Mapping[str, object]) -> None:
    for name, attribute in wanted.items():
        if attribute not in values:
            raise Invalid({f"{name}: {attribute}, which no dialect of this server gives": (Problem.INVALID,)})
        bound[name] = values[attribute]
