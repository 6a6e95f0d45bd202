"""Refusals as pages."""

from __future__ import annotations

from patron.dialects.admin import door, parse, render
from patron.dialects.admin.parse import visit_in
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
from patron.wire.reply import HTML, Reply
from patron.wire.request import Wire
from patron.wire.worded import Worded

NOT_HERE = "There is nothing at this address, or it is not yours to look at."
NOT_READ = "The page could not read what was sent. Nothing was changed."
FORGED = "This form was opened in another session, or too long ago. Nothing was changed: open the page again."
LATER = "Nothing was changed. Please try again in a moment."


def refuse(refusal: Refused | Worded, wire: Wire) -> Reply:
    """The refusal as a page; whoever is not signed in is led to where that is done."""
    match refusal:
        case NotSignedIn() | Worded() if parse.typed(wire):
            return _kept(wire)
        case NotSignedIn():
            return _to_the_door(wire)
        case Worded(status=status):
            return _note(wire, status, "This form is out of date", FORGED)
        case NotFound() | NoSuchRoute() | PastTheEnd():
            return _note(wire, 404, "Not found", NOT_HERE)
        case NotAllowed():
            return _note(wire, 403, "Not allowed", "Your account may not do this.")
        case MethodNotAllowed():
            return _note(wire, 405, "That did not work", NOT_READ)
        case Malformed() | Invalid():
            return _note(wire, 400, "That did not work", NOT_READ)
        case UnsupportedMedia():
            return _note(wire, 415, "That did not work", NOT_READ)
        case TooLarge():
            return _note(wire, 413, "That was too much at once", NOT_READ)
        case Stale() | Repeated():
            return _note(wire, in_words(refusal)[0], "That is not possible", LATER)
        case Taken() | HasOrders():
            return _note(wire, 409, "That is not possible", LATER)
        case TooOften(retry_after=seconds):
            return _note(wire, 429, "Too many attempts", LATER, seconds)
        case Unavailable(retry_after=seconds):
            return _note(wire, 503, "One moment, please", LATER, seconds)
        case Fault(request_id=request_id):
            return _note(wire, 500, "That went wrong here", f"{LATER} The log tells more under {request_id}.")


def _to_the_door(wire: Wire) -> Reply:
    door.remember_way(wire)
    return Reply(302, b"", HTML, (("Location", door.SIGN_IN), *render.SAFE))


def _kept(wire: Wire) -> Reply:
    """401: the session is over, and what was typed is shown, so that it is not lost."""
    typed = parse.typed(wire)
    return render.page("kept.html", wire, visit_in(wire), code=401, typed=typed)


def _note(wire: Wire, status: int, title: str, text: str, retry_after: int = 0) -> Reply:
    headers = (("Retry-After", str(retry_after)),) if retry_after else ()
    return render.page("note.html", wire, visit_in(wire), code=status, headers=headers, title=title, text=text)
