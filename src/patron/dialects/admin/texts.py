"""One value of a form: as text, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import cast

from email_validator import EmailNotValidError, validate_email
from msgspec import DecodeError, json

from patron.dialects.admin.lens import Kind
from patron.domain.nesting import has_nul, is_deeper
from patron.domain.refusals import Problem

LONGEST: Mapping[str, int] = {"lines": 20_000, "json": 20_000}
LONGEST_TEXT = 500
LONGEST_EMAIL = 254
LARGEST_WHOLE = 2**31
DEEPEST = 16
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(:\d{2})?)", re.ASCII)


class Wrong(Exception):
    """A text that is no value of its kind."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def lines_of(text: str) -> str:
    """The text with every end of a line as one line feed: forms send and keep no other."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_of(kind: Kind, value: object) -> str:
    """The value as a form shows it; '' for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else ("0" if kind == "choice" else "")
    if kind == "moment" and isinstance(value, int):
        try:
            return datetime.fromtimestamp(value / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        except (OverflowError, ValueError, OSError):
            return ""
    if kind == "json":
        return json.encode(value).decode() if value else ""
    return str(value)


def value_of(kind: Kind, text: str) -> object:
    """The value that is written there; None for nothing. Raises Wrong."""
    if kind == "lines":
        text = lines_of(text)
    if "\0" in text or len(text) > LONGEST.get(kind, LONGEST_TEXT):
        raise Wrong(Problem.INVALID if "\0" in text else Problem.TOO_LONG)
    if kind == "flag":
        return text == "1"
    text = text if kind == "lines" else text.strip()
    if not text:
        return None
    return _READERS.get(kind, _as_it_is)(text)


def _as_it_is(text: str) -> object:
    return text


def _email(text: str) -> object:
    if len(text) > LONGEST_EMAIL:
        raise Wrong(Problem.TOO_LONG)
    try:
        # Addresses of test and intranet domains are welcome: whether mail arrives is not the question here.
        validate_email(text, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        raise Wrong(Problem.INVALID) from None
    return text


def _date(text: str) -> object:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Wrong(Problem.INVALID) from None


def _moment(text: str) -> object:
    found = _MOMENT.fullmatch(text)
    try:
        when = datetime.fromisoformat(f"{found[1]}T{found[2]}").replace(tzinfo=UTC) if found else None
    except ValueError:
        when = None
    if when is None:
        raise Wrong(Problem.INVALID)
    return int(when.timestamp()) * 1000


def _decimal(text: str) -> object:
    try:
        number = float(text)
    except ValueError:
        raise Wrong(Problem.INVALID) from None
    if not abs(number) <= 180:
        raise Wrong(Problem.INVALID)
    return number


def _whole(text: str) -> object:
    if not re.fullmatch(r"-?[0-9]{1,10}", text, re.ASCII) or not -LARGEST_WHOLE <= int(text) < LARGEST_WHOLE:
        raise Wrong(Problem.INVALID)
    return int(text)


def _clock(text: str) -> object:
    """A time on the wall, of whatever zone."""
    try:
        when = datetime.fromisoformat(text) if text.isascii() and text[:4].isdigit() else None
    except ValueError:
        when = None
    if when is None or when.tzinfo is not None:
        raise Wrong(Problem.INVALID)
    return when.isoformat(" ", "seconds")


def _json(text: str) -> object:
    try:
        value = json.decode(text)
    except (DecodeError, RecursionError):
        raise Wrong(Problem.INVALID) from None
    if not isinstance(value, dict) or is_deeper(cast("object", value), DEEPEST) or has_nul(cast("object", value)):
        raise Wrong(Problem.INVALID)
    return cast("object", value)


_READERS = {
    "email": _email,
    "date": _date,
    "moment": _moment,
    "decimal": _decimal,
    "whole": _whole,
    "clock": _clock,
    "json": _json,
}
