"""Everything that Tiendanube says: customers, pages, refusals (tiendanube.md 4 to 8)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from time import gmtime
from urllib.parse import quote

import msgspec

from patron.dialects.tiendanube.lens import BILLING, CUSTOMER, LISTED
from patron.dialects.tiendanube.parse import Asked
from patron.domain.access import ENABLED, Caller, Shop
from patron.domain.addresses import default_of
from patron.domain.customer import Address, Customer
from patron.domain.lens import Scene, Sheet
from patron.domain.listing import Page, Stamp
from patron.domain.places import Places
from patron.domain.purchases import amount
from patron.domain.refusals import (
    HasOrders,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    PastTheEnd,
    Problem,
    Repeated,
    Stale,
    Taken,
    TooOften,
    Unavailable,
)
from patron.operations.documents import Documents
from patron.wire.conditions import has_already, in_words, tag
from patron.wire.refusals import (
    Fault,
    Malformed,
    MethodNotAllowed,
    NoSuchRoute,
    Refused,
    TooLarge,
    UnsupportedMedia,
)
from patron.wire.reply import Reply
from patron.wire.request import Wire

_ENCODE = msgspec.json.Encoder().encode
ADDRESS_ORDER = (
    "address", "city", "country", "created_at", "default", "floor", "id", "locality", "name", "number", "phone",
    "province", "updated_at", "zipcode",
)  # fmt: skip
CUSTOMER_ORDER = (
    "id", "name", "email", "identification", "phone", "note", "default_address", "addresses", *BILLING.lenses, "extra",
    "total_spent", "total_spent_currency", "last_order_id", "active", "created_at", "updated_at", "accepts_marketing",
    "accepts_marketing_updated_at",
)  # fmt: skip
_CUSTOMER = Sheet(CUSTOMER, CUSTOMER_ORDER, {"id": "id"})
_LISTED = Sheet(LISTED, ADDRESS_ORDER, {"id": "id"})
_EVERYTHING = Asked()
_SENTENCES: Mapping[Problem, str] = {
    Problem.BLANK: "can't be blank",
    Problem.INVALID: "is invalid",
    Problem.TAKEN: "has already been taken",
    Problem.TOO_SHORT: "is too short",
    Problem.TOO_LONG: "is too long",
    Problem.NOT_MOVABLE: "can't be changed by this flag",
}
_FIELD_OF_FACT = {"email": "email"}


class Renderer:
    """The replies of Tiendanube; it reads region names from the installation's places.

    Whole documents of a list are kept, so that the next one need not make them again.
    """

    def __init__(self, places: Places, documents: Documents) -> None:
        self._scene = Scene(places)
        self._documents = documents

    def customer(self, customer: Customer, wire: Wire, caller: Caller) -> Reply:
        """200 and the customer, or the fields of it that were asked for; 304 where the caller has this version."""
        asked = wire.asked or _EVERYTHING
        headers = () if asked.fields is not None else (tag(customer, caller.shop.currency),)
        if any(has_already(wire, value) for _, value in headers):
            return Reply(304, headers=headers)
        return Reply(200, _ENCODE(self._asked(customer, caller.shop.currency, asked)), headers=headers)

    def created(self, customer: Customer, _wire: Wire, caller: Caller) -> Reply:
        """201 and the whole customer."""
        shown = document(customer, caller.shop.currency, self._scene)
        return Reply(201, _ENCODE(shown), headers=(tag(customer, caller.shop.currency),))

    def customers(self, page: Page[bytes | Customer], wire: Wire, caller: Caller) -> Reply:
        """200 and a bare array, with the total and the links to the other pages."""
        asked = wire.asked or _EVERYTHING
        shown = [one if isinstance(one, bytes) else self._listed(one, caller, asked) for one in page.customers]
        headers = [("X-Total-Count", str(page.total))]
        if page.last > 1:
            headers.append(("Link", links(page, wire, asked)))
        return Reply(200, b"[%b]" % b",".join(shown), headers=tuple(headers))

    def _listed(self, customer: Customer, caller: Caller, asked: Asked) -> bytes:
        encoded = _ENCODE(self._asked(customer, caller.shop.currency, asked))
        if asked.fields is None:
            stamp = Stamp(customer.id, customer.version, customer.updated_at)
            self._documents.keep(kind(caller.shop), customer.store_id, stamp, encoded)
        return encoded

    def _asked(self, customer: Customer, currency: str, asked: Asked) -> dict[str, object]:
        whole = document(customer, currency, self._scene)
        if asked.fields is None:
            return whole
        return {name: value for name, value in whole.items() if name in asked.fields}


def kind(shop: Shop) -> str:
    """Everything that a whole document depends on beside its customer."""
    return f"tiendanube {shop.currency}"


def deleted(_customer: Customer, _wire: Wire, _caller: Caller) -> Reply:
    """200 and `{}`: a client parses every answer but 204."""
    return Reply(200, b"{}")


def document(customer: Customer, currency: str, scene: Scene) -> dict[str, object]:
    """The customer as Tiendanube shows it, keys in the order of the wire (tiendanube.md 6)."""
    shown = _CUSTOMER.filled(customer, scene)
    default: Mapping[str, object] | None = None
    addresses: list[Mapping[str, object]] = []
    default_row = default_of(customer)
    for row in customer.addresses:
        if row.is_delivery:
            one = _address(row, scene)
            addresses.append(one)
            if row is default_row:
                one["default"] = True
                default = one
        if row.is_billing:
            shown.update(BILLING.show_all(row, scene))
    purchases = customer.purchases
    shown["default_address"] = default
    shown["addresses"] = addresses
    shown["total_spent"] = amount(purchases.total_spent)
    shown["total_spent_currency"] = currency
    shown["last_order_id"] = purchases.last_order_id
    shown["active"] = customer.activated_at is not None and customer.status == ENABLED
    shown["created_at"] = instant(customer.created_at // 1000)
    shown["updated_at"] = instant(customer.updated_at // 1000)
    shown["accepts_marketing"] = bool(customer.accepts_marketing)
    if customer.accepts_marketing_at is not None:
        shown["accepts_marketing_updated_at"] = instant(customer.accepts_marketing_at // 1000)
    return shown


def _address(row: Address, scene: Scene) -> dict[str, object]:
    shown = _LISTED.filled(row, scene)
    shown["created_at"] = instant(row.created_at // 1000)
    shown["updated_at"] = instant(row.updated_at // 1000)
    shown["default"] = False
    return shown


@lru_cache(maxsize=65_536)
def instant(second: int) -> str:
    """The second since 1970 UTC as PHP writes it: `2017-03-31T01:02:43+0000`."""
    t = gmtime(second)
    return f"{t[0]:04}-{t[1]:02}-{t[2]:02}T{t[3]:02}:{t[4]:02}:{t[5]:02}+0000"


def links(page: Page[bytes | Customer], wire: Wire, asked: Asked) -> str:
    """The `Link` header: first, prev, next, last, each only where it makes sense (tiendanube.md 5)."""
    kept = "".join(f"{name}={quote(value, safe='')}&" for name, value in asked.filters)
    base = f"{wire.base_url}{wire.path}?{kept}page="
    targets = {
        "first": 1 if page.number > 1 else None,
        "prev": page.number - 1 if page.number > 1 else None,
        "next": page.number + 1 if page.number < page.last else None,
        "last": page.last if page.number < page.last else None,
    }
    return ", ".join(
        f'<{base}{number}&per_page={page.size}>; rel="{rel}"' for rel, number in targets.items() if number is not None
    )


# -- refusals -------------------------------------------------------------------------------------------------------


def refuse(refusal: Refused, _wire: Wire) -> Reply:
    """The refusal in Tiendanube's words (tiendanube.md 4). The match is whole: a new refusal fails type-checking."""
    match refusal:
        case NotSignedIn():
            return said(401, "Unauthorized", "Invalid access token")
        case NotAllowed(right=right):
            return said(403, "Forbidden", f"Missing a required scope: {right}")
        case NotFound():
            return said(404, "Not Found", "Customer with such id does not exist")
        case Stale() | Repeated():
            status, sentence = in_words(refusal)
            return said(status, HTTPStatus(status).phrase, sentence)
        case PastTheEnd(last_page=last_page):
            return said(404, "Not Found", f"Last page is {last_page}")
        case Invalid(problems=problems):
            return fields({name: [_SENTENCES[one] for one in ones] for name, ones in problems.items()})
        case Taken(fact=fact):
            return fields({_FIELD_OF_FACT.get(fact, fact): [_SENTENCES[Problem.TAKEN]]})
        case HasOrders():
            return said(422, "Unprocessable Entity", "Customers with orders can't be deleted")
        case TooOften(retry_after=seconds):
            return said(429, "Too Many Requests", "Rate limit exceeded", ("Retry-After", str(seconds)))
        case Unavailable(retry_after=seconds):
            return said(503, "Service Unavailable", "Try again in a moment", ("Retry-After", str(seconds)))
        case NoSuchRoute():
            return said(404, "Not Found", "No such resource")
        case MethodNotAllowed():
            return said(405, "Method Not Allowed", "This resource has other methods")
        case Malformed(part="body"):
            return Reply(400, b'{"error": "Problems parsing JSON"}')
        case Malformed(part="user-agent"):
            return said(400, "Bad Request", "Missing User-Agent header")
        case Malformed(part=part):
            return said(400, "Bad Request", f"The {part} can't be read")
        case UnsupportedMedia():
            return said(415, "Unsupported Media Type", "Content-Type should be application/json")
        case TooLarge(limit=limit):
            return said(413, "Payload Too Large", f"The body is longer than {limit} bytes")
        case Fault(request_id=request_id):
            return said(500, "Internal Server Error", f"Request {request_id} failed")


def said(code: int, message: str, description: str, *headers: tuple[str, str]) -> Reply:
    """An error of three keys."""
    return Reply(code, _ENCODE({"code": code, "message": message, "description": description}), headers=headers)


def fields(problems: Mapping[str, list[str]]) -> Reply:
    """422 and lists by field: the PHP SDK loops over every value of the body."""
    return Reply(422, _ENCODE(problems))
