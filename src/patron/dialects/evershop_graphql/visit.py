"""One run of a document over one unit of work: what was loaded already, and how much may still be."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from patron.domain.customer import Customer, Definition, Group, Parts
from patron.domain.grid import GridListing
from patron.domain.lens import Scene
from patron.domain.listing import Page
from patron.domain.shelf import Shelf
from patron.operations import shop_customers
from patron.operations.ports import Reading
from patron.operations.shoppers import Person
from patron.wire.graphql import QueryError, Wanted

MOST_LOADS: Final = 24
"""Reads of customers in one document; a page of groups has twenty of them."""
MOST_ROWS: Final = 10_000
"""Customers read by one document."""
TOO_EXPENSIVE: Final = "Query is too expensive: it asks for too many customers."
_PARTS: Final = {
    "Customer.addresses": Parts.ADDRESSES,
    "Customer.group": Parts.GROUPS,
    "Customer.orders": Parts.PURCHASE,
}
_ON_THE_SHELF: Final = frozenset({"Customer.group", "Customer.metafields", "Customer.metafield"})


def parts_of(wanted: Wanted) -> Parts:
    """What of a customer must be read for those fields."""
    parts = Parts.NONE
    for field, part in _PARTS.items():
        if field in wanted:
            parts |= part
    return parts


class Visit:
    """What the fields of one answer share."""

    def __init__(self, unit: Reading, person: Person, *, all_metafields: bool) -> None:
        self.person = person
        self.scene = Scene(unit.places)
        self._unit = unit
        self._all_metafields = all_metafields
        self._loads_left = MOST_LOADS
        self._rows_left = MOST_ROWS
        self._shelf: Shelf | None = None
        self._groups: dict[int, Group] = {}
        self._members: dict[tuple[int, Parts], tuple[Customer, ...]] = {}
        self._told: list[Customer | None] = []
        """Every customer who was asked for alone; None for a page of them, and for one of groups."""

    @property
    def alone(self) -> Customer | None:
        """The customer who was all that was asked for, or None."""
        return self._told[0] if len(self._told) == 1 else None

    # -- what is loaded -------------------------------------------------------------------------------------------

    async def current(self, wanted: Wanted) -> Customer | None:
        """The customer who is signed in, or None."""
        found = await shop_customers.current(self._unit, self.person, parts_of(wanted))
        self._told.append(found)
        return await self._with_shelf(found, wanted)

    async def customer(self, uuid: str, wanted: Wanted) -> Customer | None:
        """The customer with that uuid, or None."""
        self._load()
        found = await shop_customers.by_uuid(self._unit, self.person, uuid, parts_of(wanted))
        self._told.append(found)
        return await self._with_shelf(found, wanted)

    async def table(self, listing: GridListing, wanted: Wanted) -> Page[Customer]:
        """The asked page. Raises QueryError when it is too long."""
        self._load()
        self._told.append(None)
        asked = replace(listing, size=min(listing.size, self._rows_left + 1))
        page = await shop_customers.table(self._unit, self.person, asked, parts_of(wanted))
        self._rows_left -= len(page.customers)
        if self._rows_left < 0:
            raise QueryError(TOO_EXPENSIVE)
        if page.customers and not _ON_THE_SHELF.isdisjoint(wanted):
            await self.shelf()
        return page

    async def members(self, group_id: int, wanted: Wanted) -> tuple[Customer, ...]:
        """All customers who belong to the group first of all, ascending by id. Raises QueryError."""
        key = (group_id, parts_of(wanted))
        if key not in self._members:
            everybody = GridListing(
                size=MOST_ROWS,
                group_id=group_id,
                default_group_id=self.person.shop.default_group_id,
                descending=False,
            )
            page = await self.table(everybody, wanted)
            if page.total > len(page.customers):
                raise QueryError(TOO_EXPENSIVE)
            self._members[key] = page.customers
        return self._members[key]

    async def all_groups(self) -> tuple[Group, ...]:
        """The groups of the shop."""
        self._told.append(None)
        return (await self.shelf()).groups

    async def shelf(self) -> Shelf:
        """Groups and definitions of the shop."""
        if self._shelf is None:
            self._shelf = await shop_customers.shelf(self._unit, self.person)
            self._groups = {group.id: group for group in self._shelf.groups}
        return self._shelf

    async def _with_shelf(self, customer: Customer | None, wanted: Wanted) -> Customer | None:
        if customer is not None and not _ON_THE_SHELF.isdisjoint(wanted):
            await self.shelf()
        return customer

    def _load(self) -> None:
        self._loads_left -= 1
        if self._loads_left < 0:
            raise QueryError(TOO_EXPENSIVE)

    # -- what is there by then ------------------------------------------------------------------------------------

    def group(self, group_id: int) -> Group | None:
        """The group with that id, or None."""
        return self._groups.get(group_id)

    def definitions(self) -> tuple[Definition, ...]:
        """Of the metafields that the caller may see, in their order."""
        known = self._shelf.definitions if self._shelf is not None else ()
        return known if self._all_metafields else tuple(one for one in known if one.visible)
