"""Everything that reads the wire of the administration: queries and forms."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import TypeAlias, cast
from urllib.parse import parse_qsl

from patron.operations.office import Password, Visit
from patron.operations.sessions import csrf_of
from patron.wire.refusals import Malformed, UnsupportedMedia
from patron.wire.request import Wire
from patron.wire.worded import Worded

Form: TypeAlias = Mapping[str, str]
MOST_ASKED = 2000
"""Fields of a query."""
MOST_FIELDS = 50_000
"""Fields of a form: one of a customer has some sixty for each address."""


def nothing(_wire: Wire, _visit: Visit) -> None:
    """None: the route reads no more than its path."""


def query(wire: Wire) -> Form:
    """The fields of the query; of a field that is there twice, the last. Raises Malformed."""
    return in_query(wire.query)


def in_query(text: str) -> Form:
    """The fields of a query that is written like that. Raises Malformed."""
    try:
        return dict(parse_qsl(text, max_num_fields=MOST_ASKED))
    except ValueError:
        raise Malformed("query") from None


def form(wire: Wire, visit: Visit) -> Form:
    """The fields of a form of ours; of a field that is there twice, the last. Raises as `pairs`."""
    return dict(pairs(wire, visit))


def pairs(wire: Wire, visit: Visit) -> list[tuple[str, str]]:
    """The fields of a form of ours. Raises UnsupportedMedia, Malformed, and Worded for a form of another session."""
    media, _, _ = (wire.header("content-type") or "").partition(";")
    if media.strip().lower() != "application/x-www-form-urlencoded":
        raise UnsupportedMedia
    try:
        said = parse_qsl(wire.body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:  # not UTF-8, or too many fields
        raise Malformed("body") from None
    expected = csrf_of(visit.session_id)
    if not hmac.compare_digest(dict(said).get("csrf", "").encode(), expected.encode()):
        raise Worded(403, "forged")
    return [(name, text) for name, text in said if name != "csrf"]


def typed(wire: Wire) -> list[tuple[str, str]]:
    """What somebody changed in the form of a customer, when it was sent without a session that is good for it."""
    if not wire.path.endswith("/change") or not wire.body:
        return []
    try:
        fields = dict(parse_qsl(wire.body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return []
    changed = (
        (name, text) for name, text in fields.items() if name != "csrf" and not name.startswith(("was.", "chosen."))
    )
    return [(name, text) for name, text in changed if text != fields.get(f"was.{name}", "")]


def emptied(wire: Wire, visit: Visit) -> None:
    """None, from a form that says no more than where it was sent. Raises as `form`."""
    form(wire, visit)


def password(wire: Wire, visit: Visit) -> Password:
    """E-mail and password. Raises as `form`."""
    fields = form(wire, visit)
    return Password(fields.get("email", "").strip(), fields.get("password", ""), wire.client)


def shop(wire: Wire, visit: Visit) -> int:
    """The store that is to be worked in; 0 for what names none. Raises as `form`."""
    return number(form(wire, visit).get("store", ""))


def uuid(wire: Wire, _visit: Visit) -> str:
    """The uuid in the path."""
    return wire.params["uuid"].lower()


def group(wire: Wire, _visit: Visit) -> int:
    """The number of the group in the path; 0 for what is none."""
    return number(wire.params["group"])


def number(text: str) -> int:
    """The whole number that is written there; 0 where there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def visit_in(wire: Wire) -> Visit | None:
    """Who asked, as far as it is known; None where the request was refused before that."""
    return cast("Visit | None", wire.asked)
