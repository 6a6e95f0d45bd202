"""What must stand in the columns that nobody is shown (one-record.md section 1), said a second time for the pools."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from tests.laws.places import folded

_DIALLED: Final = {"US": "1", "BR": "55", "AU": "61"}
"""Country -> what stands before its numbers."""


def email_key(email: str | None) -> str | None:
    """The e-mail in lower case; the pools hold ASCII alone."""
    return email.lower() if email else None


def name_key(full_name: str | None) -> str:
    """Its words without case and marks, one blank between them."""
    return " ".join(folded(full_name or "").split())


def tax_id_key(tax_id: str | None) -> str | None:
    """Its letters and digits, upper-case."""
    return re.sub(r"[^0-9A-Z]", "", tax_id.upper()) if tax_id else None


def phone_key(phone: str | None, countries: Iterable[str | None]) -> str | None:
    """The number with its country, that of the first address that has one; digits alone where it is no number."""
    if not phone:
        return None
    digits = re.sub("[^0-9]", "", phone)
    if "+" in phone:
        return f"+{digits}"
    country = next((one for one in countries if one), None)
    return f"+{_DIALLED[country]}{digits}" if country and "<" not in phone else digits
