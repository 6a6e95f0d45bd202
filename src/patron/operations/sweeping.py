"""What nobody asks for any more goes: answers that were kept for a day, sessions that have ended."""

from __future__ import annotations

from functools import partial

from patron.domain.access import INSTALLATION
from patron.operations.ports import Desk, Writing
from patron.operations.repeating import KEPT_MS


async def sweep(desk: Desk) -> int:
    """0: there is never more to do at once. Each store is a short transaction of its own."""
    before = desk.clock.now() - KEPT_MS
    await desk.store.write(lambda unit: unit.answers.forget(before))
    shops = await desk.store.read(lambda unit: unit.shops.all())
    for store_id in (INSTALLATION, *(shop.store_id for shop in shops)):
        await desk.store.write(partial(_drop_expired, store_id=store_id))
    return 0


async def _drop_expired(unit: Writing, *, store_id: int) -> None:
    await unit.sessions.drop_expired(store_id)
