"""Everything that reads the account pages' wire: a token in the path, a form."""

from __future__ import annotations

from urllib.parse import parse_qsl

from patron.operations.passwords import NewPassword
from patron.wire.refusals import Malformed, UnsupportedMedia
from patron.wire.request import Wire

MOST_FIELDS = 20


def nothing(_wire: Wire, _who: None) -> None:
    """None: the route reads no more than its path."""


def token(wire: Wire, _who: None) -> str:
    """The token in the path."""
    return wire.params["token"]


def token_in_query(wire: Wire, _who: None) -> str:
    """The token in the query; empty where there is none. Raises Malformed."""
    try:
        return dict(parse_qsl(wire.query, max_num_fields=MOST_FIELDS)).get("token", "")
    except ValueError:
        raise Malformed("query") from None


def new_password(wire: Wire, _who: None) -> NewPassword:
    """The password typed twice, behind the token in the path. Raises UnsupportedMedia, Malformed."""
    return _typed(wire, wire.params["token"])


def password_again(wire: Wire, _who: None) -> NewPassword:
    """The password typed twice, behind the token in the query. Raises UnsupportedMedia, Malformed."""
    return _typed(wire, token_in_query(wire, None))


def _typed(wire: Wire, token: str) -> NewPassword:
    media, _, _ = (wire.header("content-type") or "").partition(";")
    if media.strip().lower() != "application/x-www-form-urlencoded":
        raise UnsupportedMedia
    try:
        pairs = parse_qsl(wire.body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:  # not UTF-8, or too many fields
        raise Malformed("body") from None
    form = dict(pairs)
    return NewPassword(token, form.get("password", ""), form.get("repeated", ""))


def language(wire: Wire) -> str:
    """The first language the browser asks for, as two letters; '' where it asks for none."""
    return (wire.header("accept-language") or "")[:2].lower()
