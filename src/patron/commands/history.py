"""`patron history`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import typer
from msgspec import json
from rich.console import Console
from rich.table import Table
from rich.text import Text

from patron.commands.finding import found
from patron.commands.opening import with_store
from patron.domain.customer import Customer
from patron.domain.history import Event, Happening
from patron.domain.names import called
from patron.operations.ports import Reading
from patron.readiness import OpenStore

ENDLESS = 2**62
COLOURS = {Happening.CREATED: "green", Happening.CHANGED: "cyan", Happening.DELETED: "red"}
LONGEST = 60
"""Letters of a value that are shown in the table; --json shows all of it."""


def show(named: str, store_id: int | None, limit: int, *, as_json: bool) -> None:
    """Nothing comes back; the events are printed, the newest first. Raises CommandFailed."""

    async def read(unit: Reading) -> tuple[Customer, Sequence[Event]]:
        customer = await found(unit, named, store_id)
        return customer, await unit.history.of(customer.store_id, customer.id, ENDLESS, limit)

    async def work(store: OpenStore) -> tuple[Customer, Sequence[Event]]:
        return await store.read(read)

    customer, events = with_store(work)
    if as_json:
        for event in events:
            typer.echo(json.encode(event).decode())
        return
    console = Console()
    name = called(customer) or customer.email
    console.print(f"[bold]{name}[/], customer {customer.id} of store {customer.store_id}", highlight=False)
    if not events:
        console.print("Nothing is known: the customer came with an import and was not changed since.")
    for event in events:
        _print(console, event)


def _print(console: Console, event: Event) -> None:
    moment = datetime.fromtimestamp(event.at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    who = f" ({event.actor.who})" if event.actor.who else ""
    console.print()
    console.print(
        Text.assemble(
            (moment, "bold"),
            "  ",
            (event.happening.value, COLOURS[event.happening]),
            f" through {event.actor.door}{who}, version {event.version}",
        )
    )
    table = Table(box=None, padding=(0, 1), show_header=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for path, (was, now) in event.changes.items():
        table.add_row(f"  {path}", _became(was, now))
    if event.changes:
        console.print(table)


def _became(was: object, now: object) -> Text:
    if was in (None, "", []):
        return Text(_short(now), "green")
    return Text.assemble((_short(was), "red"), " -> ", (_short(now), "green"))


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.encode(value).decode()
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
