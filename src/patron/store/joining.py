"""One page out of what several stores have for it, and the places around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.customer import Parts
from patron.domain.seeking import Counted, Found, Key, Place, Search, Total
from patron.store.asking import Part, is_descending
from patron.store.orders import rank
from patron.store.statement import Connection
from patron.store.visible import by_keys

Rank: TypeAlias = tuple[bool, Key, int]


class Gathered(Struct, frozen=True):
    """Who is on a page, in the order in which they were met."""

    met: tuple[tuple[Rank, int], ...]
    """With their stores."""
    is_full: bool
    """There is somebody behind them."""
    stop: Rank | None
    """Where the page ends for want of patience."""


async def joined(connection: Connection, search: Search, found: Sequence[Part], parts: Parts) -> Found[Any]:
    """The page."""
    gathered = _gathered(search, found)
    keys = [(store_id, number) for (_, _, number), store_id in gathered.met]
    customers = await by_keys(connection, keys[::-1] if search.backwards else keys, parts)
    looked_at = sum(part.looked_at for part in found) if gathered.stop else 0
    page = Found[Any](customers, _together([part.total for part in found]), looked_at=looked_at)
    return _backwards(search, page, gathered) if search.backwards else _forwards(search, page, gathered)


def _gathered(search: Search, found: Sequence[Part]) -> Gathered:
    descending = is_descending(search)
    met = [(rank(*key), part.store_id) for part in found for key in part.keys]
    met.sort(reverse=descending)
    stops = [rank(part.stop.key, part.stop.id) for part in found if part.stop is not None]
    stop = (max(stops) if descending else min(stops)) if stops else None
    if stop is not None:
        # Behind the first place where a walk was given up, somebody may stand who was not seen.
        met = [one for one in met if (one[0] >= stop if descending else one[0] <= stop)]
    is_full = len(met) > search.size
    return Gathered(tuple(met[: search.size]), is_full, None if is_full else stop)


def _together(totals: Sequence[Total]) -> Total:
    kinds = {one.counted for one in totals}
    counted: Counted = "about" if "about" in kinds else ("least" if "least" in kinds else "exact")
    return Total(sum(one.number for one in totals), counted)


def _forwards(search: Search, page: Found[Any], gathered: Gathered) -> Found[Any]:
    place, count = search.place, len(gathered.met)
    passed = 0 if place is None else place.passed
    behind = None if passed is None else passed + count
    before = None
    if place is not None:
        before = _place(gathered.met[0][0], passed) if gathered.met else _beside(search, place)
    return replace(page, first=_number(passed), before=before, after=_onwards(gathered, behind))


def _backwards(search: Search, page: Found[Any], gathered: Gathered) -> Found[Any]:
    place, count = search.place, len(gathered.met)
    passed = place.passed if place is not None else (page.total.number if page.total.counted == "exact" else None)
    left = None if passed is None or passed < count else passed - count
    after = None
    if place is not None:
        after = _place(gathered.met[0][0], passed) if gathered.met else _beside(search, place)
    return replace(page, first=_number(left), before=_onwards(gathered, left), after=after)


def _onwards(gathered: Gathered, passed: int | None) -> Place | None:
    """Where the page on the far side begins; None where nobody is left."""
    if gathered.is_full:
        return _place(gathered.met[-1][0], passed)
    return None if gathered.stop is None else _place(gathered.stop, passed)


def _place(at: Rank, passed: int | None) -> Place:
    has_key, key, number = at
    return Place(key if has_key else None, number, passed)


def _beside(search: Search, place: Place) -> Place:
    """The place, moved by so much that whoever stands there is on the page of the other direction."""
    return replace(place, id=place.id - 1 if is_descending(search) else place.id + 1)


def _number(passed: int | None) -> int | None:
    return None if passed is None else passed + 1
