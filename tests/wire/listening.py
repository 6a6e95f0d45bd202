"""The handler behind uvicorn and our protocol, in a thread, spoken to over raw sockets."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Self

from uvicorn.server import Server

from patron.wire.protocol import GuardedConfig, GuardedProtocol
from tests.parts.ports import free_port
from tests.wire.echo import Echo


@contextmanager
def listening(app: Echo, *, head_limit: int = 32_768, head_seconds: float = 30, keep_alive: int = 5) -> Generator[int]:
    """The port on which the application answers."""
    port = free_port()
    config = GuardedConfig(
        app.handler,
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http=GuardedProtocol,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=keep_alive,
        timeout_graceful_shutdown=2,
    )
    config.head_limit = head_limit
    config.head_seconds = head_seconds
    server = Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join(10)


class Talk:
    """One connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), 10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.socket.close()

    def say(self, *parts: bytes, pause: float = 0.0) -> None:
        """Nothing; the parts are sent one by one, as far as the other side listens."""
        with suppress(ConnectionError):
            for part in parts:
                self.socket.sendall(part)
                time.sleep(pause)

    def hear(self, *, bodiless: bool = False) -> tuple[int, bytes, bytes]:
        """(status, head, body) of one answer; status 0 where the connection was closed."""
        heard = b""
        while b"\r\n\r\n" not in heard:
            more = self._more()
            if not more:
                return 0, heard, b""
            heard += more
        head, _, body = heard.partition(b"\r\n\r\n")
        lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        length = 0 if bodiless or not lengths else int(lengths[0])
        while len(body) < length:
            body += self._more()
        self.rest = body[length:]
        return int(head.split(b" ")[1]), head, body[:length]

    def is_closed(self, seconds: float = 5) -> bool:
        """True when the other side ends the connection in that time."""
        self.socket.settimeout(seconds)
        try:
            return self._more() == b""
        except TimeoutError:
            return False

    def _more(self) -> bytes:
        try:
            return self.socket.recv(65536)
        except ConnectionError:
            return b""


def request(target: str = "/echo/things/7", *headers: str, method: str = "GET", body: bytes = b"") -> bytes:
    """One request as bytes; with the header that lets it in."""
    length = [f"Content-Length: {len(body)}"] if body else []
    lines = [f"{method} {target} HTTP/1.1", "Host: a.example", "X-Name: ana", *headers, *length, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body
