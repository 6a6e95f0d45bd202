"""Countries and regions: found by code or name, without regard to case and marks (one-record.md 3.4)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from patron.domain.keys import fold


class Country(Struct, frozen=True):
    """One country; `needs_region`: an address there is not complete without a region."""

    code: str
    name: str
    needs_region: bool = True


class Region(Struct, frozen=True):
    """One region; `id` is ISO 3166-2 (`BR-SP`), `code` its short form (`SP`), `ofn_code` Open Food Network's own."""

    id: str
    country: str
    code: str
    name: str
    ofn_code: str


class Alias(Struct, frozen=True):
    """Another name: kind `c` (country; `country` is '') or `r` (region of `country`); `target` is its code or id."""

    kind: str
    country: str
    alias: str
    target: str


class _Called(Struct, frozen=True):
    """Codes of countries and ids of regions by what they are called, in lower case."""

    countries: dict[tuple[str, str], list[str]]
    regions: dict[tuple[str, str], list[str]]


def _call(kind: str, text: str | None) -> tuple[str, str]:
    return kind, (text or "").lower()


class Places:
    """All countries and regions of an installation, looked up in dictionaries."""

    def __init__(
        self, countries: Iterable[Country] = (), regions: Iterable[Region] = (), aliases: Iterable[Alias] = ()
    ) -> None:
        self.become(countries, regions, aliases)

    def become(
        self, countries: Iterable[Country] = (), regions: Iterable[Region] = (), aliases: Iterable[Alias] = ()
    ) -> None:
        """Nothing comes back; whoever holds these places sees the new ones from now on."""
        self.countries = {country.code: country for country in countries}
        self.regions = {region.id: region for region in regions}
        self._aliases = tuple(aliases)
        self._country_names: dict[str, str] | None = None
        self._region_names: dict[str, dict[str, str]] = {}
        self._called: _Called | None = None

    def country(self, text: str | None) -> Country | None:
        """The country that a text names by code, name or alias, or None."""
        if not text:
            return None
        return self.countries.get(text) or self.countries.get(self._countries_by_name().get(fold(text), ""))

    def region(self, text: str | None, country_code: str | None) -> Region | None:
        """The region of that country which a text names by ISO 3166-2, short code, name or alias, or None."""
        if not text or not country_code:
            return None
        return self.regions.get(self._regions_by_name(country_code).get(fold(text), ""))

    def country_called(self, code: str | None, name: str | None) -> Country | None:
        """The first country with that two-letter code or that very name; only upper and lower case are alike."""
        called = self._by_call()
        codes = (*called.countries.get(_call("code", code), ()), *called.countries.get(_call("name", name), ()))
        return self.countries[min(codes)] if codes else None

    def region_called(self, code: str | None, name: str | None, country_code: str | None) -> Region | None:
        """The first region with that short code or that very name: of the country where it has one, else of any.

        Short codes are those of Open Food Network; only upper and lower case are alike.
        """
        called = self._by_call()
        ids = (*called.regions.get(_call("code", code), ()), *called.regions.get(_call("name", name), ()))
        found = [self.regions[one] for one in sorted(ids)]
        return next((region for region in found if region.country == country_code), found[0] if found else None)

    def _by_call(self) -> _Called:
        if self._called is None:
            self._called = _Called({}, {})
            for country in self.countries.values():
                for key in (_call("code", country.code), _call("name", country.name)):
                    self._called.countries.setdefault(key, []).append(country.code)
            for region in self.regions.values():
                for key in (_call("code", region.ofn_code), _call("name", region.name)):
                    self._called.regions.setdefault(key, []).append(region.id)
        return self._called

    def _countries_by_name(self) -> dict[str, str]:
        # Made at the first look-up by name: a server that only reads never needs it.
        if self._country_names is None:
            names = {fold(a.alias): a.target for a in self._aliases if a.kind == "c"}
            names.update((fold(c.name), c.code) for c in self.countries.values())
            names.update((fold(c.code), c.code) for c in self.countries.values())
            self._country_names = names
        return self._country_names

    def _regions_by_name(self, country_code: str) -> dict[str, str]:
        names = self._region_names.get(country_code)
        if names is None:
            own = [region for region in self.regions.values() if region.country == country_code]
            names = {fold(a.alias): a.target for a in self._aliases if a.kind == "r" and a.country == country_code}
            # The later line wins: a full code beats a short one, which beats a name.
            names.update((fold(region.name), region.id) for region in own)
            names.update((fold(region.ofn_code), region.id) for region in own)
            names.update((fold(region.code), region.id) for region in own)
            names.update((fold(region.id), region.id) for region in own)
            self._region_names[country_code] = names
        return names


NOWHERE = Places()
