"""The server's own countries and regions: ISO 3166 as pycountry has it, and other names that people write."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pycountry

from patron.domain.places import Alias, Country, Region

OWN_CODES = {"AU-VIC": "Vic"}
"""Where Open Food Network's own code is not that of ISO 3166-2 (openfoodnetwork.md section 9)."""


@cache
def own_places() -> tuple[Sequence[Country], Sequence[Region], Sequence[Alias]]:
    """Countries, regions and aliases, each in the order of its key."""
    listed: Any = pycountry  # its classes make their attributes while they run
    regions = [_region(found.code, found.country_code, found.name) for found in listed.subdivisions]
    divided = {region.country for region in regions}
    countries = [
        Country(found.alpha_2, getattr(found, "common_name", found.name), found.alpha_2 in divided)
        for found in listed.countries
    ]
    return (
        sorted(countries, key=lambda country: country.code),
        sorted(regions, key=lambda region: region.id),
        _aliases(),
    )


def _region(code: str, country: str, name: str) -> Region:
    short = code.partition("-")[2]
    return Region(code, country, short, name, OWN_CODES.get(code, short))


def _aliases() -> list[Alias]:
    listed = json.loads(Path(__file__).with_name("aliases.json").read_text(encoding="utf-8"))
    countries = [Alias("c", "", name, code) for code, names in listed["countries"].items() for name in names]
    regions = [
        Alias("r", target.partition("-")[0], name, target)
        for target, names in listed["regions"].items()
        for name in names
    ]
    return [*countries, *regions]
