"""Which fact stands behind each field of EverShop (one-record.md 3.3 and 5; evershop.md 3.2, 4.1)."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import cast

from msgspec.structs import replace

from patron.dialects.evershop.moments import moment
from patron.domain.customer import Address, Customer
from patron.domain.lens import Grammar, Lens, Scene, Statements, Turn
from patron.domain.names import called
from patron.domain.puts import (
    as_text,
    line_1,
    line_2,
    put_country,
    put_email,
    put_full_name,
    put_line_1,
    put_line_2,
    put_region,
)
from patron.domain.refusals import Problem
from patron.operations.address_book import OWN_TIME
from patron.operations.speech import Speech

NAME = "evershop"
WRITABLE = ("status", "email", "full_name")
"""Of a customer; everything else in a body is ignored (D-ES2)."""
REQUIRED = ("full_name", "address_1", "province", "country", "postcode")
"""Of an address, in the order in which EverShop complains (evershop.md 4.2)."""


def _required(value: object) -> Problem | None:
    if isinstance(value, str):
        return None if value.strip() else Problem.BLANK
    # Empty lists and objects are true to JavaScript, and have no `trim`.
    return Problem.INVALID if value or isinstance(value, (list, dict)) else Problem.BLANK


# -- puts that are more than one column ----------------------------------------------------------------------------


def _put_status(row: Customer, value: object, _scene: Scene, _said: Statements) -> Customer:
    return replace(row, status=cast("int", value))


# -- fallbacks -----------------------------------------------------------------------------------------------------


def _owner(show: Callable[[Customer], str | None]) -> Callable[[Address, Scene], object]:
    return lambda _row, scene: show(scene.owner) if scene.owner is not None else None


# -- the tables ----------------------------------------------------------------------------------------------------


def _column(field: str, column: str, judge: Callable[[object], Problem | None] | None = None) -> Lens[Address]:
    get = attrgetter(column)

    def put(row: Address, value: object, _scene: Scene, _said: Statements) -> Address:
        return replace(row, **{column: as_text(value)})

    lens = Lens[Address](field, (column,), lambda row, _: get(row), put, column=column)
    return replace(lens, judge=judge) if judge else lens


CUSTOMER = Grammar(
    NAME,
    (
        Lens("status", ("status",), show=lambda row, _: row.status, put=_put_status, column="status"),
        Lens("email", ("email",), show=lambda row, _: row.email, put=put_email, column="email"),
        Lens[Customer](
            "full_name",
            ("full_name", "first_name", "last_name"),
            show=lambda row, _: row.full_name,
            put=put_full_name,
            fallback=lambda row, _: row.company or row.label,
            empty="",
            column="full_name",
        ),
        # Nobody writes it, but EverShop has a time of its own: its addresses do not move that of their customer.
        Lens(OWN_TIME, (), show=lambda row, _: moment(row.updated_at), put=lambda row, _value, _scene, _said: row),
    ),
)

LISTED = Grammar(
    NAME,
    (
        Lens[Address](
            "full_name",
            ("full_name", "first_name", "last_name"),
            show=lambda row, _: row.full_name,
            put=put_full_name,
            judge=_required,
            fallback=_owner(called),
            column="full_name",
        ),
        _column("telephone", "phone"),
        Lens(
            "address_1",
            ("street", "number"),
            show=line_1,
            put=put_line_1,
            judge=_required,
        ),
        Lens(
            "address_2",
            ("line2", "line3"),
            show=line_2,
            put=put_line_2,
        ),
        _column("postcode", "postcode", _required),
        _column("city", "city"),
        Lens(
            "province",
            ("region", "region_id"),
            show=lambda row, _: row.region_id or row.region,
            put=put_region,
            judge=_required,
            turn=Turn.REGION,
        ),
        Lens(
            "country",
            ("country", "country_code"),
            show=lambda row, _: row.country_code or row.country,
            put=put_country,
            judge=_required,
            turn=Turn.COUNTRY,
        ),
    ),
)
# EverShop knows no billing address: what stands behind one is listed like any other (one-record.md 3.1).
BILLING = Grammar[Address](NAME, ())
SPEECH = Speech(NAME, CUSTOMER, BILLING, LISTED)
