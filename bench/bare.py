"""The bare application: no dialect, no credential, no limits; the same driver calls, on the same server.

What it answers is no use to anybody: the rows as they come. What Patron adds to them is the ratio that is printed.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol
from urllib.parse import parse_qs

import asyncpg
import httpx
import msgspec
import uvicorn
from msgspec.structs import replace

from bench import enterprises
from bench.bare_evershop import BareShop, Calls
from bench.people import STORE, customer
from patron.domain.customer import Parts
from patron.domain.keys import fold
from patron.store import addresses, counters, customers, ids, pages, search
from patron.store.columns import CUSTOMER, address_values, customer_values
from patron.store.matching import Conditions, matching_rows
from patron.store.reading import ALL_PARTS, one
from patron.store.shadows import searched, shadows
from patron.store.spelling import Spelling
from patron.store.spelling_postgres import POSTGRES
from patron.store.spelling_sqlite import SQLITE
from patron.store.statement import Statement, Text, Value
from tests.parts.ports import free_port

PARTS = Parts.ADDRESSES | Parts.PURCHASE
SIZE = 30
_encode = msgspec.json.Encoder().encode


class Driver(Protocol):
    """The bare driver of one engine."""

    spelling: Spelling

    async def open(self) -> None:
        """Nothing; ready to answer."""
        ...

    async def rows(self, statement: Statement, *values: Value) -> Sequence[Any]: ...

    async def write(self, calls: Sequence[tuple[Statement, tuple[Value, ...]]]) -> None:
        """Nothing; all calls in one transaction."""
        ...


class Sqlite:
    """sqlite3 on the event loop; one commit for each request."""

    spelling: Spelling = SQLITE

    def __init__(self, url: str) -> None:
        self._path = url.removeprefix("sqlite:///")
        self._texts: dict[Statement, Text] = {}

    async def open(self) -> None:
        """Nothing; the file is open."""
        self._raw = sqlite3.connect(self._path, isolation_level=None, cached_statements=512)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 5000"):
            self._raw.execute(f"PRAGMA {pragma}")

    async def rows(self, statement: Statement, *values: Value) -> Sequence[Any]:
        """All rows."""
        text = self._texts.get(statement) or self._texts.setdefault(statement, statement.spelled(SQLITE))
        return self._raw.execute(text.sql, text.arranged(values) if text.arranged else values).fetchall()

    async def write(self, calls: Sequence[tuple[Statement, tuple[Value, ...]]]) -> None:
        """See Driver."""
        self._raw.execute("BEGIN IMMEDIATE")
        for statement, values in calls:
            await self.rows(statement, *values)
        self._raw.execute("COMMIT")


class Postgres:
    """asyncpg and its pool."""

    spelling: Spelling = POSTGRES

    def __init__(self, url: str) -> None:
        self._url = url
        self._texts: dict[Statement, Text] = {}

    async def open(self) -> None:
        """Nothing; the pool is there."""

        async def keep(_connection: object) -> None:
            return None

        self._pool = await asyncpg.create_pool(self._url, min_size=8, max_size=8, reset=keep)

    async def rows(self, statement: Statement, *values: Value) -> Sequence[Any]:
        """All rows."""
        async with self._pool.acquire() as connection:
            return await self._fetch(connection, statement, values)

    async def write(self, calls: Sequence[tuple[Statement, tuple[Value, ...]]]) -> None:
        """See Driver."""
        async with self._pool.acquire() as connection, connection.transaction():
            for statement, values in calls:
                await self._fetch(connection, statement, values)

    async def _fetch(self, connection: Any, statement: Statement, values: tuple[Value, ...]) -> Sequence[Any]:
        text = self._texts.get(statement) or self._texts.setdefault(statement, statement.spelled(POSTGRES))
        found: Sequence[Any] = await connection.fetch(text.sql, *(text.arranged(values) if text.arranged else values))
        return found


@dataclass
class Bare:
    """An ASGI application over the bare driver."""

    driver: Driver

    def __post_init__(self) -> None:
        self._numbers = count(time.time_ns() // 1_000_000)
        self._shop = BareShop(self.driver, self._creation)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Nothing; one request is answered."""
        if scope["type"] == "lifespan":
            await receive()
            await self.driver.open()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        method, path = scope["method"], scope["path"]
        if method == "GET":
            rows = await self._read(path, scope["query_string"])
        else:
            body = (await receive())["body"]
            told = msgspec.json.decode(body)
            rows = await (
                self._shop.answer(path, told) if path.startswith("/api/") else self._write(method, path, told)
            )
        text = _encode([tuple(row) for row in rows])
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(text)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": text})

    async def _read(self, path: str, query: bytes) -> Sequence[Any]:
        if path.startswith(enterprises.PREFIX):
            return await enterprises.bare(self.driver.rows, self.driver.spelling, query)
        last = path.rpartition("/")[2]
        if last != "customers":
            return await self.driver.rows(one(PARTS), STORE, int(last))
        asked = {name: values[-1] for name, values in parse_qs(query.decode()).items()} if query else {}
        if "q" in asked:
            found = Conditions(created=False, updated=False, text=True, indexed=True)
            text = self.driver.spelling.sought(fold(asked["q"]))
            return await self.driver.rows(matching_rows(found, PARTS), STORE, 0, text, SIZE, 0)
        if "page" in asked:
            return await self._deep((int(asked["page"]) - 1) * SIZE)
        after = int(asked.get("since_id", 0))
        ask = pages.rows_after(PARTS, skipping=False, ranked=after > 0)
        ranked = pages._ranked(after)[1:] if after else ()  # pyright: ignore[reportPrivateUsage]
        return await self.driver.rows(ask, STORE, after, SIZE, *ranked)

    async def _deep(self, skip: int) -> Sequence[Any]:
        ranked = pages._ranked(0)  # pyright: ignore[reportPrivateUsage]
        if skip <= counters.FINE:
            ask = pages.rows_after(PARTS, skipping=skip > 0, ranked=False)
            return await self.driver.rows(ask, STORE, 0, SIZE, *((skip,) if skip else ()))
        block, there, _ = (await self.driver.rows(pages.find_block, STORE, skip, *ranked))[0]
        ask = pages.rows_after(PARTS, skipping=True, ranked=False)
        return await self.driver.rows(ask, STORE, block * counters.FINE - 1, SIZE, there)

    async def _write(self, method: str, path: str, body: dict[str, str]) -> Sequence[Any]:
        if method == "PUT":
            number = int(path.rpartition("/")[2])
            found = await self.driver.rows(one(ALL_PARTS), STORE, number)
            version, now = found[0][CUSTOMER.index("version")], time.time_ns() // 1_000_000
            ask = customers.update_customer(("note", "version", "updated_at"))
            await self.driver.write([(ask, (body["note"], version + 1, now, STORE, number, version))])
            return found
        await self.driver.write(self._creation(body["email"], homes=1)[1])
        return [tuple(body.values())]

    def _drawing(self, name: str, number: int) -> Calls:
        if self.driver.spelling is POSTGRES:
            return [(ids.draw_ids, (1, STORE, name))]
        # Far from the numbers that Patron draws; the block behind it is as if it were used up.
        return [(ids.read_counter, (STORE, name)), (ids.set_counter, (number + 1, number + 1, STORE, name))]

    def _creation(self, email: str, *, homes: int) -> tuple[int, Calls]:
        number = next(self._numbers)  # its own ids, far from those that Patron draws
        model = customer(0)
        born = replace(
            model,
            id=number,
            uuid=f"{number:036}",
            email=email,
            addresses=tuple(replace(a, id=number, uuid=f"{number:036}") for a in model.addresses[:homes]),
        )
        values = {**customer_values(born), **shadows(born)}
        fine, coarse = number // counters.FINE, number // counters.COARSE
        calls: Calls = [
            *self._drawing("customer_id", number),
            (customers.insert_customer, tuple(values[name] for name in customers.COLUMNS)),
        ]
        for home in born.addresses:
            calls += self._drawing("address_id", number)
            calls.append((addresses.insert_address, (STORE, number, *address_values(home).values())))
        calls += [
            (search.insert_text, (STORE, number, searched(born))),
            (counters.add_to_blocks(2), (STORE, 0, fine, 1, 1, coarse, 1)),
            (counters.add_to_counters(3), (STORE, "customers", 1, "enabled", 1, "listed", 1)),
        ]
        return number, calls


@dataclass(frozen=True, slots=True)
class BareServer:
    """A running bare application."""

    base_url: str
    process: subprocess.Popen[bytes]


@contextmanager
def serve_bare(url: str) -> Generator[BareServer]:
    """The bare application on that database, in a process of its own, until the block ends."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.bare", url, str(port)])
    try:
        _wait(f"http://127.0.0.1:{port}/v1/{STORE}/customers/1", process)
        yield BareServer(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(10)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(url).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the bare application does not answer")


if __name__ == "__main__":
    where, listen = sys.argv[1], int(sys.argv[2])
    chosen: Driver = Sqlite(where) if where.startswith("sqlite") else Postgres(where)
    uvicorn.run(Bare(chosen), port=listen, loop="uvloop", http="httptools", log_level="warning", access_log=False)
