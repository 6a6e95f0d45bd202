"""Everything that Open Food Network says of customers: documents, pages, links, tags (openfoodnetwork.md 5, 10)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from patron.dialects.openfoodnetwork.lens import ADDRESS, CUSTOMER, NAME
from patron.dialects.openfoodnetwork.parameters import Parameters, Value, as_query
from patron.dialects.openfoodnetwork.parse import Shown, Visitor
from patron.domain.access import Shop
from patron.domain.addresses import shown_billing, shown_delivery
from patron.domain.customer import Address, Customer
from patron.domain.lens import Scene, Sheet
from patron.domain.places import Places
from patron.operations.enterprises import Seen, SeenPage
from patron.wire.conditions import has_already, weak_tag
from patron.wire.reply import Reply
from patron.wire.request import Wire

MEDIA: Final = "application/json; charset=utf-8"
REVALIDATE: Final = ("Cache-Control", "max-age=0, private, must-revalidate")
NO_CACHE: Final = ("Cache-Control", "no-cache")
_ENCODE = msgspec.json.Encoder().encode
_ESCAPES: Final = ((b"<", b"\\u003c"), (b">", b"\\u003e"), (b"&", b"\\u0026"))
_LINE_ENDS: Final = (("\u2028".encode(), b"\\u2028"), ("\u2029".encode(), b"\\u2029"))
_ADDRESS = Sheet(ADDRESS, ADDRESS.lenses, {})
_CREDENTIALS: Final = frozenset(
    {"token", "x-api-token", "_ofn_session_id", "authorization", "proxy-authorization", "cookie", "set-cookie"}
)
"""In lower case."""


class Renderer:
    """The replies of Open Food Network; it reads names of places from the installation's."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def customers(self, seen: SeenPage, wire: Wire, _who: Visitor) -> Reply:
        """200 and a page with its links."""
        asked: Shown = wire.asked
        page, shops = seen.page, seen.shops
        data = [self._resource(one, shops[one.store_id], wire, balance=asked.balance) for one in page.customers]
        pages = max(1, -(-page.total // asked.size))
        meta = {"results": page.total, "pages": pages, "page": asked.page, "per_page": asked.size}
        return _told(200, {"data": data, "meta": {"pagination": meta}, "links": _links(wire, asked, pages)}, wire)

    def customer(self, seen: Seen, wire: Wire, _who: Visitor) -> Reply:
        """200 and the customer with its balance, and what was to be included."""
        document: dict[str, object] = {"data": self._resource(seen.customer, seen.shop, wire, balance=True)}
        if seen.ids is None:
            return _told(200, document, wire, seen.customer)
        siblings = [self._resource(one, seen.shop, wire, balance=False) for one in seen.siblings or ()]
        document["included"] = [_enterprise(seen.shop, seen.ids, wire), *siblings]
        return _told(200, document, wire)

    def created(self, seen: Seen, wire: Wire, _who: Visitor) -> Reply:
        """201 and the customer, which may have been there before."""
        data = self._resource(seen.customer, seen.shop, wire, balance=False)
        return _told(201, {"data": data}, wire, seen.customer)

    def changed(self, seen: Seen, wire: Wire, _who: Visitor) -> Reply:
        """200 and the customer."""
        data = self._resource(seen.customer, seen.shop, wire, balance=False)
        return _told(200, {"data": data}, wire, seen.customer)

    def deleted(self, seen: Seen, wire: Wire, _who: Visitor) -> Reply:
        """200 and the customer as it was."""
        return _told(200, {"data": self._resource(seen.customer, seen.shop, wire, balance=False)}, wire)

    def _resource(self, customer: Customer, shop: Shop, wire: Wire, *, balance: bool) -> dict[str, object]:
        return resource(customer, shop, self._places, wire.base_url, balance=balance)


def resource(customer: Customer, shop: Shop, places: Places, base_url: str, *, balance: bool) -> dict[str, object]:
    """The customer as `data` holds it."""
    number = shop.enterprise_id
    return {
        "id": str(customer.id),
        "type": "customer",
        "attributes": _attributes(customer, number, Scene(places, customer), balance=balance),
        "relationships": {
            "enterprise": {
                "data": {"id": str(number), "type": "enterprise"},
                "links": {"related": f"{base_url}/api/v1/enterprises/{number}"},
            }
        },
    }


def _attributes(customer: Customer, number: int, scene: Scene, *, balance: bool) -> dict[str, object]:
    shown: dict[str, object] = {"id": customer.id, "enterprise_id": number}
    for field in ("first_name", "last_name", "code", "email"):
        shown[field] = CUSTOMER.read(customer, CUSTOMER.lenses[field], scene)
    shown["allow_charges"] = customer.allow_charges
    shown["terms_and_conditions_accepted_at"] = _instant(customer.terms_accepted_at)
    shown["tags"] = customer.tags
    shown["billing_address"] = _address(shown_billing(customer), scene)
    shown["shipping_address"] = _address(shown_delivery(customer, NAME), scene)
    if balance:
        shown["balance"] = customer.purchases.balance / 100
    return shown


def _address(row: Address | None, scene: Scene) -> dict[str, object] | None:
    return None if row is None else _ADDRESS.filled(row, scene)


def _enterprise(shop: Shop, ids: tuple[int, ...], wire: Wire) -> dict[str, object]:
    number = shop.enterprise_id
    return {
        "id": str(number),
        "type": "enterprise",
        "attributes": {"id": number, "name": shop.name},
        "relationships": {
            "customers": {
                "data": [{"id": str(one), "type": "customer"} for one in ids],
                "links": {"related": f"{wire.base_url}/api/v1/enterprises/{number}/customers"},
            }
        },
    }


def _instant(moment: int | None) -> str | None:
    if moment is None:
        return None
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _links(wire: Wire, asked: Shown, pages: int) -> dict[str, str | None]:
    """Every page that a client may go to next; credentials are never repeated (D-OF4)."""
    kept = _public(asked.query)

    def page(number: int) -> str:
        return f"{wire.base_url}{wire.path}?{as_query({**kept, 'page': number})}"

    return {
        "self": page(asked.page),
        "first": page(1),
        "prev": page(asked.page - 1) if asked.page > 1 else None,
        "next": page(asked.page + 1) if asked.page < pages else None,
        "last": page(pages),
    }


def _public(query: Parameters) -> Parameters:
    """The same without credentials, however deep they stand and in whichever case they are written."""
    return {name: _public_value(value) for name, value in query.items() if name.lower() not in _CREDENTIALS}


def _public_value(value: Value) -> Value:
    if isinstance(value, dict):
        return _public(value)
    return [_public_value(one) for one in value] if isinstance(value, list) else value


# -- replies --------------------------------------------------------------------------------------------------------


def encoded(document: object) -> bytes:
    """The JSON text with everything escaped that could end an HTML element."""
    text = _ENCODE(document)
    for plain, escaped in _ESCAPES:
        text = text.replace(plain, escaped)
    if b"\xe2\x80" in text:
        for plain, escaped in _LINE_ENDS:
            text = text.replace(plain, escaped)
    return text


def _told(status: int, document: Mapping[str, object], wire: Wire, customer: Customer | None = None) -> Reply:
    """The document with its tag; 304 without it for whoever has it already.

    The tag of one customer is its version (D-OF21); what is made of several has one of its text.
    """
    body = encoded(document)
    name, value = weak_tag(customer) if customer else _tag_of_text(body)
    headers = ((name, value), REVALIDATE)
    if status == 200 and has_already(wire, value):
        return Reply(304, headers=headers)
    return Reply(status, body, MEDIA, headers)


def _tag_of_text(body: bytes) -> tuple[str, str]:
    return "ETag", f'W/"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
