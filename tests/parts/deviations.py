"""docs/deviations.md: the tables of every dialect's page as one. `python -m tests.parts.deviations` writes it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "deviations.md"
TITLES = {
    "evershop": "EverShop",
    "openfoodnetwork": "Open Food Network",
    "aimeos": "Aimeos",
    "tiendanube": "Tiendanube",
}
HEAD = """# Deviations

Every place where Patron is not what the platform is. `D`: the platform does something that would leak a secret, lose or
overwrite data, or let somebody in; Patron does the safe thing. `P`: the published page and the running system
contradict each other; the row says which of them Patron follows. There is one behaviour per rule and no switch.

The rows are those of the pages under [dialects](dialects/), put together by `make pages`; the tests compare
them, look for every file that holds a row, and find every id that a cassette names in its `ruling`. Two rulings of
cassettes are no deviation of one dialect: `One record` (an e-mail is one in a store, for all dialects: D-ES3, D-OF5,
D-AI8, D-TN1) and `reshaped` (a request that other systems answer was left out of the exchange).
"""
ROW = re.compile(r"^\| ([DP]-\w+) \|(.*)\| ([^|]+) \|$", re.MULTILINE)


def page() -> str:
    """The page as it should be."""
    parts = [HEAD]
    for name, title in TITLES.items():
        parts.append(f"## [{title}](dialects/{name}.md#deviations)\n")
        parts.append("| id | the platform | Patron | why | held by |\n|---|---|---|---|---|")
        text = (ROOT / "docs" / "dialects" / f"{name}.md").read_text(encoding="utf-8")
        parts.append("\n".join(row[0] for row in ROW.finditer(text)) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
