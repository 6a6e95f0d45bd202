"""Everything that reads EverShop's wire about addresses (evershop.md 4, 5)."""

from __future__ import annotations

from collections.abc import Mapping

from patron.dialects.evershop import rules
from patron.dialects.evershop.lens import LISTED, REQUIRED, SPEECH
from patron.dialects.evershop.parse import as_text, escaped_texts, storable
from patron.operations.address_book import FLAG, ChangedEntry, NewEntry, Place
from patron.operations.shoppers import Person
from patron.wire.json_body import as_object
from patron.wire.request import Wire

# What PostgreSQL reads as a boolean, beside every beginning of the long words.
_WORDS: Mapping[str, bool] = {"true": True, "yes": True, "on": True, "1": True} | {
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}
_AMBIGUOUS = frozenset({"", "o"})


def new(wire: Wire, _person: Person) -> NewEntry:
    """An address to be added; what is required and was not sent counts as null."""
    body = as_object(wire.document)
    named = {**dict.fromkeys(REQUIRED), **_named(body)}
    flag, unreadable = _flag(body)
    return NewEntry(SPEECH, named, flag, unreadable, _owner(wire))


def changed(wire: Wire, _person: Person) -> ChangedEntry:
    """What staff wants to be different about an address. Raises Worded."""
    rules.CHANGED_ADDRESS.read(wire.document)
    return _changed(wire)


def own_changed(wire: Wire, _person: Person) -> ChangedEntry:
    """What a customer wants to be different about an own address; no schema guards this route."""
    return _changed(wire)


def place(wire: Wire, _person: Person) -> Place:
    """The address in the path."""
    return Place(SPEECH, wire.params["address_id"], _owner(wire))


def _changed(wire: Wire) -> ChangedEntry:
    body = as_object(wire.document)
    flag, unreadable = _flag(body)
    return ChangedEntry(
        SPEECH, _named(body), flag, unreadable, _owner(wire), uuid=wire.params["address_id"], empty=not body
    )


def _owner(wire: Wire) -> str | None:
    """The customer in the path, None where it is the caller."""
    return wire.params.get("customer_id")


def _named(body: Mapping[str, object]) -> dict[str, object]:
    named = {field: body[field] for field in LISTED.lenses if field in body}
    for field, value in named.items():
        # The database makes text of anything; fields that are required are judged before it is asked.
        if value is not None and field not in REQUIRED:
            named[field] = as_text(value)
    return storable(escaped_texts(named))


def _flag(body: Mapping[str, object]) -> tuple[dict[str, object], tuple[str, ...]]:
    """`is_default` as it was sent, and the fields that cannot be read."""
    if FLAG not in body:
        return {}, ()
    value = body[FLAG]
    if value is None:
        return {FLAG: None}, ()
    said = as_text(value).strip().lower()
    if said not in _AMBIGUOUS:
        for word, meaning in _WORDS.items():
            if word.startswith(said):
                return {FLAG: meaning}, ()
    return {}, (FLAG,)
