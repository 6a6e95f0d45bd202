"""The rows of the administration's table of routes, and which of them answers a request."""

from __future__ import annotations

from functools import cache
from unittest.mock import Mock
from urllib.parse import urlsplit

from patron.dialects import admin


@cache
def table() -> frozenset[str]:
    """Every row, as `POST /admin/login`."""
    # The rows alone are looked at; none of them is served here.
    pages, _assets = admin.dialects(Mock(), Mock(), Mock())
    return frozenset(f"{row.method} /admin{row.path}" for row in pages.routes)


def route_of(method: str, url: str) -> str | None:
    """The row that answers; None for a file or another dialect's path. A word goes before a placeholder."""
    path = urlsplit(url).path
    fitting = [row for row in table() if _fits(row, f"{method} {path}")]
    return min(fitting, key=lambda row: row.count("{"), default=None)


def _fits(row: str, asked: str) -> bool:
    wanted, parts = row.split("/"), asked.split("/")
    return len(wanted) == len(parts) and all(
        one.startswith("{") or one == part for one, part in zip(wanted, parts, strict=True)
    )
