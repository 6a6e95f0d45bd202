"""What a token says of its account, and which account it names (evershop.md 6.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from msgspec import Struct

from patron.dialects.evershop.moments import moment
from patron.domain.access import Shop, Staff
from patron.domain.customer import Customer, Json
from patron.domain.shown import group_id

ADMIN, CUSTOMER = "admin", "customer"
EVERYTHING = "*"
LONGEST_TEXT = 512
"""Characters of a name or an address in a token."""
_KEYS = {ADMIN: ("user", "admin_user_id"), CUSTOMER: ("customer", "customer_id")}
"""Where an account stands in the claims, and how its number is called there."""


class Named(Struct, frozen=True):
    """The account that a token names."""

    id: int
    uuid: str
    said: Json
    """All that the token says of it, as it was when the token was issued."""


def of_customer(customer: Customer, shop: Shop) -> Json:
    """The claims of a customer's token; times and identity are added when it is signed.

    What is very long is left out: a token travels in a header of every request, and no server takes it there.
    """
    row = {
        "customer_id": customer.id,
        "group_id": group_id(customer, shop),
        "uuid": customer.uuid,
        **_short(email=customer.email, full_name=customer.full_name or ""),
        "status": customer.status,
        "created_at": moment(customer.created_at),
        "updated_at": moment(customer.updated_at),
    }
    return {"customer": row, "tokenType": CUSTOMER}


def of_staff(staff: Staff) -> Json:
    """The claims of an administrator's token."""
    row = {
        "admin_user_id": staff.id,
        "uuid": staff.uuid,
        **_short(email=staff.email, full_name=staff.name),
        "status": staff.status,
        "roles": EVERYTHING,
        "created_at": moment(staff.created_at),
        "updated_at": moment(staff.updated_at or staff.created_at),
    }
    return {"user": row, "tokenType": ADMIN}


def identity_of(claims: Json) -> Json:
    """Of those claims as much as tells whose token it is."""
    kind, key = _KEYS[str(claims["tokenType"])]
    row = cast("Json", claims[kind])
    return {kind: {key: row[key], "uuid": row["uuid"]}, "tokenType": claims["tokenType"]}


def customer_of(claims: Json) -> Named | None:
    """The customer that a token names, or None where it names none."""
    return _named(claims, CUSTOMER)


def staff_of(claims: Json) -> Named | None:
    """The administrator that a token names, or None where it names none."""
    return _named(claims, ADMIN)


def _short(**texts: str) -> Json:
    return {name: text for name, text in texts.items() if len(text) <= LONGEST_TEXT}


def _named(claims: Json, audience: str) -> Named | None:
    name, key = _KEYS[audience]
    row = claims.get(name)
    # Each audience has a secret of its own: what a customer's token says of administrators is worth nothing.
    if claims.get("aud") != audience or not isinstance(row, Mapping):
        return None
    said = cast("Json", row)
    number, uuid = said.get(key), said.get("uuid")
    return Named(number, uuid, said) if isinstance(number, int) and isinstance(uuid, str) else None
