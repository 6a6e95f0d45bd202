"""Moments as EverShop writes them."""

from __future__ import annotations

from functools import lru_cache
from time import gmtime


@lru_cache(maxsize=65_536)
def moment(milliseconds: int) -> str:
    """ISO 8601 in UTC with exactly three decimals: `2026-11-21T01:40:18.746Z` (evershop.md 3.2)."""
    second, rest = divmod(milliseconds, 1000)
    t = gmtime(second)
    return f"{t[0]:04}-{t[1]:02}-{t[2]:02}T{t[3]:02}:{t[4]:02}:{t[5]:02}.{rest:03}Z"
