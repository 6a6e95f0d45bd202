"""Bodies: flat or wrapped, JSON or form, to what they say of a customer (openfoodnetwork.md 6, 7, 9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from math import isfinite
from typing import Final

from msgspec import UNSET, Struct, UnsetType

from patron.dialects.openfoodnetwork.lens import LONGEST, REQUIRED_TEXTS
from patron.dialects.openfoodnetwork.parameters import (
    Parameters,
    Value,
    form_parameters,
    json_parameters,
    printed,
)
from patron.dialects.openfoodnetwork.parse import Visitor, customer_id, key_of, leading_integer, query_of
from patron.dialects.openfoodnetwork.refusals import NoAttributes, NotPermitted
from patron.domain.lens import Statements
from patron.domain.refusals import Problem
from patron.operations.enterprise_customers import Addition, Change, Wish
from patron.wire.refusals import Malformed
from patron.wire.request import Wire

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
SCALARS: Final = ("email", "enterprise_id", "first_name", "last_name", "code")
ADDRESSES: Final = ("shipping_address", "billing_address")
PERMITTED: Final = frozenset((*SCALARS, *ADDRESSES))
KNOWN: Final = PERMITTED | {
    "id", "user_id", "allow_charges", "terms_and_conditions_accepted_at", "created_manually", "created_at",
    "updated_at", "bill_address_id", "ship_address_id", "tag_list",
}  # fmt: skip
"""What a flat body is made of; other keys are not read at all."""
COORDINATES: Final = ("latitude", "longitude")
PLACES: Final = ("region", "country")
ADDRESS_SCALARS: Final = frozenset((*REQUIRED_TEXTS, "street_address_2", *COORDINATES))
MOST_TAGS: Final = 500
LONGEST_TAGS: Final = MOST_TAGS * (LONGEST + 1)
"""Characters of all tags together, with a comma between each two."""
_FLOAT = re.compile(r"\s*[+-]?(?:\d[\d_]*(?:\.\d[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?", re.ASCII)
_OPENING = re.compile(r'(?:\A|,)\s*"')
_CLOSING = re.compile(r'"\s*(?=,|\Z)')


class Sent(Struct, frozen=True):
    """A body and the key that it may hold; what it says of a customer is read when somebody may say it."""

    key: str | None
    customer_id: int
    """0: a new one."""
    body: Parameters
    merged: Parameters
    """The body and the query, which wins."""
    flat: bool
    """The attributes may stand beside the key."""


class Doomed(Struct, frozen=True):
    """A customer that is to be deleted, and the key that the body may hold."""

    key: str | None
    customer_id: int


def new_customer(wire: Wire, _who: Visitor) -> Sent:
    """The customer to be created. Raises Malformed."""
    return _sent(wire, 0)


def changed_customer(wire: Wire, _who: Visitor) -> Sent:
    """What is to be changed of the customer in the path. Raises Malformed, NoSuchRoute."""
    return _sent(wire, customer_id(wire))


def doomed_customer(wire: Wire, _who: Visitor) -> Doomed:
    """The customer in the path. Raises Malformed, NoSuchRoute."""
    number = customer_id(wire)
    body, _ = _read(wire)
    return Doomed(key_of({**body, **query_of(wire)}), number)


def key_sent(wire: Wire) -> str | None:
    """The key that the body or the query holds. Raises Malformed."""
    return _sent(wire, 0).key


def _sent(wire: Wire, number: int) -> Sent:
    body, flat = _read(wire)
    merged = {**body, **query_of(wire)}
    return Sent(key_of(merged), number, body, merged, flat)


def addition(sent: Sent) -> Addition:
    """The customer to be added: its shape is judged at once, its values later. Raises NoAttributes, Malformed."""
    given = _shaped(sent)
    enterprise = _integer(given["enterprise_id"]) if "enterprise_id" in given else None
    return Addition(enterprise, partial(_wish, given, sent.merged))


def change(sent: Sent) -> Change:
    """The change, all of which is judged later: said only to whom may change that customer."""
    return Change(sent.customer_id, lambda: _wish(_shaped(sent), sent.merged))


def _read(wire: Wire) -> tuple[Parameters, bool]:
    """The parameters of the body, and whether they may be flat. Raises Malformed."""
    media = (wire.header("content-type") or "").partition(";")[0].strip().lower()
    if media == JSON:
        return json_parameters(wire.body), True
    return (form_parameters(wire.body), False) if media == FORM else ({}, False)


def _shaped(sent: Sent) -> Parameters:
    """The attributes of the customer. Raises NoAttributes, NotPermitted, Malformed."""
    if "customer" in sent.merged:
        given = sent.merged["customer"]
    else:
        given = {key: value for key, value in sent.body.items() if key in KNOWN} if sent.flat else None
    if given is None or given in ("", [], {}) or (isinstance(given, str) and not given.strip()):
        raise NoAttributes
    if not isinstance(given, dict):
        raise Malformed("body")
    _check(given)
    return given


# -- what is permitted ----------------------------------------------------------------------------------------------


def _check(given: Parameters) -> None:
    """Nothing. Raises NotPermitted, the innermost keys first and alone, then Malformed."""
    for name in ADDRESSES:
        address = given.get(name)
        if isinstance(address, dict):
            _check_address(address)
    _permit(
        key
        for key, value in given.items()
        if key not in PERMITTED
        or (key in SCALARS and isinstance(value, (list, dict)))
        or (key in ADDRESSES and not (value is None or isinstance(value, (list, dict))))
    )
    if any(isinstance(given.get(name), list) for name in ADDRESSES):
        raise Malformed("body")


def _check_address(address: Parameters) -> None:
    for name in PLACES:
        place = address.get(name)
        if isinstance(place, dict):
            _permit(
                key for key, value in place.items() if key not in ("code", "name") or isinstance(value, (list, dict))
            )
    _permit(
        key
        for key, value in address.items()
        if key not in (*ADDRESS_SCALARS, *PLACES)
        or (key in ADDRESS_SCALARS and isinstance(value, (list, dict)))
        or (key in PLACES and not isinstance(value, (list, dict)))
    )
    for name in PLACES:
        place = address.get(name)
        if place is not None and not (isinstance(place, dict) and place and _are_texts(place.values())):
            raise Malformed("body")


def _permit(unpermitted: Iterable[str]) -> None:
    keys = tuple(unpermitted)
    if keys:
        raise NotPermitted("body", keys)


def _are_texts(values: Iterable[Value]) -> bool:
    return all(value is None or isinstance(value, str) for value in values)


# -- what it says ---------------------------------------------------------------------------------------------------


def _wish(given: Parameters, merged: Parameters) -> Wish:
    """What the attributes and the tags beside them say. Raises Malformed."""
    named: dict[str, object] = {}
    if "email" in given:
        email = _text(given["email"])
        named["email"] = None if email is None else email.lower()
    for name in ("first_name", "last_name"):
        if name in given:
            named[name] = _text(given[name]) or ""
    if "code" in given:
        code = _text(given["code"])
        named["code"] = code if code and code.strip() else None
    tags = _tags(merged["tags"]) if "tags" in merged else UNSET
    return Wish(
        named,
        enterprise=_integer(given["enterprise_id"]) if "enterprise_id" in given else UNSET,
        tags=tags,
        problems={"tags": (Problem.TOO_LONG,)} if tags and any(len(tag) > LONGEST for tag in tags) else {},
        billing=_address(given, "billing_address"),
        shipping=_address(given, "shipping_address"),
    )


def _text(value: Value) -> str | None:
    """The text that the platform makes of a scalar. Raises Malformed for what no database can hold."""
    if value is None:
        return None
    text = ("t" if value else "f") if isinstance(value, bool) else printed(value)
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Malformed("body")
    return text


def _integer(value: Value) -> int | None:
    """The integer that the platform makes of a scalar: 1 of 1.7, "1.7" and true."""
    if isinstance(value, str):
        return leading_integer(value)
    if isinstance(value, float) and not isfinite(value):
        return None
    return int(value) if isinstance(value, (int, float)) else None


def _coordinate(value: Value) -> float | None:
    """The number that the platform makes of a scalar; 0.0 of a text that is none.

    Raises Malformed for one beyond all numbers, whichever way it was sent.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str):
        found = _FLOAT.match(value)
        value = found[0].replace("_", "") if found else 0.0
    try:
        number = float(value) if isinstance(value, (int, float, str)) else 0.0
    except OverflowError:
        raise Malformed("body") from None
    if not isfinite(number):
        raise Malformed("body")
    return number


def _address(given: Parameters, name: str) -> Statements | UnsetType | None:
    """Every field of the address: one that was not sent is null, for an address replaces the one before.

    Places are named only where they were sent: one that is shown as null cannot be sent back but by leaving it out.
    """
    said = given.get(name, UNSET)
    if said is UNSET or said is None:
        return said
    address: Mapping[str, Value] = said if isinstance(said, dict) else {}
    named: dict[str, object] = {field: _text(address.get(field)) for field in REQUIRED_TEXTS}
    named["street_address_2"] = _text(address.get("street_address_2"))
    named |= {field: _coordinate(address.get(field)) for field in COORDINATES}
    for field in address.keys() & set(PLACES):
        place = address[field]
        named[field] = {key: _text(place.get(key)) for key in ("name", "code")} if isinstance(place, dict) else None
    return named


def _tags(value: Value) -> tuple[str, ...]:
    """The tags: trimmed, in lower case, split at commas outside of quotes, each once (openfoodnetwork.md 7).

    Raises Malformed for what is no text, and for more than anybody means.
    """
    given = value if isinstance(value, list) else [] if value is None else [value]
    if any(isinstance(one, (list, dict)) for one in given):
        raise Malformed("body")
    texts = [_tag_text(one) for one in given]
    if len(",".join(texts)) > LONGEST_TAGS:
        raise Malformed("body")
    quoted, rest = _unquoted(", ".join(texts))
    tags = tuple(dict.fromkeys(tag for one in (*quoted, *rest.split(",")) if (tag := one.strip().lower())))
    if len(tags) > MOST_TAGS:
        raise Malformed("body")
    return tags


def _unquoted(text: str) -> tuple[list[str], str]:
    """(what stands in quotes between commas, the text without it), in one pass from left to right."""
    quoted: list[str] = []
    rest: list[str] = []
    place = 0
    while (opening := _OPENING.search(text, place)) and (closing := _CLOSING.search(text, opening.end())):
        quoted.append(text[opening.end() : closing.start()])
        rest.append(text[place : opening.start()])
        place = closing.end()
    return quoted, "".join((*rest, text[place:]))


def _tag_text(value: Value) -> str:
    return printed(value) if isinstance(value, bool) else _text(value) or ""
