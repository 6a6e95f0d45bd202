"""What a dialect shows of one customer, and which fact stands behind each field of it.

A *chart* is what the field map is printed from; a *view* is one answer, cut into the rows of the record that it shows,
so that answers of different dialects can be laid side by side (domain/likeness.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from msgspec import Struct

from patron.domain.access import Shop
from patron.domain.customer import Address, Customer, Group
from patron.domain.lens import Grammar, Row
from patron.domain.places import Places

CUSTOMER: Final = "customer"
BILLING: Final = "billing"
DELIVERY: Final = "delivery"
ANY: Final = "any"
"""Faces: what a part of a view shows; `any` is an address with whatever face."""


class Field(Struct, frozen=True):
    """One field of the wire."""

    name: str
    facts: tuple[str, ...]
    notation: str = ""
    """How the dialect tells the fact; empty: as it is."""
    instead: str = ""
    """What it shows while the fact is not there."""
    limit: str = ""
    """What it cannot tell."""
    written: bool = True
    """False: the dialect has no way to change it."""
    lens: str = ""
    """The lens behind it, where that has another name."""


class Telling(Struct, frozen=True):
    """What a chart says of a lens beside its facts."""

    notation: str = ""
    instead: str = ""
    limit: str = ""
    written: bool = True


class Sight(Struct, frozen=True):
    """What an answer may depend on beside its customer."""

    shop: Shop
    places: Places
    groups: Mapping[int, Group]
    now: int
    """Milliseconds."""
    origin: str = ""
    """Where the answer would come from, like `https://shop.example`: links begin with it."""


class Part(Struct, frozen=True):
    """One row of the record as an answer shows it."""

    face: str
    row: Customer | Address | None
    """None: the customer has no such address, and its fields are shown empty."""
    values: Mapping[str, object]
    """Field -> value, as it stands in the document."""
    at: str = ""
    """Where in the document: what its fields' names begin with."""


class View(Struct, frozen=True):
    """One answer."""

    document: Mapping[str, object]
    parts: tuple[Part, ...]


ShowCustomer: TypeAlias = Callable[[Customer, Sight], View]
WhyAbsent: TypeAlias = Callable[[Customer, Address, str], str]


class Chart(Struct, frozen=True):
    """One dialect: its fields by face, and how it shows a customer."""

    dialect: str
    title: str
    fields: Mapping[str, tuple[Field, ...]]
    """Face -> fields, in the order of the wire."""
    grammars: Mapping[str, Grammar[Customer] | Grammar[Address]]
    """Face -> the lenses behind the fields."""
    show: ShowCustomer
    absent: WhyAbsent
    """Why that face of an address is not in the answer; empty: there is no reason."""


def charted(
    order: Iterable[str],
    grammar: Grammar[Row],
    tellings: Mapping[str, Telling],
    columns: Mapping[str, Field],
) -> tuple[Field, ...]:
    """The fields in that order: those of lenses with their facts, the rest (`columns`) as they are described.

    Raises KeyError for a field that is neither: nothing is shown that no table explains.
    """
    return tuple(columns[name] if name in columns else _of_lens(grammar, name, tellings) for name in order)


def _of_lens(grammar: Grammar[Row], name: str, tellings: Mapping[str, Telling]) -> Field:
    lens, told = grammar.lenses[name], tellings.get(name, Telling())
    return Field(name, lens.facts, told.notation, told.instead, told.limit, told.written)


def told(name: str, *facts: str, notation: str = "") -> tuple[str, Field]:
    """A field without a lens, by its name, that the dialect can change all the same."""
    return name, Field(name, facts, notation)


def shown_only(name: str, *facts: str, notation: str = "") -> tuple[str, Field]:
    """A field without a lens, by its name: it is shown and never written."""
    return name, Field(name, facts, notation, written=False)


def nobody_is_absent(_customer: Customer, _row: Address, _face: str) -> str:
    """Empty: every address is shown."""
    return ""
