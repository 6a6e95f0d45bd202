"""Moments as the platform's framework reads them in a search: almost any notation of a date, with or without a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

LONGEST: Final = 64
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_DATES: Final = tuple(
    re.compile(pattern, re.ASCII | re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?(?!\d)",
        r"(?P<year>\d{4})/(?P<month>\d{1,2})(?:/(?P<day>\d{1,2}))?(?!\d)",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
        r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})(?!\d)",
        rf"(?:[a-z]{{3,9}},?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH}[\s-]+(?P<year>\d{{4}})(?!\d)",
        rf"(?:[a-z]{{3,9}},?\s+)?{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)",
    )
)
_TIME: Final = re.compile(
    r"(?:T|\s*)(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?"
    r"(?:\s*(?:Z|UTC|GMT|(?P<sign>[+-])(?P<ahead>\d{2}):?(?P<minutes>\d{2})?))?\s*$",
    re.ASCII | re.IGNORECASE,
)


def moment(text: str) -> int | None:
    """Milliseconds UTC; without a zone it is UTC, without a time midnight. None where no date can be read."""
    text = text.strip()
    if len(text) > LONGEST:  # before the expressions, which are slow on a long one
        return None
    for date in _DATES:
        found = date.match(text)
        if found is not None:
            return _read(found, text[found.end() :])
    return None


def moment_of(parts: Sequence[int | None]) -> int | None:
    """The moment of year, month, day, hour, minute and second, as a form of separate fields sends them."""
    year, month, day, hour, minute, second = (part or 0 for part in (*parts[:6], *(0,) * (6 - len(parts[:6]))))
    return _at((year, month or 1, day or 1), (hour, minute, second))


def _read(date: re.Match[str], rest: str) -> int | None:
    named = date.groupdict()
    month = int(named["month"]) if named.get("month") else _MONTHS.index(named["name"].lower()) + 1
    day = (int(named["year"]), month, int(named["day"] or 1))
    if not rest.strip():
        return _at(day, (0, 0, 0))
    time = _TIME.match(rest)
    if time is None:
        return None
    hour = int(time["hour"])
    if time["half"]:
        hour = hour % 12 + (12 if time["half"] in "pP" else 0)
    thousandths = int((time["fraction"] or "0")[:3].ljust(3, "0"))
    found = _at(day, (hour, int(time["minute"]), int(time["second"] or 0)), _zone(time))
    return None if found is None else found + thousandths


def _zone(time: re.Match[str]) -> timezone:
    if not time["sign"]:
        return UTC
    ahead = timedelta(hours=int(time["ahead"]), minutes=int(time["minutes"] or 0))
    return timezone(min(ahead, timedelta(hours=23, minutes=59)) * (1 if time["sign"] == "+" else -1))


def _at(day: tuple[int, int, int], time: tuple[int, int, int], zone: timezone = UTC) -> int | None:
    try:
        return round(datetime(*day, *time, tzinfo=zone).timestamp()) * 1000
    except (ValueError, OverflowError):
        return None
