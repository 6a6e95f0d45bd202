"""How Open Food Network says no (openfoodnetwork.md 3 and 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote_to_bytes

from patron.dialects.openfoodnetwork.refusals import BelowOne, NoAttributes, NotPermitted, UnknownFields, UnknownKey
from patron.dialects.openfoodnetwork.render import MEDIA, NO_CACHE, encoded
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
from patron.wire.conditions import in_words
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

GENERIC: Final = "Something went wrong. Our team has been notified."
UNAUTHORIZED: Final = "You are not authorized to perform that action."
NOT_FOUND: Final = "The resource you were looking for could not be found."
_BLANK: Final = Problem.BLANK
_FIELDS: Final = (
    ("country", Problem.INVALID, "country must exist"),
    ("street_address_1", _BLANK, "address1 can't be blank"),
    ("locality", _BLANK, "city can't be blank"),
    ("phone", _BLANK, "phone can't be blank"),
    ("first_name", _BLANK, "firstname can't be blank"),
    ("last_name", _BLANK, "lastname can't be blank"),
    ("postal_code", _BLANK, "zipcode can't be blank"),
    ("region", _BLANK, "state can't be blank"),
)
_SENTENCES: Final = (
    ("enterprise_id", Problem.INVALID, "Enterprise must exist"),
    *((f"billing.{field}", problem, f"Bill address {text}") for field, problem, text in _FIELDS),
    *((f"shipping.{field}", problem, f"Ship address {text}") for field, problem, text in _FIELDS),
    ("code_taken", Problem.TAKEN, "Code has already been taken"),
    ("email", _BLANK, "Email can't be blank"),
    ("email", Problem.INVALID, "Email is invalid"),
    ("email_taken", Problem.TAKEN, "Email is associated with an existing customer"),
    (
        "credit",
        Problem.NOT_MOVABLE,
        "Delete failed: This customer has an outstanding credit balance. Please refund before deleting.",
    ),
    (
        "subscriptions",
        Problem.NOT_MOVABLE,
        "Delete failed: This customer has active subscriptions. Cancel them first.",
    ),
)
"""In the order in which several are said."""
_TAKEN: Final = {"code": "code_taken", "email": "email_taken", "login": "email_taken"}
_PAGE: Final = (
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>Not found</title>'
    b"<h1>The page you were looking for doesn't exist (404)</h1></html>\n"
)


def refuse(refusal: Refused, wire: Wire) -> Reply:
    """The refusal in the platform's words. The match is whole: a new refusal fails type-checking."""
    match refusal:
        case UnknownKey(key=key):
            return said(401, f"Invalid API key ({key}) specified.")
        case NotSignedIn() | NotAllowed():
            return said(401, UNAUTHORIZED)
        case NotFound():
            return said(404, NOT_FOUND)
        case NoAttributes():
            return said(422, "A required parameter is missing or empty: customer")
        case NotPermitted(keys=keys):
            return said(422, f"Parameters not allowed in this request: {', '.join(keys)}")
        case BelowOne(part=part, number=number):
            return said(422, f"expected :{part} >= 1; got {number}")
        case UnknownFields(fields=fields):
            return _unknown_fields(fields)
        case Invalid(problems=problems):
            return invalid(problems)
        case Taken(fact=fact):
            return invalid({_TAKEN.get(fact, fact): (Problem.TAKEN,)})
        case NoSuchRoute() | MethodNotAllowed():
            return Reply(404, _PAGE, HTML)
        case Malformed(part="path" | "query" as part):
            return _unreadable(part, wire)
        case Stale() | Repeated():
            return said(*in_words(refusal))
        case TooLarge(limit=limit):
            return said(413, f"The body is longer than {limit} bytes")
        case Unavailable(retry_after=seconds) | TooOften(retry_after=seconds):
            return said(503, GENERIC, ("Retry-After", str(seconds)))
        case Malformed() | UnsupportedMedia() | PastTheEnd() | HasOrders() | Fault():
            return said(422, GENERIC)


def _unreadable(part: str, wire: Wire) -> Reply:
    if part == "path":
        return said(404, NOT_FOUND) if _holds_nul(wire.path) else Reply(400, b"", HTML)
    return said(422, GENERIC) if _holds_nul(wire.query) else Reply(400, b"", HTML)


def _holds_nul(encoded: str) -> bool:
    # The framework takes a NUL: no record is called so, and its database refuses to look for one.
    return b"\0" in unquote_to_bytes(encoded)


def said(status: int, detail: str, *headers: tuple[str, str]) -> Reply:
    """An error document of one sentence."""
    return Reply(status, encoded({"errors": [{"detail": detail}]}), MEDIA, (NO_CACHE, *headers))


def invalid(problems: Mapping[str, tuple[Problem, ...]]) -> Reply:
    """422 with a sentence for each problem.

    What is too long fails on the platform only in its database, after everything else was found right: generic, but
    for a tag, of which the platform says that it is invalid and not why.
    """
    sentences = [text for field, problem, text in _SENTENCES if problem in problems.get(field, ())]
    if not sentences and "tags" not in problems:
        return said(422, GENERIC)
    document: dict[str, object] = {"errors": [{"detail": "Invalid resource. Please fix errors and try again."}]}
    if sentences:
        document["meta"] = {"validation_errors": sentences}
    return Reply(422, encoded(document), MEDIA, (NO_CACHE,))


def _unknown_fields(fields: tuple[str, ...]) -> Reply:
    error = {
        "detail": f"Unsupported fields: {', '.join(fields)}",
        "title": "Invalid query parameter",
        "source": {"parameter": "extra_fields[customer]"},
        "status": "unprocessable_entity",
        "code": 422,
    }
    return Reply(422, encoded({"errors": [error]}), MEDIA, (NO_CACHE,))
