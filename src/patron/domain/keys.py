"""Shadow forms: for comparing, searching and uniqueness; never shown (one-record.md section 1)."""

from __future__ import annotations

import unicodedata

import idna

SEPARATOR = "\x1f"


def fold(text: str) -> str:
    """The text without case and marks, white space as single blanks, control characters gone."""
    if text.isascii():
        plain = text.casefold()
    else:
        spread = unicodedata.normalize("NFKD", text).casefold()
        plain = "".join(letter for letter in unicodedata.normalize("NFKD", spread) if not unicodedata.combining(letter))
    return " ".join("".join(max(letter, " ") for letter in plain).split())


def email_key(email: str) -> str:
    """The address for comparing: local part NFC and case-folded, domain as lower-case IDNA ASCII."""
    local, at, domain = unicodedata.normalize("NFC", email).rpartition("@")
    if not at:
        return domain.casefold()
    return f"{local.casefold()}@{_ascii_domain(domain)}"


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return domain.casefold()  # an address literal, or one that was imported: still comparable


def login_key(login: str) -> str:
    """As `email_key` where the login looks like an address, else NFC and case-folded."""
    return email_key(login) if "@" in login else unicodedata.normalize("NFC", login).casefold()


def tax_id_key(tax_id: str) -> str:
    """Its letters and digits, upper-case."""
    return "".join(letter for letter in tax_id if letter.isalnum()).upper()


def digits(text: str) -> str:
    """Its decimal digits as ASCII."""
    return "".join(str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal())


def search_text(name: str, email: str, tax_id: str | None) -> str:
    """What a search looks in: name, e-mail and tax id, folded, with a character between that no query holds."""
    return SEPARATOR.join((fold(name), fold(email), fold(tax_id or "")))


def mark_text(
    phone_key: str | None,
    phone: str | None,
    mobile: str | None,
    telefax: str | None,
    tax_id_key: str | None,
    code: str | None,
    login: str | None,
    *outside: str,
) -> str:
    """What a search for numbers and codes looks in: digits of phones, codes folded, ids in other systems last."""
    numbers = [digits(number) for number in (phone_key, phone, mobile, telefax) if number]
    codes = [fold(code) for code in (tax_id_key, code, login, *outside) if code]
    # A number as it was typed says nothing new where it stands in the international one.
    kept = dict.fromkeys(one for one in numbers if one and not any(one != other and one in other for other in numbers))
    return SEPARATOR.join((*kept, *codes))
