"""The list of the administration at a million customers: `python -m bench.admin --database URL [--fill N]`.

It prints the processor time of the server and its database for one page of twenty rows, without HTTP and templates: for
each search, in each order and both directions. A mark of `!` says that the search was given up and told so.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator
from typing import Final, get_args

import asyncpg
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.admin_people import START, STORES, customers, shares
from bench.cost import cpu_seconds
from bench.databases import emptied
from patron.adapters.clock import SystemClock
from patron.domain.access import Shop
from patron.domain.customer import Customer, Parts
from patron.domain.listing import Window
from patron.domain.seeking import Found, Order, Scope, Search, Total
from patron.operations.ports import Reading, Writing
from patron.store import AnyStore, open_store
from patron.store.urls import is_sqlite, postgres_dsn

PARTS: Final = Parts.PURCHASE | Parts.TAGS
HOUR: Final = 3_600_000
DAY: Final = 24 * HOUR
SCOPES: Final = (Scope(STORES[0], None, 1),)
EVERYWHERE: Final = tuple(Scope(store_id, None, 1) for store_id in STORES)
SEARCHES: Final[dict[str, Search]] = {
    "everybody": Search(),
    "a common word": Search(text="ana"),
    "a rare word": Search(text="karika"),
    "two words": Search(text="ana karika"),
    "the domain of most": Search(text="example"),
    "a whole e-mail": Search(text="a.gukari.964826@example.org"),
    "two letters": Search(text="gu"),
    "two letters of nobody": Search(text="qx"),
    "a word of nobody": Search(text="qqqq"),
    "digits of a phone": Search(text="(119) 1234"),
    "digits of every phone": Search(text="55119"),
    "status disabled": Search(status=0),
    "status enabled": Search(status=1),
    "a tag of one in five": Search(tag="newsletter"),
    "a tag of one in a hundred": Search(tag="vip"),
    "a tag of nearly nobody": Search(tag="rare"),
    "created in an hour": Search(created=Window(START + 20 * HOUR, START + 21 * HOUR)),
    "created in a day": Search(created=Window(START + DAY, START + 2 * DAY)),
    "changed in a month": Search(updated=Window(START + 100 * DAY, START + 130 * DAY)),
    "changed in a year": Search(updated=Window(START + 100 * DAY, START + 465 * DAY)),
    "common word, common tag": Search(text="ana", tag="newsletter"),
    "rare word, rare tag": Search(text="karika", tag="vip"),
    "disabled, tag, word": Search(text="pedro", tag="newsletter", status=0),
}


class Meter:
    """Processor time of this process and of the database's."""

    def __init__(self, store: AnyStore, url: str) -> None:
        self._store = store
        self._backends: list[int] = []
        self._url = url

    async def find(self) -> None:
        """Nothing; which processes of PostgreSQL serve us is known."""
        if is_sqlite(self._url):
            return
        connection = await asyncpg.connect(postgres_dsn(self._url))
        rows = await connection.fetch("SELECT pid FROM pg_stat_activity WHERE application_name = 'patron'")
        await connection.close()
        self._backends = [row["pid"] for row in rows]

    def seconds(self) -> float:
        """Spent so far."""
        return time.process_time() + cpu_seconds(self._backends)


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.admin", description=__doc__)
    parser.add_argument("--database", required=True, help="URL; with --fill of a database that may be emptied")
    parser.add_argument("--fill", type=int, help="begin with so many customers in three stores")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--only", default="", help="only searches whose name holds this text")
    asked = parser.parse_args()
    console = Console(width=150)
    if asked.fill:
        asyncio.run(fill(asked.database, asked.fill, console))
    asyncio.run(measure(asked.database, asked.rounds, asked.only, console))
    return 0


async def fill(url: str, count: int, console: Console) -> None:
    """Nothing; the database holds three stores with so many customers."""
    async with emptied(url) as store:
        await store.write(_frame)
        first = 1
        with Progress(console=console, transient=True) as progress:
            for store_id, many in shares(count).items():
                task = progress.add_task(f"loading {many:,} customers", total=many)
                rows = customers(store_id, first, many)
                await store.load(store_id, rows, lambda done, task=task: progress.update(task, completed=done))  # type: ignore[misc]
                first += many


async def _frame(unit: Writing) -> None:
    for store_id in STORES:
        name = f"bench{store_id}"
        hosts = {"evershop_host": name, "enterprise_id": store_id, "aimeos_site": name, "tiendanube_id": store_id}
        await unit.shops.add(Shop(store_id, name, "BRL", **hosts))  # type: ignore[arg-type]


async def measure(url: str, rounds: int, only: str, console: Console) -> None:
    """Nothing; the table is printed."""
    store = open_store(url, SystemClock())
    await store.open()
    orders: tuple[Order, ...] = get_args(Order)
    table = Table(title="milliseconds of processor time, ascending / descending", title_justify="left")
    table.add_column("search")
    table.add_column("found", justify="right")
    for order in orders:
        table.add_column(order, justify="right")
    try:
        meter = Meter(store, url)
        for name, search, scopes in _cases(only):
            cells, total = list[str](), Total(0)
            for order in orders:
                both = [await _cost(store, meter, search, order, scopes, rounds, down=down) for down in (False, True)]
                cells.append(" / ".join(f"{cost * 1000:.1f}{'!' if page.looked_at else ''}" for cost, page in both))
                total = both[0][1].total
            table.add_row(name, f"{'' if total.counted == 'exact' else '~'}{total.number:,}", *cells)
    finally:
        await store.close()
    console.print(table)


def _cases(only: str) -> Iterator[tuple[str, Search, tuple[Scope, ...]]]:
    for name, search in SEARCHES.items():
        if only in name:
            yield name, search, SCOPES
    if only in "all stores":
        yield "all stores: everybody", SEARCHES["everybody"], EVERYWHERE
        yield "all stores: a common word", SEARCHES["a common word"], EVERYWHERE


async def _cost(
    store: AnyStore, meter: Meter, search: Search, order: Order, scopes: tuple[Scope, ...], rounds: int, *, down: bool
) -> tuple[float, Found[Customer]]:
    """Seconds of one page, and the page."""

    async def look(unit: Reading) -> Found[Customer]:
        return await unit.customers.sought(scopes, asked, PARTS)

    asked = Search(
        search.text, search.status, None, search.tag, search.created, search.updated, order=order, descending=down
    )
    page = await store.read(look)
    await meter.find()
    begun = meter.seconds()
    for _ in range(rounds):
        page = await store.read(look)
    return (meter.seconds() - begun) / rounds, page


if __name__ == "__main__":
    sys.exit(main())
