"""`patron migrate` and `patron seed`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from rich.console import Console

from patron.adapters.passwords import PasswordPool, WorldHasher
from patron.commands.extending import whole_world
from patron.commands.opening import settings_in_force, with_store
from patron.commands.progress import Told, progress_bar
from patron.dialects import READERS
from patron.readiness import OpenStore
from patron.settings import Settings
from patron.store.migrations import migrate
from patron.worlds import Bindings, Loader, World, read_world


def migrate_database(settings: Settings | None = None) -> None:
    """Nothing comes back; the schema is current."""
    in_force = settings or settings_in_force()
    with progress_bar("Migrating") as told:
        before, after = asyncio.run(migrate(in_force.database, told))
    moved = "was current already" if before == after else f"is current: {before or 'nothing'} -> {after}"
    Console(stderr=True).print(f"[green]The schema {moved}.[/]", highlight=False)


def seed(file: Path) -> None:
    """Nothing comes back; the world is beside what was there before. Raises CommandFailed, Invalid, Taken."""
    world = read_world(whole_world(file))
    bindings = load(world, settings_in_force())
    console = Console(stderr=True)
    counts = f"{len(world.stores)} store(s), {len(world.apps)} token(s), {len(world.customers)} customer(s)"
    console.print(f"[green]Loaded[/] {counts}.", highlight=False)
    for name, value in bindings.items():
        console.print(f"  {name} = {value}", highlight=False, markup=False)


def load(world: World, settings: Settings, *, development: bool = False) -> Bindings:
    """The names that the world binds; `development` gives its people the cheap hashes."""
    with progress_bar("Loading") as told:
        return with_store(lambda store: _load(store, world, told, development=development), settings)


async def _load(store: OpenStore, world: World, told: Told, *, development: bool) -> Bindings:
    pool = PasswordPool()
    try:
        return await Loader(store, WorldHasher(pool) if development else pool, READERS, {}).load(
            world, lambda done, of: told("Customers", done, of)
        )
    finally:
        pool.close()
