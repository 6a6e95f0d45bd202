"""What a field does to the facts behind it, where several dialects say them alike (one-record.md 2.1, 3.3).

The functions with four parameters are a lens's `put`, those with two its `show`.
"""

from __future__ import annotations

from msgspec.structs import replace

from patron.domain.customer import Address, Customer
from patron.domain.lens import Scene, Statements
from patron.domain.names import Named, divided_line, joined_line, with_full_name
from patron.domain.places import Country, Region


def as_text(value: object) -> str | None:
    """The text that stands for a value in a column of texts; None for null."""
    return None if value is None else str(value)


def put_full_name(row: Named, value: object, _scene: Scene, _said: Statements) -> Named:
    """The row with that full name, and halves that go with it."""
    return with_full_name(row, as_text(value))


def put_email(row: Customer, value: object, _scene: Scene, _said: Statements) -> Customer:
    """The customer with that e-mail; null is an empty one."""
    return replace(row, email=as_text(value) or "")


def line_1(row: Address, _scene: Scene) -> str | None:
    """Street and number in one line."""
    return joined_line(row.street, row.number, " ")


def put_line_1(row: Address, value: object, _scene: Scene, _said: Statements) -> Address:
    """The address with that line divided into street and number."""
    street, number = divided_line(as_text(value), row.street, row.number, " ")
    return replace(row, street=street, number=number)


def line_2(row: Address, _scene: Scene) -> str | None:
    """The second and the third line in one."""
    return row.line2 if row.line3 is None else joined_line(row.line2, row.line3, ", ")


def put_line_2(row: Address, value: object, _scene: Scene, _said: Statements) -> Address:
    """The address with that line divided into the second and the third."""
    line2, line3 = divided_line(as_text(value), row.line2, row.line3, ", ")
    return replace(row, line2=line2, line3=line3)


def put_country(row: Address, value: object, scene: Scene, _said: Statements) -> Address:
    """The address in the country that the text names by code, name or alias."""
    text = as_text(value)
    return with_country(row, text, scene.places.country(text))


def put_region(row: Address, value: object, scene: Scene, _said: Statements) -> Address:
    """The address in the region of its country that the text names by code, name or alias."""
    text = as_text(value)
    return with_region(row, text, scene.places.region(text, row.country_code))


def with_country(row: Address, text: str | None, known: Country | None) -> Address:
    """The address in that country; the text alone where none is known by it."""
    return replace(row, country=known.name if known else text, country_code=known.code if known else None)


def with_region(row: Address, text: str | None, known: Region | None) -> Address:
    """The address in that region; the text alone where none is known by it."""
    return replace(row, region=known.name if known else text, region_id=known.id if known else None)
