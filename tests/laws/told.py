"""What a write says: the keys that it names, and what its dialect must show there afterwards (law 1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from tests.laws.facts import ROW
from tests.laws.names import AI, ES, OFN, TN
from tests.laws.places import country_of, region_of, shown_country, shown_region
from tests.laws.views import View

_TAG: Final = re.compile(r"</?[A-Za-z]+>")
_AI_NULLS: Final = frozenset({"birthday", "languageid", "countryid", "longitude", "latitude"})
_AI_OTHERS: Final = frozenset({"addresses", "groups", "id", "properties", "lists"})
"""What an account does not take."""
_TN_OTHERS: Final = frozenset({"active", "default_address", "addresses", "times"})
"""What the views have besides, and what is said of addresses one by one."""
_AI_NUMBERS: Final = frozenset({"longitude", "latitude"})
ANYTHING: Final = object()
"""Expected of a field whose rule is a law of its own."""


class Named(Struct, frozen=True):
    """One key: what was sent, and what is to be read."""

    sent: Any
    shown: Any


class Told(Struct, frozen=True):
    """What one write named of one customer."""

    tongue: str
    named: Mapping[str, Named]
    new: bool = False

    def stated(self, before: View | None) -> set[str]:
        """The keys of it that are statements: those that do not say what is shown already (section 0, 2)."""
        if self.new or before is None:
            return set(self.named)
        return {key for key, one in self.named.items() if not _is_echo(one, before.get(key, ANYTHING))}


def _is_echo(one: Named, shown: object) -> bool:
    return same(one.sent if one.shown is ANYTHING else one.shown, shown)


def same(one: object, other: object) -> bool:
    """True when nothing differs; true is no 1 here, while -3 is -3.0, as in JSON, and keys keep their order."""
    alike = one == other and isinstance(one, bool) is isinstance(other, bool)
    return alike and (not isinstance(one, dict) or not isinstance(other, dict) or [*one] == [*other])


def without_tags(text: str) -> str:
    """The text without the only tags that the pools hold."""
    return _TAG.sub("", text)


def escaped(value: Any) -> Any:
    """The value as EverShop's door lets it in."""
    return (
        _TAG.sub(lambda tag: tag[0].replace("<", "&lt;").replace(">", "&gt;"), value)
        if isinstance(value, str)
        else value
    )


# -- forms -----------------------------------------------------------------------------------------------------------


def told(tongue: str, act: str, fields: Mapping[str, Any], number: int, before: View | None, after: View) -> Told:
    """What the step said. `number`: the address that it was about."""
    new = act == "create"
    named: dict[str, Named] = {}
    for field, value in fields.items():
        match tongue, field:
            case (_, "group_id"):
                named["group"] = Named(value, 1 if value is None else value)
            case (_, "addresses"):
                for row, entry in zip(after["addresses"], value, strict=True):
                    named |= {f"row.{row}.{key}": Named(one, one) for key, one in entry.items()}
            case ("openfoodnetwork", "billing_address" | "shipping_address"):
                named |= _ofn_address(field.partition("_")[0], value)
            case (_, "is_default"):
                continue
            case _:
                key = f"row.{number}.{field}" if act in ("add_row", "change_row") else field
                named[key] = Named(value, _form(tongue, act, field, value, before))
    return Told(tongue, named, new)


def _form(tongue: str, act: str, field: str, value: Any, before: View | None) -> Any:
    if tongue == TN:
        return _extra(value, before) if field == "extra" else value
    if tongue == ES:
        return value if act == "create" else escaped(value)
    if tongue == OFN:
        return _ofn_form(field, value)
    if value in ("", None) and field in ("label", "code"):
        return ANYTHING
    if field == "position":
        return value
    if value in ("", None):
        return None if field in _AI_NULLS else ""
    if field in _AI_NUMBERS:
        return value
    return value if act in ("add_row", "change_row") else without_tags(value)


def _extra(value: Any, before: View | None) -> Any:
    if value is None:
        return {}
    merged: dict[str, Any] = {**(before["extra"] if before else {}), **value}
    return {key: one for key, one in merged.items() if one is not None}


def _ofn_form(field: str, value: Any) -> Any:
    match field:
        case "email":
            return value.lower()
        case "code":
            return value or None
        case "tags":
            return list(dict.fromkeys(tag.lower() for tag in value))
        case _:
            return value or ""


def _ofn_address(face: str, value: Any) -> dict[str, Named]:
    named = {face: Named(value, shown=value is not None)}
    if value is None:
        return named
    country = country_of(value["country"])
    region = region_of(value["region"], country)
    for field in ROW[OFN]:
        one = value.get(field)
        if field == "country":
            named[f"{face}.{field}"] = Named(one, shown_country(country) if country else one)
        elif field == "region":
            named[f"{face}.{field}"] = Named(one, shown_region(region) if region else one)
        else:
            named[f"{face}.{field}"] = Named(one, one)
    return named


# -- echoes ----------------------------------------------------------------------------------------------------------


def echo(tongue: str, view: View) -> dict[str, Any]:
    """Everything that the customer's resource shows and takes, as it is shown (law 5); rows are echoed one by one."""
    if tongue == TN:
        plain = {k: v for k, v in view.items() if "." not in k and k not in _TN_OTHERS}
        rows = [{"id": number, **_row(view, f"row.{number}.")} for number in view["addresses"]]
        return {**plain, "addresses": rows}
    if tongue == OFN:
        said = {field: view[field] for field in ("email", "first_name", "last_name", "code", "tags")}
        for face in ("billing", "shipping"):
            if not view[face] or (view[f"{face}.region"] and view[f"{face}.country"]):  # null is no place to send
                said[f"{face}_address"] = _row(view, f"{face}.") if view[face] else None
        return said
    if tongue == ES:
        return {field: view[field] for field in ("status", "email", "full_name") if view[field] != ""}
    # Aimeos of 2026 takes the blanks out of a tax id at its door, so one that another dialect wrote cannot be echoed.
    left = (*_AI_OTHERS, *(["vatid"] if " " in view["vatid"] else []))
    return {k: v for k, v in view.items() if "." not in k and k not in left}


def echo_of_row(tongue: str, view: View, number: int) -> dict[str, Any]:
    """Everything that an address shows and takes."""
    shown = _row(view, f"row.{number}.")
    if tongue == ES and shown["full_name"] is None:
        del shown["full_name"]  # EverShop shows null and takes none
    return {field: value for field, value in shown.items() if field not in ("Country", "Province")}


def _row(view: View, prefix: str) -> dict[str, Any]:
    return {key.removeprefix(prefix): value for key, value in view.items() if key.startswith(prefix)}


def can_be_echoed(tongue: str, view: View) -> bool:
    """True unless the dialect itself makes something else of what it shows.

    EverShop escapes tags in what it is sent (law 15 of section 9), and any write to Aimeos fills an empty label.
    """
    if tongue == ES:
        return not any(isinstance(value, str) and _TAG.search(value) for value in view.values())
    return tongue != AI or bool(view["label"]) or not f"{view['firstname']}{view['lastname']}{view['company']}".strip()


__all__ = ["AI", "ANYTHING", "Named", "Told", "can_be_echoed", "echo", "echo_of_row", "escaped", "same", "told"]
