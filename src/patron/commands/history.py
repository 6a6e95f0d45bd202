"""`patron history`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import typer
from msgspec import json
from rich.console import Console
from rich.table import Table
from rich.text import Text

from patron.commands.failing import CommandFailed
from patron.commands.finding import Departed, called_in_a_line, departed, found
from patron.commands.opening import with_store
from patron.commands.telling import LONGEST, headline, moment_of, shortened
from patron.domain.history import Change, Changes, Event
from patron.domain.purchases import MONEY, amount
from patron.domain.senses import is_nothing
from patron.operations.ports import Reading
from patron.operations.undoing import LATEST
from patron.readiness import OpenStore


def show(named: str, store_id: int | None, limit: int, most: int, *, as_json: bool) -> None:
    """Nothing comes back; the events are printed, the newest first. Raises CommandFailed.

    `most`: the greatest limit that can be asked for.
    """

    async def read(unit: Reading) -> tuple[str, Sequence[Event]]:
        try:
            customer = await found(unit, named, store_id)
        except CommandFailed:
            gone = await departed(unit, named, store_id)
            if gone is None:
                raise
            return _called(gone), [gone.event]
        events = await unit.history.of(customer.store_id, customer.id, LATEST, limit + 1)
        return called_in_a_line(customer), events

    async def work(store: OpenStore) -> tuple[str, Sequence[Event]]:
        return await store.read(read)

    whose, events = with_store(work)
    if as_json:
        for event in events[:limit]:
            typer.echo(json.encode(event).decode())
        return
    console = Console()
    console.print(whose, style="bold", highlight=False, markup=False)
    if not events:
        console.print("Nothing is known: the customer came before events were kept, and was not changed since.")
    for event in events[:limit]:
        _print(console, event)
    if len(events) > limit:
        console.print(f"\nThere is more: {_how_to_see_more(limit, most)}", style="dim", highlight=False)


def _called(gone: Departed) -> str:
    now = (
        "of whom nothing else is known any more" if gone.new_store is None else f"who is in store {gone.new_store} now"
    )
    return f"Customer {gone.event.customer_id} of store {gone.store_id}, {now}"


def _how_to_see_more(limit: int, most: int) -> str:
    return f"--limit {min(limit * 2, most)}" if limit < most else "the administration shows it page by page"


def _print(console: Console, event: Event) -> None:
    console.print()
    console.print(headline(event, console.width), highlight=False)
    if not event.changes:
        return
    table = Table(box=None, padding=(0, 1), show_header=False)
    table.add_column(style="dim", overflow="fold")
    table.add_column(overflow="fold", ratio=1)
    for name, became in _rows(event.changes):
        table.add_row(f"  {name}", became)
    console.print(table, highlight=False)


def _rows(changes: Changes) -> Iterator[tuple[str, Text]]:
    """Name and what became of it; what belongs to one address stands below its number."""
    for owner, ones in groupby(changes.items(), key=lambda change: change[0].rpartition(".")[0]):
        if owner:
            yield owner.replace(".", " "), Text()
        for path, change in ones:
            yield f"{'  ' if owner else ''}{path.rpartition('.')[2]}", _became(path, change)


def _became(path: str, change: Change) -> Text:
    was, now = change
    if is_nothing(was):
        return Text(_told(path, now), "green")
    return Text.assemble((_told(path, was), "red"), " -> ", (_told(path, now), "green"))


def _told(path: str, value: object) -> str:
    if path.endswith("_at") and isinstance(value, int):
        return moment_of(value)
    if path in MONEY and isinstance(value, int):
        return amount(value)
    text = value if isinstance(value, str) and value else json.encode(value).decode()
    return shortened(text, LONGEST)
