"""A reply as it goes onto the wire."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from patron.wire.reply import Reply

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
RawHeaders = list[tuple[bytes, bytes]]
BODILESS = frozenset({204, 304})


def raw_headers(reply: Reply, more: Iterable[tuple[str, str]], request_id: str) -> RawHeaders:
    """The reply's headers, and what is on every answer. Raises ValueError for text that no header can hold."""
    raw = [(b"x-request-id", request_id.encode())]
    if reply.status not in BODILESS:
        raw.append((b"content-length", b"%d" % len(reply.body)))
        if reply.media_type is not None:
            raw.append((b"content-type", reply.media_type.encode("latin-1")))
    raw.extend((_name(name), _value(value)) for name, value in reply.headers)
    raw.extend((_name(name), _value(value)) for name, value in more)
    return raw


def _name(name: str) -> bytes:
    return name.lower().encode("ascii")


def _value(value: str) -> bytes:
    # Checked here: uvicorn would notice only after the answer has begun.
    if not value.isprintable():
        raise ValueError("a header holds a control character")
    return value.encode("latin-1")


async def send_reply(send: Send, reply: Reply, headers: RawHeaders, *, bare: bool) -> None:
    """Nothing comes back; `bare` leaves the body out (HEAD), and the headers as they would be with it."""
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    body = b"" if bare or reply.status in BODILESS else reply.body
    await send({"type": "http.response.body", "body": body})
