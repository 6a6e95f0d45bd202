"""Which fact stands behind each field of Tiendanube (one-record.md 3.3 and 5; tiendanube.md 6)."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import cast

from email_validator import EmailNotValidError, validate_email
from msgspec.structs import replace

from patron.domain.customer import Address, Customer
from patron.domain.lens import Grammar, Lens, Scene, Statements, Turn
from patron.domain.puts import as_text, line_2, put_country, put_email, put_full_name, put_line_2, put_region
from patron.domain.refusals import Problem
from patron.operations.speech import Speech

NAME = "tiendanube"
EMAIL_LENGTH = 254


# -- judges --------------------------------------------------------------------------------------------------------


def _not_blank(value: object) -> Problem | None:
    return None if isinstance(value, str) and value.strip() else Problem.BLANK


def _email(value: object) -> Problem | None:
    if not isinstance(value, str) or not value.strip():
        return Problem.BLANK
    if len(value) > EMAIL_LENGTH or "." not in value.rpartition("@")[2]:
        return Problem.INVALID
    try:
        # Addresses of test and intranet domains are welcome: whether mail arrives is not the question here.
        validate_email(value, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return Problem.INVALID
    return None


# -- puts that are more than one column ----------------------------------------------------------------------------


def _put_extra(row: Customer, value: object, _scene: Scene, _said: Statements) -> Customer:
    # Merged key by key, because clients send only the keys that changed (one-record.md section 9, 3).
    if not isinstance(value, Mapping):
        return replace(row, extra={})
    merged: dict[str, object] = {**row.extra, **cast("Mapping[str, object]", value)}
    return replace(row, extra={key: one for key, one in merged.items() if one is not None})


# -- shows that are more than one column ---------------------------------------------------------------------------


def _country(row: Address, _scene: Scene) -> object:
    return row.country_code or row.country


def _province(row: Address, scene: Scene) -> object:
    known = scene.places.regions.get(row.region_id) if row.region_id else None
    return known.name if known else row.region


# -- the tables ----------------------------------------------------------------------------------------------------


def _customer_column(field: str, column: str) -> Lens[Customer]:
    get = attrgetter(column)

    def put(row: Customer, value: object, _scene: Scene, _said: Statements) -> Customer:
        return replace(row, **{column: as_text(value)})

    return Lens(field, (column,), lambda row, _: get(row), put, column=column)


def _address_column(field: str, column: str) -> Lens[Address]:
    get = attrgetter(column)

    def put(row: Address, value: object, _scene: Scene, _said: Statements) -> Address:
        return replace(row, **{column: as_text(value)})

    return Lens(field, (column,), lambda row, _: get(row), put, column=column)


CUSTOMER = Grammar(
    NAME,
    (
        Lens[Customer](
            "name",
            ("full_name", "first_name", "last_name"),
            show=lambda row, _: row.full_name,
            put=put_full_name,
            judge=_not_blank,
            fallback=lambda row, _: row.company or row.label,
            empty="",
            column="full_name",
        ),
        Lens("email", ("email",), show=lambda row, _: row.email, put=put_email, judge=_email, column="email"),
        _customer_column("identification", "tax_id"),
        _customer_column("phone", "phone"),
        _customer_column("note", "note"),
        Lens("extra", ("extra",), show=lambda row, _: row.extra, put=_put_extra, merges=True, column="extra"),
    ),
)


def _address_lenses(prefix: str, *, street: str) -> tuple[Lens[Address], ...]:
    """The lenses of one face: fields of a listed address have no prefix, those of billing are customer fields."""
    names = ("full_name", "first_name", "last_name")
    return (
        Lens[Address](f"{prefix}name", names, lambda row, _: row.full_name, put=put_full_name, column="full_name"),
        _address_column(f"{prefix}phone", "phone"),
        _address_column(street, "street"),
        _address_column(f"{prefix}number", "number"),
        Lens(f"{prefix}floor", ("line2", "line3"), show=line_2, put=put_line_2),
        _address_column(f"{prefix}locality", "neighbourhood"),
        _address_column(f"{prefix}zipcode", "postcode"),
        _address_column(f"{prefix}city", "city"),
        Lens(f"{prefix}province", ("region", "region_id"), show=_province, put=put_region, turn=Turn.REGION),
        Lens(f"{prefix}country", ("country", "country_code"), show=_country, put=put_country, turn=Turn.COUNTRY),
    )


LISTED = Grammar(NAME, _address_lenses("", street="address"))
BILLING = Grammar(NAME, _address_lenses("billing_", street="billing_address"))
SPEECH = Speech(NAME, CUSTOMER, BILLING, LISTED)
