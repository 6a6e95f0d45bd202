"""The server's own countries and regions: ISO 3166 as pycountry has it, and other names that people write."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pycountry

from patron.domain.places import Alias, Country, Region


@cache
def own_places() -> tuple[Sequence[Country], Sequence[Region], Sequence[Alias]]:
    """Countries, regions and aliases, each in the order of its key."""
    regions = [
        Region(found.code, found.country_code, short, found.name, short)
        for found in pycountry.subdivisions
        for short in [found.code.partition("-")[2]]
    ]
    divided = {region.country for region in regions}
    countries = [
        Country(found.alpha_2, getattr(found, "common_name", found.name), found.alpha_2 in divided)
        for found in pycountry.countries
    ]
    return (
        sorted(countries, key=lambda country: country.code),
        sorted(regions, key=lambda region: region.id),
        _aliases(),
    )


def _aliases() -> list[Alias]:
    listed = json.loads(Path(__file__).with_name("aliases.json").read_text(encoding="utf-8"))
    countries = [Alias("c", "", name, code) for code, names in listed["countries"].items() for name in names]
    regions = [
        Alias("r", target.partition("-")[0], name, target)
        for target, names in listed["regions"].items()
        for name in names
    ]
    return [*countries, *regions]
