"""Three shelves of entries that belong to an account: delivery addresses, properties, list items (aimeos.md 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import uuid4

from msgspec.structs import replace

from patron.domain.addresses import deliveries, with_new_row, with_row
from patron.domain.customer import Address, Customer, ListItem, Parts, Property
from patron.domain.lens import Grammar, Scene, Statements, problems_of, state
from patron.domain.refusals import Invalid, NotAllowed, Problem
from patron.operations.accounts import GROUP
from patron.operations.addresses import with_entries
from patron.operations.belongings import Around, Shelf
from patron.operations.speech import Entry

MANAGE_GROUPS = "manage_groups"
LONGEST_TYPE, LONGEST_VALUE = 64, 255
LONGEST_NAME, LONGEST_REFERENCE = 134, 255
"""The columns of Aimeos; a list item's `refid` may be longer here."""
Judges: TypeAlias = Mapping[str, tuple[str, Callable[[object], Problem | None]]]
"""Column -> the dialect's name of the field, and who judges its values."""


# -- addresses ------------------------------------------------------------------------------------------------------


def address_shelf(grammar: Grammar[Address], *, by_position: bool) -> Shelf[Address]:
    """The delivery addresses, in the words of that grammar."""

    def ordered(customer: Customer) -> tuple[Address, ...]:
        rows = deliveries(customer)
        return tuple(sorted(rows, key=lambda row: (row.position, row.id))) if by_position else rows

    def add(customer: Customer, named: Statements, around: Around) -> Customer:
        fresh = Address(
            0, str(uuid4()), is_billing=False, is_delivery=True, created_at=around.now, updated_at=around.now
        )
        scene = Scene(around.places, customer)
        _judge(problems_of(grammar, fresh, named, scene, new=True))
        return with_new_row(customer, state(grammar, fresh, named, scene, new=True))

    def change(customer: Customer, row: Address, named: Statements, around: Around) -> Customer:
        _judge(problems_of(grammar, row, named, Scene(around.places, customer), new=False))
        return with_entries(customer, grammar, (Entry(row.id, named),), around.places, around.now)

    return Shelf(Parts.ADDRESSES, lambda customer, _: ordered(customer), ordered, add, change, _without_delivery)


def _without_delivery(customer: Customer, row: Address) -> Customer:
    """The customer without the delivery face of that row, which goes with its last face."""
    rest = replace(row, is_delivery=False, is_default=None) if row.is_billing else None
    return with_row(customer, row, rest)


# -- properties -----------------------------------------------------------------------------------------------------


def visible_properties(customer: Customer, language: str | None) -> tuple[Property, ...]:
    """The properties of no language or of that one."""
    return tuple(one for one in customer.properties if one.language in (None, language))


def property_shelf(judges: Judges) -> Shelf[Property]:
    """The properties of no language or the visitor's."""

    def shown(customer: Customer, around: Around) -> tuple[Property, ...]:
        return visible_properties(customer, around.view.language)

    def add(customer: Customer, named: Statements, _around: Around) -> Customer:
        new = replace(Property(0, "", None, ""), **named)
        _judge_columns(judges, {"type": "", **named})
        return replace(customer, properties=(*customer.properties, new))

    def change(customer: Customer, entry: Property, named: Statements, _around: Around) -> Customer:
        _judge_columns(judges, named)
        told = (replace(one, **named) if one.id == entry.id else one for one in customer.properties)
        return replace(customer, properties=tuple(told))

    def remove(customer: Customer, entry: Property) -> Customer:
        return replace(customer, properties=tuple(one for one in customer.properties if one.id != entry.id))

    return Shelf(Parts.PROPERTIES, shown, lambda customer: customer.properties, add, change, remove)


# -- list items -----------------------------------------------------------------------------------------------------


def is_visible(item: ListItem, now: int) -> bool:
    """True for one that is enabled and whose time has come and is not over."""
    moment = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    begun = item.datestart is None or item.datestart < moment
    return item.status > 0 and begun and (item.dateend is None or item.dateend > moment)


def visible_items(customer: Customer, domains: frozenset[str], now: int) -> tuple[ListItem, ...]:
    """The visible list items of those domains, by position."""
    seen = (item for item in customer.list_items if item.domain in domains and is_visible(item, now))
    return tuple(sorted(seen, key=lambda item: (item.position, item.id)))


def list_shelf(judges: Judges, *, shows_new: bool) -> Shelf[ListItem]:
    """The list items of the domains that are named. Memberships in groups are shown and never changed."""

    def shown(customer: Customer, around: Around) -> tuple[ListItem, ...]:
        return visible_items(customer, around.view.domains, around.now)

    def add(customer: Customer, named: Statements, _around: Around) -> Customer:
        _judge_columns(judges, named)
        new = _no_group(replace(ListItem(0, ""), **named))
        return replace(customer, list_items=(*customer.list_items, new))

    def change(customer: Customer, entry: ListItem, named: Statements, _around: Around) -> Customer:
        _judge_columns(judges, named)
        told = _no_group(replace(_no_group(entry), **named))
        return replace(customer, list_items=tuple(told if one.id == entry.id else one for one in customer.list_items))

    def remove(customer: Customer, entry: ListItem) -> Customer:
        kept = _no_group(entry)
        return replace(customer, list_items=tuple(one for one in customer.list_items if one.id != kept.id))

    return Shelf(Parts.GROUPS, shown, lambda customer: customer.list_items, add, change, remove, shows_new)


def _no_group(item: ListItem) -> ListItem:
    """The item. Raises NotAllowed for a membership."""
    if item.domain == GROUP:
        raise NotAllowed(MANAGE_GROUPS)
    return item


# -- judging --------------------------------------------------------------------------------------------------------


def _judge(problems: Mapping[str, Problem]) -> None:
    """Nothing. Raises Invalid."""
    if problems:
        raise Invalid({field: (problem,) for field, problem in problems.items()})


def _judge_columns(judges: Judges, named: Statements) -> None:
    problems: dict[str, Problem] = {}
    for column, value in named.items():
        if column in judges:
            field, judge = judges[column]
            problem = judge(value)
            if problem is not None:
                problems[field] = problem
    _judge(problems)
