"""Where a value of an answer comes from: the fact, another notation of it, what a dialect wrote, or something else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import cast

from msgspec import Struct

from patron.domain.chart import Field
from patron.domain.customer import Address, Customer
from patron.domain.lens import Grammar, Row, Scene, holds, identical
from patron.domain.likeness import Answer
from patron.domain.senses import is_nothing

_KEPT = frozenset({"id", "uuid", "owner", "store", "currency", "created_at", "updated_at"})
"""What the server knows of a row beside what was said about it."""


class Way(StrEnum):
    """How a value came to stand where it stands."""

    FACT = "fact"
    DERIVED = "derived"
    """The fact in the dialect's own notation."""
    SPELLED = "spelling"
    """As the dialect wrote it; it holds as long as the fact says the same."""
    PINNED = "pinned"
    """Shown in the place of an empty fact once, and kept because the dialect repeated it."""
    STANDS_IN = "stands in"
    """The fact is empty: another one, or a default, is shown in its place."""
    KEPT = "kept by the server"
    NOTHING = "nothing"


class Provenance(Struct, frozen=True):
    """Where one value comes from."""

    way: Way
    facts: tuple[str, ...]
    words: str = ""
    """The notation, or what stands in; '' for nothing to be said."""


def provenances(answer: Answer, scene: Scene) -> Mapping[str, Provenance]:
    """Place in the document -> where its value comes from, for every field of the dialect's chart."""
    return {
        f"{part.at}{field.name}": _provenance(
            answer.chart.grammars[part.face], field, part.values.get(field.name), part.row, scene
        )
        for part in answer.view.parts
        for field in answer.chart.fields[part.face]
    }


def _provenance(
    grammar: Grammar[Customer] | Grammar[Address],
    field: Field,
    value: object,
    row: Customer | Address | None,
    scene: Scene,
) -> Provenance:
    if row is None:
        return Provenance(Way.NOTHING, field.facts)
    if field.name in grammar.lenses:
        return _of_lens(cast("Grammar[Customer]", grammar), field, value, cast("Customer", row), scene)
    way = Way.DERIVED if field.notation else Way.FACT
    if is_nothing(value):
        way = Way.NOTHING
    elif set(field.facts) <= _KEPT:
        way = Way.KEPT
    elif _are_empty(field.facts, row):
        way = Way.STANDS_IN
    return Provenance(way, field.facts, field.instead or field.notation)


def _of_lens(grammar: Grammar[Row], field: Field, value: object, row: Row, scene: Scene) -> Provenance:
    lens = grammar.lenses[field.name]
    raw = lens.show(row, scene)
    spelled = row.said.get(grammar.dialect, {}).get(field.name)
    if spelled is not None and holds(spelled, lens, row, raw):
        return Provenance(Way.PINNED if is_nothing(raw) and not is_nothing(value) else Way.SPELLED, field.facts)
    if is_nothing(value):
        return Provenance(Way.NOTHING, field.facts)
    if is_nothing(raw) or _are_empty(field.facts, row):
        return Provenance(Way.STANDS_IN, field.facts, field.instead or field.notation)
    if set(field.facts) <= _KEPT:
        return Provenance(Way.KEPT, field.facts)
    for fact in field.facts:
        if identical(raw, getattr(row, fact, None)):
            return Provenance(Way.FACT, (fact,))
    return Provenance(Way.DERIVED, field.facts, field.notation)


def _are_empty(facts: tuple[str, ...], row: Customer | Address) -> bool:
    """True when none of the facts that the row has itself says anything."""
    own = [name for name in facts if name in row.__struct_fields__]
    return bool(own) and all(is_nothing(getattr(row, name)) for name in own)
