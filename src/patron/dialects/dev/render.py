"""Everything the development calls say: JSON, and errors that tell what to do."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

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
from patron.operations.letters import Message
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


def bindings(names: Mapping[str, object], _wire: Wire, _who: None) -> Reply:
    """200 and the names the world binds."""
    return Reply(200, _ENCODE({"bindings": names}))


def token(value: str, _wire: Wire, _who: None) -> Reply:
    """200 and the credential."""
    return Reply(200, _ENCODE({"token": value}))


def done(_nothing: None, _wire: Wire, _who: None) -> Reply:
    """200 and `{}`."""
    return Reply(200, b"{}")


def mail(messages: tuple[Message, ...], _wire: Wire, _who: None) -> Reply:
    """200 and the messages, oldest first."""
    shown = [
        {
            "to": m.to,
            "subject": m.subject,
            "text": m.text,
            "html": m.html,
            "headers": {"To": m.to, "Subject": m.subject},
        }
        for m in messages
    ]
    return Reply(200, _ENCODE(shown))


def refuse(refusal: Refused, _wire: Wire) -> Reply:
    """The refusal with a sentence for a developer."""
    match refusal:
        case Invalid(problems=problems):
            found = "; ".join(f"{name}: {', '.join(ones)}" for name, ones in problems.items())
            return _said(422, f"The world can't be loaded: {found}")
        case Stale() | Repeated():
            return _said(409, "Nothing was done: development calls know neither If-Match nor Idempotency-Key")
        case Taken(fact=fact):
            return _said(422, f"The world can't be loaded: two of its entries have the same {fact}")
        case NotFound(what=what):
            return _said(404, f"There is no such {what}")
        case NotAllowed() | NotSignedIn():
            return _said(403, "Development calls are for this machine: use http://127.0.0.1 or http://localhost")
        case NoSuchRoute():
            return _said(404, "There are /_dev/world, /_dev/token, /_dev/clock and /_dev/mail")
        case MethodNotAllowed(allowed=allowed):
            return _said(405, f"Use {' or '.join(allowed)}")
        case Malformed(part=part):
            return _said(400, f"The {part} can't be read")
        case UnsupportedMedia():
            return _said(415, "Send JSON")
        case TooLarge(limit=limit):
            return _said(413, f"The body is longer than {limit} bytes")
        case Unavailable():
            return _said(503, "The database does not answer")
        case PastTheEnd() | HasOrders() | TooOften():
            return _said(409, "Not possible now")
        case Fault(request_id=request_id):
            return _said(500, f"A fault; its trace is in the log under {request_id}")


def _said(status: int, sentence: str) -> Reply:
    return Reply(status, _ENCODE({"error": sentence}))
