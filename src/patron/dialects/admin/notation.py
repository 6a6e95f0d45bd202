"""How the form of one customer spells its facts, and how they are read from there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, cast

from msgspec.structs import replace

from patron.dialects.admin import address_fields, custom_fields, lens, row_fields
from patron.dialects.admin.address_fields import NAMES, NEW
from patron.dialects.admin.texts import Wrong, lines_of, text_of, value_of
from patron.domain.customer import Customer, ListItem
from patron.domain.names import with_full_name, with_halves
from patron.domain.places import Places
from patron.domain.refusals import Invalid, Problem
from patron.domain.shelf import Shelf

FACTS: Final = {fact.name: fact for section in lens.CUSTOMER for fact in section.facts}
ROWS: Final = frozenset({"address", *(kept.name for kept in row_fields.KINDS)})
TAGS, FIRST_GROUP = "tags", "first_group"
LONGEST_TAG: Final = 100
_STATUSES: Final = {str(number): number for number in lens.STATUSES}
_ANSWERS: Final = {"": None, "1": True, "0": False}
_NEVER_NULL: Final[Mapping[str, object]] = {"email": "", "first_name": "", "last_name": ""}


def group_field(number: int) -> str:
    """The name of the box of a group."""
    return f"group:{number}"


class FormNotation:
    """See `operations.revising.Notation`."""

    def texts(self, customer: Customer, shelf: Shelf) -> dict[str, str]:
        """Every field as the form shows it."""
        found = {name: text_of(fact.kind, getattr(customer, name)) for name, fact in FACTS.items()}
        found[TAGS] = "\n".join(customer.tags)
        mine = {item.group_id: item for item in customer.list_items if item.group_id is not None}
        found[FIRST_GROUP] = next((str(number) for number, item in mine.items() if item.is_primary), "")
        found.update({group_field(group.id): "1" if group.id in mine else "" for group in shelf.groups})
        found.update({custom.field: custom.text for custom in custom_fields.customs(customer, shelf)})
        found |= row_fields.texts(customer) | address_fields.texts(customer)
        return {name: lines_of(text) for name, text in found.items()}

    def row_of(self, field: str) -> str:
        """What the fields begin with of an address or an entry that comes and goes as a whole; '' for any other."""
        parts = field.split(":")
        return ":".join(parts[:2]) if len(parts) == 3 and parts[0] in ROWS and parts[1] != NEW else ""

    def told(self, customer: Customer, changed: Mapping[str, str], shelf: Shelf, places: Places, now: int) -> Customer:
        """The customer with those fields as they are written there. Raises Invalid."""
        told, problems = _with_facts(customer, changed)
        told, wrong = _with_tags(told, changed)
        problems |= wrong
        told, wrong = custom_fields.with_customs(told, changed, shelf)
        problems |= wrong
        told, wrong = row_fields.with_rows(told, changed)
        problems |= wrong
        told, wrong = _with_groups(told, changed, shelf)
        problems |= wrong
        told, wrong = address_fields.with_addresses(told, changed, places, now)
        problems |= wrong
        if problems:
            raise Invalid({field: (problem,) for field, problem in problems.items()})
        return told


def _with_facts(customer: Customer, changed: Mapping[str, str]) -> tuple[Customer, dict[str, Problem]]:
    values: dict[str, object] = {}
    problems: dict[str, Problem] = {}
    for name, text in changed.items():
        fact = FACTS.get(name)
        if fact is not None:
            try:
                values[name] = _choice(name, text) if fact.kind == "choice" else value_of(fact.kind, text)
            except Wrong as wrong:
                problems[name] = wrong.problem
    if "email" in values and values["email"] is None:
        problems["email"] = Problem.BLANK
    customer = _with_name(customer, values)
    plain = {name: _NEVER_NULL.get(name) if one is None else one for name, one in values.items() if name not in NAMES}
    return replace(customer, **plain), problems


def _choice(name: str, text: str) -> object:
    known: Mapping[str, object] = _STATUSES if name == "status" else _ANSWERS
    if text not in known:
        raise Wrong(Problem.INVALID)
    return known[text]


def _with_name(customer: Customer, values: Mapping[str, object]) -> Customer:
    # A name that was chosen as it is stored is told, too: then nothing follows for it from the others.
    if all((getattr(customer, name) or "") == (values[name] or "") for name in NAMES if name in values):
        return customer
    if "first_name" in values or "last_name" in values:
        first, last = values.get("first_name", customer.first_name), values.get("last_name", customer.last_name)
        customer = with_halves(customer, cast("str | None", first), cast("str | None", last))
        if "full_name" in values:
            customer = replace(customer, full_name=cast("str | None", values["full_name"]))
    elif "full_name" in values:
        customer = with_full_name(customer, cast("str | None", values["full_name"]))
    return customer


def _with_tags(customer: Customer, changed: Mapping[str, str]) -> tuple[Customer, dict[str, Problem]]:
    if TAGS not in changed:
        return customer, {}
    if "\0" in changed[TAGS]:
        return customer, {TAGS: Problem.INVALID}
    tags = tuple(dict.fromkeys(tag.strip() for tag in changed[TAGS].split("\n") if tag.strip()))
    if any(len(tag) > LONGEST_TAG for tag in tags):
        return customer, {TAGS: Problem.TOO_LONG}
    return replace(customer, tags=tags), {}


def _with_groups(customer: Customer, changed: Mapping[str, str], shelf: Shelf) -> tuple[Customer, dict[str, Problem]]:
    """The customer in the ticked groups; the first group is one of them, ticked or not."""
    known = {group.id for group in shelf.groups}
    choices: dict[str, int | None] = {"": None, **{str(number): number for number in known}}
    items = {item.group_id: item for item in customer.list_items if item.group_id is not None}
    wanted = [number for number in known if changed.get(group_field(number), "1" if number in items else "") == "1"]
    first = next((number for number, item in items.items() if item.is_primary), None)
    if FIRST_GROUP in changed:
        if changed[FIRST_GROUP] not in choices:
            return customer, {FIRST_GROUP: Problem.INVALID}
        first = choices[changed[FIRST_GROUP]]
        wanted += [first] if first is not None and first not in wanted else []
    groups = [_membership(items.get(number), number, first) for number in sorted(wanted)]
    others = [item for item in customer.list_items if item.group_id is None or item.group_id not in known]
    return replace(customer, list_items=_in_order((*others, *groups))), {}


def _membership(item: ListItem | None, number: int, first: int | None) -> ListItem:
    item = item or ListItem(0, "group", refid=str(number), group_id=number)
    return item if item.is_primary == (number == first) else replace(item, is_primary=number == first)


def _in_order(items: Iterable[ListItem]) -> tuple[ListItem, ...]:
    """Ascending by id, new ones last."""
    return tuple(sorted(items, key=lambda item: (item.id == 0, item.id)))
