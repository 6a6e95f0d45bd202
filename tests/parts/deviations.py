"""docs/deviations.md: the tables of every dialect's page as one. `python -m tests.parts.deviations` writes it.

What is wrong with such a table, and with who names its rows, is told by functions that take what they look at: so that
it can be proved that they would notice.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, cast

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "deviations.md"
TITLES = {
    "evershop": "EverShop",
    "openfoodnetwork": "Open Food Network",
    "aimeos": "Aimeos",
    "tiendanube": "Tiendanube",
}
HEAD = """# Deviations

Every place where Patron is not what the platform is. `D`: what the platform does would leak a secret, lose or overwrite
data, let somebody in or hold up others, or there is the reason that the row gives; Patron does the safe thing. `P`: the
published page and the running system contradict each other; the row says which of them Patron follows. There is one
behaviour per rule and no switch. What every dialect has besides (`Idempotency-Key`, `If-Match`, `X-Request-Id`) is in
[operations](operations.md). Words in brackets behind a file name the test in it.

The rows are those of the pages under [dialects](dialects/), put together by `make pages`; the tests compare
them, look for every file that holds a row, and find every id that a cassette names in its `ruling`. Two rulings of
cassettes are no deviation of one dialect: `One record` (an e-mail is one in a store, for all dialects: D-ES3, D-OF5,
D-AI8, D-TN1) and `reshaped` (a request that other systems answer was left out of the exchange).
"""
ROW = re.compile(r"^\| ([DP]-\w+) \|(.*)\| ([^|]+) \|$", re.MULTILINE)
BESIDE = re.compile(r"\]\((?=[\w-]+\.md)")
"""A link to another of the pages that the rows come from."""
NAME = re.compile(r"\b[DP]-(?:ES|OF|AI|TN)\d+\b")
HOLDER = re.compile(r"`([^`]+)`(?: \(([^)]+)\))?")
"""A file, and perhaps words of the name of a test in it, with … for the others."""
EXPLAINED = frozenset({"One record", "reshaped"})
"""Rulings of cassettes that the head of the page explains."""


class Row(NamedTuple):
    """A deviation."""

    name: str
    holders: str


def rows(text: str) -> list[Row]:
    """Every row of the tables in that text."""
    return [Row(row[1], row[3]) for row in ROW.finditer(text)]


def repeated(table: Iterable[Row]) -> list[str]:
    """Names of more than one deviation."""
    return [name for name, count in Counter(row.name for row in table).items() if count > 1]


def unheld(table: Iterable[Row], root: Path) -> list[str]:
    """What is said to hold a deviation, and is not there: files, and tests in them."""
    return [fault for row in table for fault in _unheld(row, root)]


def _unheld(row: Row, root: Path) -> Iterator[str]:
    folder = Path()
    holders = HOLDER.findall(row.holders)
    if not holders:
        yield f"{row.name}: nothing holds it"
    for file, words in holders:
        path = Path(file) if "/" in file else folder / file
        folder = path.parent
        if not (root / path).is_file():
            yield f"{row.name}: there is no {path}"
        elif words and not _is_named(words, (root / path).read_text(encoding="utf-8")):
            yield f"{row.name}: no test of {path} is named {words}"


def _is_named(words: str, code: str) -> bool:
    said = "_".join(words.replace("…", "").lower().split())
    return re.search(rf"def test_(?:\w+_)?{re.escape(said)}(?:_\w+)?\(", code) is not None


def unknown(table: Iterable[Row], named: Mapping[str, Iterable[str]]) -> list[str]:
    """Who names a deviation that is not in the table, and which."""
    known = {row.name for row in table}
    return [f"{where}: {name}" for where, names in named.items() for name in sorted({*names} - known)]


def named_in_texts(files: Iterable[Path]) -> dict[str, set[str]]:
    """File -> the deviations that its text names."""
    return {str(file): set(NAME.findall(file.read_text(encoding="utf-8"))) for file in files}


def named_in_cassettes(files: Iterable[Path]) -> dict[str, set[str]]:
    """Cassette -> its rulings, but for those that the head of the page explains."""
    return {str(file): set(rulings(json.loads(file.read_text(encoding="utf-8")))) - EXPLAINED for file in files}


def rulings(document: object) -> Iterator[str]:
    """Every ruling that is named anywhere in a cassette."""
    if isinstance(document, dict):
        held = cast("dict[str, object]", document)
        yield from str(held["ruling"]).split(", ") if "ruling" in held else ()
        for value in held.values():
            yield from rulings(value)
    elif isinstance(document, list):
        for value in cast("list[object]", document):
            yield from rulings(value)


def page() -> str:
    """The page as it should be."""
    parts = [HEAD]
    for name, title in TITLES.items():
        parts.append(f"## [{title}](dialects/{name}.md#deviations)\n")
        parts.append("| id | the platform | Patron | why | held by |\n|---|---|---|---|---|")
        text = (ROOT / "docs" / "dialects" / f"{name}.md").read_text(encoding="utf-8")
        parts.append("\n".join(BESIDE.sub("](dialects/", row[0]) for row in ROW.finditer(text)) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
