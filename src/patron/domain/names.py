"""Names and lines told whole or in parts: two notations of one fact, always consistent (one-record.md 2.1, 3.3)."""

from __future__ import annotations

import unicodedata
from typing import TypeVar

from msgspec.structs import replace

from patron.domain.customer import Address, Customer

Named = TypeVar("Named", Customer, Address)


def words(text: str | None) -> list[str]:
    """The words of a text: NFC, split at white space, letters untouched."""
    return unicodedata.normalize("NFC", text).split() if text else []


def divide(whole: str, old_left: str | None, old_right: str | None) -> tuple[str, str] | None:
    """The whole in two, where the old boundary survives on either side; None where it survives on neither.

    The right side is looked at first: a family name stays one when the given name changes.
    """
    parts, left, right = words(whole), words(old_left), words(old_right)
    if right and len(parts) > len(right) and parts[-len(right) :] == right:
        at = len(parts) - len(right)
    elif left and len(parts) > len(left) and parts[: len(left)] == left:
        at = len(left)
    else:
        return None
    return " ".join(parts[:at]), " ".join(parts[at:])


def with_full_name(named: Named, full: str | None) -> Named:
    """The same with that full name; the halves keep their boundary where they can, else first word and rest."""
    parts = words(full)
    if not parts:
        return replace(named, full_name=full, first_name="", last_name="")
    if parts == words(f"{named.first_name} {named.last_name}"):
        return replace(named, full_name=full)
    first, last = divide(" ".join(parts), named.first_name, named.last_name) or (parts[0], " ".join(parts[1:]))
    return replace(named, full_name=full, first_name=first, last_name=last)


def with_halves(named: Named, first: str | None, last: str | None) -> Named:
    """The same with those halves; the full name keeps its very spelling while its words stay the same."""
    first, last = first or "", last or ""
    joined = words(f"{first} {last}")
    if joined == words(named.full_name):
        return replace(named, first_name=first, last_name=last)
    full = " ".join(part for part in (first, last) if part.strip()) or None
    return replace(named, first_name=first, last_name=last, full_name=full)


def joined_line(left: str | None, right: str | None, separator: str) -> str | None:
    """The parts that are not blank in one line; None when neither was ever said."""
    if left is None and right is None:
        return None
    return separator.join(part for part in (left, right) if part and part.strip())


def divided_line(
    line: str | None, old_left: str | None, old_right: str | None, separator: str
) -> tuple[str | None, str | None]:
    """Left and right of a joined line; what does not survive goes to the left (one-record.md 3.3).

    The sides are texts here, not words: a street keeps its inner spelling.
    """
    if line == joined_line(old_left, old_right, separator):
        return old_left, old_right
    if line is None:
        return None, None
    right, left = (old_right or "").strip(), (old_left or "").strip()
    if right and line.endswith(separator + right) and line[: -len(separator + right)].strip():
        return line[: -len(separator + right)], right
    if left and line.startswith(left + separator) and line[len(left + separator) :].strip():
        return left, line[len(left + separator) :]
    return line, None


def called(customer: Customer) -> str:
    """What the customer is called where a full name is wanted: the name, else company, else label, else ''."""
    return customer.full_name or customer.company or customer.label or ""
