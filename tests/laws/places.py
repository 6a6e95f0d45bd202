"""The few countries and regions of the pools: what texts mean, and how each dialect writes them (3.4)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, Final, cast

from tests.laws.names import OFN

COUNTRIES: Final[Mapping[str, str]] = {"US": "United States", "BR": "Brazil", "AU": "Australia"}
REGIONS: Final[Mapping[str, tuple[str, str]]] = {
    "US-OR": ("Oregon", "OR"),
    "US-CA": ("California", "CA"),
    "BR-SP": ("São Paulo", "SP"),
    "AU-VIC": ("Victoria", "Vic"),
}
"""ISO 3166-2 -> name, code of Open Food Network."""
ALIASES: Final[Mapping[str, str]] = {"brasil": "BR", "usa": "US"}


def folded(text: str) -> str:
    """The text without case and marks."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def country_of(text: object) -> str | None:
    """The code of the country that a text or an object of Open Food Network means."""
    if isinstance(text, Mapping):
        place = cast("Mapping[str, Any]", text)
        return country_of(place.get("code")) or country_of(place.get("name"))
    said = folded(str(text or ""))
    named = {**ALIASES, **{folded(name): code for code, name in COUNTRIES.items()}}
    return said.upper() if said.upper() in COUNTRIES else named.get(said)


def region_of(text: object, country: str | None) -> str | None:
    """The region of that country which a text or an object means."""
    if country is None:
        return None
    if isinstance(text, Mapping):
        place = cast("Mapping[str, Any]", text)
        return region_of(place.get("code"), country) or region_of(place.get("name"), country)
    said = folded(str(text or ""))
    for number, (name, code) in REGIONS.items():
        short = number.partition("-")[2]
        if number.startswith(country) and said in {folded(one) for one in (number, short, name, code)}:
            return number
    return None


def shown_country(code: str) -> dict[str, str]:
    """The country as Open Food Network shows it."""
    return {"name": COUNTRIES[code], "code": code}


def shown_region(number: str) -> dict[str, str]:
    """The region as Open Food Network shows it."""
    name, code = REGIONS[number]
    return {"name": name, "code": code}


def notation_of_country(tongue: str, code: str) -> object:
    """The country as the dialect shows it when it never said it in other words."""
    return shown_country(code) if tongue == OFN else code


def notation_of_region(tongue: str, number: str) -> object:
    """The region as the dialect shows it when it never said it in other words."""
    match tongue:
        case "openfoodnetwork":
            return shown_region(number)
        case "tiendanube":
            return REGIONS[number][0]
        case "aimeos":
            return number.partition("-")[2]
        case _:
            return number
