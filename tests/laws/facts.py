"""Which fact stands behind each wire field of each dialect (one-record.md 3.3 and 5), written down a second time.

A fact is named `c.email` for the customer's, `b.city` for the billing face's and `7.city` for the delivery address 7's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from tests.laws.views import View

NAME: Final = ("full", "halves")
LINE_1, LINE_2 = ("street", "number"), ("line2", "line3")
COUNTRY, REGION = ("country",), ("region",)
CUSTOMER: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "evershop": {
        "status": ("status",),
        "email": ("email",),
        "full_name": NAME,
        "group": ("group",),
        "metafields": ("metafields",),
    },
    "openfoodnetwork": {
        "email": ("email",),
        "first_name": NAME,
        "last_name": NAME,
        "code": ("code",),
        "tags": ("tags",),
    },
    "aimeos": {
        "salutation": ("salutation",),
        "company": ("company",),
        "vatid": ("tax_id",),
        "title": ("title",),
        "firstname": NAME,
        "lastname": NAME,
        "languageid": ("language",),
        "telephone": ("phone",),
        "mobile": ("mobile",),
        "email": ("email",),
        "telefax": ("telefax",),
        "website": ("website",),
        "birthday": ("birthday",),
        "label": ("label",),
        "code": ("login",),
        "groups": ("group",),
        "properties": ("properties",),
        "lists": ("lists",),
    },
    "tiendanube": {
        "name": NAME,
        "email": ("email",),
        "identification": ("tax_id",),
        "phone": ("phone",),
        "note": ("note",),
        "extra": ("extra",),
        "active": ("status",),
    },
}
ROW: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "evershop": {
        "full_name": NAME,
        "telephone": ("phone",),
        "address_1": LINE_1,
        "address_2": LINE_2,
        "postcode": ("postcode",),
        "city": ("city",),
        "province": REGION,
        "country": COUNTRY,
        "Country": COUNTRY,
        "Province": REGION,
        "is_default": ("flag",),
    },
    "openfoodnetwork": {
        "phone": ("phone",),
        "latitude": ("latitude",),
        "longitude": ("longitude",),
        "first_name": NAME,
        "last_name": NAME,
        "street_address_1": LINE_1,
        "street_address_2": LINE_2,
        "postal_code": ("postcode",),
        "locality": ("city",),
        "region": REGION,
        "country": COUNTRY,
    },
    "aimeos": {
        "firstname": NAME,
        "lastname": NAME,
        "telephone": ("phone",),
        "address1": LINE_1,
        "address2": ("line2",),
        "address3": ("line3",),
        "postal": ("postcode",),
        "city": ("city",),
        "state": REGION,
        "countryid": COUNTRY,
        "longitude": ("longitude",),
        "latitude": ("latitude",),
        **{
            field: (field,)
            for field in (
                "salutation", "company", "vatid", "title", "languageid", "telefax", "email", "website", "birthday",
                "position", "mobile", "type",
            )
        },
    },
    "tiendanube": {
        "name": NAME,
        "phone": ("phone",),
        "address": ("street",),
        "number": ("number",),
        "floor": LINE_2,
        "locality": ("neighbourhood",),
        "zipcode": ("postcode",),
        "city": ("city",),
        "province": REGION,
        "country": COUNTRY,
        "default": ("default",),
    },
}  # fmt: skip
BILLING_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "aimeos": {
        field: field
        for field in (
            "address1", "address2", "address3", "postal", "city", "state", "countryid", "longitude", "latitude",
        )
    },
    "tiendanube": {f"billing_{field}": field for field in ROW["tiendanube"] if field != "default"},
}  # fmt: skip
"""Fields of the customer that are those of the billing face -> the field of an address that they are."""
LEFT_BEHIND: Final = ("neighbourhood", "latitude", "longitude")
"""What a move clears (section 0, step 4)."""
STRUCTURE: Final = frozenset(
    {"addresses", "default_address", "billing", "shipping", "id", "updated_at", "created_at", "times"}
)
"""Keys of a view that are no facts of their own: the laws of sets and of time are about them."""


class Faces(Struct, frozen=True):
    """Which address bears which face."""

    deliveries: tuple[int, ...] = ()
    billing: int | None = None
    default: int | None = None

    @property
    def two_faced(self) -> int | None:
        """The address that bears both."""
        return self.billing if self.billing in self.deliveries else None

    def of(self, number: int) -> tuple[str, ...]:
        """The prefixes of the facts of that address."""
        delivery = (f"{number}.",) if number in self.deliveries else ()
        return (*delivery, "b.") if number == self.billing else delivery


def facts_of(tongue: str, key: str, faces: Faces) -> frozenset[str]:
    """The facts behind a key of the dialect's view."""
    head, _, field = key.rpartition(".")
    if head.startswith("row."):
        prefixes = faces.of(int(head.removeprefix("row.")))
        if tongue != "evershop":
            prefixes = tuple(prefix for prefix in prefixes if prefix != "b.")
        return frozenset(prefix + fact for prefix in prefixes for fact in ROW[tongue][field])
    if head in ("billing", "shipping"):
        prefix = "b." if head == "billing" else f"{faces.default}."
        return frozenset(prefix + fact for fact in ROW[tongue][field])
    as_billing = BILLING_FIELDS.get(tongue, {}).get(key)
    if as_billing is not None:
        return frozenset("b." + fact for fact in ROW[tongue][as_billing])
    return frozenset("c." + fact for fact in CUSTOMER[tongue].get(key, ()))


def fallbacks_of(tongue: str, key: str, views: Mapping[str, View]) -> frozenset[str]:
    """The facts that the key shows at this moment in place of its own, which is empty (2.2, 3.3)."""
    name_of_customer = frozenset({"c.full", "c.halves"})
    instead = frozenset({"c.company", "c.label"})
    head, _, field = key.rpartition(".")
    if tongue in ("evershop", "tiendanube") and key in ("full_name", "name"):
        return instead | name_of_customer if is_nameless(views) else frozenset()
    if tongue == "evershop" and field == "full_name":
        return instead | name_of_customer
    if tongue == "openfoodnetwork" and head in ("billing", "shipping"):
        if field in ("first_name", "last_name"):
            return name_of_customer
        if field == "phone":
            return frozenset({"c.phone"})
    if tongue == "aimeos" and key == "label":
        return name_of_customer | {"c.company", "c.title"}
    if tongue == "aimeos" and key == "code":
        return frozenset({"c.email"})
    return frozenset()


def is_nameless(views: Mapping[str, View]) -> bool:
    """True where nobody said a name: the halves tell, which have no fallback."""
    view = views["openfoodnetwork"]
    return not f"{view.get('first_name')}{view.get('last_name')}".strip()
