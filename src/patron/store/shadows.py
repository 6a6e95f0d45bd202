"""The shadow columns of a customer: what is compared, searched and unique, never shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from patron.domain.customer import Customer
from patron.domain.keys import digits, email_key, fold, login_key, search_text, tax_id_key
from patron.domain.names import called
from patron.store.statement import Value

SHADOWS: Final[dict[str, Callable[[Customer], Value]]] = {
    "email_key": lambda customer: email_key(customer.email) if customer.email else None,
    "name_key": lambda customer: fold(customer.full_name or ""),
    "login_key": lambda customer: login_key(customer.login) if customer.login else None,
    "phone_key": lambda customer: phone_key(customer.phone, phone_hint(customer)) if customer.phone else None,
    "tax_id_key": lambda customer: tax_id_key(customer.tax_id) if customer.tax_id else None,
}


def shadows(customer: Customer) -> dict[str, Value]:
    """Column -> value of every shadow."""
    return {name: shadow(customer) for name, shadow in SHADOWS.items()}


def changed_shadows(old: Customer, new: Customer) -> dict[str, Value]:
    """Column -> value of those whose facts differ."""
    differs = {
        "email_key": new.email != old.email,
        "name_key": new.full_name != old.full_name,
        "login_key": new.login != old.login,
        "phone_key": new.phone != old.phone or (bool(new.phone) and phone_hint(new) != phone_hint(old)),
        "tax_id_key": new.tax_id != old.tax_id,
    }
    return {name: SHADOWS[name](new) for name, differing in differs.items() if differing}


def searched(customer: Customer) -> str:
    """What a search for text looks in."""
    # The name as it is shown where a full name is wanted, so that whoever is seen is found.
    return search_text(called(customer), customer.email, customer.tax_id)


def phone_hint(customer: Customer) -> str | None:
    """The country that a phone number without one is of: that of the billing address, else of any."""
    billing = (a.country_code for a in customer.addresses if a.is_billing and a.country_code)
    others = (a.country_code for a in customer.addresses if a.country_code)
    return next(billing, None) or next(others, None)


def phone_key(phone: str, country: str | None) -> str:
    """The number as E.164, else its digits."""
    return _e164(phone, country)


# Of a customer that is stored it is asked twice: for the column, and for what searches look in.
@lru_cache(maxsize=4096)
def _e164(phone: str, country: str | None) -> str:
    import phonenumbers  # late: it costs the start more than everything else here

    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return digits(phone)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
