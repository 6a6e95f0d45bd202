"""Places as they are called: exact but for upper and lower case, and the region of the right country first."""

from __future__ import annotations

import pytest

from patron.domain.places import Country, Places, Region

PLACES = Places(
    [Country("AU", "Australia"), Country("US", "United States"), Country("BR", "Brazil")],
    [
        Region("AU-WA", "AU", "WA", "Western Australia", "WA"),
        Region("US-WA", "US", "WA", "Washington", "WA"),
        Region("AU-VIC", "AU", "VIC", "Victoria", "Vic"),
        Region("BR-SP", "BR", "SP", "São Paulo", "SP"),
    ],
)


@pytest.mark.parametrize(
    ("code", "name", "found"),
    [
        ("AU", None, "AU"),
        ("au", "", "AU"),
        (None, "UNITED states", "US"),
        ("XX", "Brazil", "BR"),
        ("US", "Australia", "AU"),
        ("AUS", None, None),
        ("Australia", "AU", None),
        (" AU", None, None),
        (None, None, None),
        ("", "", None),
    ],
)
def test_a_country_is_called_by_code_or_name(code: str | None, name: str | None, found: str | None) -> None:
    country = PLACES.country_called(code, name)
    assert (country.code if country else None) == found


@pytest.mark.parametrize(
    ("code", "name", "country", "found"),
    [
        ("wa", None, "US", "US-WA"),
        ("WA", None, "AU", "AU-WA"),
        ("WA", None, "BR", "AU-WA"),
        ("WA", None, None, "AU-WA"),
        ("Vic", None, "US", "AU-VIC"),
        ("XX", "victoria", "AU", "AU-VIC"),
        ("WA", "Washington", "US", "US-WA"),
        (None, "SÃO PAULO", "BR", "BR-SP"),
        (None, "Sao Paulo", "BR", None),
        ("AU-VIC", None, "AU", None),
        (None, None, "AU", None),
    ],
)
def test_a_region_is_called_by_code_or_name_and_sought_in_its_country_first(
    code: str | None, name: str | None, country: str | None, found: str | None
) -> None:
    region = PLACES.region_called(code, name, country)
    assert (region.id if region else None) == found


def test_new_places_are_called_at_once() -> None:
    places = Places([Country("AU", "Australia")])
    assert places.country_called("AU", None) is not None
    places.become([Country("NZ", "New Zealand")], [Region("NZ-OTA", "NZ", "OTA", "Otago", "OTA")])
    assert places.country_called("AU", None) is None
    assert places.region_called(None, "Otago", None) is not None
