"""Refusals in EverShop's words and statuses (evershop.md 1 to 5, 7)."""

from __future__ import annotations

from collections.abc import Mapping

from patron.dialects.evershop.handled import MESSAGE_FIRST, Handled
from patron.dialects.evershop.parse import as_text
from patron.dialects.evershop.parse_metafields import DEFAULT_NAMESPACE
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
from patron.operations.address_book import FLAG, NOTHING
from patron.wire.conditions import in_words
from patron.wire.envelopes import error, whole
from patron.wire.json_body import as_object, body_text, charset_of
from patron.wire.refusals import (
    Fault,
    Malformed,
    MethodNotAllowed,
    NoSuchRoute,
    Refused,
    TooLarge,
    UnsupportedMedia,
)
from patron.wire.reply import HTML, Reply
from patron.wire.request import Wire
from patron.wire.v8 import complaint
from patron.wire.worded import Worded

_NOT_FOUND_PAGE = (
    b'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page Not Found</title></head>'
    b'<body><h1>404 Page Not Found</h1><p>The page you requested does not exist.</p><a href="/">Home</a></body></html>'
)
_CUSTOMERS, _ONE, _ME = "/api/customers", "/api/customers/{id}", "/api/customers/me"
_ADDRESSES = "/api/customers/{customer_id}/addresses"
_LOGGED_IN: Mapping[str, str] = {
    _ME: "You must be logged in to update your profile",
    f"{_ME}/addresses": "You must be logged in to manage your addresses",
    f"{_ME}/addresses/{{address_id}}": "You must be logged in to manage your addresses",
}
"""What is said to nobody in particular, by the route's path."""
_NOT_FOUND: Mapping[tuple[str, str, str], tuple[int, str]] = {
    ("PATCH", _ONE, "customer"): (400, "Invalid customer id"),
    ("DELETE", _ONE, "customer"): (500, "Invalid customer id"),
    ("PATCH", _ME, "customer"): (500, "Requested customer not found"),
    ("PATCH", f"{_ONE}/metafields", "customer"): (404, "Customer not found"),
    ("POST", _ADDRESSES, "customer"): (500, "Invalid customer"),
}
"""Status and words by method, route and what is not there (evershop.md 3 to 7)."""
_NOT_FOUND_ELSEWHERE: Mapping[str, tuple[int, str]] = {
    "customer": (400, "Invalid customer"),
    "address": (400, "Invalid address"),
    "group": (500, 'insert or update on table "customer" violates foreign key constraint "FK_CUSTOMER_GROUP"'),
}
_MISSING: Mapping[str, str] = {
    "full_name": "Full name is required",
    "address_1": "Address is required",
    "province": "Province is required",
    "country": "Country is required",
    "postcode": "Postcode is required",
}
"""In the order in which several are told."""


def refuse(refusal: Refused | Worded, wire: Wire) -> Reply:
    """The refusal as EverShop would put it. The match is whole: a new refusal fails type-checking."""
    match refusal:
        case Worded():
            return _worded(refusal, wire)
        case NotSignedIn() | NotAllowed():
            return error(401, _LOGGED_IN.get(wire.template, "Unauthorized"))
        case NotFound(what=what):
            return _not_found(what, wire)
        case Invalid(problems=problems):
            return error(500, _invalid(problems, wire))
        case Taken(fact=fact):
            return _taken(fact, wire)
        case TooOften(retry_after=seconds):
            return _too_often(seconds, wire)
        case Unavailable(retry_after=seconds):
            return error(503, "Service Unavailable", ("Retry-After", str(seconds)))
        case NoSuchRoute() | MethodNotAllowed() | PastTheEnd():
            # EverShop knows no 405 and never tells what is allowed.
            wire.answer_headers[:] = [header for header in wire.answer_headers if header[0] != "Allow"]
            return Reply(404, _NOT_FOUND_PAGE, HTML)
        case Malformed(part="body"):
            return error(500, complaint(body_text(wire.body, charset_of(wire.header("content-type") or ""))))
        case Malformed(part="content-encoding"):
            return error(500, "content encoding unsupported")
        case Malformed(part=part):
            return error(400, f"Failed to decode {part}")
        case Stale() | Repeated():
            return error(*in_words(refusal))
        case UnsupportedMedia():
            return error(500, f'unsupported charset "{charset_of(wire.header("content-type") or "")}"')
        case TooLarge():
            return error(500, "request entity too large")
        case HasOrders() | Fault():
            return error(500, "Something went wrong. Please try again later.")


def _worded(refusal: Worded, wire: Wire) -> Reply:
    status, message = refusal.status, refusal.message
    if isinstance(refusal, Handled) and wire.template in MESSAGE_FIRST:
        return whole({"error": {"message": message, "status": status}}, status)
    return error(status, message)


def _not_found(what: str, wire: Wire) -> Reply:
    if what == "definition":
        return error(404, f'Metafield definition "{wire.params["uuid"]}" not found')
    by_route = _NOT_FOUND.get((wire.method, wire.template, what))
    return error(*(by_route or _NOT_FOUND_ELSEWHERE.get(what, (404, "Not found"))))


def _taken(fact: str, wire: Wire) -> Reply:
    if fact == "email":
        return error(500 if wire.template == _CUSTOMERS else 400, "Email is already used")
    if fact == "definition":
        said = as_object(wire.document)
        name = f"{said.get('namespace', DEFAULT_NAMESPACE)}.{said.get('fieldKey')}"
        return error(409, f'A metafield definition "{name}" already exists for "customer"')
    return error(500, f'duplicate key value violates unique constraint "{fact.upper()}_UNIQUE"')


def _invalid(problems: Mapping[str, tuple[Problem, ...]], wire: Wire) -> str:
    if NOTHING in problems:
        return "You need provide data first"
    if FLAG in problems:
        return f'invalid input syntax for type boolean: "{as_text(as_object(wire.document).get(FLAG))}"'
    said = [
        words if Problem.BLANK in problems[field] else f"address.{field}.trim is not a function"
        for field, words in _MISSING.items()
        if field in problems
    ]
    return ", ".join(said) or "Invalid value"


def _too_often(seconds: int, wire: Wire) -> Reply:
    later = ("Retry-After", str(seconds))
    if wire.path.lower().startswith("/api"):
        return error(429, "Too many requests. Please slow down and try again later.", later)
    return Reply(429, b"Too many requests. Please slow down and try again shortly.", HTML, (later,))
