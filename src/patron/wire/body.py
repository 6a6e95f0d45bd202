"""The body of a request, read within its limits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from patron.wire.refusals import Malformed, TooLarge

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class ClientGone(Exception):
    """The caller hung up before the request was whole: nothing was done, and nobody waits for an answer."""


async def read_body(headers: Iterable[tuple[bytes, bytes]], receive: Receive, limit: int, seconds: float) -> bytes:
    """The whole body. Raises TooLarge (before a byte is read where Content-Length tells), ClientGone, and

    Malformed("body") when it is not whole after that many seconds.
    """
    for name, value in headers:
        if name == b"content-length" and value.isdigit() and (len(value) > 18 or int(value) > limit):
            raise TooLarge(limit)
    try:
        async with asyncio.timeout(seconds):
            return await _joined(receive, limit)
    except TimeoutError:
        raise Malformed("body") from None


async def _joined(receive: Receive, limit: int) -> bytes:
    parts: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part = bytes(message.get("body", b""))
        length += len(part)
        if length > limit:
            raise TooLarge(limit)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)
