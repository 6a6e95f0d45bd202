"""Which fact stands behind each field of Open Food Network (one-record.md 3.3 and 5; openfoodnetwork.md 6 to 10)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from operator import attrgetter
from typing import Final, cast

from msgspec.structs import replace

from patron.domain.addresses import NO_SHIPPING, has_unsaid_default
from patron.domain.customer import Address, Customer
from patron.domain.lens import Grammar, Lens, Scene, Statements, Turn
from patron.domain.names import with_halves
from patron.domain.puts import as_text, line_1, line_2, put_email, put_line_1, put_line_2
from patron.domain.refusals import Problem
from patron.operations.speech import Speech

NAME: Final = "openfoodnetwork"
LONGEST: Final = 255
"""Characters of a code, an e-mail, a tag and of each text of an address; names have no limit."""
REQUIRED_TEXTS: Final = ("phone", "first_name", "last_name", "street_address_1", "postal_code", "locality")
"""Texts of an address that must be said whenever it is."""
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = rf"(?:{_ATOM}(?:\.{_ATOM})*|\"(?:[^\"\\\x00-\x1f\x7f]|\\[\x20-\x7e])*\")"
_EMAIL = re.compile(rf"{_LOCAL}@(?P<domain>\[[\x21-\x5a\x5e-\x7e]*\]|{_ATOM}(?:\.{_ATOM})*)")
_NOT_IN_DOMAINS = re.compile(r"[+!_/'#`\s]")


# -- judges --------------------------------------------------------------------------------------------------------


def _fits(value: object) -> Problem | None:
    return Problem.TOO_LONG if isinstance(value, str) and len(value) > LONGEST else None


def _is_said(value: object) -> Problem | None:
    return _fits(value) if isinstance(value, str) and value.strip() else Problem.BLANK


def _is_email(value: object) -> Problem | None:
    if not isinstance(value, str) or not value.strip():
        return Problem.BLANK
    if not is_address(value):
        return Problem.INVALID
    return _fits(value)


def is_address(text: str) -> bool:
    """True for one bare address as the platform takes it (openfoodnetwork.md section 8)."""
    found = _EMAIL.fullmatch(text) if text.isascii() else None
    if found is None:
        return False
    domain = found["domain"]
    return "." in domain and not domain.startswith("-") and "-." not in domain and not _NOT_IN_DOMAINS.search(domain)


# -- puts and shows that are more than one column -------------------------------------------------------------------


def _put_name_of_customer(row: Customer, _value: object, _scene: Scene, said: Statements) -> Customer:
    # A name is one statement: both halves are put at once, or a boundary would be lost between them.
    return with_halves(row, *_halves(row, said))


def _put_name_of_address(row: Address, _value: object, _scene: Scene, said: Statements) -> Address:
    return with_halves(row, *_halves(row, said))


def _halves(row: Customer | Address, said: Statements) -> tuple[str | None, str | None]:
    return as_text(said.get("first_name", row.first_name)), as_text(said.get("last_name", row.last_name))


def _place(name: str, code: str) -> dict[str, object]:
    return {"name": name, "code": code}


def _asked(value: object) -> tuple[str | None, str | None]:
    """Code and name of a place as it was sent."""
    if not isinstance(value, Mapping):
        return None, None
    place = cast("Mapping[str, object]", value)
    return as_text(place.get("code")), as_text(place.get("name"))


def _country(row: Address, scene: Scene) -> object:
    known = scene.places.countries.get(row.country_code) if row.country_code else None
    if known is not None:
        return _place(known.name, known.code)
    text = row.country or row.country_code
    return _place(text, text) if text else None


def _put_country(row: Address, value: object, scene: Scene, _said: Statements) -> Address:
    code, name = _asked(value)
    known = scene.places.country_called(code, name)
    if known is not None:
        return replace(row, country=known.name, country_code=known.code)
    return replace(row, country=name or code, country_code=None)


def _region(row: Address, scene: Scene) -> object:
    known = scene.places.regions.get(row.region_id) if row.region_id else None
    if known is not None:
        return _place(known.name, known.ofn_code)
    text = row.region or row.region_id
    return _place(text, text) if text else None


def _put_region(row: Address, value: object, scene: Scene, _said: Statements) -> Address:
    code, name = _asked(value)
    known = scene.places.region_called(code, name, row.country_code)
    if known is not None and known.country == row.country_code:
        return replace(row, region=known.name, region_id=known.id)
    return replace(row, region=known.name if known else name or code, region_id=None)


def _keep(row: Customer, _value: object, _scene: Scene, _said: Statements) -> Customer:
    return row


# -- the tables ----------------------------------------------------------------------------------------------------


def _column(field: str, column: str, *, required: bool = False) -> Lens[Address]:
    get = attrgetter(column)

    def put(row: Address, value: object, _scene: Scene, _said: Statements) -> Address:
        return replace(row, **{column: value})

    judge = _is_said if required else _fits
    empty = "" if required else None
    return Lens(field, (column,), lambda row, _: get(row), put, judge=judge, empty=empty, column=column)


def _put_code(row: Customer, value: object, _scene: Scene, _said: Statements) -> Customer:
    return replace(row, code=as_text(value))


_NAMES: Final = ("full_name", "first_name", "last_name")
CUSTOMER: Final = Grammar(
    NAME,
    (
        Lens("email", ("email",), lambda row, _: row.email.lower(), put=put_email, judge=_is_email, empty=""),
        Lens("first_name", _NAMES, lambda row, _: row.first_name, put=_put_name_of_customer, empty=""),
        Lens("last_name", _NAMES, lambda row, _: row.last_name, put=_put_name_of_customer, empty=""),
        Lens("code", ("code",), lambda row, _: row.code, put=_put_code, judge=_fits),
        # No field of the wire: its spelling is the mark that no delivery address is shown. It falls like any other
        # spelling, as soon as somebody makes a row the default or no delivery row is left (one-record.md 3.2).
        Lens(NO_SHIPPING, (), lambda row, _: False if has_unsaid_default(row) else None, put=_keep),
    ),
)


def _own_name(half: str) -> Lens[Address]:
    get = attrgetter(half)

    def fallback(row: Address, scene: Scene) -> object:
        # Half of a name that was stated is never completed from somewhere else (one-record.md 9, 11).
        return None if row.first_name or row.last_name or scene.owner is None else get(scene.owner)

    def show(row: Address, _scene: Scene) -> object:
        # Nothing until somebody says a name: an empty half of one that was said ends a pinned fallback, too.
        return get(row) or ("" if row.first_name or row.last_name else None)

    return Lens(half, _NAMES, show, _put_name_of_address, judge=_is_said, fallback=fallback, empty="")


def _phone_of_customer(_row: Address, scene: Scene) -> object:
    return scene.owner.phone if scene.owner else None


ADDRESS: Final = Grammar(
    NAME,
    (
        replace(_column("phone", "phone", required=True), fallback=_phone_of_customer),
        _column("latitude", "latitude"),
        _column("longitude", "longitude"),
        _own_name("first_name"),
        _own_name("last_name"),
        Lens("street_address_1", ("street", "number"), line_1, put=put_line_1, judge=_is_said, empty=""),
        Lens("street_address_2", ("line2", "line3"), line_2, put=put_line_2, judge=_fits),
        _column("postal_code", "postcode", required=True),
        _column("locality", "city", required=True),
        Lens("region", ("region", "region_id"), _region, put=_put_region, turn=Turn.REGION),
        Lens("country", ("country", "country_code"), _country, put=_put_country, turn=Turn.COUNTRY),
    ),
)
"""In the order of the wire."""
SPEECH: Final = Speech(NAME, CUSTOMER, ADDRESS, ADDRESS)


# -- places, as they are sent ---------------------------------------------------------------------------------------


def placed(row: Address | None, named: Statements, scene: Scene) -> tuple[Statements, dict[str, Problem]]:
    """The statements with places as they will be shown, and what is wrong with them; `row` None: a new address.

    Whatever is sent back as it is shown is no statement and is not judged (one-record.md section 0, 2).
    """
    country, region = _Told(row, "country", named, scene), _Told(row, "region", named, scene)
    # What was not sent is no echo of what is not there.
    problems = {field: Problem.BLANK for field in REQUIRED_TEXTS if named[field] is None}
    known = scene.places.country_called(*_asked(country.value))
    if known is None and not country.stays:
        problems["country"] = Problem.INVALID
    found = scene.places.region_called(*_asked(region.value), known.code if known else None)
    belongs = found is not None and known is not None and found.country == known.code
    if known is not None and known.needs_region and not belongs and not (country.stays and region.stays):
        problems["region"] = Problem.BLANK
    return {
        **named,
        "country": country.or_else(_place(known.name, known.code) if known else None),
        "region": region.or_else(_place(found.name, found.ofn_code) if found else None),
    }, problems


class _Told:
    """A place as it was sent; it `stays` where that is how it is shown."""

    def __init__(self, row: Address | None, field: str, named: Statements, scene: Scene) -> None:
        self.value = named.get(field)
        shown = None if row is None else ADDRESS.read(row, ADDRESS.lenses[field], scene)
        self.stays = row is not None and self.value == shown

    def or_else(self, found: object) -> object:
        """The statement: what was sent where that is what is shown, else what was found."""
        return self.value if self.stays else found
