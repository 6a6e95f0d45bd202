"""Addresses of a customer in a form: every fact, the roles, and room for a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from msgspec.structs import replace

from patron.dialects.admin import lens
from patron.dialects.admin.lens import Fact, Kind
from patron.dialects.admin.texts import Wrong, text_of, value_of
from patron.domain.addresses import with_new_row, with_row
from patron.domain.customer import Address, Customer
from patron.domain.names import with_full_name, with_halves
from patron.domain.places import Places
from patron.domain.refusals import Problem

NEW: Final = "new"
REMOVED: Final = "removed"
ROLES: Final = {"is_billing": "Billing", "is_delivery": "Delivery", "is_default": "Default delivery"}
_ONE_OF_ALL: Final = ("is_billing", "is_default")
_DERIVED: Final = {"country_code", "region_id"}
FACTS: Final[tuple[Fact, ...]] = tuple(fact for fact in lens.ADDRESS if fact.name not in _DERIVED)
_KINDS: Final[Mapping[str, Kind]] = {fact.name: fact.kind for fact in FACTS}


def field(key: str, name: str) -> str:
    """The name of a fact of the address with that uuid (or `new`) in a form."""
    return f"address:{key}:{name}"


def texts(customer: Customer) -> dict[str, str]:
    """Every field of every address."""
    found: dict[str, str] = {}
    for row in customer.addresses:
        for fact in FACTS:
            found[field(row.uuid, fact.name)] = text_of(fact.kind, getattr(row, fact.name))
        for role in ROLES:
            found[field(row.uuid, role)] = "1" if getattr(row, role) else ""
        found[field(row.uuid, REMOVED)] = ""
    return found


def with_addresses(
    customer: Customer, changed: Mapping[str, str], places: Places, now: int
) -> tuple[Customer, dict[str, Problem]]:
    """The customer with those addresses, and what is wrong with fields."""
    problems: dict[str, Problem] = {}
    said: dict[str, dict[str, str]] = {}
    for name, text in changed.items():
        parts = name.split(":")
        if len(parts) == 3 and parts[0] == "address":
            said.setdefault(parts[1], {})[parts[2]] = text
    for row in customer.addresses:
        told = said.get(row.uuid)
        if told is not None:
            customer = _restated(customer, row, told, places, problems)
    told = said.get(NEW, {})
    if any(text.strip() for name, text in told.items() if name in _KINDS):
        customer = _added(customer, told, places, now, problems)
    return customer, problems


def _restated(
    customer: Customer, row: Address, told: Mapping[str, str], places: Places, problems: dict[str, Problem]
) -> Customer:
    if told.get(REMOVED) == "1":
        return with_row(customer, row, None)
    changed = _with_roles(_with_facts(row, row.uuid, told, places, problems), told)
    if not (changed.is_billing or changed.is_delivery):
        problems[field(row.uuid, "is_delivery")] = Problem.BLANK
    return with_row(_without_role(customer, row.uuid, told), row, changed)


def _added(
    customer: Customer, told: Mapping[str, str], places: Places, now: int, problems: dict[str, Problem]
) -> Customer:
    blank = Address(0, str(uuid4()), is_billing=False, is_delivery=False, created_at=now, updated_at=now)
    row = _with_roles(_with_facts(blank, NEW, told, places, problems), told)
    if not (row.is_billing or row.is_delivery):
        problems[field(NEW, "is_delivery")] = Problem.BLANK
    return with_new_row(_without_role(customer, row.uuid, told), row)


def _with_roles(row: Address, told: Mapping[str, str]) -> Address:
    roles: dict[str, bool | None] = {role: told[role] == "1" for role in ROLES if role in told}
    row = replace(row, **roles)
    return row if row.is_delivery else replace(row, is_default=None)


def _without_role(customer: Customer, own: str, told: Mapping[str, str]) -> Customer:
    """The customer, whose other addresses have lost the roles that only one can have."""
    for role in _ONE_OF_ALL:
        if told.get(role) == "1":
            for row in customer.addresses:
                if row.uuid != own and getattr(row, role):
                    left = replace(row, **{role: False})
                    customer = with_row(customer, row, left if left.is_billing or left.is_delivery else None)
    return customer


def _with_facts(
    row: Address, key: str, told: Mapping[str, str], places: Places, problems: dict[str, Problem]
) -> Address:
    values: dict[str, object] = {}
    for name, text in told.items():
        if name in _KINDS:
            try:
                values[name] = value_of(_KINDS[name], text)
            except Wrong as wrong:
                problems[field(key, name)] = wrong.problem
    row = _with_name(row, values)
    row = _with_place(row, values, places)
    named = ("full_name", "first_name", "last_name", "country", "region")
    return replace(row, **{name: value for name, value in values.items() if name not in named})


def _with_name(row: Address, values: Mapping[str, object]) -> Address:
    if "first_name" in values or "last_name" in values:
        first, last = values.get("first_name", row.first_name), values.get("last_name", row.last_name)
        row = with_halves(row, _text(first), _text(last))
        return replace(row, full_name=_text(values["full_name"])) if "full_name" in values else row
    return with_full_name(row, _text(values["full_name"])) if "full_name" in values else row


def _with_place(row: Address, values: Mapping[str, object], places: Places) -> Address:
    if "country" in values:
        text = _text(values["country"])
        country = places.country(text)
        row = replace(row, country=country.name if country else text, country_code=country.code if country else None)
    if "region" in values or "country" in values:
        text = _text(values.get("region", row.region))
        region = places.region(text, row.country_code)
        row = replace(row, region=region.name if region else text, region_id=region.id if region else None)
    return row


def _text(value: object) -> str | None:
    return None if value is None else str(value)
