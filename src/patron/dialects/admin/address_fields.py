"""Addresses of a customer in a form: every fact, the roles, and room for a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from msgspec.structs import replace

from patron.dialects.admin import lens
from patron.dialects.admin.lens import CONTACT, Fact, Kind, stored
from patron.dialects.admin.texts import Wrong, text_of, value_of
from patron.domain.addresses import with_new_row, with_row
from patron.domain.customer import Address, Customer, Json
from patron.domain.names import with_full_name, with_halves
from patron.domain.places import Places
from patron.domain.puts import as_text, with_country, with_region
from patron.domain.refusals import Problem

NEW: Final = "new"
NAMES: Final = ("full_name", "first_name", "last_name")
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
            found[field(row.uuid, fact.name)] = text_of(fact.kind, stored(row, fact.name))
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
    claims: dict[str, tuple[str, str]] = {}
    known = customer.addresses
    for row in known:
        told = said.pop(row.uuid, {})
        if told.get(REMOVED) == "1":
            customer = with_row(customer, row, None)
        elif told:
            restated = _told(row, row.uuid, told, places, problems)
            customer = with_row(customer, row, restated)
            claims |= _claims(restated, row.uuid, told)
    for key, told in said.items():
        # A row that is not there was removed by somebody else, and is wanted back with what was typed.
        if told.get(REMOVED) != "1" and _says_something(told):
            blank = Address(0, str(uuid4()), is_billing=False, is_delivery=False, created_at=now, updated_at=now)
            added = _told(blank, key, told, places, problems)
            customer = with_new_row(customer, added)
            claims |= _claims(added, key, told)
    return _without_claimed(customer, claims, problems), problems


def _says_something(told: Mapping[str, str]) -> bool:
    return any(text.strip() for name, text in told.items() if name in _KINDS)


def _told(row: Address, key: str, told: Mapping[str, str], places: Places, problems: dict[str, Problem]) -> Address:
    """The row with those facts and roles."""
    roles: dict[str, bool | None] = {role: told[role] == "1" for role in ROLES if role in told}
    row = replace(_with_facts(row, key, told, places, problems), **roles)
    if not (row.is_billing or row.is_delivery):
        problems[field(key, "is_delivery")] = Problem.BLANK
    elif not row.is_delivery and told.get("is_default") == "1":
        problems[field(key, "is_default")] = Problem.INVALID
    return row if row.is_delivery else replace(row, is_default=None)


def _claims(row: Address, key: str, told: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The roles of one row alone that it is given -> its key in the form, and its uuid."""
    return {role: (key, row.uuid) for role in _ONE_OF_ALL if told.get(role) == "1" and getattr(row, role)}


def _without_claimed(
    customer: Customer, claims: Mapping[str, tuple[str, str]], problems: dict[str, Problem]
) -> Customer:
    """The customer, whose other addresses have lost those roles; one that would be left without any is noted."""
    for role, (key, own) in claims.items():
        for row in customer.addresses:
            if row.uuid != own and getattr(row, role):
                left = replace(row, **{role: False})
                if not (left.is_billing or left.is_delivery):
                    problems[field(key, role)] = Problem.TAKEN
                customer = with_row(customer, row, left)
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
    plain = {name: value for name, value in values.items() if name not in named and not name.startswith(CONTACT)}
    if plain.get("position", 0) is None:
        plain["position"] = 0
    return replace(row, contact=_contact(row, values), **plain)


def _contact(row: Address, values: Mapping[str, object]) -> Json:
    said = {name.removeprefix(CONTACT): value for name, value in values.items() if name.startswith(CONTACT)}
    return {key: value for key, value in {**row.contact, **said}.items() if value is not None} if said else row.contact


def _with_name(row: Address, values: Mapping[str, object]) -> Address:
    if all((getattr(row, name) or "") == (values[name] or "") for name in NAMES if name in values):
        return row
    if "first_name" in values or "last_name" in values:
        first, last = values.get("first_name", row.first_name), values.get("last_name", row.last_name)
        row = with_halves(row, as_text(first), as_text(last))
        return replace(row, full_name=as_text(values["full_name"])) if "full_name" in values else row
    return with_full_name(row, as_text(values["full_name"])) if "full_name" in values else row


def _with_place(row: Address, values: Mapping[str, object], places: Places) -> Address:
    if "country" in values:
        text = as_text(values["country"])
        row = with_country(row, text, places.country(text))
    if "region" in values or "country" in values:
        text = as_text(values.get("region", row.region))
        row = with_region(row, text, places.region(text, row.country_code))
    return row
