"""The changes of one event, apart: which fact, of which row, of which custom value; and whether it can go back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final, cast

from msgspec import Struct

from patron.dialects.admin import address_fields, custom_fields, lens, row_fields
from patron.dialects.admin.custom_fields import BAGS, Custom
from patron.dialects.admin.notation import FACTS, TAGS
from patron.dialects.admin.row_fields import LIST_ITEMS, PROPERTIES
from patron.domain.customer import Address, Customer, ListItem, Property
from patron.domain.history import Change, Changes, is_cut

ROWS: Final = ("addresses", "properties", "list_items")
CONTACT: Final = "contact"
_MARKS: Final[Mapping[str, tuple[str, ...]]] = {
    "addresses": ("is_delivery",),
    "properties": ("type", "value"),
    "list_items": ("domain",),
}
"""The facts that tell of a row that it came or went: every row has them."""
_NEVER: Final[Mapping[str, str]] = {
    "password": "Passwords are never kept",
    "email_duplicate": lens.READ_ONLY["email_duplicate"].capitalize(),
}
_OF_PROPERTY: Final = {fact.name for fact in lens.PROPERTY}
_OF_ITEM: Final = {fact.name for fact in lens.LIST_ITEM}
CUT: Final = "Too long: the history keeps only its beginning"
GONE: Final = "What it belongs to is gone"
FOLLOWS: Final = "It follows from the others"


class Turn(Enum):
    """What happened to a row."""

    ADDED = "added"
    REMOVED = "removed"


class Fact(Struct, frozen=True):
    """One fact that changed. `row` and `name` are empty for a fact of the customer itself."""

    path: str
    change: Change
    name: str
    row: str = ""
    """`addresses.12`."""

    @property
    def bag(self) -> str:
        """Where its row is."""
        return self.row.partition(".")[0]


class RowTurn(Struct, frozen=True):
    """A row that came or went in the event."""

    path: str
    turn: Turn
    facts: tuple[Fact, ...]


def apart(changes: Changes) -> Iterator[Fact | RowTurn]:
    """Everything that changed, in its order: rows that came or went as one, the rest fact by fact."""
    rows: dict[str, list[Fact]] = {}
    for path, change in changes.items():
        bag, _, rest = path.partition(".")
        number, _, name = rest.partition(".")
        if bag in ROWS and name:
            rows.setdefault(f"{bag}.{number}", []).append(Fact(path, change, name, f"{bag}.{number}"))
    told: set[str] = set()
    for path, change in changes.items():
        row = ".".join(path.split(".")[:2])
        if row not in rows:
            yield from _single(path, change)
        elif row not in told:
            told.add(row)
            turn = _turn(rows[row])
            yield from rows_apart(rows[row]) if turn is None else [RowTurn(row, turn, tuple(rows[row]))]


def rows_apart(facts: list[Fact]) -> Iterator[Fact]:
    """The facts of a row; of a contact, each for itself."""
    for fact in facts:
        if fact.name != CONTACT or not all(isinstance(side, (dict, type(None))) for side in fact.change):
            yield fact
            continue
        was, now = (cast("Mapping[str, object]", side or {}) for side in fact.change)
        for key in dict.fromkeys([*was, *now]):
            if was.get(key) != now.get(key):
                change = (was.get(key), now.get(key))
                yield Fact(f"{fact.path}.{key}", change, f"{CONTACT}.{key}", fact.row)


def _single(path: str, change: Change) -> Iterator[Fact]:
    if path not in BAGS or any(is_cut(side) for side in change):
        yield Fact(path, change, path)
        return
    was, now = (dict(custom_fields.leaves(path, cast("Mapping[str, object]", side or {}), {})) for side in change)
    for where in dict.fromkeys([*was, *now]):
        if was.get(where) != now.get(where):
            yield Fact(Custom(where, None).field, (was.get(where), now.get(where)), " · ".join(where[1:]))


def _turn(facts: list[Fact]) -> Turn | None:
    marked = any(fact.name in _MARKS[fact.bag] for fact in facts)
    if marked and all(fact.change[1] is None for fact in facts):
        return Turn.REMOVED
    return Turn.ADDED if marked and all(fact.change[0] is None for fact in facts) else None


# -- whether it can go back -------------------------------------------------------------------------------------------


def row_of(customer: Customer, row: str) -> Address | Property | ListItem | None:
    """The row that is called so in the history, or None where there is none any more."""
    bag, _, number = row.partition(".")
    if bag not in ROWS:
        return None
    rows = cast("tuple[Address | Property | ListItem, ...]", getattr(customer, bag))
    return next((one for one in rows if str(one.id) == number), None)


def field_of(customer: Customer, fact: Fact) -> str | None:
    """The field of the form that writes the fact; None for one that no form writes."""
    if not fact.row:
        return fact.path if fact.path in FACTS or fact.path == TAGS else None
    row = row_of(customer, fact.row)
    if isinstance(row, Address):
        known = {one.name for one in address_fields.FACTS} | set(address_fields.ROLES)
        return address_fields.field(row.uuid, fact.name) if fact.name in known else None
    if row is None:
        return None
    if isinstance(row, Property):
        return row_fields.field(PROPERTIES, str(row.id), fact.name) if fact.name in _OF_PROPERTY else None
    return row_fields.field(LIST_ITEMS, str(row.id), fact.name) if fact.name in _OF_ITEM else None


def why_not(customer: Customer, fact: Fact) -> str:
    """Why the fact cannot be put back; '' where it can."""
    if is_cut(fact.change[0]):
        return CUT
    if fact.path in _NEVER:
        return _NEVER[fact.path]
    if fact.path.startswith("purchases."):
        return lens.READ_ONLY["purchases"].capitalize()
    if fact.row and row_of(customer, fact.row) is None:
        return GONE
    if fact.name == "is_primary" or fact.path.startswith(custom_fields.PREFIX):
        return ""
    return "" if field_of(customer, fact) is not None else FOLLOWS


def why_row_not(customer: Customer, row: RowTurn) -> str:
    """Why a row that went cannot come back, or one that came cannot go; '' where it can."""
    there = row_of(customer, row.path) is not None
    if row.turn is Turn.ADDED:
        return "" if there else "It is gone already"
    if there:
        return "It is there"
    if any(is_cut(fact.change[0]) for fact in row.facts):
        return CUT
    said = {fact.name: fact.change[0] for fact in row.facts}
    if row.path.startswith("addresses.") and said.get("is_billing") and not said.get("is_delivery"):
        taken = any(one.is_billing for one in customer.addresses)
        return "Another address is for billing by now" if taken else ""
    return ""
