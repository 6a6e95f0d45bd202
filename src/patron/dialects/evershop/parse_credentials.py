"""The bodies of signing in, refreshing and setting a password, read (evershop.md 6.2 to 6.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn, TypeAlias, cast
from urllib.parse import parse_qsl

from msgspec import Struct

from patron.dialects.evershop.handled import Handled
from patron.dialects.evershop.rules import Schema, is_email
from patron.domain.field_types import is_text
from patron.operations.shoppers import Person
from patron.wire.json_body import is_json, json_document
from patron.wire.refusals import Malformed, UnsupportedMedia
from patron.wire.request import Wire
from patron.wire.worded import Worded

Body: TypeAlias = Mapping[str, object]
FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 1000
_TEXT = (is_text, "must be string")
_EMAIL = (_TEXT, (is_email, 'must match format "email"'))
# The schemas with words of their own for what is missing tell a bad value first: those words are added last.
_CUSTOMER_LOGIN = Schema(
    400, {"email": ((is_text, "Email must be a string"),), "password": ((is_text, "Password must be a string"),)}
)
_STAFF_LOGIN = Schema(400, {"email": _EMAIL, "password": (_TEXT,), "full_name": (_TEXT,)})
_REFRESH = Schema(400, {"refreshToken": ((is_text, "Refresh token must be a string"),)})
_RESET = Schema(400, {"email": _EMAIL}, {"email": "must have required property 'email'"})
_NEW_PASSWORD = Schema(
    400,
    {"password": (_TEXT,), "token": (_TEXT,)},
    {name: f"must have required property '{name}'" for name in ("password", "token")},
)


class Login(Struct, frozen=True):
    """Who somebody says to be, and the proof."""

    email: str
    password: str
    client: str
    """The address of the caller."""


class NewPassword(Struct, frozen=True):
    """A password, and the token of the mail that allows to set it."""

    token: str
    password: str


# -- tokens ---------------------------------------------------------------------------------------------------------


def customer_login(wire: Wire, _person: Person) -> Login:
    """E-mail and password of a customer. Raises Worded; what is sent wrongly wins over what was not sent."""
    said = _CUSTOMER_LOGIN.read(wire.document)
    for name, label in (("email", "Email"), ("password", "Password")):
        if name not in said:
            raise Worded(400, f"{label} is required")
    return Login(cast("str", said["email"]), cast("str", said["password"]), wire.client)


def staff_login(wire: Wire, _person: Person) -> Login:
    """E-mail and password of an administrator. Raises Worded; the schema requires neither, the handler both."""
    return _unguarded(_STAFF_LOGIN.read(wire.document), wire)


def refresh_token(wire: Wire, _person: Person) -> str:
    """The refresh token. Raises Worded."""
    token = _REFRESH.read(wire.document).get("refreshToken")
    if not token:
        raise Worded(400, "Refresh token is required")
    return cast("str", token)


def nothing(_wire: Wire, _person: Person) -> None:
    """None: the route asks nothing but who is there."""


# -- pages ----------------------------------------------------------------------------------------------------------


def is_page_body(wire: Wire) -> bool:
    """True for a body that a page looks at."""
    return is_json(wire) or _is_form(wire)


def page_document(wire: Wire) -> Body:
    """The body of a page: an object from JSON or a form; `{}` for everything that cannot be read (evershop.md 6.3)."""
    try:
        document = json_document(wire) if not _is_form(wire) else _form(wire.body)
    except (Malformed, UnsupportedMedia):
        return {}
    return cast("Body", document) if isinstance(document, dict) else {}


def _is_form(wire: Wire) -> bool:
    return (wire.header("content-type") or "").partition(";")[0].strip().lower() == FORM


def _form(encoded: bytes) -> Body:
    said: dict[str, object] = {}
    try:
        pairs = parse_qsl(encoded.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Malformed("body") from None
    for name, value in pairs:
        said[name] = [said[name], value] if name in said else value  # a repeated field is a list, as Express reads it
    return said


def page_login(wire: Wire, _visit: object) -> Login:
    """E-mail and password, unguarded by any schema. Raises Worded."""
    return _unguarded(cast("Body", wire.document), wire)


def _unguarded(said: Body, wire: Wire) -> Login:
    """E-mail and password. Raises Handled with what JavaScript says where they are missing or no texts."""
    email, password = said.get("email"), said.get("password")
    if not isinstance(email, str):
        _complain_of_email(said)
    if not isinstance(password, str):
        raise Handled(400, f"Illegal arguments: {_type_name(said, 'password')}, string")
    return Login(email, password, wire.client)


def _complain_of_email(said: Body) -> NoReturn:
    if "email" not in said:
        raise Handled(400, "Cannot read properties of undefined (reading 'replace')")
    if said["email"] is None:
        raise Handled(400, "Cannot read properties of null (reading 'replace')")
    raise Handled(400, "email.replace is not a function")


def _type_name(said: Body, name: str) -> str:
    """What JavaScript's `typeof` says of it."""
    if name not in said:
        return "undefined"
    value = said[name]
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, (int, float)) else "object"


# -- passwords ------------------------------------------------------------------------------------------------------


def reset_email(wire: Wire, _person: Person) -> str:
    """The address that a new password is asked for. Raises Worded."""
    return cast("str", _RESET.read(wire.document)["email"])


def new_password(wire: Wire, _person: Person) -> NewPassword:
    """The new password with its token. Raises Worded."""
    said = _NEW_PASSWORD.read(wire.document)
    return NewPassword(cast("str", said["token"]), cast("str", said["password"]))
