"""Everything the account pages say. No page names the token, and none may be kept or framed."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, select_autoescape

from patron.dialects.account import parse
from patron.dialects.account.words import OF_PROBLEM, words_of
from patron.domain.names import called
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
from patron.operations.passwords import LONGEST, SHORTEST, Invited
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

SAFE = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex"),
)


@cache
def _pages() -> Environment:
    # Made at the first page: a server of APIs alone never loads Jinja's templates.
    return Environment(
        loader=PackageLoader("patron.dialects.account"),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> bytes:
    return files("patron.dialects.account").joinpath("templates", "account.css").read_bytes()


def style(_nothing: None, _wire: Wire, _who: None) -> Reply:
    """200 and the style sheet."""
    return Reply(200, _style(), "text/css; charset=utf-8", (("Cache-Control", "public, max-age=3600"),))


def invitation(invited: Invited, _wire: Wire, _who: None) -> Reply:
    """200 and the form."""
    return _form(200, invited.shop.language, invited.shop.name, called(invited.customer))


def reset(invited: Invited, _wire: Wire, _who: None) -> Reply:
    """200 and the form, for somebody who had a password before."""
    return _form(200, invited.shop.language, invited.shop.name, called(invited.customer), title="reset_title")


def accepted(invited: Invited, _wire: Wire, _who: None) -> Reply:
    """200 and the good news."""
    return _note(200, "done", invited.shop.language, shop=invited.shop.name, email=invited.customer.email)


def _form(
    status: int, language: str | None, shop: str, name: str, error: str | None = None, *, title: str = "title"
) -> Reply:
    short, words = words_of(language)
    spoken = {
        key: text.format(shop=shop, name=name, shortest=SHORTEST, longest=LONGEST, email="")
        for key, text in words.items()
    }
    page = (
        _pages()
        .get_template("invitation.html")
        .render(
            language=short,
            words=spoken,
            title=spoken[title],
            shop=shop,
            name=name,
            shortest=SHORTEST,
            error=spoken[error] if error else None,
        )
    )
    return Reply(status, page.encode(), HTML, SAFE)


def _note(status: int, kind: str, language: str | None, *, shop: str = "", email: str = "") -> Reply:
    short, words = words_of(language)
    page = (
        _pages()
        .get_template("note.html")
        .render(
            language=short,
            kind=kind,
            title=words[f"{kind}_title"],
            text=words[kind].format(shop=shop, email=email),
            shop=shop,
        )
    )
    return Reply(status, page.encode(), HTML, SAFE)


def refuse(refusal: Refused, wire: Wire) -> Reply:
    """The refusal as a page; a form with a fault comes back with a sentence beside the field."""
    language = parse.language(wire)
    match refusal:
        case Invalid(problems=problems):
            field, found = next(iter(problems.items()))
            return _form(422, language, "", "", OF_PROBLEM[field, found[0]])
        case NotFound():
            return _note(404, "gone", language)
        case NoSuchRoute():
            return _note(404, "gone", language)
        case MethodNotAllowed():
            return _note(405, "wrong", language)
        case Malformed():
            return _note(400, "wrong", language)
        case UnsupportedMedia():
            return _note(415, "wrong", language)
        case TooLarge():
            return _note(413, "wrong", language)
        case Unavailable(retry_after=seconds):
            reply = _note(503, "later", language)
            return Reply(503, reply.body, HTML, (*SAFE, ("Retry-After", str(seconds))))
        case Stale() | Repeated():
            return _note(in_words(refusal)[0], "later", language)
        case NotSignedIn() | NotAllowed() | Taken() | PastTheEnd() | HasOrders() | TooOften() | Fault():
            return _note(500, "later", language)
