"""Following what happens in a store: its events, read from a position on, which whoever sends them on keeps."""

from __future__ import annotations

from collections.abc import Sequence

from patron.domain.history import Event
from patron.operations.ports import Reading, Store

BATCH = 1000
"""Events that get their positions in one transaction."""


async def events_after(store: Store, store_id: int, position: int, limit: int) -> Sequence[Event]:
    """The next events of the store behind that position, each with its own; none when there are no more yet.

    Positions ascend in the order in which events are seen: whoever goes on from the last one misses none, however late
    the transaction of another is committed. Those of one customer are in the order of versions. Positions may be
    missing: an event is erased with its person.
    """

    async def read(unit: Reading) -> tuple[Sequence[Event], bool]:
        found = await unit.history.after(store_id, position, limit)
        return found, len(found) < limit and await unit.history.waits(store_id)

    found, waiting = await store.read(read)
    while waiting:
        await store.write(lambda unit: unit.history.number(store_id, BATCH))
        found, waiting = await store.read(read)
    return found
