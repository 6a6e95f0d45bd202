"""`patron seed --customers`: a store full of made-up people."""

from __future__ import annotations

from rich.console import Console

from patron.commands.failing import CommandFailed
from patron.commands.opening import store_asked_for, with_store
from patron.commands.progress import Told, progress_bar
from patron.demo.people import people as made_up
from patron.domain.customer import Parts
from patron.domain.listing import Listing
from patron.operations.ports import Reading
from patron.readiness import OpenStore


def people(store_id: int | None, count: int, *, add: bool) -> None:
    """Nothing comes back; the store has so many more customers. Raises CommandFailed."""
    with progress_bar("Customers") as bar:
        into = with_store(lambda store: _fill(store, store_id, count, bar, add=add))
    Console(stderr=True).print(
        f"[green]Loaded[/] {count} made-up customer(s) into store [bold]{into}[/].", highlight=False
    )


async def _fill(store: OpenStore, asked: int | None, count: int, bar: Told, *, add: bool) -> int:
    store_id = await store_asked_for(store, asked)
    start = await _highest_id(store, store_id)
    if start and not add:
        raise CommandFailed(f"store {store_id} has customers: say --add to put made-up people among them")
    await store.load(store_id, made_up(store_id, start, count), lambda done: bar("Customers", done, count))
    return store_id


async def _highest_id(store: OpenStore, store_id: int) -> int:
    """The id of the last customer, 0 where there is none.

    Whoever was made up has a number below the own id: numbers from here on are new, and with them the e-mails.
    """

    async def read(unit: Reading) -> int:
        total = (await unit.customers.page(store_id, Listing(size=1), Parts.NONE)).total
        page = await unit.customers.page(store_id, Listing(page=max(total, 1), size=1), Parts.NONE)
        return page.customers[-1].id if page.customers else 0

    return await store.read(read)
