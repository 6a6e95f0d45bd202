"""The boxes of the form of a customer: what stands in them, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from patron.dialects.admin import address_fields, custom_fields, lens, row_fields
from patron.dialects.admin.custom_fields import Custom
from patron.dialects.admin.lens import Fact
from patron.dialects.admin.row_fields import Entry, Kept
from patron.domain.customer import Address, Customer
from patron.domain.refusals import Problem
from patron.operations.office import Dossier

_SENTENCES: Final[Mapping[Problem, str]] = {
    Problem.BLANK: "Please fill this in.",
    Problem.INVALID: "This is not readable here. Please look at it again.",
    Problem.TAKEN: "Another customer of this store has it.",
    Problem.TOO_SHORT: "This is too short.",
    Problem.TOO_LONG: "This is too long.",
    Problem.NOT_MOVABLE: "This cannot be changed here.",
}
_OF_KIND: Final[Mapping[str, str]] = {
    "email": "This is no e-mail address.",
    "date": "Please write it as 1990-12-31.",
    "moment": "Please write it as 2026-12-31 23:59.",
    "clock": "Please write it as 2026-12-31 23:59.",
    "decimal": "Please write a number, like -23.55.",
    "whole": "Please write a whole number.",
    "json": 'Please write an object as JSON, like {"key": "value"}.',
}
_NO_ROLE: Final = "An address is for billing, for delivery, or for both."
_OF_ROLE: Final[Mapping[str, str]] = {
    "is_billing": "Another address is only for billing: tick Delivery there, or remove it.",
    "is_default": "Only an address for delivery can be the default.",
}
_ONE_LINE: Final = frozenset({"text", "email", "tel", "url"})


class Option(Struct, frozen=True):
    """One choice of a box."""

    value: str
    label: str


class Box(Struct, frozen=True):
    """One field of the form."""

    field: str
    label: str
    kind: str
    text: str
    was: str
    hint: str = ""
    problem: str = ""
    options: tuple[Option, ...] = ()


class RowBoxes(Struct, frozen=True):
    """The fields of one address or entry; `removed` is None for a new one, and where it goes another way."""

    title: str
    facts: list[Box]
    contact: list[Box]
    """Facts that are seldom there, folded away while they are not."""
    roles: list[Box]
    removed: Box | None
    problem: str
    open: bool
    new: bool

    @property
    def opens_contact(self) -> bool:
        """True where something of the contact is said or wrong."""
        return any(box.text or box.problem for box in self.contact)


class Boxes:
    """Boxes with what was typed, else with what is stored."""

    def __init__(
        self, dossier: Dossier, now: Mapping[str, str], said: Mapping[str, str], problems: Mapping[str, Problem]
    ) -> None:
        self._customer, self._shelf = dossier.customer, dossier.shelf
        self._now, self._said, self._problems = now, said, problems

    def box(self, field: str, label: str, kind: str, hint: str = "", options: tuple[Option, ...] = ()) -> Box:
        """The field as it is shown."""
        was = self._now.get(field, "")
        text = self._said.get(field, was)
        problem = self._problems.get(field)
        # A box of one line would lose the ends of lines.
        shown = "lines" if kind == "json" or (kind in _ONE_LINE and "\n" in text + was) else kind
        return Box(field, label, shown, text, was, hint, self._sentence(field, problem, kind), options)

    def fact(self, field: str, fact: Fact) -> Box:
        """The field of a fact."""
        return _as_text(self.box(field, fact.label, fact.kind, fact.hint, _options(fact)))

    def custom(self, custom: Custom) -> Box:
        """The field of a custom value."""
        options = tuple(Option(value, label) for value, label in custom.options.items())
        return _as_text(self.box(custom.field, custom.label, custom.kind, custom.hint, options))

    def addresses(self) -> Iterator[RowBoxes]:
        """Every address, those that somebody else removed while they were changed here, and a new one."""
        for row in self._customer.addresses:
            yield self._address(row.uuid, _called(row), removable=True)
        for key in self._gone("address", {row.uuid for row in self._customer.addresses}):
            yield self._address(key, "An address that somebody else removed", removable=True)
        yield self._address(address_fields.NEW, "Add an address", removable=False)

    def entries(self, kept: Kept[Entry]) -> Iterator[RowBoxes]:
        """Every entry of that kind, those that somebody else removed while they were changed here, and a new one."""
        entries = kept.of(self._customer)
        for entry in entries:
            yield self._entry(kept, str(entry.id), entry, self._title(kept, entry))
        for key in self._gone(kept.name, {str(entry.id) for entry in entries}):
            yield self._entry(kept, key, kept.blank, f"A {kept.title} that somebody else removed")
        yield self._entry(kept, row_fields.NEW, kept.blank, f"Add a {kept.title}")

    def _title(self, kept: Kept[Entry], entry: Entry) -> str:
        said = [str(getattr(entry, name)) for name in kept.titled if getattr(entry, name)]
        if row_fields.is_membership(entry):
            names = {str(group.id): group.label or group.code for group in self._shelf.groups}
            reference = said[-1] if said else ""
            return f"Membership in {names.get(reference, reference)}"
        return " · ".join(said) or kept.title.capitalize()

    def _gone(self, name: str, known: set[str]) -> list[str]:
        parts = (field.split(":") for field, text in self._said.items() if text)
        keys = dict.fromkeys(part[1] for part in parts if len(part) == 3 and part[0] == name)
        here = known | {address_fields.NEW}
        return [key for key in keys if key not in here and self._said.get(f"{name}:{key}:removed") != "1"]

    def _address(self, key: str, title: str, *, removable: bool) -> RowBoxes:
        facts = [self.fact(address_fields.field(key, fact.name), fact) for fact in address_fields.FACTS]
        roles = [
            self.box(address_fields.field(key, role), label, "flag") for role, label in address_fields.ROLES.items()
        ]
        removed = self.box(address_fields.field(key, address_fields.REMOVED), "Remove this address", "flag")
        wrong = _NO_ROLE if address_fields.field(key, "is_delivery") in self._problems else ""
        return _row(title, facts, roles, removed if removable else None, wrong)

    def _entry(self, kept: Kept[Entry], key: str, entry: Entry, title: str) -> RowBoxes:
        facts = [self.fact(row_fields.field(kept, key, fact.name), fact) for fact in kept.facts(entry)]
        removed = None
        if key != row_fields.NEW and not row_fields.is_membership(entry):
            removed = self.box(row_fields.field(kept, key, row_fields.REMOVED), f"Remove this {kept.title}", "flag")
        return _row(title, facts, [], removed, "", new=key == row_fields.NEW)

    def _sentence(self, field: str, problem: Problem | None, kind: str) -> str:
        if problem is None:
            return ""
        name = field.rpartition(":")[2]
        if field.startswith("address:") and name in _OF_ROLE:
            return _OF_ROLE[name]
        if problem is Problem.INVALID:
            words = custom_fields.complaint(field, self._said.get(field, ""), self._customer, self._shelf)
            return words or _OF_KIND.get(kind, _SENTENCES[problem])
        if problem is Problem.TAKEN and ":" in field:
            return "Another one says the same already."
        return _SENTENCES[problem]


def _row(
    title: str, facts: list[Box], roles: list[Box], removed: Box | None, wrong: str, *, new: bool | None = None
) -> RowBoxes:
    is_new = removed is None if new is None else new
    touched = any(box.problem or box.text != box.was for box in (*facts, *roles))
    plain = [box for box in facts if lens.CONTACT not in box.field]
    contact = [box for box in facts if lens.CONTACT in box.field]
    return RowBoxes(title, plain, contact, roles, removed, wrong, touched or bool(wrong), is_new)


def _called(row: Address) -> str:
    return ", ".join(part for part in (row.street, row.city, row.country) if part) or "Address"


def _as_text(box: Box) -> Box:
    """The box; browsers show nothing of a date that is none, so such a one is shown as text."""
    if box.kind == "date" and box.text and not (len(box.text) == 10 and box.text.replace("-", "").isdigit()):
        return replace(box, kind="text")
    return box


def _options(fact: Fact) -> tuple[Option, ...]:
    if fact.name == "status" and fact.kind == "choice":
        return tuple(Option(str(number), name) for number, name in lens.STATUSES.items())
    if fact.kind == "choice":
        return (Option("", "Never asked"), Option("1", "Yes"), Option("0", "No"))
    return ()


def groups(dossier: Dossier) -> tuple[Option, ...]:
    """What the first group may be."""
    named = {group.id: group.label or group.code for group in dossier.shelf.groups}
    default = named.get(dossier.shop.default_group_id)
    options = tuple(Option(str(number), name) for number, name in named.items())
    return (Option("", f"None ({default} counts)" if default else "None"), *options)


def customs_of(customer: Customer, dossier: Dossier, said: Mapping[str, str]) -> tuple[Custom, ...]:
    """Every custom value of the customer, and those that somebody else took away while they were changed here."""
    known = custom_fields.customs(customer, dossier.shelf)
    names = {custom.field for custom in known}
    lost = (field for field, text in said.items() if text and field.startswith("custom:") and field not in names)
    more = (custom_fields.custom_of(field, customer, dossier.shelf) for field in lost)
    return (*known, *(custom for custom in more if custom is not None))
