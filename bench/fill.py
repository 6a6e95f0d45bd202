"""A database full of customers."""

from __future__ import annotations

from rich.console import Console
from rich.progress import Progress

from bench import enterprises, evershop
from bench.databases import emptied
from bench.load import TOKEN
from bench.people import STORE, customers
from patron.domain.access import Shop
from patron.operations.access import token_hash
from patron.operations.ports import Writing

# Authentication and the limiter are on; the bucket is wide enough that nobody is turned away.
WIDE = {"tiendanube": {"bucket_size": 1_000_000_000, "leak_per_second": 1_000_000}}


async def fill(url: str, size: int, console: Console) -> None:
    """Nothing; the database holds the schema, one store with a token, and `size` customers."""
    async with emptied(url) as store:
        await store.write(_frame)
        await store.fill(enterprises.add_manager)
        await store.fill(evershop.add_admin)
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task(f"loading {size:,} customers", total=size)
            await store.load(STORE, customers(size), lambda done: progress.update(task, completed=done))
        await store.write(evershop.give_passwords)


async def _frame(unit: Writing) -> None:
    shop = Shop(
        store_id=STORE,
        name="Bench",
        currency="BRL",
        country="BR",
        language="pt",
        evershop_host="bench",
        enterprise_id=STORE,
        aimeos_site="bench",
        tiendanube_id=STORE,
        settings=WIDE,
    )
    await unit.shops.add(shop)
    await unit.tokens.add(STORE, token_hash(TOKEN), "bench", frozenset({"read_customers", "write_customers"}))
