"""The form of one customer: every fact in a box, with what is wrong beside it; and the choice between two changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from patron.dialects.admin import address_fields, custom_fields, lens, parse, render
from patron.dialects.admin.lens import Fact
from patron.dialects.admin.notation import FIRST_GROUP, TAGS, FormNotation, group_field
from patron.domain.customer import Address
from patron.domain.names import called
from patron.domain.refusals import Problem
from patron.operations import office
from patron.operations.office import Dossier, Visit, signed_in
from patron.operations.record import Record
from patron.operations.revising import Revised, Revising, Unrevised, Wish
from patron.wire.dialect import Route, anybody, reads, writes
from patron.wire.reply import Reply
from patron.wire.request import Wire

NOTATION: Final = FormNotation()
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
    "decimal": "Please write a number, like -23.55.",
}
_NO_ROLE: Final = "An address is for billing, for delivery, or for both."


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


class AddressBoxes(Struct, frozen=True):
    """The fields of one address; `removed` is None for a new one."""

    title: str
    facts: list[Box]
    roles: list[Box]
    removed: Box | None
    problem: str
    open: bool


def editing(record: Record) -> tuple[Route, ...]:
    """The rows of the table."""
    revising = Revising(record, NOTATION)
    path = "/customers/edit/{uuid}/change"
    return (
        reads("GET", path, signed_in, parse.uuid, office.dossier, _form),
        # Whoever is not signed in is refused by the operation: by then it is known what was typed.
        writes("POST", path, anybody, wish, revising.revise, _revised),
    )


def wish(wire: Wire, visit: Visit) -> Wish:
    """What the form says. Raises as `parse.form`."""
    fields = {name: text.replace("\r\n", "\n") for name, text in parse.form(wire, visit).items()}
    was = {name[4:]: text for name, text in fields.items() if name.startswith("was.")}
    # A box that is not ticked is not sent at all.
    said = {name: fields.get(name, "") for name in was}
    said |= {name: text for name, text in fields.items() if name not in was and not name.startswith("was.")}
    return Wish(wire.params["uuid"].lower(), was, said)


def _form(dossier: Dossier, wire: Wire, visit: Visit) -> Reply:
    return _page(dossier, {}, {}, wire, visit)


def _revised(result: Revised | Unrevised, wire: Wire, visit: Visit) -> Reply:
    if isinstance(result, Revised):
        return render.elsewhere(f"/admin/customers/edit/{result.uuid}?done={'merged' if result.merged else 'saved'}")
    if result.clashes:
        return _choice(result, wire, visit)
    return _page(result.dossier, result.said, result.problems, wire, visit)


def _choice(result: Unrevised, wire: Wire, visit: Visit) -> Reply:
    """409 and the choice: what it was, mine, theirs."""
    clashing = {clash.field for clash in result.clashes}
    now = NOTATION.texts(result.dossier.customer, result.dossier.shelf)
    return render.page(
        "clash.html",
        wire,
        visit,
        code=409,
        dossier=result.dossier,
        name=called(result.dossier.customer) or result.dossier.customer.email,
        clashes=[(_label(clash.field, result.dossier), clash) for clash in result.clashes],
        kept=[(field, text) for field, text in result.said.items() if field not in clashing],
        was=now,
    )


def _page(
    dossier: Dossier, said: Mapping[str, str], problems: Mapping[str, Problem], wire: Wire, visit: Visit
) -> Reply:
    customer, shelf = dossier.customer, dossier.shelf
    boxes = _Boxes(NOTATION.texts(customer, shelf), said, problems)
    return render.page(
        "edit.html",
        wire,
        visit,
        code=422 if problems else 200,
        dossier=dossier,
        customer=customer,
        name=called(customer) or customer.email,
        faults=[(field, _label(field, dossier)) for field in problems],
        sections=[(part.title, [boxes.fact(fact.name, fact) for fact in part.facts]) for part in lens.CUSTOMER],
        tags=boxes.box(TAGS, "Tags", "lines", hint="One on each line"),
        first_group=boxes.box(FIRST_GROUP, "First group", "choice", options=_groups(dossier)),
        groups=[boxes.box(group_field(one.id), one.label or one.code, "flag") for one in shelf.groups],
        customs=[boxes.box(one.field, one.label, "lines") for one in custom_fields.customs(customer, shelf)],
        new_custom=[
            boxes.box(custom_fields.NEW_KEY, "New name", "text"),
            boxes.box(custom_fields.NEW_VALUE, "New value", "text"),
        ],
        addresses=[*(boxes.address(row) for row in customer.addresses), boxes.address(None)],
    )


class _Boxes:
    """Boxes with what was typed, else with what is stored."""

    def __init__(self, now: Mapping[str, str], said: Mapping[str, str], problems: Mapping[str, Problem]) -> None:
        self._now, self._said, self._problems = now, said, problems

    def box(self, field: str, label: str, kind: str, hint: str = "", options: tuple[Option, ...] = ()) -> Box:
        was = self._now.get(field, "")
        problem = self._problems.get(field)
        said = self._said.get(field, was)
        return Box(field, label, kind, said, was, hint, _sentence(problem, kind) if problem else "", options)

    def fact(self, field: str, fact: Fact) -> Box:
        box = self.box(field, fact.label, fact.kind, fact.hint, _options(fact))
        return replace(box, kind=_typed(fact, box.text))

    def address(self, row: Address | None) -> AddressBoxes:
        key = row.uuid if row else address_fields.NEW
        facts = [self.fact(address_fields.field(key, fact.name), fact) for fact in address_fields.FACTS]
        roles = [
            self.box(address_fields.field(key, role), label, "flag") for role, label in address_fields.ROLES.items()
        ]
        removed = self.box(address_fields.field(key, address_fields.REMOVED), "Remove this address", "flag")
        wrong = address_fields.field(key, "is_delivery") in self._problems
        title = ", ".join(part for part in (row.street, row.city, row.country) if part) if row else "Add an address"
        touched = wrong or any(box.problem or (row is None and box.text) for box in facts)
        return AddressBoxes(
            title or "Address", facts, roles, removed if row else None, _NO_ROLE if wrong else "", touched
        )


def _typed(fact: Fact, text: str) -> str:
    """The kind of the box: browsers show nothing of a date that is none, so such a one is shown as text."""
    if fact.kind == "date" and text and not (len(text) == 10 and text.replace("-", "").isdigit()):
        return "text"
    return fact.kind


def _options(fact: Fact) -> tuple[Option, ...]:
    if fact.name == "status":
        return tuple(Option(str(number), name) for number, name in lens.STATUSES.items())
    if fact.kind == "choice":
        return (Option("", "Never asked"), Option("1", "Yes"), Option("0", "No"))
    return ()


def _groups(dossier: Dossier) -> tuple[Option, ...]:
    named = {group.id: group.label or group.code for group in dossier.shelf.groups}
    default = named.get(dossier.shop.default_group_id)
    groups = tuple(Option(str(number), name) for number, name in named.items())
    return (Option("", f"None ({default} counts)" if default else "None"), *groups)


def _sentence(problem: Problem, kind: str) -> str:
    return _OF_KIND.get(kind, _SENTENCES[problem]) if problem is Problem.INVALID else _SENTENCES[problem]


def _label(field: str, dossier: Dossier) -> str:
    """What people call the field."""
    facts = {fact.name: fact.label for section in lens.CUSTOMER for fact in section.facts}
    facts |= {
        TAGS: "Tags",
        FIRST_GROUP: "First group",
        custom_fields.NEW_KEY: "New name",
        custom_fields.NEW_VALUE: "New value",
    }
    facts |= {group_field(group.id): f"Group {group.label or group.code}" for group in dossier.shelf.groups}
    facts |= {custom.field: custom.label for custom in custom_fields.customs(dossier.customer, dossier.shelf)}
    if field.startswith("address:"):
        name = field.rpartition(":")[2]
        known = {**{fact.name: fact.label for fact in lens.ADDRESS}, **address_fields.ROLES, "removed": "Removed"}
        return f"Address: {known.get(name, name)}"
    return facts.get(field, field)
