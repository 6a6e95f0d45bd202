"""The door for values: what a client sends for an attribute, in the notation that the lenses speak (aimeos.md 5, 7)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import cast

from patron.dialects.aimeos import rules
from patron.dialects.aimeos.bodies import Attributes
from patron.dialects.aimeos.lens import ACCOUNT, ADDRESS, CODE, EMAIL, LABEL
from patron.dialects.aimeos.profile import GROUP, Profile, known_domain
from patron.domain.lens import Statements
from patron.domain.tags import without_tags
from patron.operations.accounts import Wish
from patron.wire.refusals import Malformed

PASSWORD = f"{ACCOUNT}password"
PROPERTY, LISTS = "customer.property.", "customer.lists."
LONGEST_PASSWORD = 1_024
DEEPEST = 16
_EXACT = frozenset({"code", "label"})
"""Attributes that are known by their whole name alone; the others by its last part (aimeos.md 5)."""
_SMALL, _WIDE = 2**15, 2**31
"""What the store holds of a status and of a position."""


# -- the account ----------------------------------------------------------------------------------------------------


def account_wish(attributes: Attributes, profile: Profile) -> Wish:
    """What is said of an account; the login comes first, as it is judged first. Raises Malformed.

    Tags are taken out of everything but the password, which nobody shows.
    """
    named: dict[str, object] = {}
    login = without_tags(_text(attributes.get(CODE)).replace("\x00", ""))
    if login not in ("", "0"):  # what PHP takes for false is not sent
        named[CODE] = login
    for name, value in attributes.items():
        _, dot, field = name.rpartition(".")
        if dot and field in profile.account_fields and (field not in _EXACT or name == LABEL):
            text = without_tags(_text(value).replace("\x00", ""))
            named[f"{ACCOUNT}{field}"] = _noted(field, text, profile)
    return Wish(named, _password(attributes.get(PASSWORD)))


def with_email(wish: Wish) -> Wish:
    """The same with an empty e-mail where none was sent: a new account needs one (P-AI2)."""
    return wish if EMAIL in wish.named else Wish({**wish.named, EMAIL: ""}, wish.password)


def own_columns(attributes: Attributes) -> Statements:
    """Names without a dot: a host's own columns. The answer repeats them, nothing stores them (aimeos.md 5)."""
    bare = {name: value for name, value in attributes.items() if "." not in name}
    return {
        name: None if value is None else without_tags(_text(value))
        for name, value in bare.items()
        if value is None or isinstance(value, (str, int, float))
    }


def _password(value: object) -> str | None:
    text = _text(value)
    if len(text) > LONGEST_PASSWORD or "\x00" in text:
        raise Malformed("body")
    return None if text in ("", "0") else text


# -- what belongs to it ---------------------------------------------------------------------------------------------


def address_statements(attributes: Attributes, profile: Profile) -> Statements:
    """What is said of a related address. Raises Malformed."""
    named: dict[str, object] = {}
    for name, value in attributes.items():
        field = name.rpartition(".")[2]
        if field == "position" and field in profile.address_fields:
            named[f"{ADDRESS}{field}"] = _whole(value, _WIDE)
        elif field in profile.address_fields:
            named[f"{ADDRESS}{field}"] = _noted(field, _stored_text(value), profile)
    return named


_Columns = Mapping[str, tuple[str, Callable[[object], object]]]


def property_statements(attributes: Attributes, _profile: Profile) -> Statements:
    """Columns of a property. Raises Malformed."""
    return _columns(attributes, _PROPERTY)


def list_statements(attributes: Attributes, _profile: Profile) -> Statements:
    """Columns of a list item. Raises Malformed."""
    return _columns(attributes, _LIST)


def _columns(attributes: Attributes, known: _Columns) -> Statements:
    return {known[name][0]: known[name][1](value) for name, value in attributes.items() if name in known}


def _domain(value: object) -> str:
    text = _needed_text(value)
    return GROUP if known_domain(text) == GROUP else text


def _config(value: object) -> Mapping[str, object]:
    """A map; what PHP would take for a list is a map from places. Raises Malformed."""
    if value is None or value == "":
        return {}
    if isinstance(value, list):
        value = {str(place): one for place, one in enumerate(cast("list[object]", value))}
    if not isinstance(value, dict) or not _is_storable(cast("dict[str, object]", value), DEEPEST):
        raise Malformed("body")
    return cast("dict[str, object]", value)


def _is_storable(value: object, depth: int) -> bool:
    """True for JSON that is not nested too deeply and holds no NUL, which no database keeps."""
    if isinstance(value, str):
        return "\x00" not in value
    if isinstance(value, dict):
        inner = cast("dict[str, object]", value)
        return depth > 0 and all("\x00" not in key and _is_storable(one, depth - 1) for key, one in inner.items())
    if isinstance(value, list):
        return depth > 0 and all(_is_storable(one, depth - 1) for one in cast("list[object]", value))
    return True


# -- single values --------------------------------------------------------------------------------------------------


def _text(value: object) -> str:
    """The text that PHP makes of a value; null is ''. Raises Malformed for lists and maps (D-AI4)."""
    if isinstance(value, str):
        return value
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, int):
        return _digits(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10**15 else repr(value)
    raise Malformed("body")


def _digits(number: int) -> str:
    try:
        return str(number) if abs(number) < 10**100 else repr(float(number))
    except OverflowError:
        raise Malformed("body") from None


def _stored_text(value: object) -> str:
    """As `_text`. Raises Malformed for NUL, too."""
    text = _text(value)
    if "\x00" in text:
        raise Malformed("body")
    return text


def _needed_text(value: object) -> str:
    """As `_stored_text`. Raises Malformed for null, too."""
    if value is None:
        raise Malformed("body")
    return _stored_text(value)


def _language(value: object) -> str | None:
    return rules.language(_stored_text(value))


def _moment(value: object) -> str | None:
    return rules.moment(_stored_text(value))


def _whole(value: object, limit: int) -> int:
    """A whole number. Raises Malformed for anything else and for what the store does not hold."""
    text = _text(value)
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12 and -limit <= int(text) < limit):
        raise Malformed("body")
    return int(text)


def _number(text: str) -> float | None:
    """Degrees; None for nothing. Raises Malformed."""
    if not text:
        return None
    try:
        number = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        raise Malformed("body") from None
    if not math.isfinite(number):
        raise Malformed("body")
    return number


def _noted(field: str, text: str, profile: Profile) -> object:
    match field:
        case "longitude" | "latitude":
            return _number(text)
        case "countryid":
            return rules.country(text)
        case "languageid":
            return rules.language(text)
        case "birthday":
            return text or None
        case "vatid":
            return text.replace(" ", "") if profile.squeezes_vatid else text
        case _:
            return text


_PROPERTY: _Columns = {
    f"{PROPERTY}type": ("type", _stored_text),
    f"{PROPERTY}languageid": ("language", _language),
    f"{PROPERTY}value": ("value", _stored_text),
}
_LIST: _Columns = {
    f"{LISTS}domain": ("domain", _domain),
    f"{LISTS}type": ("type", _needed_text),
    f"{LISTS}refid": ("refid", _needed_text),
    f"{LISTS}datestart": ("datestart", _moment),
    f"{LISTS}dateend": ("dateend", _moment),
    f"{LISTS}status": ("status", lambda value: _whole(value, _SMALL)),
    f"{LISTS}position": ("position", lambda value: _whole(value, _WIDE)),
    f"{LISTS}config": ("config", _config),
}
