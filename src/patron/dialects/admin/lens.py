"""Which facts the pages show of a customer and its addresses, in which words and order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from patron.domain.customer import Address

Kind: TypeAlias = Literal[
    "text", "email", "tel", "url", "date", "lines", "flag", "choice", "moment", "decimal", "whole", "clock", "json"
]
CONTACT: Final = "contact."
"""What the name of a fact begins with that an address keeps among those of its contact."""


class Fact(Struct, frozen=True):
    """One fact: a column of the one record, and what people call it."""

    name: str
    label: str
    kind: Kind = "text"
    hint: str = ""


class Section(Struct, frozen=True):
    """Facts that belong together."""

    title: str
    facts: tuple[Fact, ...]


CUSTOMER: Final = (
    Section(
        "Person",
        (
            Fact("full_name", "Full name"),
            Fact("first_name", "First name"),
            Fact("last_name", "Last name"),
            Fact("salutation", "Salutation"),
            Fact("title", "Title"),
            Fact("birthday", "Birthday", "date"),
        ),
    ),
    Section(
        "Contact",
        (
            Fact("email", "E-mail", "email"),
            Fact("phone", "Phone", "tel"),
            Fact("mobile", "Mobile", "tel"),
            Fact("telefax", "Fax", "tel"),
            Fact("website", "Website", "url"),
            Fact("language", "Language", hint="Two letters, like pt"),
        ),
    ),
    Section(
        "Business",
        (
            Fact("company", "Company"),
            Fact("tax_id", "Tax id"),
            Fact("code", "Customer code", hint="Unique in the store"),
            Fact("label", "Label"),
            Fact("login", "Login", hint="Empty: the e-mail"),
        ),
    ),
    Section(
        "Account",
        (
            Fact("status", "Status", "choice"),
            Fact("activated_at", "Active since", "moment"),
            Fact("terms_accepted_at", "Terms accepted", "moment"),
            Fact("accepts_marketing", "Accepts marketing", "choice"),
            Fact("accepts_marketing_at", "Marketing answer given", "moment"),
            Fact("allow_charges", "Charges allowed", "flag"),
            Fact("created_by_hand", "Created by hand", "flag"),
        ),
    ),
    Section("Note", (Fact("note", "Note", "lines"),)),
)
ADDRESS: Final = (
    Fact("full_name", "Full name"),
    Fact("first_name", "First name"),
    Fact("last_name", "Last name"),
    Fact("phone", "Phone", "tel"),
    Fact("street", "Street"),
    Fact("number", "Number"),
    Fact("line2", "Line 2"),
    Fact("line3", "Line 3"),
    Fact("neighbourhood", "Neighbourhood"),
    Fact("city", "City"),
    Fact("postcode", "Postcode"),
    Fact("region", "Region"),
    Fact("region_id", "Region code"),
    Fact("country", "Country"),
    Fact("country_code", "Country code"),
    Fact("latitude", "Latitude", "decimal"),
    Fact("longitude", "Longitude", "decimal"),
    Fact("position", "Position", "whole"),
    Fact("contact.type", "Type", hint="Aimeos: empty is delivery"),
    Fact("contact.salutation", "Salutation"),
    Fact("contact.title", "Title"),
    Fact("contact.company", "Company"),
    Fact("contact.vatid", "Tax id"),
    Fact("contact.email", "E-mail", "email"),
    Fact("contact.mobile", "Mobile", "tel"),
    Fact("contact.telefax", "Fax", "tel"),
    Fact("contact.website", "Website", "url"),
    Fact("contact.languageid", "Language", hint="Two letters, like pt"),
    Fact("contact.birthday", "Birthday", "date"),
)
PROPERTY: Final = (
    Fact("type", "Type"),
    Fact("language", "Language", hint="Empty: every language"),
    Fact("value", "Value", "lines"),
)
MEMBERSHIP: Final = (
    Fact("type", "Type"),
    Fact("position", "Position", "whole"),
    Fact("status", "Status", "whole", "1 is enabled, 0 is not"),
    Fact("datestart", "From", "clock", "Like 2026-12-31 23:59"),
    Fact("dateend", "Until", "clock"),
    Fact("config", "Configuration", "json", 'An object, like {"key": "value"}'),
)
"""What a list item says beside whom it ties to what; of a membership in a group these alone."""
LIST_ITEM: Final = (
    Fact("domain", "Domain", hint="Like product"),
    Fact("refid", "Reference", hint="The id of what is meant"),
    *MEMBERSHIP,
)
READ_ONLY: Final[Mapping[str, str]] = {
    "store_id": "the store of a customer is chosen when it is made; Open Food Network can move it",
    "id": "given once, never again to anybody else",
    "uuid": "given once",
    "email_duplicate": "noted by an import, and gone with another e-mail",
    "said": "what platforms wrote in their own way: see *As seen by*",
    "version": "counts the changes",
    "created_at": "kept by the server",
    "updated_at": "kept by the server",
    "purchases": "told by the order system",
}
"""Fields of a customer that nobody changes here, and why."""
ADDRESS_READ_ONLY: Final[Mapping[str, str]] = {
    "id": "given once",
    "uuid": "given once",
    "region_id": "follows from region and country",
    "country_code": "follows from the country",
    "said": "what platforms wrote in their own way: see *As seen by*",
    "created_at": "kept by the server",
    "updated_at": "kept by the server",
}
"""The same of an address."""
STATUSES: Final[Mapping[int, str]] = {1: "Enabled", 0: "Disabled", -1: "Under review", -2: "Archived"}


def stored(row: Struct, name: str) -> object:
    """What the row says of the fact of that name."""
    if name.startswith(CONTACT) and isinstance(row, Address):
        return row.contact.get(name.removeprefix(CONTACT))
    return getattr(row, name)


def status_name(status: int) -> str:
    """What a status is called."""
    return STATUSES.get(status, f"Status {status}")
