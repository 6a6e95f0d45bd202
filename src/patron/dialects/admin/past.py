"""The history of one customer: who, when, through which door, field by field, and putting facts back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, cast

from msgspec import Struct, json

from patron.dialects.admin import changes, lens, pages, parse, render
from patron.dialects.admin.address_fields import ROLES
from patron.dialects.admin.changes import Turn, apart
from patron.dialects.admin.custom_fields import path_of
from patron.dialects.admin.lens import Fact
from patron.dialects.admin.notation import FACTS, TAGS
from patron.dialects.admin.putting_back import FormUndo
from patron.domain.customer import Customer
from patron.domain.history import Event, Happening
from patron.domain.purchases import MONEY, amount
from patron.domain.refusals import Problem
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
_CUSTOM: Final = {"extra": "Custom value", "metafields": "Custom value"}
_TABLES: Final[Mapping[str, tuple[str, Mapping[str, Fact]]]] = {
    "addresses": ("Address", {fact.name: fact for fact in lens.ADDRESS}),
    "properties": ("Property", {fact.name: fact for fact in lens.PROPERTY}),
    "list_items": ("List item", {fact.name: fact for fact in lens.LIST_ITEM}),
}


class Line(Struct, frozen=True):
    """One fact that changed, or a row that came or went."""

    path: str
    label: str
    was: str
    now: str
    moments: bool
    action: str
    """What can be done about it; '' for nothing."""
    why: str
    """Why nothing can be done; '' for no reason to be told."""
    inner: list[Line] = []
    """Of a row that came or went: all that it says."""


class Entry(Struct, frozen=True):
    """One event."""

    event: Event
    door: str
    who: str
    lines: list[Line]


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
            list(_lines(event, customer)),
        )
        for event in found.events
    ]
    return pages.tab("history.html", "history", found.dossier, wire, visit, entries=entries, older=found.older)


def _lines(event: Event, customer: Customer) -> Iterator[Line]:
    """The lines of an event; nothing of a creation is put back, and of a deletion nobody is left to ask."""
    changed = event.happening is Happening.CHANGED
    for one in apart(event.changes):
        if isinstance(one, changes.Fact):
            why = changes.why_not(customer, one) if changed else ""
            yield _line(one, "Put back" if changed and not why else "", why)
            continue
        why = changes.why_row_not(customer, one) if changed else ""
        action = {Turn.REMOVED: "Put back", Turn.ADDED: "Take away again"}[one.turn] if changed and not why else ""
        inner = [_line(fact, "", "") for fact in changes.rows_apart(list(one.facts))]
        said = one.turn.value
        yield Line(one.path, _label(one.path), "", said, moments=False, action=action, why=why, inner=inner)


def _line(one: changes.Fact, action: str, why: str) -> Line:
    fact = FACTS.get(one.path)
    moments = fact is not None and fact.kind == "moment"
    was, now = (_words(one.path, side) for side in one.change)
    return Line(one.path, _label(one.path), was, now, moments, action, why)


def _label(path: str) -> str:
    if path in FACTS:
        return FACTS[path].label
    if where := path_of(path):
        return f"{_CUSTOM[where[0]]} {' · '.join(where[1:])}"
    bag, _, rest = path.partition(".")
    number, _, name = rest.partition(".")
    if bag in _TABLES:
        title, known = _TABLES[bag]
        words = known[name].label if name in known else ROLES.get(name, name.replace("_", " ").replace(".", " · "))
        return f"{title} {number}: {words}" if name else f"{title} {number}"
    return path.replace("_", " ").replace(".", " · ").capitalize()


def _words(path: str, value: object) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if path == "status":
        return lens.status_name(cast("int", value))
    if path in MONEY:
        return amount(cast("int", value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if path == TAGS:
        return ", ".join(str(tag) for tag in cast("list[object]", value))
    return value if isinstance(value, str) else json.encode(value).decode()


def _done(result: Dossier | Unrevised, wire: Wire, visit: Visit) -> Reply:
    if isinstance(result, Dossier):
        return render.elsewhere(f"/admin/customers/edit/{result.customer.uuid}/history?done=back")
    return render.page("note.html", wire, visit, code=409, title="It stays as it is", text=_refusal(result))


def _refusal(result: Unrevised) -> str:
    path, problem = next(iter(result.problems.items()))
    if problem is not Problem.TAKEN:
        return "That value is not possible any more."
    if path in {"email", "login", "code"}:
        return "Another customer of this store has that value by now."
    if path.endswith(".is_billing"):
        return "Another address is only for billing by now."
    return "Another one says the same by now."
