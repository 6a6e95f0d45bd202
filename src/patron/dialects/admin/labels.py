"""What people call the fields of the form of a customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from patron.dialects.admin import address_fields, custom_fields, lens, row_fields
from patron.dialects.admin.notation import FACTS, FIRST_GROUP, TAGS, group_field
from patron.operations.office import Dossier

_FIXED: Final[Mapping[str, str]] = {
    **{name: fact.label for name, fact in FACTS.items()},
    TAGS: "Tags",
    FIRST_GROUP: "First group",
    custom_fields.NEW_KEY: "New name",
    custom_fields.NEW_VALUE: "New value",
}
_ROWS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "address": ("Address", {**{fact.name: fact.label for fact in lens.ADDRESS}, **address_fields.ROLES}),
    **{
        kept.name: (kept.title.capitalize(), {fact.name: fact.label for fact in facts})
        for kept, facts in ((row_fields.PROPERTIES, lens.PROPERTY), (row_fields.LIST_ITEMS, lens.LIST_ITEM))
    },
}
_STATUSES: Final = {str(number): name for number, name in lens.STATUSES.items()}
_REMOVED: Final = "removed"
_CHOICES: Final = frozenset(name for name, fact in FACTS.items() if fact.kind == "choice" and name != "status")
_FLAGS: Final = _CHOICES | {name for name, fact in FACTS.items() if fact.kind == "flag"}


def label(field: str, dossier: Dossier) -> str:
    """What the field is called; of an address or an entry, with what it belongs to."""
    if field in _FIXED:
        return _FIXED[field]
    kind, _, rest = field.partition(":")
    if kind in _ROWS:
        title, names = _ROWS[kind]
        name = rest.partition(":")[2]
        return f"{title}: {_REMOVED if name == _REMOVED else names.get(name, name)}"
    for group in dossier.shelf.groups:
        if group_field(group.id) == field:
            return f"Group {group.label or group.code}"
    custom = custom_fields.custom_of(field, dossier.customer, dossier.shelf)
    return custom.label if custom is not None else field


def in_words(field: str, text: str, dossier: Dossier) -> str:
    """What is chosen or ticked in that field; a text as it is."""
    name = field.rpartition(":")[2]
    if name == _REMOVED:
        return "It is removed" if text == "1" else "It stays, with what you typed"
    if field == FIRST_GROUP:
        return next((one.label or one.code for one in dossier.shelf.groups if str(one.id) == text), text)
    if field == "status":
        return _STATUSES.get(text, text)
    if field in _FLAGS or name in address_fields.ROLES or field.startswith("group:"):
        return {"1": "Yes", "0": "No"}.get(text, "Never asked" if field in _CHOICES else "No")
    return text
