"""Everything that signing in and out says, in the words of Laravel 11."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from patron.dialects.aimeos import csrf
from patron.dialects.aimeos.door import CSRF, Door, bearer, session_id
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
from patron.operations.entering import Entered
from patron.operations.visiting import Visitor
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
from patron.wire.reply import Reply
from patron.wire.request import Wire

JSON: Final = "application/json"
TEXT: Final = "text/plain; charset=UTF-8"
FRESH: Final = ("Cache-Control", "no-cache, private")
CORS: Final = (
    ("Access-Control-Allow-Headers", "authorization,content-type"),
    ("Access-Control-Allow-Methods", "OPTIONS, POST"),
)
FAILED: Final = "These credentials do not match our records."
_ENCODE = msgspec.json.Encoder().encode
_SENTENCES: Mapping[Problem, str] = {
    Problem.BLANK: "The {field} field is required.",
    Problem.INVALID: "The {field} field must be a string.",
}


class HostRenderer:
    """The replies of signing in and out."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def entered(self, entered: Entered, wire: Wire, _visitor: Visitor) -> Reply:
        """200 and the new session's token; the cookie is a new one."""
        return _session(self._door.give(wire, entered))

    def left(self, _nothing: None, wire: Wire, _visitor: Visitor) -> Reply:
        """200, and whoever came with a cookie is nobody again; a bearer token alone has none to be replaced."""
        only_token = bearer(wire) is not None and session_id(wire) is None
        return _session(None if only_token else self._door.take(wire))


def token(entered: Entered, _wire: Wire, _visitor: Visitor) -> Reply:
    """200 and the bearer token as text, as Sanctum's guide has it."""
    return Reply(200, entered.session_id.encode(), TEXT, (FRESH,))


def preflight(_nothing: None, _wire: Wire, _visitor: Visitor) -> Reply:
    """204 and what may be sent from pages of other origins."""
    return Reply(204, headers=(FRESH, *CORS))


def _session(value: str | None) -> Reply:
    meta = {} if value is None else {"csrf": {"name": csrf.NAME, "value": value}}
    return Reply(200, _ENCODE({"meta": meta}), JSON, (FRESH,))


def refuse(refusal: Refused, wire: Wire) -> Reply:
    """The refusal in Laravel's words. The match is whole: a new refusal fails type-checking."""
    match refusal:
        case NotSignedIn():
            return _invalid({"email": [FAILED]})
        case Invalid(problems=problems):
            return _invalid({field: [_sentence(field, one) for one in ones] for field, ones in problems.items()})
        case NotAllowed(right=right):
            return _said(419, "CSRF token mismatch.") if right == CSRF else _said(403, "This action is unauthorized.")
        case TooOften(retry_after=seconds):
            return _said(429, "Too Many Attempts.", ("Retry-After", str(seconds)))
        case NotFound() | NoSuchRoute() | PastTheEnd():
            return _said(404, "Not Found")
        case MethodNotAllowed(allowed=allowed):
            return _said(405, f"The {wire.method} method is not supported. Supported methods: {', '.join(allowed)}.")
        case Malformed():
            return _said(400, "Bad Request")
        case Stale() | Repeated():
            return _said(*in_words(refusal))
        case UnsupportedMedia():
            return _said(415, "Unsupported Media Type")
        case TooLarge():
            return _said(413, "Payload Too Large")
        case Unavailable(retry_after=seconds):
            return _said(503, "Service Unavailable", ("Retry-After", str(seconds)))
        case Taken() | HasOrders() | Fault():
            return _said(500, "Server Error")


def _sentence(field: str, problem: Problem) -> str:
    return _SENTENCES.get(problem, _SENTENCES[Problem.INVALID]).format(field=field.replace("_", " "))


def _invalid(errors: Mapping[str, list[str]]) -> Reply:
    """422, the first sentence alone at its head, as Laravel sums errors up."""
    sentences = [sentence for found in errors.values() for sentence in found]
    more = len(sentences) - 1
    tail = f" (and {more} more error{'s' if more > 1 else ''})" if more else ""
    return Reply(422, _ENCODE({"message": sentences[0] + tail, "errors": errors}), JSON, (FRESH,))


def _said(status: int, message: str, *headers: tuple[str, str]) -> Reply:
    return Reply(status, _ENCODE({"message": message}), JSON, (FRESH, *headers))
