"""The history of one customer: who, when, through which door, field by field, and putting facts back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from msgspec import Struct, json
from msgspec.structs import replace

from patron.dialects.admin import address_fields, lens, pages, parse, render
from patron.dialects.admin.notation import FACTS, TAGS, FormNotation
from patron.dialects.admin.texts import text_of
from patron.domain.customer import Customer
from patron.domain.history import Change, Event
from patron.domain.places import Places
from patron.domain.refusals import Problem
from patron.domain.shelf import Shelf
from patron.operations import undoing
from patron.operations.office import Dossier, Visit, signed_in
from patron.operations.record import Record
from patron.operations.revising import Unrevised
from patron.operations.undoing import LATEST, Look, Past, PutBack, Undoing
from patron.wire.dialect import Route, reads, writes
from patron.wire.reply import Reply
from patron.wire.request import Wire

DOORS: Final[Mapping[str, str]] = {
    "admin": "Administration",
    "command line": "Command line",
    "tiendanube": "Tiendanube",
    "openfoodnetwork": "Open Food Network",
    "aimeos": "Aimeos",
    "evershop": "EverShop",
    "evershop-graphql": "EverShop GraphQL",
    "account": "Account page",
}
_BAGS: Final = frozenset({"extra", "metafields"})
_ADDRESS: Final = {fact.name: fact for fact in lens.ADDRESS}
_OF_ADDRESS: Final = {fact.name for fact in address_fields.FACTS}


class Line(Struct, frozen=True):
    """One fact that changed."""

    path: str
    label: str
    was: str
    now: str
    moments: bool
    can_go_back: bool


class Entry(Struct, frozen=True):
    """One event."""

    event: Event
    door: str
    who: str
    lines: list[Line]


class FormUndo:
    """See `operations.undoing.Undo`: what was is written as if somebody typed it."""

    def put_back(
        self, customer: Customer, path: str, was: object, shelf: Shelf, places: Places, now: int
    ) -> Customer | None:
        """The customer with that fact; None for one that cannot be put back. Raises Invalid."""
        if path in _BAGS and isinstance(was, dict):
            return replace(customer, **{path: was})
        if path == TAGS:
            tags = cast("list[object]", was or [])
            return replace(customer, tags=tuple(str(tag) for tag in tags))
        field = _field(customer, path)
        if field is None:
            return None
        fact = FACTS.get(path) or _ADDRESS[path.rpartition(".")[2]]
        changed = {field: text_of(fact.kind, was)}
        return FormNotation().told(customer, changed, shelf, places, now)


def _field(customer: Customer, path: str) -> str | None:
    """The field of the form that writes the fact of that path."""
    if path in FACTS:
        return path
    bag, _, rest = path.partition(".")
    number, _, name = rest.partition(".")
    row = next((row for row in customer.addresses if str(row.id) == number), None) if bag == "addresses" else None
    return address_fields.field(row.uuid, name) if row is not None and name in _OF_ADDRESS else None


def past_pages(record: Record) -> tuple[Route, ...]:
    """The rows of the table."""
    doing = Undoing(record, FormUndo())
    path = "/customers/edit/{uuid}/history"
    return (
        reads("GET", path, signed_in, _look, undoing.past, _past),
        writes("POST", path, signed_in, _wish, doing.put_back, _done),
    )


def _look(wire: Wire, _visit: Visit) -> Look:
    return Look(wire.params["uuid"].lower(), parse.number(parse.query(wire).get("before", "")) or LATEST)


def _wish(wire: Wire, visit: Visit) -> PutBack:
    fields = parse.form(wire, visit)
    return PutBack(wire.params["uuid"].lower(), parse.number(fields.get("version", "")), fields.get("path", ""))


def _past(found: Past, wire: Wire, visit: Visit) -> Reply:
    customer = found.dossier.customer
    entries = [
        Entry(
            event,
            DOORS.get(event.actor.door, event.actor.door),
            found.actors.get(event.actor.who, event.actor.who),
            [_line(path, change, customer) for path, change in event.changes.items()],
        )
        for event in found.events
    ]
    return pages.tab("history.html", "history", found.dossier, wire, visit, entries=entries, older=found.older)


def _line(path: str, change: Change, customer: Customer) -> Line:
    name = path.rpartition(".")[2]
    fact = FACTS.get(path) or (_ADDRESS.get(name) if path.startswith("addresses.") else None)
    moments = fact is not None and fact.kind == "moment"
    possible = path == TAGS or (path in _BAGS and change[0] is not None) or _field(customer, path) is not None
    return Line(path, _label(path), _words(path, change[0]), _words(path, change[1]), moments, possible)


def _label(path: str) -> str:
    if path in FACTS:
        return FACTS[path].label
    bag, _, rest = path.partition(".")
    number, _, name = rest.partition(".")
    if bag == "addresses":
        return f"Address {number}: {_ADDRESS[name].label if name in _ADDRESS else name.replace('_', ' ')}"
    return path.replace("_", " ").replace(".", " · ").capitalize()


def _words(path: str, value: object) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if path == "status":
        return lens.status_name(cast("int", value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if path == TAGS:
        return ", ".join(str(tag) for tag in cast("list[object]", value))
    return value if isinstance(value, str) else json.encode(value).decode()


def _done(result: Dossier | Unrevised, wire: Wire, visit: Visit) -> Reply:
    if isinstance(result, Dossier):
        return render.elsewhere(f"/admin/customers/edit/{result.customer.uuid}/history?done=back")
    taken = Problem.TAKEN in result.problems.values()
    text = "Another customer of this store has that value by now." if taken else "That value is not possible any more."
    return render.page("note.html", wire, visit, code=409, title="It stays as it is", text=text)
