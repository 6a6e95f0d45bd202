"""For those who watch the server: is it up, can it work, what has it done. None of it belongs to a dialect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from patron.wire.meters import CONTENT_TYPE, Meters
from patron.wire.reply import Reply

Page = Callable[[], Awaitable[Reply]]
Ready = Callable[[], Awaitable[str]]
"""Empty when the server can work, else the reason, which names no value and no secret."""


def pages(meters: Meters, ready: Ready) -> Mapping[str, Page]:
    """The pages by path."""

    async def healthz() -> Reply:
        return Reply(200, b'{"status": "up"}')

    async def readyz() -> Reply:
        reason = await ready()
        if reason:
            return Reply(
                503, f'{{"status": "not ready", "reason": "{reason}"}}'.encode(), headers=(("Retry-After", "2"),)
            )
        return Reply(200, b'{"status": "ready"}')

    async def metrics() -> Reply:
        return Reply(200, meters.exposition(), CONTENT_TYPE)

    return {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}
