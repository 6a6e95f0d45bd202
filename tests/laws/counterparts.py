"""Fields of the four dialects that say the same thing of an address (one-record.md 3.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from tests.laws.names import AI, ES, OFN, TN
from tests.laws.told import without_tags
from tests.laws.views import View

LINE: Final[Mapping[str, tuple[str, ...]]] = {
    ES: ("address_1",), OFN: ("street_address_1",), AI: ("address1",), TN: ("address", "number"),
}  # fmt: skip
TOWN: Final[Mapping[str, tuple[str, ...]]] = {
    ES: ("city", "postcode"), OFN: ("locality", "postal_code"), AI: ("city", "postal"), TN: ("city", "zipcode"),
}  # fmt: skip
LAND: Final[Mapping[str, str]] = {ES: "country", OFN: "country", AI: "countryid", TN: "country"}
KNOWS: Final[Mapping[str, frozenset[str]]] = {
    ES: frozenset(), TN: frozenset({"neighbourhood"}), OFN: frozenset({"latitude", "longitude"}),
    AI: frozenset({"latitude", "longitude"}),
}  # fmt: skip
FULL_NAME: Final[Mapping[str, tuple[str, ...]]] = {
    TN: ("name",), ES: ("full_name",), AI: ("firstname", "lastname"), OFN: ("first_name", "last_name"),
}  # fmt: skip
PHONE: Final[Mapping[str, str]] = {TN: "phone", ES: "telephone", AI: "telephone", OFN: "phone"}
SECOND_LINE: Final[Mapping[str, tuple[str, ...]]] = {
    TN: ("floor",), ES: ("address_2",), AI: ("address2", "address3"), OFN: ("street_address_2",),
}  # fmt: skip
REGION: Final[Mapping[str, str]] = {TN: "province", ES: "province", AI: "state", OFN: "region"}


def joined(view: View, prefix: str, fields: Iterable[str], separator: str) -> str:
    """Those fields as one line: the parts that are not blank."""
    parts = [str(view.get(prefix + field) or "") for field in fields]
    return separator.join(part for part in parts if part.strip()).strip()


def fields_under(view: View, prefix: str) -> dict[str, Any]:
    """Those fields of the view, by their own names."""
    return {key.removeprefix(prefix): value for key, value in view.items() if key.startswith(prefix)}


def words(text: object) -> list[str]:
    """The words of a text, without tags."""
    return without_tags(str(text or "")).split()
