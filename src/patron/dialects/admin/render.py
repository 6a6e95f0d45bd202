"""How pages are written: templates, what every page knows, and the headers that keep pages to themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from patron.dialects.admin import assets
from patron.operations.office import Visit
from patron.operations.sessions import csrf_of
from patron.wire.reply import HTML, Reply
from patron.wire.request import Wire

_OWN = "style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'"
SAFE = (
    ("Content-Security-Policy", f"default-src 'none'; {_OWN}; base-uri 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("X-Robots-Tag", "noindex"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)


def page(
    template: str,
    wire: Wire,
    visit: Visit | None,
    *,
    code: int = 200,
    headers: tuple[tuple[str, str], ...] = (),
    more: Mapping[str, object] = {},
    **values: object,
) -> Reply:
    """The page of that template, with that status; what every page needs is added."""
    clerk = visit.clerk if visit else None
    csrf = csrf_of(visit.session_id) if visit else ""
    known = {"asset": assets.link, "moment": moment, "money": money, "clerk": clerk, "csrf": csrf, "path": wire.path}
    text = _pages().get_template(template).render(known, **more, **values)
    return Reply(code, text.encode(), HTML, (*SAFE, *headers))


def elsewhere(path: str) -> Reply:
    """303: the browser opens that page instead."""
    return Reply(303, b"", None, (("Location", path), *SAFE))


@cache
def _pages() -> Environment:
    # Made at the first page: a server of APIs alone never loads Jinja's templates.
    return Environment(
        loader=PackageLoader("patron.dialects.admin"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def moment(milliseconds: int | None) -> str | Markup:
    """The moment in UTC, which the script says in the viewer's own zone."""
    if not milliseconds:
        return ""
    # A year that Python does not know is nobody's birthday: it came from a platform as it is.
    try:
        when = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return str(milliseconds)
    said = f"{when:%d %b %Y, %H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(when.isoformat(timespec="seconds"), said)


def money(hundredths: int, currency: str) -> str:
    """The amount with its currency."""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{whole:,}.{rest:02d} {currency}"
