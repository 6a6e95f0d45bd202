"""Where answers begin: the fields of Query, the collections, and the customers of a group (evershop.md 8.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from patron.dialects.evershop_graphql.filters import PAGE_SIZE, Collection, Filter, collection
from patron.dialects.evershop_graphql.lens import ADMIN_CUSTOMER, types
from patron.dialects.evershop_graphql.visit import Visit
from patron.domain.customer import Customer, Group
from patron.domain.grid import GridListing
from patron.operations.speech import Speech
from patron.wire.graphql import Arguments, Call, Resolvers, Wanted

HELLO: Final = "Hello EverShop!"
LONG: Final = 200
"""Customers of one document that the event loop reads; more would hold up everybody else."""
_ROWS: Final = frozenset({"CustomerCollection.items", "CustomerCollection.total"})


class Listed(Struct, frozen=True):
    """A page of customers or groups, and the filters that led to it."""

    items: tuple[object, ...]
    total: int
    page: int
    filters: tuple[Filter, ...]


def shop(speech: Speech) -> Mapping[str, Resolvers]:
    """How the fields of the storefront's schema are answered."""
    query = Resolvers({"hello": lambda _s, _a, _v: HELLO}, {"currentCustomer": _current})
    return {**types(speech), "Query": query, "Filter": _FILTER}


def admin(speech: Speech) -> Mapping[str, Resolvers]:
    """How the fields of the administrators' schema are answered."""
    both = shop(speech)
    return {
        **both,
        "Query": Resolvers(
            # It has no argument to tell which, so it never finds one.
            {**both["Query"].resolves, "customerGroup": lambda _s, _a, _v: None},
            {
                **both["Query"].loads,
                "customer": _customer,
                "customers": _customers,
                "customerGroups": _groups,
            },
        ),
        "Customer": Resolvers({**both["Customer"].resolves, **ADMIN_CUSTOMER}),
        "CustomerGroup": Resolvers(
            # The platform has no page for it: its own text fails (rulings.md D-ES8).
            {**both["CustomerGroup"].resolves, "editUrl": lambda group, _a, _v: f"/admin/customers/groups/{group.id}"},
            {"customers": _members},
        ),
        "CustomerCollection": _COLLECTION,
        "CustomerGroupCollection": _COLLECTION,
    }


def is_heavy(calls: Iterable[Call]) -> bool:
    """True for fields that may look at many rows together: they must not hold up the event loop. Raises QueryError."""
    return sum(map(_rows, calls)) > LONG


def _rows(call: Call) -> int:
    """How many customers a field may look at; whatever is more than the event loop should read is `LONG + 1`."""
    if "CustomerGroup.customers" in call.wanted:
        return LONG + 1
    if call.name != "customers":
        return 1
    listing = collection(call.arguments.get("filters", ())).listing
    return listing.size if listing.counted else LONG + 1


async def _current(_source: object, _arguments: Arguments, visit: Visit, wanted: Wanted) -> Customer | None:
    return await visit.current(wanted)


async def _customer(_source: object, arguments: Arguments, visit: Visit, wanted: Wanted) -> Customer | None:
    uuid = arguments.get("id")
    return await visit.customer(uuid, wanted) if isinstance(uuid, str) else None


async def _customers(_source: object, arguments: Arguments, visit: Visit, wanted: Wanted) -> Listed:
    asked = collection(arguments.get("filters", ()))
    if _ROWS.isdisjoint(wanted):
        return Listed((), 0, asked.listing.page, asked.filters)
    page = await visit.table(_as_wanted(asked, wanted), wanted)
    return Listed(page.customers, page.total, asked.listing.page, asked.filters)


def _as_wanted(asked: Collection, wanted: Wanted) -> GridListing:
    if "CustomerCollection.items" in wanted:
        return asked.listing
    return replace(asked.listing, page=1, size=1, order="id", descending=True)


async def _groups(_source: object, _arguments: Arguments, visit: Visit, _wanted: Wanted) -> Listed:
    groups = await visit.all_groups()
    return Listed(tuple(reversed(groups))[:PAGE_SIZE], len(groups), 1, collection().filters)


async def _members(group: Group, _arguments: Arguments, visit: Visit, wanted: Wanted) -> tuple[Customer, ...]:
    return await visit.members(group.id, wanted)


_COLLECTION: Final = Resolvers(
    {
        "items": lambda listed, _a, _v: listed.items,
        "currentPage": lambda listed, _a, _v: listed.page,
        "total": lambda listed, _a, _v: listed.total,
        "currentFilters": lambda listed, _a, _v: listed.filters,
    }
)
_FILTER: Final = Resolvers(
    {
        "key": lambda one, _a, _v: one.key,
        "operation": lambda one, _a, _v: one.operation,
        "value": lambda one, _a, _v: one.value,
    }
)
