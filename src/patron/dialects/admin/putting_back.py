"""What was, written again: a fact as it was, names and roles as if somebody typed them, a row as a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast
from uuid import uuid4

from msgspec.structs import replace

from patron.dialects.admin import custom_fields, lens
from patron.dialects.admin.address_fields import NAMES, ROLES
from patron.dialects.admin.changes import Fact, RowTurn, Turn, apart, field_of, row_of, why_not, why_row_not
from patron.dialects.admin.custom_fields import METAFIELDS
from patron.dialects.admin.notation import TAGS, FormNotation
from patron.dialects.admin.row_fields import KINDS, Entry, Kept
from patron.dialects.admin.texts import text_of
from patron.domain.addresses import with_new_row, with_row
from patron.domain.customer import Address, Customer, ListItem, Property
from patron.domain.field_types import FieldFault, tidied
from patron.domain.field_types import field_of as defined
from patron.domain.history import Changes
from patron.domain.places import Places
from patron.domain.refusals import Invalid, Problem
from patron.domain.shelf import Shelf
from patron.operations.accounts import GROUP

_BY_FORM: Final = frozenset({*NAMES, *ROLES, "email", "country", "region", "domain"})
_EMPTY: Final[Mapping[type, object]] = {
    Customer: Customer(0, 0, "", ""),
    Address: Address(0, "", is_billing=False, is_delivery=False, created_at=0, updated_at=0),
    Property: KINDS[0].blank,
    ListItem: KINDS[1].blank,
}


class FormUndo:
    """See `operations.undoing.Undo`."""

    def put_back(
        self, customer: Customer, changes: Changes, path: str, shelf: Shelf, places: Places, now: int
    ) -> Customer | None:
        """The customer with that fact or row as it was; None for one that cannot be put back. Raises Invalid."""
        found = next((one for one in apart(changes) if one.path == path), None)
        if isinstance(found, RowTurn):
            return None if why_row_not(customer, found) else _with_row(customer, found, shelf, now)
        if found is None or why_not(customer, found):
            return None
        if found.path.startswith(custom_fields.PREFIX):
            return _with_custom(customer, found, shelf)
        if found.path == TAGS:
            return replace(customer, tags=tuple(str(tag) for tag in cast("list[object]", found.change[0] or [])))
        if found.name == "is_primary":
            return _with_primary(customer, found)
        field = field_of(customer, found)
        if field is None:
            return None
        if not _goes_by_form(customer, found):
            return _as_it_was(customer, found)
        return FormNotation().told(customer, {field: text_of("flag", found.change[0])}, shelf, places, now)


def _goes_by_form(customer: Customer, fact: Fact) -> bool:
    """True for a fact that others follow from, or that others have to make way for."""
    row = row_of(customer, fact.row)
    fixed = isinstance(row, ListItem) and row.domain == GROUP and fact.name == "refid"
    return fixed or fact.name in _BY_FORM


def _as_it_was(customer: Customer, fact: Fact) -> Customer:
    """The customer with the very value of the fact, which no form could spell."""
    row = row_of(customer, fact.row) or customer
    value = fact.change[0]
    if isinstance(row, Address) and fact.name.startswith(lens.CONTACT):
        key = fact.name.removeprefix(lens.CONTACT)
        others = {name: one for name, one in row.contact.items() if name != key}
        return with_row(customer, row, replace(row, contact=others if value is None else {**others, key: value}))
    if value is None:
        value = getattr(_EMPTY[type(row)], fact.name)
    if isinstance(row, Customer):
        return replace(row, **{fact.name: value})
    if isinstance(row, Address):
        return with_row(customer, row, replace(row, **{fact.name: value}))
    if isinstance(row, Property):
        return _with_other(KINDS[0], customer, row, replace(row, **{fact.name: value}))
    return _with_other(KINDS[1], customer, row, replace(row, **{fact.name: value}))


def _with_other(kept: Kept[Entry], customer: Customer, old: Entry, new: Entry) -> Customer:
    """The customer with the new entry in place of the old one. Raises Invalid."""
    others = [one for one in kept.of(customer) if one is not old]
    unique = kept.unique(new)
    if unique is not None and any(kept.unique(one) == unique for one in others):
        raise Invalid({kept.column: (Problem.TAKEN,)})
    return replace(customer, **{kept.column: tuple(new if one is old else one for one in kept.of(customer))})


def _with_custom(customer: Customer, fact: Fact, shelf: Shelf) -> Customer:
    custom = custom_fields.custom_of(fact.path, customer, shelf)
    path = custom_fields.path_of(fact.path)
    value = fact.change[0]
    for one in shelf.definitions if path[0] == METAFIELDS else ():
        if path[1:3] == (one.namespace, one.key) and custom is not None:
            try:
                value = tidied(defined(one), value)
            except FieldFault:
                raise Invalid({fact.path: (Problem.INVALID,)}) from None
            if value is None and one.required:
                raise Invalid({fact.path: (Problem.BLANK,)})
    return custom_fields.with_value(customer, path, value)


def _with_primary(customer: Customer, fact: Fact) -> Customer:
    """The customer; at most one membership comes first."""
    mine = row_of(customer, fact.row)
    first = fact.change[0] is True
    items = (
        replace(one, is_primary=first if one is mine else one.is_primary and not first) for one in customer.list_items
    )
    return replace(customer, list_items=tuple(items))


# -- rows -------------------------------------------------------------------------------------------------------------


def _with_row(customer: Customer, row: RowTurn, shelf: Shelf, now: int) -> Customer:
    if row.turn is Turn.ADDED:
        return _without(customer, row.path)
    said = {fact.name: fact.change[0] for fact in row.facts if fact.change[0] is not None}
    if row.path.startswith("addresses."):
        blank = Address(0, str(uuid4()), is_billing=False, is_delivery=False, created_at=now, updated_at=now)
        return _with_address(customer, replace(blank, **said))
    if row.path.startswith("properties."):
        return _with_entry(KINDS[0], customer, replace(Property(0, "", None, ""), **said))
    item = replace(ListItem(0, ""), **said)
    if item.group_id is not None and item.group_id not in {group.id for group in shelf.groups}:
        raise Invalid({row.path: (Problem.INVALID,)})
    taken = any(one.is_primary for one in customer.list_items)
    return _with_entry(KINDS[1], customer, replace(item, is_primary=item.is_primary and not taken))


def _without(customer: Customer, path: str) -> Customer:
    bag, _, number = path.partition(".")
    rows = cast("tuple[Address | Property | ListItem, ...]", getattr(customer, bag))
    return replace(customer, **{bag: tuple(one for one in rows if str(one.id) != number)})


def _with_address(customer: Customer, row: Address) -> Customer:
    """The customer with the address, without the roles that another one has by now."""
    if row.is_billing and any(one.is_billing for one in customer.addresses):
        row = replace(row, is_billing=False)
    if row.is_default and any(one.is_default for one in customer.addresses):
        row = replace(row, is_default=False)
    return with_new_row(customer, row)


def _with_entry(kept: Kept[Entry], customer: Customer, entry: Entry) -> Customer:
    unique = kept.unique(entry)
    if unique is not None and any(kept.unique(one) == unique for one in kept.of(customer)):
        raise Invalid({kept.column: (Problem.TAKEN,)})
    return replace(customer, **{kept.column: (*kept.of(customer), entry)})
