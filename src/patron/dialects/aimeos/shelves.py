"""The three kinds of entries that belong to an account, and what they may hold (aimeos.md 7)."""

from __future__ import annotations

from patron.dialects.aimeos.lens import SPEECH
from patron.dialects.aimeos.profile import Profile
from patron.dialects.aimeos.rules import RULES, Judge, at_most, not_empty
from patron.dialects.aimeos.values import LISTS, PROPERTY
from patron.domain.customer import Address, ListItem, Property
from patron.operations.belongings import Shelf
from patron.operations.shelves import (
    LONGEST_NAME,
    LONGEST_REFERENCE,
    LONGEST_TYPE,
    LONGEST_VALUE,
    address_shelf,
    list_shelf,
    property_shelf,
)


def addresses(profile: Profile) -> Shelf[Address]:
    """Related addresses."""
    return address_shelf(SPEECH.listed, by_position=profile.by_position)


def properties(profile: Profile) -> Shelf[Property]:
    """Properties."""
    type_: Judge = at_most(LONGEST_TYPE) if profile.empty_type else not_empty(LONGEST_TYPE)
    return property_shelf(
        {
            "type": (f"{PROPERTY}type", type_),
            "language": (f"{PROPERTY}languageid", RULES["languageid"][1]),
            "value": (f"{PROPERTY}value", at_most(LONGEST_VALUE)),
        }
    )


def list_items(profile: Profile) -> Shelf[ListItem]:
    """List items."""
    judges: dict[str, tuple[str, Judge]] = {
        "domain": (f"{LISTS}domain", at_most(LONGEST_NAME)),
        "type": (f"{LISTS}type", at_most(LONGEST_NAME)),
        "refid": (f"{LISTS}refid", at_most(LONGEST_REFERENCE)),
    }
    judges |= {name: (f"{LISTS}{name}", RULES[name][1]) for name in ("datestart", "dateend")}
    return list_shelf(judges, shows_new=profile.shows_new_items)
