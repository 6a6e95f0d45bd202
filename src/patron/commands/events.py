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
        return await events_after(store, await store_asked_for(store, store_id), after, limit + 1)

    events = with_store(work)
    more, events = len(events) > limit, events[:limit]
    if as_json:
        for event in events:
            typer.echo(json.encode(event).decode())
        return
    console = Console()
    if not events:
        console.print(f"Nothing happened behind position {after}.", highlight=False)
        return
    last = events[-1].position
    digits = len(str(last))
    for event in events:
        line = headline(event, console.width - digits - 2, f"customer {event.customer_id}")
        console.print(Text(f"{event.position:>{digits}}  ").append(line), highlight=False)
    if more:
        console.print(f"There is more: --after {last}", style="dim", highlight=False)
