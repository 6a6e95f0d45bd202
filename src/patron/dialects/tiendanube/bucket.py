"""The leaky bucket of a store and app, and its headers (tiendanube.md 8)."""

from __future__ import annotations

from math import ceil
from typing import cast

from patron.domain.access import Caller, Shop
from patron.domain.refusals import TooOften
from patron.wire.house import House
from patron.wire.request import Wire

SIZE = 40
LEAK_PER_SECOND = 2.0


class Bucket:
    """Pours each authenticated call; size and leak may be set for a store."""

    def __init__(self, house: House) -> None:
        self._buckets = house.buckets
        self._clock = house.clock

    def pour(self, wire: Wire, caller: Caller) -> None:
        """Nothing; the headers are on the answer in any case. Raises TooOften when the bucket is full."""
        if self._buckets is None:
            return
        size, leak = limits(caller.shop)
        level = self._buckets.pour(f"tn:{caller.shop.store_id}:{caller.token_id}", size, leak, self._clock.now())
        wire.answer_headers += (
            ("X-Rate-Limit-Limit", str(size)),
            ("X-Rate-Limit-Remaining", str(max(0, int(size - level.level)))),
            ("X-Rate-Limit-Reset", str(ceil(level.level / leak * 1000))),
        )
        if not level.poured:
            raise TooOften(max(1, ceil((level.level + 1 - size) / leak)))


def limits(shop: Shop) -> tuple[int, float]:
    """Bucket size and leak per second of the store; the platform's own where none are set."""
    own = cast("dict[str, float]", shop.settings.get("tiendanube", {}))
    return int(own.get("bucket_size", SIZE)), float(own.get("leak_per_second", LEAK_PER_SECOND))
