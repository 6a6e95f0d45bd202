"""Rows to structs and back: the order of columns is the order of the structs' fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, Final, TypeAlias, cast

import msgspec
from msgspec.structs import astuple

from patron.domain.customer import (
    NO_PURCHASES,
    Address,
    Customer,
    ListItem,
    Parts,
    Property,
    Purchases,
    Spellings,
)
from patron.domain.listing import Stamp
from patron.store.statement import Row, Value

CHILDREN: Final = ("addresses", "purchases", "tags", "list_items", "properties")
CUSTOMER: Final = tuple(name for name in Customer.__struct_fields__ if name not in CHILDREN)
ADDRESS: Final = Address.__struct_fields__
PURCHASES: Final = Purchases.__struct_fields__
LIST_ITEM: Final = ListItem.__struct_fields__
PROPERTY: Final = Property.__struct_fields__
STAMP: Final = Stamp.__struct_fields__
WIDTH: Final = len(CUSTOMER)

_DUPLICATE, _BY_HAND, _CHARGES, _MARKETING = (
    CUSTOMER.index(name) for name in ("email_duplicate", "created_by_hand", "allow_charges", "accepts_marketing")
)
_METAFIELDS, _EXTRA, _SAID = (CUSTOMER.index(name) for name in ("metafields", "extra", "said"))
_EMPTY: Final = "{}"

# SQLite's JSON has 0 and 1 for flags and text for exact numbers: hence not strict.
_read_addresses = msgspec.json.Decoder(tuple[Address, ...], strict=False).decode
_read_purchases = msgspec.json.Decoder(Purchases, strict=False).decode
_read_list_items = msgspec.json.Decoder(tuple[ListItem, ...], strict=False).decode
_read_properties = msgspec.json.Decoder(tuple[Property, ...], strict=False).decode
_read_tags = msgspec.json.Decoder(tuple[tuple[int, str], ...]).decode
_read_spellings = msgspec.json.Decoder(Spellings).decode
_read_json = msgspec.json.Decoder(dict[str, Any]).decode
_by_id = attrgetter("id")
_write_json = msgspec.json.Encoder().encode

Read: TypeAlias = Callable[[Any], Any]
"""Of the JSON text of one part; of nothing, what a customer without any has."""


def _addresses_of(text: str | None) -> tuple[Address, ...]:
    return _in_order(_read_addresses(text)) if text else ()


def _purchases_of(text: str | None) -> Purchases:
    return _read_purchases(text) if text else NO_PURCHASES


def _tags_of(text: str | None) -> tuple[str, ...]:
    return tuple([name for _, name in sorted(_read_tags(text))]) if text else ()


def _list_items_of(text: str | None) -> tuple[ListItem, ...]:
    return _in_order(_read_list_items(text)) if text else ()


def _properties_of(text: str | None) -> tuple[Property, ...]:
    return _in_order(_read_properties(text)) if text else ()


_READS: Final[dict[Parts, Read]] = {
    Parts.ADDRESSES: _addresses_of,
    Parts.PURCHASE: _purchases_of,
    Parts.TAGS: _tags_of,
    Parts.GROUPS: _list_items_of,
    Parts.PROPERTIES: _properties_of,
}
"""In the order of the fields of a customer, and of `reading.CHILDREN`."""


@cache
def _reads(parts: Parts) -> tuple[tuple[bool, Read], ...]:
    """For each child of a customer: whether the row has it, and how it is read. Flags are slow to ask row by row."""
    return tuple((part in parts, read) for part, read in _READS.items())


def items_of(rows: Sequence[Row], parts: Parts | None) -> tuple[Any, ...]:
    """A customer for each row; the stamp alone where no parts were asked for."""
    if parts is None:
        return tuple([Stamp(row[0], row[1], row[2]) for row in rows])
    reads = _reads(parts)
    return tuple([_customer(row, reads) for row in rows])


def customer_of(row: Row, parts: Parts) -> Customer:
    """The customer of a row: its columns, then one JSON text for each of the parts in their order."""
    return _customer(row, _reads(parts))


def _customer(row: Row, reads: tuple[tuple[bool, Read], ...]) -> Customer:
    values = list(row[:WIDTH])
    values[_DUPLICATE] = values[_DUPLICATE] == 1
    values[_BY_HAND] = values[_BY_HAND] == 1
    values[_CHARGES] = values[_CHARGES] == 1
    if values[_MARKETING] is not None:
        values[_MARKETING] = values[_MARKETING] == 1
    for place in (_METAFIELDS, _EXTRA):
        values[place] = {} if values[place] == _EMPTY else _read_json(values[place])
    values[_SAID] = {} if values[_SAID] == _EMPTY else _read_spellings(values[_SAID])
    at = WIDTH
    for there, read in reads:
        if there:
            values.append(read(row[at]))
            at += 1
        else:
            values.append(read(None))
    return Customer(*values)


def _in_order(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    # Cheaper here than in SQL, where SQLite would have to build the rows twice.
    return tuple(sorted(rows, key=_by_id)) if len(rows) > 1 else rows


def customer_values(customer: Customer) -> dict[str, Value]:
    """Column -> value of everything the customer says itself; shadows are not in it."""
    return {name: stored(getattr(customer, name)) for name in CUSTOMER}


def address_values(address: Address) -> dict[str, Value]:
    """Column -> value of one address, without the customer it belongs to."""
    return dict(zip(ADDRESS, map(stored, astuple(address)), strict=True))


def purchase_values(purchases: Purchases) -> dict[str, Value]:
    """Column -> value of the purchase facts."""
    return dict(zip(PURCHASES, astuple(purchases), strict=True))


def list_item_values(item: ListItem) -> tuple[Value, ...]:
    """One list item's columns, in the order of LIST_ITEM."""
    return tuple(map(stored, astuple(item)))


def property_values(item: Property) -> tuple[Value, ...]:
    """One property's columns, in the order of PROPERTY."""
    return tuple(map(stored, astuple(item)))


def stored(value: object) -> Value:
    """A value as both drivers take it: flags as numbers, mappings as JSON text."""
    if isinstance(value, bool):
        return int(value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Mapping):
        return json_text(cast("Mapping[str, object]", value))
    raise TypeError(f"a {type(value).__name__} has no column")


def json_text(value: Mapping[str, Any]) -> str:
    """JSON, keys in their order."""
    return _write_json(value).decode() if value else _EMPTY


def json_of(text: str) -> dict[str, Any]:
    """The mapping that was stored as this text."""
    return {} if text == _EMPTY else _read_json(text)
