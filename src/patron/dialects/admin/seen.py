"""One customer as each dialect speaks of it now: every field of the wire, what it says, and the facts behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeVar

from msgspec import Struct, json

from patron.dialects.admin import lens, pages, parse
from patron.dialects.admin.past import DOORS
from patron.domain.addresses import billing_of, deliveries
from patron.domain.customer import Address, Customer
from patron.domain.lens import Grammar, Scene
from patron.domain.places import Places
from patron.operations import office
from patron.operations.office import Dossier, Visit, signed_in
from patron.operations.speech import Speech
from patron.wire.dialect import Route, reads
from patron.wire.reply import Reply
from patron.wire.request import Wire

Row = TypeVar("Row", Customer, Address)
OWN_WORDS: Final = "as it was written there"
STANDS_IN: Final = "stands in"
_LABELS: Final = {fact.name: fact.label for section in lens.CUSTOMER for fact in section.facts}


class Value(Struct, frozen=True):
    """One field of a dialect."""

    field: str
    text: str
    origin: str
    """The facts behind it, in people's words."""
    mark: str
    """How it differs from what is stored; '' where it does not."""


class Part(Struct, frozen=True):
    """Fields that the dialect shows together."""

    title: str
    values: list[Value]


class View(Struct, frozen=True):
    """Everything that one dialect says."""

    name: str
    parts: list[Part]
    marked: int


def seen(speeches: tuple[Speech, ...], places: Places) -> tuple[Route, ...]:
    """The rows of the table."""

    def page(found: Dossier, wire: Wire, visit: Visit) -> Reply:
        views = [_view(speech, found.customer, places) for speech in speeches]
        return pages.tab("seen.html", "seen", found, wire, visit, views=views)

    return (reads("GET", "/customers/edit/{uuid}/seen", signed_in, parse.uuid, office.dossier, page),)


def _view(speech: Speech, customer: Customer, places: Places) -> View:
    parts = list(_parts(speech, customer, Scene(places, customer)))
    marked = sum(bool(value.mark) for part in parts for value in part.values)
    return View(DOORS.get(speech.dialect, speech.dialect), parts, marked)


def _parts(speech: Speech, customer: Customer, scene: Scene) -> Iterator[Part]:
    yield Part("Customer", _values(speech.customer, customer, scene))
    billing = billing_of(customer)
    if billing is not None:
        yield Part("Billing address", _values(speech.billing, billing, scene))
    for row in deliveries(customer):
        yield Part(f"Delivery address {row.id}", _values(speech.listed, row, scene))


def _values(grammar: Grammar[Row], row: Row, scene: Scene) -> list[Value]:
    return [
        Value(
            name,
            _text(said := grammar.read(row, one, scene)),
            _origin(one.facts),
            _mark(grammar, row, name, said, scene),
        )
        for name, one in grammar.lenses.items()
    ]


def _mark(grammar: Grammar[Row], row: Row, name: str, said: object, scene: Scene) -> str:
    shown = grammar.lenses[name].show(row, scene)
    if said == shown or (said in (None, "") and shown in (None, "")):
        return ""
    spelled = row.said.get(grammar.dialect, {}).get(name)
    return OWN_WORDS if spelled is not None and spelled[1] == shown else STANDS_IN


def _origin(facts: tuple[str, ...]) -> str:
    return ", ".join(_LABELS.get(fact, fact.replace("_", " ")) for fact in facts)


def _text(value: object) -> str:
    if value is None:
        return "null"
    return value if isinstance(value, str) else json.encode(value).decode()
