"""Worlds: everything that must exist before a test or a demonstration starts, as one JSON document.

The format is the one of the conformance suite (docs/worlds.md). A world is read whole and checked before anything is
written; the words of a customer are read by the dialect it is written in, through the same lenses as a request.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Protocol, TypeAlias

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from patron.domain import times
from patron.domain.access import SCOPES, Shop
from patron.domain.credential import Credential
from patron.domain.customer import Customer, Group, ListItem, Purchases
from patron.domain.history import NOTHING, PASSWORD_SET
from patron.domain.keys import email_key, fold
from patron.domain.places import Alias, Country, Places, Region
from patron.domain.refusals import Invalid, Problem, Taken
from patron.operations.access import token_hash
from patron.operations.minting import Mint, MintAsk
from patron.operations.ports import Hasher, Store, Writing
from patron.operations.speech import ReadShown

Shown: TypeAlias = dict[str, object]
Bindings: TypeAlias = dict[str, object]
STAFF_DIALECT = "evershop"
STAFF_TOKENS: Mapping[str, tuple[str, int | None]] = {
    "access_token": ("access", None),
    "refresh_token": ("refresh", None),
    "expired_token": ("access", -60),
}
"""What a world may bind of an account: kind of token, and seconds until it expires (None: as usual)."""
FINALIZED = frozenset({"complete", "canceled", "resumed", "awaiting_return", "returned"})
ANNULLED = frozenset({"canceled", "returned"})
"""States of orders (openfoodnetwork.md section 10, balance)."""


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
    id: int | str
    """A number; its bound value is spelled as it is here."""
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


class WorldOrder(_Part, frozen=True):
    state: str
    total: Decimal
    paid: Decimal = Decimal(0)


class WorldListItem(_Part, frozen=True):
    id: int | str
    domain: str
    refid: str
    type: str = "default"
    position: int = 0
    status: int = 1
    config: dict[str, object] = {}
    datestart: str | None = None
    dateend: str | None = None
    bind: dict[str, str] = {}


class WorldFacts(_Part, frozen=True):
    password: str | None = None
    status: int | None = None
    token: str | None = None
    made_by_hand: bool | None = None
    orders: tuple[WorldOrder, ...] = ()
    credit: Decimal | None = None
    credits: tuple[Decimal, ...] = ()
    subscriptions: tuple[str, ...] = ()
    lists: tuple[WorldListItem, ...] = ()


class WorldCustomer(_Part, frozen=True):
    dialect: str
    store: int
    shown: Shown
    facts: WorldFacts = WorldFacts()
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

    async def add_staff(self, member: StaffMember) -> None: ...

    async def keep_ids(self, customers: Sequence[Customer]) -> None: ...


class WorldStoreRoom(Store, Protocol):
    """A store that can be emptied and filled."""

    async def wipe(self, *, places: bool = True) -> None:
        """Nothing comes back; everything but the schema and the server's own places is gone.

        `places` False: others come in their stead at once.
        """
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

    def __init__(
        self, room: WorldStoreRoom, hasher: Hasher, readers: Mapping[str, ReadShown], minters: Mapping[str, Mint]
    ) -> None:
        """`minters`: who makes the tokens that a world binds, by dialect; those of staff are EverShop's."""
        self._room = room
        self._hasher = hasher
        self._readers = readers
        self._minters = minters

    async def load(self, world: World, progress: Callable[[int, int], None] | None = None) -> Bindings:
        """The names that the world binds. Raises Invalid, Taken; nothing is loaded then.

        `progress` is told how many customers are in, and of how many.
        """
        shops = {store.id: _shop(store, world) for store in world.stores}
        places = _places(world) or self._room.places
        customers: list[Customer] = []
        for number, one in enumerate(world.customers):
            with _about(number):
                customers.append(self._customer(one, shops, places))
        secrets = [await self._secret(one.facts.password) for one in world.customers]
        staff = [await self._member(one) for one in world.staff]

        async def work(unit: WorldWriting) -> None:
            await _put_frame(unit, world, shops, staff, places if world.countries else None)
            # First of all: who has no id of their own must not draw one that a later line of the world names.
            await unit.keep_ids(customers)
            for number, (customer, secret) in enumerate(zip(customers, secrets, strict=True)):
                told = PASSWORD_SET if secret else NOTHING
                dated = _dated(customer, unit.now, activated=secret is not None)
                with _about(number):
                    stored = await unit.customers.insert(dated, told)
                if secret:
                    credential = Credential(*secret, changed_at=dated.created_at)
                    await unit.credentials.put(stored.store_id, stored.id, credential)
                if progress:
                    progress(number + 1, len(customers))

        await self._room.fill(work)
        bound = _bindings(world, customers)
        for one, customer in zip(world.customers, customers, strict=True):
            bound |= await self._customer_tokens(one, customer)
        for member in world.staff:
            bound |= await self._staff_tokens(member, world)
        return bound

    async def _customer_tokens(self, one: WorldCustomer, customer: Customer) -> Bindings:
        wanted = [name for name, attribute in one.bind.items() if attribute == "token"]
        if not wanted and one.facts.token is None:
            return {}
        ask = MintAsk(customer.store_id, customer_id=customer.id, fixed=one.facts.token)
        token = await self._minter(one.dialect)(ask)
        return dict.fromkeys(wanted, token)

    async def _staff_tokens(self, one: WorldStaff, world: World) -> Bindings:
        asked = {name: STAFF_TOKENS[attribute] for name, attribute in one.bind.items() if attribute in STAFF_TOKENS}
        if not asked:
            return {}
        known = await self._room.read(lambda unit: unit.staff.by_email(email_key(one.email)))
        store_id = next(iter(one.stores or [store.id for store in world.stores]), 0)
        if known is None or not store_id:
            raise Invalid({f"tokens of {one.email}, who has no store": (Problem.INVALID,)})
        mint = self._minter(STAFF_DIALECT)
        return {
            name: await mint(MintAsk(store_id, staff_id=known.id, kind=kind, expires_in=expires_in))
            for name, (kind, expires_in) in asked.items()
        }

    def _minter(self, dialect: str) -> Mint:
        if dialect not in self._minters:
            raise Invalid({f"a token of {dialect}, which gives none": (Problem.INVALID,)})
        return self._minters[dialect]

    def _customer(self, one: WorldCustomer, shops: Mapping[int, Shop], places: Places) -> Customer:
        reader = self._readers.get(one.dialect)
        if reader is None:
            raise Invalid({f"dialect {one.dialect}, which this server does not speak": (Problem.INVALID,)})
        if one.store not in shops:
            raise Invalid({f"customer of store {one.store}, which the world does not hold": (Problem.INVALID,)})
        customer = reader(one.shown, shops[one.store], places)
        return _with_facts(customer, one.facts)

    async def _secret(self, password: str | None) -> tuple[str, str] | None:
        return None if password is None else await self._hasher.hash(password)

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


@contextmanager
def _about(number: int) -> Generator[None]:
    """What is refused inside is refused with the place of the customer in the world, from 0. Raises Invalid."""
    place = f"$.customers[{number}]"
    try:
        yield
    except Invalid as refusal:
        raise Invalid({f"{what} - at `{place}`": problems for what, problems in refusal.problems.items()}) from None
    except Taken as taken:
        fact = taken.fact.replace("_", " ")
        raise Invalid({f"another customer has this {fact} - at `{place}`": (Problem.TAKEN,)}) from None


def _with_facts(customer: Customer, facts: WorldFacts) -> Customer:
    """The customer with what the wire does not show."""
    return replace(
        customer,
        status=customer.status if facts.status is None else facts.status,
        created_by_hand=customer.created_by_hand if facts.made_by_hand is None else facts.made_by_hand,
        purchases=_purchases(customer.purchases, facts),
        list_items=(*customer.list_items, *(_list_item(item) for item in facts.lists)),
    )


def _purchases(shown: Purchases, facts: WorldFacts) -> Purchases:
    finalized = [order for order in facts.orders if order.state in FINALIZED]
    owed = sum((order.total for order in finalized if order.state not in ANNULLED), Decimal(0))
    paid = sum((order.paid for order in finalized), Decimal(0))
    credit = sum(facts.credits, facts.credit or Decimal(0))
    return replace(
        shown,
        orders=shown.orders + len(finalized),
        completed_orders=shown.completed_orders + len(finalized),
        total_spent=shown.total_spent + _hundredths(owed),
        balance=shown.balance + _hundredths(paid - owed),
        credit=shown.credit + _hundredths(credit),
        active_subscriptions=shown.active_subscriptions + facts.subscriptions.count("active"),
    )


def _hundredths(amount: Decimal) -> int:
    return int((amount * 100).to_integral_value())


def _list_item(item: WorldListItem) -> ListItem:
    return ListItem(
        id=int(item.id),
        domain=item.domain,
        type=item.type,
        refid=item.refid,
        group_id=int(item.refid) if item.domain == "group" else None,
        position=item.position,
        status=item.status,
        datestart=item.datestart,
        dateend=item.dateend,
        config=item.config,
    )


def _dated(customer: Customer, now: int, *, activated: bool) -> Customer:
    """The customer, made now where its platform shows no times, and active since then who has a password."""
    made = customer if customer.created_at else replace(customer, created_at=now, updated_at=now)
    at = made.created_at
    rows = (
        row if row.created_at else replace(row, created_at=at, updated_at=row.updated_at or at)
        for row in made.addresses
    )
    active = made.activated_at or (at if activated else None)
    return replace(made, activated_at=active, addresses=tuple(rows))


def _shop(store: WorldStore, world: World) -> Shop:
    default = next((int(g.id) for g in world.groups if g.store == store.id and g.default), 1)
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
        code = group.code or fold(group.label) or str(group.id)
        await unit.groups.put(group.store, Group(int(group.id), code, group.label))
    for app in world.apps:
        await unit.tokens.add(app.store, token_hash(app.token), "", frozenset(app.scopes))
    for member in staff:
        await unit.add_staff(member)


def _bindings(world: World, customers: Sequence[Customer]) -> Bindings:
    bound: Bindings = dict(world.values)
    for group in world.groups:
        _bind(bound, group.bind, {"id": group.id})
    for member in world.staff:
        plain = {name: attribute for name, attribute in member.bind.items() if attribute not in STAFF_TOKENS}
        _bind(bound, plain, {"email": member.email, "password": member.password, "key": member.key})
    for app in world.apps:
        _bind(bound, app.bind, {"token": app.token})
    for one, customer in zip(world.customers, customers, strict=True):
        seen = {"id": customer.id, "uuid": customer.uuid, "email": customer.email}
        plain = {name: attribute for name, attribute in one.bind.items() if attribute != "token"}
        _bind(bound, plain, {**seen, "password": one.facts.password})
        for item in one.facts.lists:
            _bind(bound, item.bind, {"id": item.id})
    return bound


def _bind(bound: Bindings, wanted: Mapping[str, str], values: Mapping[str, object]) -> None:
    for name, attribute in wanted.items():
        if attribute not in values:
            raise Invalid({f"{name}: {attribute}, which no dialect of this server gives": (Problem.INVALID,)})
        bound[name] = values[attribute]
