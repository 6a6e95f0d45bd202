"""Everything that reads EverShop's wire about customers (evershop.md 3, 5); the rest is in files of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import cast
from uuid import uuid4

import msgspec
from msgspec.structs import replace

from patron.dialects.evershop import rules
from patron.dialects.evershop.lens import CUSTOMER, LISTED, SPEECH, WRITABLE
from patron.domain import times
from patron.domain.access import Shop
from patron.domain.customer import Address, Customer, Json, ListItem
from patron.domain.lens import Scene, state
from patron.domain.numbers import number_text
from patron.domain.places import Places
from patron.domain.refusals import Invalid, Problem
from patron.domain.uuids import dashed_uuid
from patron.operations.people import GROUP_DOMAIN, Change, Registration
from patron.operations.shoppers import Person
from patron.wire.request import Wire
from patron.wire.tags import escaped
from patron.wire.worded import Worded

SHORTEST_PASSWORD = 6
LARGEST_INTEGER = 2**31 - 1
LONGEST_INTEGER = 10
KEPT_FROM_CUSTOMERS = ("password", "group_id", "status")
"""What a customer cannot change about the own account (evershop.md 5)."""
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_INTEGER = re.compile(r"\s*[-+]?[0-9]+\s*", re.ASCII)


# -- paths ----------------------------------------------------------------------------------------------------------


def nothing(_wire: Wire, _person: Person) -> None:
    """None: the route asks nothing but who is there."""


def doomed(wire: Wire, _person: Person) -> str:
    """The uuid of the customer to be deleted. Raises Worded: DELETE asks the database before anything else."""
    uuid = dashed_uuid(wire.params["id"])
    if uuid is None:
        raise Worded(500, f'invalid input syntax for type uuid: "{wire.params["id"]}"')
    return uuid


def is_uuid(text: str) -> bool:
    """True for 36 characters with dashes, in any case."""
    return _UUID.fullmatch(text) is not None


# -- customers ------------------------------------------------------------------------------------------------------


def registration(welcome: bool) -> Callable[[Wire, Person], Registration]:
    """The parser of new customers; `welcome`: they are greeted by mail."""

    def parse(wire: Wire, person: Person) -> Registration:
        body = rules.NEW_CUSTOMER.read(wire.document)
        password = cast("str", body["password"])
        if utf16_length(password) < SHORTEST_PASSWORD:
            raise Worded(500, f"Password must be at least {SHORTEST_PASSWORD} characters")
        group = _group(body.get("group_id")) if person.staff is not None else None
        # Nothing is escaped here: of all writes this one alone takes tags as they are (evershop.md 1.4).
        return Registration(SPEECH, storable(_named(body)), password, group, welcome)

    return parse


def change(wire: Wire, _person: Person) -> Change:
    """What staff wants to be different about a customer."""
    body = rules.CHANGED_CUSTOMER.read(wire.document)
    # A password is no text that is ever shown: it is never escaped (D-ES5).
    password = cast("str | None", body.get("password"))
    return Change(SPEECH, storable(escaped_texts(_named(body))), password, wire.params["id"])


def own_change(wire: Wire, person: Person) -> Change:
    """What a customer wants to be different about the own account. Raises Worded."""
    body = rules.PROFILE.read(wire.document)
    if person.customer is not None and not body.keys() - set(KEPT_FROM_CUSTOMERS):
        raise Worded(400, "There is nothing to update")
    named = {field: value for field, value in _named(body).items() if field not in KEPT_FROM_CUSTOMERS}
    wire.asked = bool(named)
    return Change(SPEECH, storable(escaped_texts(named)))


def _named(body: Mapping[str, object]) -> dict[str, object]:
    """Those of the fields that can be written, once the schema has found them good; all others are ignored (D-ES2)."""
    named = {field: body[field] for field in WRITABLE if field in body}
    if "status" in named:
        named["status"] = int(cast("str | float", named["status"]))
    return named


def _group(value: object) -> int | None:
    """The group that staff names; null is none. Raises Worded in PostgreSQL's words."""
    return None if value is None else integer(value)


def integer(value: object) -> int:
    """The number that goes into a column of integers. Raises Worded in PostgreSQL's words."""
    text = as_text(value)
    if not _INTEGER.fullmatch(text):
        raise Worded(500, f'invalid input syntax for type integer: "{text}"')
    digits = text.strip().lstrip("+-").lstrip("0")
    if len(digits) > LONGEST_INTEGER or int(digits or "0") > LARGEST_INTEGER:
        raise Worded(500, f'value "{text}" is out of range for type integer')
    return int(text)


# -- texts ----------------------------------------------------------------------------------------------------------


def utf16_length(text: str) -> int:
    """Its length as JavaScript counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def as_text(value: object) -> str:
    """The text that node-postgres makes of a value: `5`, `1.5`, `true`, JSON of an object."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value)
    return msgspec.json.encode(value).decode()


def escaped_texts(named: Mapping[str, object]) -> dict[str, object]:
    """The same with tags made harmless (evershop.md 1.4)."""
    return {field: escaped(value) if isinstance(value, str) else value for field, value in named.items()}


def storable(named: dict[str, object]) -> dict[str, object]:
    """The same. Raises Worded for a text with U+0000, in PostgreSQL's words."""
    if has_nul(list(named.values())):
        raise Worded(500, 'invalid byte sequence for encoding "UTF8": 0x00')
    return named


def has_nul(value: object) -> bool:
    """True where U+0000 is in a text or key, at any depth."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(has_nul(key) or has_nul(one) for key, one in cast("dict[str, object]", value).items())
    return isinstance(value, list) and any(has_nul(one) for one in cast("list[object]", value))


# -- worlds ---------------------------------------------------------------------------------------------------------


def shown_customer(shown: Mapping[str, object], shop: Shop, places: Places) -> Customer:
    """The customer that the API would show as that row, with its addresses: for worlds. Raises Invalid."""
    created = _instant(shown, "created_at")
    customer = Customer(
        shop.store_id,
        _integer(shown, "customer_id"),
        _uuid(shown),
        "",
        metafields=cast("Json", shown.get("meta_data") or {}),
        activated_at=created,
        created_at=created,
        updated_at=_instant(shown, "updated_at") or created,
    )
    customer = state(CUSTOMER, customer, _named(shown), Scene(places, customer), new=True)
    customer = _in_group(customer, shown, shop)
    rows = cast("list[dict[str, object]]", shown.get("addresses") or [])
    return replace(customer, addresses=tuple([_shown_address(row, customer, places) for row in rows]))


def _in_group(customer: Customer, shown: Mapping[str, object], shop: Shop) -> Customer:
    group = _integer(shown, "group_id")
    if group in (0, shop.default_group_id):
        return customer
    item = ListItem(0, GROUP_DOMAIN, refid=str(group), group_id=group, is_primary=True)
    return replace(customer, list_items=(item,))


def _shown_address(shown: Mapping[str, object], owner: Customer, places: Places) -> Address:
    created = _instant(shown, "created_at") or owner.created_at
    row = Address(
        _integer(shown, "customer_address_id"),
        _uuid(shown),
        is_billing=False,
        is_delivery=True,
        is_default=cast("bool | None", shown.get("is_default")),
        created_at=created,
        updated_at=_instant(shown, "updated_at") or created,
    )
    named = {field: shown[field] for field in LISTED.lenses if field in shown}
    return state(LISTED, row, named, Scene(places, owner), new=True)


def _uuid(shown: Mapping[str, object]) -> str:
    said = shown.get("uuid")
    if said is None:
        return str(uuid4())
    if not isinstance(said, str) or not is_uuid(said):
        raise Invalid({"uuid": (Problem.INVALID,)})
    return said.lower()


def _integer(shown: Mapping[str, object], field: str) -> int:
    said = shown.get(field, 0)
    if not isinstance(said, int):
        raise Invalid({field: (Problem.INVALID,)})
    return said


def _instant(shown: Mapping[str, object], field: str) -> int:
    """Milliseconds UTC, 0 where nothing is told. Raises Invalid."""
    said = shown.get(field)
    if said is None:
        return 0
    try:
        return times.instant(str(said))
    except ValueError:
        raise Invalid({field: (Problem.INVALID,)}) from None
