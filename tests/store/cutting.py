"""A wire to PostgreSQL that is cut at a chosen moment: around the COMMIT of a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final, Literal
from urllib.parse import urlsplit, urlunsplit

COMMIT: Final = b"COMMIT\0"
"""The whole text of the statement, and of its answer: a unit begins with `... READ COMMITTED`."""


class Wire:
    """A relay in front of a server. `cut` says where the next COMMIT ends: on the way there, or on the way back."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self.cut: Literal["before", "after"] | None = None
        self.cuts = 0
        self._away = False
        self._open: set[asyncio.StreamWriter] = set()

    def go_away(self) -> None:
        """Nothing; every connection is gone, and new ones are hung up at once."""
        self._away = True
        for writer in self._open:
            writer.transport.abort()

    def come_back(self) -> None:
        """Nothing; connections are served again."""
        self._away = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Nothing; one connection was relayed until it ended or was cut."""
        if self._away:
            writer.transport.abort()
            return
        self._open.add(writer)
        there_reader, there_writer = await asyncio.open_connection(self._host, self._port)
        back = asyncio.create_task(self._copy(there_reader, writer))
        try:
            while data := await reader.read(65536):
                if COMMIT in data and self.cut is not None:
                    await self._end(data, there_reader, there_writer, back)
                    return
                there_writer.write(data)
                await there_writer.drain()
        except ConnectionError:
            pass
        finally:
            back.cancel()
            self._open.discard(writer)
            writer.close()
            there_writer.close()

    async def _end(
        self, data: bytes, there_reader: asyncio.StreamReader, there: asyncio.StreamWriter, back: asyncio.Task[None]
    ) -> None:
        where, self.cut = self.cut, None
        self.cuts += 1
        back.cancel()
        if where == "after":
            await asyncio.gather(back, return_exceptions=True)
            there.write(data)
            await there.drain()
            answer = await there_reader.read(65536)
            assert COMMIT in answer

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def wire_to(url: str) -> AsyncGenerator[tuple[Wire, str]]:
    """The wire, and the URL of the database behind it."""
    parts = urlsplit(url)
    wire = Wire(parts.hostname or "127.0.0.1", parts.port or 5432)
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield wire, urlunsplit(parts._replace(netloc=f"{parts.username}@127.0.0.1:{port}"))
    finally:
        server.close()
