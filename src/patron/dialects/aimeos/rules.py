"""What values must look like (aimeos.md 5, 7): the judges behind the lenses, and the notation the door gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeAlias

from patron.dialects.aimeos.profile import Rule
from patron.domain.refusals import Problem

Judge: TypeAlias = Callable[[object], Problem | None]

LONGEST_CODE = 255
LONGEST_EMAIL = 254
LONGEST_LOCAL_PART = 64
LONGEST_SALUTATION = 8
_ATOM = r"[!#-'*+\-/0-9=?A-Z^-~]+"
_QUOTED = r'"(?:[^"\\\x00-\x08\x0b-\x1f\x7f-\U0010ffff]|\\[ -~])*"'
_LABEL = r"(?=[^.]{1,63}(?:\.|$))(?:xn--)?[a-z0-9]+(?:-[a-z0-9]+)*"
_EMAIL = re.compile(
    rf"(?:{_ATOM}|{_QUOTED})(?:\.(?:{_ATOM}|{_QUOTED}))*@(?:{_LABEL}\.)+(?=[a-z]){_LABEL}", re.ASCII | re.IGNORECASE
)
_WEBSITE = re.compile(r"(?:[a-z]+://)?[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+(?::[0-9]+)?(?:/.*)?", re.ASCII)
_COUNTRY = re.compile(r"[A-Za-z]{2}", re.ASCII)
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:_([A-Za-z]{2}))?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]", re.ASCII)
_MOMENT = re.compile(r"([0-9]{4}-[01][0-9]-[0-3][0-9])(?:[ T]([0-2][0-9]:[0-5][0-9])(:[0-5][0-9])?)?", re.ASCII)
_BLANKS = re.compile(r"[ \x00\t\n\f\r\x85]")


# -- notation -------------------------------------------------------------------------------------------------------


def country(text: str) -> str | None:
    """The code in capitals; None for nothing; what is no code stays as it is, to be refused."""
    return (text.upper() if _COUNTRY.fullmatch(text) else text) or None


def language(text: str) -> str | None:
    """`en` or `en_US`; None for nothing; what is no code stays as it is, to be refused."""
    found = _LANGUAGE.fullmatch(text)
    if found is None:
        return text or None
    region = found[2]
    return f"{found[1].lower()}_{region.upper()}" if region else found[1].lower()


def moment(text: str) -> str | None:
    """`YYYY-MM-DD hh:mm:ss`; None for nothing; what is no moment stays as it is, to be refused."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return text or None
    return f"{found[1]} {found[2] or '00:00'}{found[3] or ':00'}"


# -- judges ---------------------------------------------------------------------------------------------------------


def email(value: object) -> Problem | None:
    """An address of ASCII letters with a domain of at least two parts; '' is none."""
    text = str(value)
    if len(text) > LONGEST_EMAIL or text.rfind("@") > LONGEST_LOCAL_PART or not _EMAIL.fullmatch(text):
        return Problem.INVALID
    return None


def email_or_nothing(value: object) -> Problem | None:
    """As `email`, but '' is good."""
    return None if value == "" else email(value)


def code(value: object) -> Problem | None:
    """At most 255 bytes without blanks."""
    text = str(value)
    if len(text.encode()) > LONGEST_CODE:
        return Problem.TOO_LONG
    return Problem.INVALID if _BLANKS.search(text) else None


def _salutation(value: object) -> Problem | None:
    return Problem.TOO_LONG if len(str(value).encode()) > LONGEST_SALUTATION else None


def _website(value: object) -> Problem | None:
    return None if value == "" or _WEBSITE.fullmatch(str(value)) else Problem.INVALID


def _country(value: object) -> Problem | None:
    return None if value is None or _COUNTRY.fullmatch(str(value)) else Problem.INVALID


def _language(value: object) -> Problem | None:
    return None if value is None or _LANGUAGE.fullmatch(str(value)) else Problem.INVALID


def _date(value: object) -> Problem | None:
    if value is None:
        return None
    text = str(value)
    return None if _DATE.fullmatch(text) and _exists(text) else Problem.INVALID


def _moment(value: object) -> Problem | None:
    if value is None:
        return None
    text = str(value)
    return None if _MOMENT.fullmatch(text) and _exists(text) else Problem.INVALID


def _exists(text: str) -> bool:
    """True for a day and time of the calendar: a database would refuse the others (`2000-02-30`)."""
    try:
        date.fromisoformat(text) if len(text) == len("2000-01-01") else datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def at_most(length: int) -> Judge:
    """A judge of texts with that many characters at most."""

    def judge(value: object) -> Problem | None:
        return Problem.TOO_LONG if len(str(value)) > length else None

    return judge


def not_empty(length: int) -> Judge:
    """A judge of texts with at least one and at most that many characters."""

    def judge(value: object) -> Problem | None:
        return Problem.BLANK if value == "" else at_most(length)(value)

    return judge


RULES: Mapping[str, tuple[Rule, Judge]] = {
    "salutation": (Rule.SALUTATION, _salutation),
    "email": (Rule.EMAIL, email_or_nothing),
    "website": (Rule.WEBSITE, _website),
    "countryid": (Rule.COUNTRY, _country),
    "languageid": (Rule.LANGUAGE, _language),
    "birthday": (Rule.DATE, _date),
    "code": (Rule.CODE, code),
    "datestart": (Rule.MOMENT, _moment),
    "dateend": (Rule.MOMENT, _moment),
}
"""The last part of an attribute's name -> the rule that its values keep. Other attributes keep `Rule.LENGTH`."""
