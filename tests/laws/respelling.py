"""The same said again in other words: what law 7 is about, and what spellings are for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.laws.names import AI, ES, OFN, TN
from tests.laws.places import country_of, region_of
from tests.laws.steps import Step
from tests.laws.views import View

NAME_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    TN: ("name",),
    ES: ("full_name",),
    AI: ("firstname", "lastname"),
    OFN: ("first_name", "last_name"),
}
_COUNTRIES: Final[Mapping[str, tuple[str, ...]]] = {
    "US": ("US", "United States", "us"),
    "BR": ("BR", "Brasil", "brazil"),
}
_REGIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "US-OR": ("US-OR", "oregon", "Oregon", "OR"),
    "US-CA": ("California", "CA"),
    "BR-SP": ("sao paulo", "SP", "BR-SP"),
}


def respelled(tongue: str, view: View, number: int) -> Step | None:
    """One of the ways in which the dialect can say again what it shows, or None."""
    ways = [*_names(tongue, view, number), *_places(tongue, view, number)]
    return ways[number % len(ways)] if ways else None


def _names(tongue: str, view: View, number: int) -> Iterator[Step]:
    """The name with other blanks, or divided somewhere else."""
    keys = NAME_KEYS[tongue]
    said = " ".join(str(view[key]) for key in keys).split()
    if len(said) <= 1 or "<" in "".join(said):
        return
    if len(keys) == 1:
        yield Step(tongue, "change", fields={keys[0]: ("  " if number % 2 else " ").join(said)})
    else:
        at = 1 + number % (len(said) - 1)
        yield Step(tongue, "change", fields={keys[0]: " ".join(said[:at]), keys[1]: " ".join(said[at:])})


def _places(tongue: str, view: View, number: int) -> Iterator[Step]:
    """A country or region of an address by another of its names."""
    if tongue not in (TN, ES):
        return
    for at, row in enumerate(view["addresses"]):
        country = country_of(view.get(f"row.{row}.country"))
        region = region_of(view.get(f"row.{row}.province"), country)
        for field, words in (("country", _COUNTRIES.get(country or "")), ("province", _REGIONS.get(region or ""))):
            if words:
                fields: dict[str, Any] = {field: words[number % len(words)]}
                yield Step(tongue, "change_row", row=at, fields=fields)
