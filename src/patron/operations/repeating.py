"""Calls that may be repeated: carried out once under a key, answered alike ever after (for a day)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from msgspec.structs import replace

from patron.domain.acting import ACTING
from patron.domain.answer import KeptAnswer, Progress
from patron.domain.refusals import Repeated, Unavailable
from patron.operations.ports import Store, Writing

KEPT_MS: Final = 24 * 3600 * 1000
GIVEN_UP_MS: Final = 120_000
"""A call that has stored nothing by then has died with its server: its key is free."""
LARGEST: Final = 256 * 1024
"""Bytes of an answer that is kept."""
REFUSED: Final = 400
"""The first status of those that say no: the same call may go through later."""


async def once(
    store: Store, now: int, key_hash: str, request_hash: str, run: Callable[[], Awaitable[KeptAnswer]]
) -> tuple[KeptAnswer, bool]:
    """The answer, and whether it was kept from before. Raises Repeated, and whatever `run` raises.

    What `run` raised is not kept, nor is an answer that says no: it stored nothing, so the key is free for another try.
    Where it did store something and the answer was lost on the way, repetitions are refused rather than carried out
    twice; so they are where the answer is too long to be kept.
    """
    kept = await store.write(lambda unit: unit.answers.begin(key_hash, request_hash, now - KEPT_MS, now - GIVEN_UP_MS))
    if kept is not None:
        return _repeated(kept, request_hash), True
    acting = ACTING.get()
    ACTING.set(replace(acting, once=key_hash))
    try:
        answer = await run()
    except BaseException:
        ACTING.set(acting)
        await _noted(store, lambda unit: unit.answers.drop(key_hash))
        raise
    ACTING.set(acting)
    if answer.status >= REFUSED:
        await _noted(store, lambda unit: unit.answers.drop(key_hash))
        return answer, False
    kept = answer if len(answer.body) <= LARGEST else KeptAnswer(request_hash, Progress.COMMITTED)
    await _noted(store, lambda unit: unit.answers.finish(key_hash, kept))
    return answer, False


async def _noted(store: Store, work: Callable[[Writing], Awaitable[None]]) -> None:
    """Nothing comes back; the work is done, unless the database has gone away meanwhile.

    The call has come to its end by then: whoever sent it gets what came of it, not that this could not be written down.
    """
    with suppress(Unavailable):
        await store.write(work)


def _repeated(kept: KeptAnswer, request_hash: str) -> KeptAnswer:
    if kept.request_hash != request_hash:
        raise Repeated(running=False)
    if kept.progress is not Progress.DONE:
        raise Repeated(running=True)
    return kept
