"""`patron migrate` and `patron seed`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from patron.adapters.passwords import PasswordPool, WorldHasher
from patron.commands.failing import CommandFailed
from patron.commands.opening import settings_in_force, with_store
from patron.dialects import READERS
from patron.readiness import OpenStore
from patron.settings import Settings
from patron.store.migrations import migrate
from patron.worlds import Bindings, Loader, World, read_world

Told = Callable[[str, int, int], None]
"""Told what is done, how far it is, and how far it goes."""


def migrate_database(settings: Settings | None = None) -> None:
    """Nothing comes back; the schema is current."""
    in_force = settings or settings_in_force()
    with progress_bar("Migrating") as told:
        before, after = asyncio.run(migrate(in_force.database, told))
    moved = "was current already" if before == after else f"is current: {before or 'nothing'} -> {after}"
    Console(stderr=True).print(f"[green]The schema {moved}.[/]", highlight=False)


def seed(file: Path) -> None:
    """Nothing comes back; the world is beside what was there before. Raises CommandFailed, Invalid, Taken."""
    try:
        world = read_world(file.read_bytes())
    except OSError as error:
        raise CommandFailed(f"{file} cannot be read: {error.strerror}") from None
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
        return await Loader(store, WorldHasher(pool) if development else pool, READERS).load(
            world, lambda done, of: told("Customers", done, of)
        )
    finally:
        pool.close()


@contextmanager
def progress_bar(title: str) -> Generator[Told]:
    """A function to tell how far it is, which is drawn where standard error is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bars:
        task = bars.add_task(title, total=None)
        yield lambda what, done, of: bars.update(task, description=what, completed=done, total=of)
