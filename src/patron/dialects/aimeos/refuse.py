"""Every refusal in Aimeos's words (aimeos.md 8)."""

from __future__ import annotations

from patron.dialects.aimeos import words
from patron.dialects.aimeos.frame import VERBS, Frame
from patron.dialects.aimeos.items import Json
from patron.dialects.aimeos.parse import Reader
from patron.dialects.aimeos.terms import Terms
from patron.dialects.aimeos.words import Said
from patron.domain.refusals import (
    HasOrders,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    PastTheEnd,
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
from patron.wire.reply import Reply
from patron.wire.request import Wire

CSRF = "csrf"
"""The right that a session lacks whose write came without its token."""
_TRACE = "#0 {main}"
"""What debugging shows in place of a stack: none of ours leaves the house."""


class Refuser:
    """Refuses under the terms of an installation."""

    def __init__(self, terms: Terms, reader: Reader, frame: Frame) -> None:
        self._terms = terms
        self._reader = reader
        self._frame = frame

    def refuse(self, refusal: Refused, wire: Wire) -> Reply:
        """The refusal in Aimeos's words. The match is whole: a new refusal fails type-checking."""
        match refusal:
            case NotAllowed(right="csrf"):
                return Reply(419, b'{"message":"CSRF token mismatch."}', "application/json")
            case NotAllowed(right=right):
                return self._said(words.plain(403, words.FORBIDDEN.get(right, words.LOG_IN)), wire)
            case NotSignedIn():
                return self._said(words.plain(403, words.LOG_IN), wire)
            case TooOften(retry_after=seconds):
                return self._said(words.plain(403, words.LIMIT), wire, ("Retry-After", str(seconds)))
            case Invalid(problems=problems):
                sent = self._reader.asked(wire).sent
                return self._said(words.invalid(problems, sent, self._terms.profile), wire)
            case Taken(fact=fact):
                return self._said(words.taken(fact), wire)
            case Malformed(part=part):
                return self._said(words.malformed(part), wire)
            case NotFound() | NoSuchRoute() | PastTheEnd():
                return self._said(words.plain(404, words.NO_RESOURCE), wire)
            case MethodNotAllowed():  # whoever raised it tells the methods that there are
                return self._frame.failure(405, wire, self._error(words.plain(405, words.PUT)))
            case Stale() | Repeated():
                return self._said(words.plain(*in_words(refusal)), wire)
            case UnsupportedMedia():
                return self._said(words.plain(415, words.GENERIC), wire)
            case TooLarge():
                return self._said(words.plain(413, words.GENERIC), wire)
            case Unavailable(retry_after=seconds):
                return self._said(words.plain(503, words.GENERIC), wire, ("Retry-After", str(seconds)))
            case HasOrders() | Fault():
                return self._said(words.plain(500, words.GENERIC), wire)

    def _said(self, said: Said, wire: Wire, *headers: tuple[str, str]) -> Reply:
        return self._frame.failure(said.status, wire, self._error(said), VERBS, *headers)

    def _error(self, said: Said) -> Json:
        return {"title": said.message, "detail": _TRACE} if self._terms.debug else {"title": said.title}
