"""Everything that reads the wire of signing in and out: JSON or a form, as Laravel's requests do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

import msgspec

from patron.dialects.aimeos.csrf import FORM, form_fields, media_type
from patron.dialects.aimeos.door import bearer, session_id
from patron.domain.refusals import Invalid, Problem
from patron.operations.entering import Entry
from patron.operations.visiting import Visitor
from patron.wire.request import Wire

_FALSE: Final = (None, False, 0, "", "0", "off", "no", "false")


def entry(wire: Wire, _visitor: Visitor) -> Entry:
    """Who wants to be let in, in place of the session that there is. Raises Invalid."""
    fields = _fields(wire)
    _require(fields, "email", "password")
    return Entry(str(fields["email"]), str(fields["password"]), fields.get("remember") not in _FALSE, session_id(wire))


def token_entry(wire: Wire, _visitor: Visitor) -> Entry:
    """Who wants a bearer token, and for which device. Raises Invalid."""
    fields = _fields(wire)
    _require(fields, "email", "password", "device_name")
    return Entry(str(fields["email"]), str(fields["password"]))


def leaving(wire: Wire, _visitor: Visitor) -> tuple[str, ...]:
    """The sessions that end: of the cookie, and of the bearer token."""
    return tuple(one for one in (session_id(wire), bearer(wire)) if one is not None)


def nothing(_wire: Wire, _visitor: Visitor) -> None:
    """None: nothing is read."""


def _fields(wire: Wire) -> Mapping[str, object]:
    """What was sent; what cannot be read has no fields, so that they are missing."""
    if media_type(wire) == FORM:
        return form_fields(wire.body)
    try:
        document: object = msgspec.json.decode(wire.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return cast("Mapping[str, object]", document) if isinstance(document, dict) else {}


def _require(fields: Mapping[str, object], *names: str) -> None:
    problems: dict[str, tuple[Problem, ...]] = {}
    for name in names:
        value = fields.get(name)
        if value is None or value == "":
            problems[name] = (Problem.BLANK,)
        elif not isinstance(value, str):
            problems[name] = (Problem.INVALID,)
    if problems:
        raise Invalid(problems)
