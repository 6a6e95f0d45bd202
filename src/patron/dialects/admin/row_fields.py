"""Properties and list items of a customer in a form: one row of fields for each, and room for a new one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from patron.dialects.admin import lens
from patron.dialects.admin.lens import Fact
from patron.dialects.admin.texts import Wrong, text_of, value_of
from patron.domain.customer import Customer, ListItem, Property
from patron.domain.refusals import Problem
from patron.operations.accounts import GROUP
from patron.operations.shelves import LONGEST_NAME, LONGEST_REFERENCE, LONGEST_TYPE, LONGEST_VALUE

Entry = TypeVar("Entry", Property, ListItem)
NEW: Final = "new"
REMOVED: Final = "removed"


class Kept(Struct, Generic[Entry], frozen=True):
    """One kind of entries."""

    name: str
    """What the names of their fields begin with."""
    column: str
    """Where a customer has them."""
    blank: Entry
    facts: Callable[[Entry], tuple[Fact, ...]]
    needed: tuple[str, ...]
    longest: Mapping[str, int]
    unique: Callable[[Entry], object]
    """What no other entry of the customer may say, too; None for no such rule."""
    title: str
    """What one of them is called."""
    titled: tuple[str, ...]
    """The facts that tell which one it is."""

    def of(self, customer: Customer) -> tuple[Entry, ...]:
        """Those of that customer."""
        found: tuple[Entry, ...] = getattr(customer, self.column)
        return found


def _of_property(_entry: Property) -> tuple[Fact, ...]:
    return lens.PROPERTY


def _of_item(item: ListItem) -> tuple[Fact, ...]:
    return lens.MEMBERSHIP if item.domain == GROUP else lens.LIST_ITEM


PROPERTIES: Final = Kept(
    "property",
    "properties",
    Property(0, "", None, ""),
    _of_property,
    ("type",),
    {"type": LONGEST_TYPE, "value": LONGEST_VALUE},
    lambda one: None if one.language is None else (one.type, one.language, one.value),
    "property",
    ("type", "value"),
)
LIST_ITEMS: Final = Kept(
    "list",
    "list_items",
    ListItem(0, ""),
    _of_item,
    ("domain", "type"),
    {"domain": LONGEST_NAME, "type": LONGEST_NAME, "refid": LONGEST_REFERENCE},
    lambda one: (one.domain, one.type, one.refid),
    "list item",
    ("domain", "type", "refid"),
)
KINDS: Final = (PROPERTIES, LIST_ITEMS)


def field(kept: Kept[Entry], key: str, name: str) -> str:
    """The name of a fact of the entry with that id (or `new`) in a form."""
    return f"{kept.name}:{key}:{name}"


def texts(customer: Customer) -> dict[str, str]:
    """Every field of every entry."""
    return {**_texts(PROPERTIES, customer), **_texts(LIST_ITEMS, customer)}


def _texts(kept: Kept[Entry], customer: Customer) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in kept.of(customer):
        for fact in kept.facts(entry):
            found[field(kept, str(entry.id), fact.name)] = text_of(fact.kind, getattr(entry, fact.name))
        if not is_membership(entry):
            found[field(kept, str(entry.id), REMOVED)] = ""
    return found


def is_membership(entry: Property | ListItem) -> bool:
    """True for what ties the customer to a group: that is chosen among the groups."""
    return isinstance(entry, ListItem) and entry.domain == GROUP


def with_rows(customer: Customer, changed: Mapping[str, str]) -> tuple[Customer, dict[str, Problem]]:
    """The customer with those entries, and what is wrong with fields."""
    problems: dict[str, Problem] = {}
    customer = _with(PROPERTIES, customer, changed, problems)
    return _with(LIST_ITEMS, customer, changed, problems), problems


def _with(kept: Kept[Entry], customer: Customer, changed: Mapping[str, str], problems: dict[str, Problem]) -> Customer:
    said = _said(kept, changed)
    if not said:
        return customer
    told: dict[str, Entry] = {}
    for entry in kept.of(customer):
        key = str(entry.id)
        row = said.get(key, {})
        if row.get(REMOVED) != "1" or is_membership(entry):
            told[key] = _told(kept, entry, key, row, problems)
    gone = {str(entry.id) for entry in kept.of(customer)} - told.keys()
    for key, row in said.items():
        # What is not there was removed by somebody else, and is wanted back with what was typed.
        if (
            key not in told
            and key not in gone
            and row.get(REMOVED) != "1"
            and any(text.strip() for text in row.values())
        ):
            told[key] = _told(kept, kept.blank, key, row, problems)
    _judge_together(kept, told, said.keys(), problems)
    return replace(customer, **{kept.column: tuple(told.values())})


def _said(kept: Kept[Entry], changed: Mapping[str, str]) -> dict[str, dict[str, str]]:
    said: dict[str, dict[str, str]] = {}
    for name, text in changed.items():
        parts = name.split(":")
        if len(parts) == 3 and parts[0] == kept.name:
            said.setdefault(parts[1], {})[parts[2]] = text
    return said


def _told(kept: Kept[Entry], entry: Entry, key: str, said: Mapping[str, str], problems: dict[str, Problem]) -> Entry:
    values: dict[str, object] = {}
    for fact in kept.facts(entry):
        if fact.name in said:
            try:
                values[fact.name] = _value(kept, fact, said[fact.name])
            except Wrong as wrong:
                problems[field(kept, key, fact.name)] = wrong.problem
    told = replace(entry, **values)
    for name in kept.needed:
        if getattr(told, name) == "" and (entry.id == 0 or name in values):
            problems.setdefault(field(kept, key, name), Problem.BLANK)
    if is_membership(told) and not is_membership(entry):
        problems[field(kept, key, "domain")] = Problem.NOT_MOVABLE
    return told


def _value(kept: Kept[Entry], fact: Fact, text: str) -> object:
    value = value_of(fact.kind, text)
    if isinstance(value, str) and len(value) > kept.longest.get(fact.name, len(value)):
        raise Wrong(Problem.TOO_LONG)
    return getattr(kept.blank, fact.name) if value is None else value


def _judge_together(
    kept: Kept[Entry], told: Mapping[str, Entry], touched: Collection[str], problems: dict[str, Problem]
) -> None:
    """Nothing comes back; an entry that was made to say what another one says is noted."""
    seen: set[object] = set()
    for key in sorted(told, key=lambda one: one in touched):
        unique = kept.unique(told[key])
        if unique is not None and unique in seen:
            problems.setdefault(field(kept, key, kept.facts(told[key])[0].name), Problem.TAKEN)
        seen.add(unique)
