"""Which fact stands behind each attribute of Aimeos (one-record.md 2, 3.3 and 5; aimeos.md 3 and 7.1).

A text that says nothing is `""` here, whether the fact is null or empty. The account shows and takes texts without
HTML tags; related addresses keep them.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from msgspec.structs import replace

from patron.dialects.aimeos.rules import RULES, Judge, email
from patron.domain.customer import Address, Customer
from patron.domain.lens import Grammar, Lens, Scene, Statements, Turn, accept
from patron.domain.mirrors import label_of, login_of
from patron.domain.names import divided_line, joined_line, with_halves
from patron.domain.puts import as_text, with_country, with_region
from patron.domain.tags import without_tags
from patron.operations.speech import Speech

NAME = "aimeos"
ACCOUNT = "customer."
ADDRESS = "customer.address."
EMAIL, CODE, LABEL = f"{ACCOUNT}email", f"{ACCOUNT}code", f"{ACCOUNT}label"
CODE_LENGTH = 2
NAMES = ("full_name", "first_name", "last_name")


def _text(value: object) -> str | None:
    """The text to be stored: Aimeos makes no difference between nothing and an empty text."""
    return None if value is None or value == "" else str(value)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _judge(field: str) -> Judge:
    rule = RULES.get(field.rpartition(".")[2])
    return rule[1] if rule else accept


# -- the account ----------------------------------------------------------------------------------------------------


def _account(field: str, column: str) -> Lens[Customer]:
    get: Callable[[Customer], str | None] = attrgetter(column)

    def put(row: Customer, value: object, _scene: Scene, _said: Statements) -> Customer:
        return replace(row, **{column: _text(value)})

    name = f"{ACCOUNT}{field}"
    return Lens(name, (column,), lambda row, _: without_tags(get(row) or ""), put, judge=_judge(name))


def _account_or_null(field: str, column: str) -> Lens[Customer]:
    get: Callable[[Customer], str | None] = attrgetter(column)

    def put(row: Customer, value: object, _scene: Scene, _said: Statements) -> Customer:
        return replace(row, **{column: _text(value)})

    name = f"{ACCOUNT}{field}"
    return Lens(name, (column,), lambda row, _: get(row) or None, put, judge=_judge(name))


def _put_account_name(row: Customer, _value: object, _scene: Scene, said: Statements) -> Customer:
    first, last = said.get(f"{ACCOUNT}firstname", row.first_name), said.get(f"{ACCOUNT}lastname", row.last_name)
    return with_halves(row, _text(first), _text(last))


def _put_vatid(row: Customer, value: object, _scene: Scene, _said: Statements) -> Customer:
    # Other blanks make no other tax id: today's profile takes them out of what others wrote with them.
    text = _text(value)
    same = text is not None and text.replace(" ", "") == without_tags(row.tax_id or "").replace(" ", "")
    return row if same else replace(row, tax_id=text)


def _put_email(row: Customer, value: object, _scene: Scene, _said: Statements) -> Customer:
    return replace(row, email=_text(value) or "")


def _put_login(row: Customer, value: object, _scene: Scene, _said: Statements) -> Customer:
    return replace(row, login=_text(value))


def _put_label(row: Customer, value: object, _scene: Scene, _said: Statements) -> Customer:
    return replace(row, label=as_text(value))


_CUSTOMER = Grammar(
    NAME,
    (
        _account("salutation", "salutation"),
        _account("company", "company"),
        Lens(f"{ACCOUNT}vatid", ("tax_id",), lambda row, _: without_tags(row.tax_id or ""), _put_vatid),
        _account("title", "title"),
        Lens(f"{ACCOUNT}firstname", NAMES, lambda row, _: without_tags(row.first_name), _put_account_name),
        Lens(f"{ACCOUNT}lastname", NAMES, lambda row, _: without_tags(row.last_name), _put_account_name),
        _account_or_null("languageid", "language"),
        _account("telephone", "phone"),
        _account("mobile", "mobile"),
        Lens(EMAIL, ("email",), lambda row, _: without_tags(row.email), _put_email, judge=email),
        _account("telefax", "telefax"),
        _account("website", "website"),
        _account_or_null("birthday", "birthday"),
        Lens(LABEL, ("label",), lambda row, _: label_of(row), _put_label),
        Lens(CODE, ("login",), lambda row, _: without_tags(login_of(row)), _put_login, judge=_judge(CODE)),
    ),
)


# -- addresses ------------------------------------------------------------------------------------------------------


def _put_line1(row: Address, value: object, _scene: Scene, _said: Statements) -> Address:
    street, number = divided_line(_text(value), row.street, row.number, " ")
    return replace(row, street=street, number=number)


def _put_country(row: Address, value: object, scene: Scene, _said: Statements) -> Address:
    # By code alone: a name that means the country shown would pass for its echo, and Aimeos knows no names.
    text = _text(value)
    known = scene.places.countries.get(text) if text else None
    return with_country(row, text, known)


def _put_state(row: Address, value: object, scene: Scene, _said: Statements) -> Address:
    text = _text(value)
    return with_region(row, text, scene.places.region(text, row.country_code))


def _country(row: Address, _scene: Scene) -> object:
    text = row.country_code or row.country or ""
    return text.upper() if len(text) == CODE_LENGTH and text.isascii() and text.isalpha() else None


def _put_address_name(row: Address, _value: object, _scene: Scene, said: Statements) -> Address:
    first, last = said.get(f"{ADDRESS}firstname", row.first_name), said.get(f"{ADDRESS}lastname", row.last_name)
    return with_halves(row, _text(first), _text(last))


def _coordinate(prefix: str, column: str) -> Lens[Address]:
    get: Callable[[Address], float | None] = attrgetter(column)

    def show(row: Address, _scene: Scene) -> object:
        degrees = get(row)
        return None if degrees is None else degrees + 0.0  # -0.0 is 0 on the wire

    def put(row: Address, value: object, _scene: Scene, _said: Statements) -> Address:
        return replace(row, **{column: _number(value)})

    return Lens(f"{prefix}{column}", (column,), show, put)


def _place(prefix: str, shown: Callable[[str], str]) -> tuple[Lens[Address], ...]:
    """The lenses of a place; `shown`: what the wire makes of a text."""

    def line(field: str, column: str) -> Lens[Address]:
        get: Callable[[Address], str | None] = attrgetter(column)

        def put(row: Address, value: object, _scene: Scene, _said: Statements) -> Address:
            return replace(row, **{column: _text(value)})

        return Lens(f"{prefix}{field}", (column,), lambda row, _: shown(get(row) or ""), put)

    def line1(row: Address, _scene: Scene) -> object:
        return shown(joined_line(row.street, row.number, " ") or "")

    def state(row: Address, scene: Scene) -> object:
        known = scene.places.regions.get(row.region_id) if row.region_id else None
        return known.code if known else shown(row.region or "")

    country = f"{prefix}countryid"
    return (
        Lens(f"{prefix}address1", ("street", "number"), line1, _put_line1),
        line("address2", "line2"),
        line("address3", "line3"),
        line("postal", "postcode"),
        line("city", "city"),
        Lens(f"{prefix}state", ("region", "region_id"), state, _put_state, turn=Turn.REGION),
        Lens(country, ("country", "country_code"), _country, _put_country, judge=_judge(country), turn=Turn.COUNTRY),
        _coordinate(prefix, "longitude"),
        _coordinate(prefix, "latitude"),
    )


def _contact(field: str, default: str | None = "") -> Lens[Address]:
    """A lens of what Aimeos alone knows of an address; `default` is shown where nothing was said."""

    def put(row: Address, value: object, _scene: Scene, _said: Statements) -> Address:
        rest = {key: one for key, one in row.contact.items() if key != field}
        return replace(row, contact=rest if value in ("", None, default) else {**rest, field: value})

    name = f"{ADDRESS}{field}"
    return Lens(name, ("contact",), lambda row, _: row.contact.get(field) or default, put, judge=_judge(name))


def _put_phone(row: Address, value: object, _scene: Scene, _said: Statements) -> Address:
    return replace(row, phone=_text(value))


def _put_position(row: Address, value: object, _scene: Scene, _said: Statements) -> Address:
    return replace(row, position=value if isinstance(value, int) else 0)


_LISTED = Grammar(
    NAME,
    (
        _contact("type", "delivery"),
        _contact("salutation"),
        _contact("company"),
        _contact("vatid"),
        _contact("title"),
        Lens(f"{ADDRESS}firstname", NAMES, lambda row, _: row.first_name, _put_address_name),
        Lens(f"{ADDRESS}lastname", NAMES, lambda row, _: row.last_name, _put_address_name),
        *_place(ADDRESS, lambda text: text),
        _contact("languageid", None),
        Lens(f"{ADDRESS}telephone", ("phone",), lambda row, _: row.phone or "", _put_phone),
        _contact("telefax"),
        _contact("mobile"),
        _contact("email"),
        _contact("website"),
        _contact("birthday", None),
        Lens(f"{ADDRESS}position", ("position",), lambda row, _: row.position, _put_position),
    ),
)
SPEECH = Speech(NAME, _CUSTOMER, Grammar(NAME, _place(ACCOUNT, without_tags)), _LISTED)
