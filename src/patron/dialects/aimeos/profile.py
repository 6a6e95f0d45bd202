"""The two wire dialects of Aimeos, as data: the published page and today's system (aimeos.md 0).

Everything that differs between them stands here; the code asks a profile and never which one it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from patron.domain.mirrors import EmptyLabel

GROUP = "group"
"""The domain of group memberships under its stored name."""
_ACCOUNT = (
    "salutation", "company", "vatid", "title", "firstname", "lastname", "address1", "address2", "address3", "postal",
    "city", "state", "languageid", "countryid", "telephone", "mobile", "email", "telefax", "website", "longitude",
    "latitude", "birthday", "label", "code",
)  # fmt: skip
_ADDRESS = (
    "type", "salutation", "company", "vatid", "title", "firstname", "lastname", "address1", "address2", "address3",
    "postal", "city", "state", "countryid", "languageid", "telephone", "telefax", "mobile", "email", "website",
    "longitude", "latitude", "birthday", "position",
)  # fmt: skip
_NEWER = frozenset({"mobile", "type"})


class Rule(StrEnum):
    """A rule that a value can break (aimeos.md 5 and 8)."""

    EMAIL = "email"
    WEBSITE = "website"
    SALUTATION = "salutation"
    COUNTRY = "country"
    LANGUAGE = "language"
    DATE = "date"
    MOMENT = "moment"
    CODE = "code"
    LENGTH = "length"
    """A text that the platform's column does not hold."""


class Profile(Struct, frozen=True):
    """One wire dialect: spellings and switches."""

    name: Literal["page", "2026"]
    separator: str
    """Between the parts of a type: `customer/address` or `customer.address`."""
    group_type: str
    """The type of a group, the domain of a membership and the beginning of a group's attributes."""
    account_fields: tuple[str, ...]
    """Attributes of the account behind `customer.id`, in the order of the wire."""
    address_fields: tuple[str, ...]
    """Attributes of a related address behind its id."""
    base_urls: bool
    """`meta.content-baseurls` is there."""
    tells_status: bool
    """`customer.status` and `customer.groups` in the empty item and in the answer to PATCH (P-AI1)."""
    empty_place: str | None
    """`languageid` and `countryid` of the empty item."""
    always_groups: bool
    """Groups are in `relationships` and `included`, asked for or not (P-AI1)."""
    repeats_include: bool
    """The link of a list item repeats `include`."""
    shows_new_items: bool
    """Whoever adds list items sees them in the answer without naming their domain."""
    by_position: bool
    """Related addresses are ordered by position."""
    squeezes_vatid: bool
    """A VAT id loses its blanks."""
    empty_type: bool
    """A property may have an empty type."""
    needs_id: frozenset[str]
    """Related resources whose PATCH without `relatedid` fails instead of finding nothing."""
    empty_label: EmptyLabel
    unexplained: frozenset[Rule]
    """Rules whose breach is a 500 without a word instead of a 404 that tells."""

    def type_of(self, name: str) -> str:
        """The wire's spelling of a type or domain that is stored as `customer/address`, `group`, `product` ..."""
        return self.group_type if name == GROUP else name.replace("/", self.separator)


PAGE = Profile(
    name="page",
    separator="/",
    group_type="customer/group",
    account_fields=tuple(field for field in _ACCOUNT if field not in _NEWER),
    address_fields=tuple(field for field in _ADDRESS if field not in _NEWER),
    base_urls=False,
    tells_status=True,
    empty_place="",
    always_groups=True,
    repeats_include=False,
    shows_new_items=False,
    by_position=False,
    squeezes_vatid=False,
    empty_type=False,
    needs_id=frozenset({"address"}),
    empty_label=EmptyLabel.FOLLOWS,
    unexplained=frozenset({Rule.LENGTH}),
)
TODAY = Profile(
    name="2026",
    separator=".",
    group_type="group",
    account_fields=_ACCOUNT,
    address_fields=_ADDRESS,
    base_urls=True,
    tells_status=False,
    empty_place=None,
    always_groups=False,
    repeats_include=True,
    shows_new_items=True,
    by_position=True,
    squeezes_vatid=True,
    empty_type=True,
    needs_id=frozenset({"address", "property", "relationships"}),
    empty_label=EmptyLabel.LAGS,
    unexplained=frozenset({Rule.LENGTH, Rule.COUNTRY, Rule.LANGUAGE, Rule.DATE, Rule.MOMENT, Rule.CODE}),
)
PROFILES: Mapping[str, Profile] = {profile.name: profile for profile in (PAGE, TODAY)}


def known_domain(name: str) -> str:
    """A type or domain under its stored name, whichever spelling a client uses."""
    plain = name.strip().replace(".", "/")
    return GROUP if plain == "customer/group" else plain
