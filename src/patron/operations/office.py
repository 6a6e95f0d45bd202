"""The administration: who works in it, for which stores, and what they look at there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.access import Shop, Staff
from patron.domain.customer import Customer, Group, Parts
from patron.domain.refusals import NotFound, NotSignedIn
from patron.domain.seeking import Found, Scope, Search
from patron.domain.shelf import Shelf
from patron.operations.ports import Desk, Reading, Writing
from patron.operations.sessions import Opening, end_session, find_session, new_id, open_session
from patron.operations.signing_in import sign_in_staff

EVERYTHING: Final = Parts.ADDRESSES | Parts.PURCHASE | Parts.TAGS | Parts.GROUPS | Parts.PROPERTIES
HALF_LIFETIME_MS: Final = 10 * 60_000
_IN_TABLE: Final = Parts.PURCHASE | Parts.TAGS
Kept: TypeAlias = Sequence[tuple[Shop, tuple[Group, ...]]]
"""Stores with their groups."""
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Clerk(Struct, frozen=True):
    """Somebody of the staff who is signed in, and what that account may look at."""

    staff: Staff
    shops: tuple[Shop, ...]
    """The stores that are managed, ascending by id; there is at least one."""
    shop: Shop
    """The one of them that is worked in."""


class Visit(Struct, frozen=True):
    """Somebody who opens a page of the administration."""

    session_id: str
    """Of the page's cookie; nobody need be signed in with it."""
    clerk: Clerk | None = None

    @property
    def present(self) -> Clerk:
        """Whoever is signed in. Raises NotSignedIn."""
        if self.clerk is None:
            raise NotSignedIn
        return self.clerk


class Office(Struct, frozen=True):
    """Where the administration keeps its sessions: it shares them with the door of one dialect."""

    store_id: int
    kind: str
    lifetime_ms: int

    @property
    def half_kind(self) -> str:
        """Of sessions that wait for the second step: they open nothing else."""
        return f"{self.kind}-half"


class Admitted(Struct, frozen=True):
    """A session that was opened."""

    session_id: str
    complete: bool
    """False: it waits for the second step."""


class Password(Struct, frozen=True):
    """Who somebody says to be, and the proof."""

    email: str
    password: str
    client: str
    """The address of the caller."""


class Wish(Struct, frozen=True):
    """What somebody wants to see in the table."""

    search: Search
    store_id: int | None = None
    """The store that is looked at; None is the one that is worked in."""
    everywhere: bool = False
    """All stores that are managed are looked at."""


class Table(Struct, frozen=True):
    """A page of customers, of one store or several."""

    page: Found[Customer]
    search: Search
    shops: tuple[Shop, ...]
    """The stores that are looked at."""
    groups: tuple[Group, ...]
    """Those of the store; of several stores, one of each code."""


class Dossier(Struct, frozen=True):
    """Everything that is stored of one customer."""

    shop: Shop
    customer: Customer
    shelf: Shelf


def signed_in(visit: Visit) -> None:
    """Nothing. Raises NotSignedIn."""
    _ = visit.present


async def visit_of(unit: Reading, office: Office, session_id: str, wanted_shop: int | None) -> Visit:
    """Whoever has that session; nobody where the account manages nothing any more."""
    found = await find_session(unit, office.store_id, office.kind, session_id)
    if found is None or found.staff is None:
        return Visit(session_id)
    staff = found.staff
    shops = tuple([shop for shop in await unit.shops.all() if staff.manages(shop.store_id)])
    if not shops:
        return Visit(session_id)
    return Visit(session_id, Clerk(staff, shops, _chosen(shops, wanted_shop, office.store_id)))


def _chosen(shops: tuple[Shop, ...], *wanted: int | None) -> Shop:
    known = {shop.store_id: shop for shop in shops}
    return next((known[number] for number in wanted if number in known), shops[0])


async def enter(desk: Desk, office: Office, visit: Visit, said: Password) -> Admitted:
    """A new session, or one that waits for the second step. Raises NotSignedIn, TooOften, Unavailable."""
    staff = await sign_in_staff(desk, said.email, said.password, said.client, first_step=True)

    async def look(unit: Reading) -> bool:
        if not any(staff.manages(shop.store_id) for shop in await unit.shops.all()):
            raise NotSignedIn
        return await unit.second_steps.get(staff.id) is None

    complete = await desk.store.read(look)
    opening = opening_of(office, staff, visit)
    if not complete:
        opening = replace(opening, kind=office.half_kind, lifetime_ms=HALF_LIFETIME_MS)
    return Admitted(await desk.store.write(lambda unit: open_session(unit, opening)), complete)


def opening_of(office: Office, staff: Staff, visit: Visit) -> Opening:
    """A session of that account, as it stands, instead of the one of the visit."""
    return Opening(
        office.store_id,
        office.kind,
        office.lifetime_ms,
        staff_id=staff.id,
        token_epoch=staff.token_epoch,
        instead_of=visit.session_id,
    )


async def leave(unit: Writing, office: Office, visit: Visit) -> str:
    """The id of a session that is nobody's; the one of the visit has ended."""
    await end_session(unit, office.store_id, visit.session_id)
    return new_id()


async def table(unit: Reading, visit: Visit, wish: Wish) -> Table:
    """The asked page; a store or a group that there is not is taken as not asked for."""
    shops = _looked_at(visit.present, wish)
    kept = [(shop, (await unit.shelf.read(shop.store_id)).groups) for shop in shops]
    search = wish.search
    scopes = _scopes(kept, search.group)
    if scopes is None:
        search = replace(search, group=None)
        scopes = _scopes(kept, None) or ()
    page = await unit.customers.sought(scopes, search, _IN_TABLE)
    return Table(page, search, shops, _groups(kept))


def _looked_at(clerk: Clerk, wish: Wish) -> tuple[Shop, ...]:
    if wish.everywhere:
        return clerk.shops
    return tuple(shop for shop in clerk.shops if shop.store_id == wish.store_id) or (clerk.shop,)


def _groups(kept: Kept) -> tuple[Group, ...]:
    if len(kept) == 1:
        return kept[0][1]
    return tuple({group.code: group for _, groups in kept for group in groups}.values())


def _scopes(kept: Kept, asked: str | None) -> tuple[Scope, ...] | None:
    """Where is looked; None where no store has that group. Of one store it is asked for by id, of several by code."""
    if asked is None:
        return tuple(Scope(shop.store_id, None, shop.default_group_id) for shop, _ in kept)
    is_one = len(kept) == 1
    found = [
        Scope(shop.store_id, group.id, shop.default_group_id)
        for shop, groups in kept
        for group in groups
        if asked == (str(group.id) if is_one else group.code)
    ]
    return tuple(found) or None


async def dossier(unit: Reading, visit: Visit, uuid: str) -> Dossier:
    """The customer of any store that is managed. Raises NotFound."""
    for shop, customer_id in await whereabouts(unit, visit, (uuid,)):
        customer = await unit.customers.get(shop.store_id, customer_id, EVERYTHING)
        if customer is not None:
            return Dossier(shop, customer, await unit.shelf.read(shop.store_id))
    raise NotFound("customer")


async def whereabouts(unit: Reading | Writing, visit: Visit, uuids: Sequence[str]) -> tuple[tuple[Shop, int], ...]:
    """Store and id of those of the customers that are in stores that are managed, in the order of the uuids.

    Where several stores have one of a uuid, it is that of the store that is worked in.
    """
    clerk = visit.present
    shops = {shop.store_id: shop for shop in clerk.shops}
    asked = [uuid for uuid in uuids if _UUID.fullmatch(uuid)]
    found = list(await unit.customers.whereabouts(tuple(shops), asked)) if asked else []
    found.sort(key=lambda one: (one.store_id == clerk.shop.store_id, -one.store_id))
    places = {one.uuid: (shops[one.store_id], one.id) for one in found}
    return tuple(places[uuid] for uuid in asked if uuid in places)
