"""The form of one customer: every fact in a box, with what is wrong beside it; and the choice between two changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from msgspec.structs import replace

from patron.dialects.admin import boxes, custom_fields, lens, parse, render
from patron.dialects.admin.address_fields import NAMES
from patron.dialects.admin.boxes import Boxes
from patron.dialects.admin.choosing import Subject, choice
from patron.dialects.admin.labels import in_words, label
from patron.dialects.admin.notation import FIRST_GROUP, TAGS, FormNotation, group_field
from patron.dialects.admin.row_fields import LIST_ITEMS, PROPERTIES
from patron.dialects.admin.texts import lines_of
from patron.domain.names import called
from patron.domain.refusals import Problem
from patron.operations import office
from patron.operations.merging import Merge
from patron.operations.office import Dossier, Visit, signed_in
from patron.operations.record import Record
from patron.operations.revising import Revised, Revising, Unrevised, Wish
from patron.wire.dialect import Route, anybody, reads, writes
from patron.wire.reply import Reply
from patron.wire.request import Wire

NOTATION: Final = FormNotation()
_CHOSEN: Final = "chosen."
"""What the name of a hidden field begins with that tells: of two changes of that name, one was chosen."""


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
    fields = {name: lines_of(text) for name, text in parse.form(wire, visit).items()}
    was = {name[4:]: text for name, text in fields.items() if name.startswith("was.")}
    chosen = frozenset(name[len(_CHOSEN) :] for name in fields if name.startswith(_CHOSEN))
    # A box that is not ticked is not sent at all.
    said = {name: fields.get(name, "") for name in was}
    said |= {name: text for name, text in fields.items() if name not in was and not name.startswith(("was.", _CHOSEN))}
    return Wish(wire.params["uuid"].lower(), was, said, frozenset(filter(_is_name, chosen)))


def _is_name(field: str) -> bool:
    return field.rpartition(":")[2] in NAMES


def _form(dossier: Dossier, wire: Wire, visit: Visit) -> Reply:
    return _page(dossier, {}, {}, wire, visit)


def _revised(result: Revised | Unrevised, wire: Wire, visit: Visit) -> Reply:
    if isinstance(result, Revised):
        return render.elsewhere(f"/admin/customers/edit/{result.uuid}?done={'merged' if result.merged else 'saved'}")
    if result.clashing:
        return _choice(result.dossier, result.clashing, result.chosen, wire, visit)
    return _page(result.dossier, result.said, result.problems, wire, visit, result.chosen)


def _choice(dossier: Dossier, merge: Merge, chosen: Collection[str], wire: Wire, visit: Visit) -> Reply:
    """409 and the choice."""
    customer = dossier.customer
    here = f"/admin/customers/edit/{customer.uuid}"
    names = {*chosen, *(clash.field for clash in merge.clashes if _is_name(clash.field))}
    marked = {f"{_CHOSEN}{field}": "1" for field in sorted(names)}
    return choice(
        replace(merge, said={**merge.said, **marked}),
        NOTATION.texts(customer, dossier.shelf),
        Subject(called(customer) or customer.email, here, f"{here}/change"),
        (lambda field: label(field, dossier), lambda field, text: in_words(field, text, dossier)),
        wire,
        visit,
    )


def _page(
    dossier: Dossier,
    said: Mapping[str, str],
    problems: Mapping[str, Problem],
    wire: Wire,
    visit: Visit,
    chosen: Collection[str] = (),
) -> Reply:
    customer, shelf = dossier.customer, dossier.shelf
    filled = Boxes(dossier, NOTATION.texts(customer, shelf), said, problems)
    return render.page(
        "edit.html",
        wire,
        visit,
        code=422 if problems else 200,
        dossier=dossier,
        chosen=sorted(chosen),
        customer=customer,
        name=called(customer) or customer.email,
        faults=[(field, label(field, dossier)) for field in problems],
        sections=[(part.title, [filled.fact(fact.name, fact) for fact in part.facts]) for part in lens.CUSTOMER],
        tags=filled.box(TAGS, "Tags", "lines", hint="One on each line"),
        first_group=filled.box(FIRST_GROUP, "First group", "choice", options=boxes.groups(dossier)),
        groups=[filled.box(group_field(one.id), one.label or one.code, "flag") for one in shelf.groups],
        customs=[filled.custom(one) for one in boxes.customs_of(customer, dossier, said)],
        new_custom=[
            filled.box(custom_fields.NEW_KEY, "New name", "text"),
            filled.box(custom_fields.NEW_VALUE, "New value", "lines"),
        ],
        addresses=list(filled.addresses()),
        properties=list(filled.entries(PROPERTIES)),
        list_items=list(filled.entries(LIST_ITEMS)),
    )
