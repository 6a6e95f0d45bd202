"""Lines of purchase facts, read and judged one by one: JSON Lines, or CSV with a header.

A line names its customer by `id`, `uuid` or `email` and says what it knows; what it does not say stays. Money is text
with at most two decimals.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct

from patron.domain.keys import email_key
from patron.domain.purchases import FACTS, PurchaseNews
from patron.operations.ports import HolderKey

LARGEST: Final = 2**63 - 1
_MARK: Final = b"\xef\xbb\xbf"
"""What some programs write before UTF-8."""
_AMOUNT: Final = re.compile(r"(-?)([0-9]{1,16})(?:\.([0-9]{1,2}))?")
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Line(Struct, frozen=True, gc=False):
    """One line that can be read: who it is about, and what it says."""

    number: int
    """In the file, from 1."""
    key: HolderKey
    value: int | str
    news: PurchaseNews


class Fault(Struct, frozen=True):
    """One line that cannot be used, and why; the reason repeats no value of the line."""

    number: int
    reason: str


def json_lines(file: Iterable[bytes]) -> Iterator[Line | Fault]:
    """What each line is; empty ones are left out."""
    for number, text in enumerate(file, 1):
        said = text.removeprefix(_MARK) if number == 1 else text
        if said.strip():
            yield _json_line(number, said)


def _json_line(number: int, text: bytes) -> Line | Fault:
    try:
        said = _decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Fault(number, "is no JSON object")
    # Most lines are seen to repeat nothing without a second look: each name takes a colon.
    if text.count(b":") > len(said) and _repeats(text):
        return Fault(number, "names a field twice")
    return _line(number, said)


def _repeats(text: bytes) -> bool:
    """True when an object names a field twice: it is not known which of the two is meant."""
    repeated: list[bool] = []

    def look(pairs: list[tuple[str, object]]) -> None:
        repeated.append(len(dict(pairs)) < len(pairs))

    json.loads(text, object_pairs_hook=look)
    return any(repeated)


def csv_lines(file: Iterable[bytes]) -> Iterator[Line | Fault]:
    """What each row is; empty ones are left out. An empty cell says nothing, `null` says null."""
    rows = _rows(file)
    first = next(rows, None)
    if first is None:
        return
    header = _header(first.cells) if isinstance(first, _Row) else ()
    faults = [first] if isinstance(first, Fault) else [Fault(first.number, reason) for reason in _wrong(header)]
    if faults:
        yield from faults
        return
    for row in rows:
        yield row if isinstance(row, Fault) else _csv_line(row, header)


class _Row(Struct, frozen=True):
    number: int
    cells: Sequence[str]


def _rows(file: Iterable[bytes]) -> Iterator[_Row | Fault]:
    # What is no UTF-8 stays recognizable, and is told with its line.
    reader = csv.reader((line.decode("utf-8", "surrogateescape") for line in file), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Fault(number, "is no CSV")
            continue
        if any(cells):
            yield _Row(number, cells)


def _header(cells: Sequence[str]) -> Sequence[str]:
    return [cell.removeprefix(_MARK.decode()).strip() for cell in cells]


def _wrong(header: Sequence[str]) -> Iterator[str]:
    yield from _unknown(header)
    if len(set(header)) < len(header):
        yield "names a column twice"
    if not KEYS.keys() & set(header):
        yield f"has no column that names customers: {_either(KEYS)}"


def _csv_line(row: _Row, header: Sequence[str]) -> Line | Fault:
    if len(row.cells) != len(header):
        return Fault(row.number, f"has {len(row.cells)} cells, and the header {len(header)}")
    cells = zip(header, map(str.strip, row.cells), strict=True)
    return _line(row.number, {name: _typed(name, cell) for name, cell in cells if cell})


def _typed(name: str, cell: str) -> object:
    """The cell as JSON would say it; one that is no number stays text, and is refused as such.

    `null` is null: an empty cell says nothing.
    """
    if name not in KEYS and cell == "null":
        return None
    whole = name not in TEXTS and cell.isascii() and cell.isdigit() and len(cell) <= len(str(LARGEST))
    return int(cell) if whole else cell


def _line(number: int, said: Mapping[str, object]) -> Line | Fault:
    reasons = list(_unknown(said))
    named = [name for name in KEYS if said.get(name) is not None]
    if len(named) != 1:
        reasons.append(f"must name its customer by one of {_either(KEYS)}")
    read: dict[str, Any] = {}
    for name in (*named, *(name for name in FACTS if name in said)):
        reader, rule = RULES[name]
        try:
            read[name] = reader(said[name])
        except ValueError:
            reasons.append(f"{name} must be {rule}")
    if read.get("completed_orders", 0) > read.get("orders", LARGEST):
        reasons.append("completed_orders must not be more than orders")
    if reasons:
        return Fault(number, "; ".join(reasons))
    value = read.pop(named[0])
    return Line(number, KEYS[named[0]], value, PurchaseNews(**read))


def _unknown(names: Iterable[str]) -> Iterator[str]:
    return (f"has an unknown field {name[:40]!r}" for name in names if name not in RULES)


def _either(names: Iterable[str]) -> str:
    *some, last = names
    return f"{', '.join(some)} or {last}"


def _whole(least: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if type(value) is not int or not least <= value <= LARGEST:
            raise ValueError
        return value

    return read


def _order(value: object) -> int | None:
    return None if value is None else _whole(1)(value)


def _amount(*, signed: bool) -> Callable[[object], int]:
    def read(value: object) -> int:
        found = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
        if found is None or (found[1] and not signed):
            raise ValueError
        amount = int(found[2] + (found[3] or "").ljust(2, "0"))
        return -amount if found[1] else amount

    return read


def _uuid(value: object) -> str:
    return str(UUID(_text(value)))


def _email(value: object) -> str:
    return email_key(_text(value))


def _text(value: object) -> str:
    if not isinstance(value, str) or not value or not value.isprintable():
        raise ValueError
    return value


KEYS: Final[Mapping[str, HolderKey]] = {"id": "id", "uuid": "uuid", "email": "email_key"}
TEXTS: Final = frozenset({"uuid", "email", "total_spent", "balance", "credit"})
COUNT: Final = (_whole(0), "a whole number, 0 or more")
BALANCE: Final = (_amount(signed=True), 'an amount in text, such as "-12.50"')
RULES: Final[Mapping[str, tuple[Callable[[object], int | str | None], str]]] = {
    "id": (_whole(1), "a whole number, 1 or more"),
    "uuid": (_uuid, "a UUID"),
    "email": (_email, "an e-mail address"),
    "orders": COUNT,
    "completed_orders": COUNT,
    "total_spent": (_amount(signed=False), 'an amount in text, 0 or more, such as "12.50"'),
    "last_order_id": (_order, "a whole number, 1 or more, or null"),
    "balance": BALANCE,
    "credit": BALANCE,
    "active_subscriptions": COUNT,
}
