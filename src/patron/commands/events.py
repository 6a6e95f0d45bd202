"""`patron events`: what happened in a store, in an order that can be followed."""

from __future__ import annotations

from collections.abc import Sequence

import typer
from msgspec import json
from rich.console import Console
from rich.text import Text

from patron.commands.opening import store_asked_for, with_store
from patron.commands.telling import headline
from patron.domain.history import Event
from patron.operations.following import events_after
from patron.readiness import OpenStore


def show(store_id: int | None, after: int, limit: int, *, as_json: bool) -> None:
    """Nothing comes back; the next events behind that position are printed. Raises CommandFailed."""

    async def work(store: OpenStore) -> Sequence[Event]:
        return await events_after(store, await store_asked_for(store, store_id), after, limit)

    events = with_store(work)
    if as_json:
        for event in events:
            typer.echo(json.encode(event).decode())
        return
    console = Console()
    digits = len(str(events[-1].position)) if events else 0
    for event in events:
        line = headline(event, console.width - digits - 2, f"customer {event.customer_id}")
        console.print(Text(f"{event.position:>{digits}}  ").append(line), highlight=False)
