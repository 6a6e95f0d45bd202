"""uvicorn's HTTP protocol with limits that it lacks: bytes of a head, time for a head, bytes drained after a refusal.

The parser collects a header of any length before it tells anyone, so bytes are counted as they arrive. A whole head in
one small chunk, the usual case, costs one comparison.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

DRAINED = 32 * 1024 * 1024
"""Bytes of a refused body that are read and dropped before the connection is cut: a caller that is still sending
would otherwise see a reset instead of the refusal."""
_LOG = logging.getLogger("patron.wire")
_TEXTS = {400: b"Bad Request", 408: b"Request Timeout", 414: b"URI Too Long", 431: b"Request Header Fields Too Large"}


class GuardedConfig(Config):
    """uvicorn's Config and the limits of GuardedProtocol."""

    head_limit: int = 32_768
    """Bytes of request line and headers together; the request line alone may have half of it."""
    head_seconds: float = 30.0


class HeadTooLong(Exception):
    """Raised inside a callback of the parser, which answers it with an error of its own."""


class GuardedProtocol(HttpToolsProtocol):
    """HttpToolsProtocol that answers 431 or 414 to an overlong head and 408 to a slow one."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        limits = config if isinstance(config, GuardedConfig) else GuardedConfig
        self._limit = limits.head_limit
        self._seconds = limits.head_seconds
        self._between = True  # no message is being received
        self._in_head = False
        self._begun = 0  # messages that began in this chunk; one counts when the chunk began inside a message
        self._chunk = 0
        self._head = 0  # bytes of this head in earlier chunks
        self._drained = 0
        self._status = 400
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """As in asyncio; from now on the head of a request is waited for."""
        super().connection_made(transport)
        self._be_patient()

    def connection_lost(self, exc: Exception | None) -> None:
        """As in asyncio."""
        self._lose_patience()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """As in asyncio; a head that grows too long is refused while it is incomplete."""
        self._chunk = len(data)
        self._begun = 0 if self._between else 1
        super().data_received(data)
        if not self._in_head:
            return
        self._head += self._chunk
        if self._head > self._limit:
            self._in_head = False
            self._status = 414 if len(self.url) > self._limit // 2 else 431
            self.send_400_response("")
        elif self._patience is None:
            self._be_patient()

    def on_message_begin(self) -> None:
        """Called by the parser at the first byte of a request."""
        super().on_message_begin()
        self._in_head, self._between = True, False
        self._begun += 1
        self._drained = 0
        # How much of a chunk belongs to a head that began in its middle is not known: none of it is counted.
        self._head = 0 if self._begun == 1 else -self._chunk

    def on_headers_complete(self) -> None:
        """Called by the parser at the blank line."""
        self._in_head = False
        if self._patience is not None:
            self._lose_patience()
        if self._chunk + max(self._head, 0) > self._limit:
            self._measure()
        super().on_headers_complete()

    def _measure(self) -> None:
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > self._limit:
            self._status = 414 if len(self.url) > self._limit // 2 else 431
            raise HeadTooLong

    def on_body(self, body: bytes) -> None:
        """Called by the parser; what comes after a refusal is dropped, up to a limit."""
        if self.cycle.response_complete:
            self._drained += len(body)
            if self._drained > DRAINED:
                self.transport.close()
            return
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Called by the parser at the end of a request."""
        self._between = True
        super().on_message_complete()
        if self.cycle.response_complete and self.timeout_keep_alive_task is None:
            # The rest of a refused body stopped the clock that was set with the answer.
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the name and its parameter are uvicorn's
        """Nothing comes back; the connection ends, with an answer where none is under way."""
        status, self._status = self._status, 400
        if _is_under_way(self.cycle) and not self.cycle.more_body:
            # An earlier request of this connection is still being answered: its answer first, and then the end.
            self.cycle.keep_alive = False
            self.flow.pause_reading()
            return
        if not (_is_under_way(self.cycle) and self.cycle.response_started):
            request_id = secrets.token_hex(10)
            _LOG.warning("answered %d below the application, request %s", status, request_id)
            self.transport.write(_answer(status, request_id))
        self.transport.close()

    def _be_patient(self) -> None:
        self._patience = self.loop.call_later(self._seconds, self._out_of_patience)

    def _lose_patience(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _out_of_patience(self) -> None:
        self._patience = None
        if self.transport.is_closing():
            return
        if self._in_head:
            self._status = 408
            self.send_400_response("")
        elif self._between:
            self.transport.close()


def _is_under_way(cycle: RequestResponseCycle | None) -> bool:  # None before a connection's first request
    return cycle is not None and not cycle.response_complete


def _answer(status: int, request_id: str) -> bytes:
    text = _TEXTS[status]
    headers = (
        b"x-request-id: " + request_id.encode(),
        b"content-type: text/plain; charset=utf-8",
        b"content-length: %d" % len(text),
        b"connection: close",
    )
    return STATUS_LINE[status] + b"\r\n".join(headers) + b"\r\n\r\n" + text
