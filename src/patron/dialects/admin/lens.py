"""Which facts the pages show of a customer and its addresses, in which words and order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from msgspec import Struct

Kind: TypeAlias = Literal["text", "email", "tel", "url", "date", "lines", "flag", "choice", "moment", "decimal"]


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
)
STATUSES: Final[Mapping[int, str]] = {1: "Enabled", 0: "Disabled", -1: "Under review", -2: "Archived"}


def status_name(status: int) -> str:
    """What a status is called."""
    return STATUSES.get(status, f"Status {status}")
