"""`patron token`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.table import Table

from patron.commands.failing import CommandFailed
from patron.commands.opening import with_store
from patron.domain.access import SCOPES, Grant, Shop
from patron.operations.access import new_token, token_hash
from patron.operations.ports import Reading, Writing
from patron.readiness import OpenStore


def add(store_id: int, name: str, scopes: str) -> None:
    """Nothing comes back; the token is printed, this once. Raises CommandFailed."""
    wanted = _scopes(scopes)
    token = new_token(store_id)

    async def put(unit: Writing) -> Grant | None:
        if await unit.shops.find("store_id", store_id) is None:
            return None
        return await unit.tokens.add(store_id, token_hash(token), name, wanted)

    async def work(store: OpenStore) -> Grant | None:
        return await store.write(put)

    grant = with_store(work)
    if grant is None:
        raise _no_store(store_id)
    hint = Console(stderr=True)
    hint.print(
        f"[green]Token {grant.token_id}[/] of store {store_id} for {', '.join(sorted(wanted))}. "
        "Keep it: it is stored hashed and not shown again.",
        highlight=False,
    )
    typer.echo(token)  # alone on standard output, for scripts


def _scopes(text: str) -> frozenset[str]:
    wanted = frozenset(one.strip() for one in text.split(",") if one.strip())
    if not wanted or not wanted <= set(SCOPES):
        raise CommandFailed(f"say scopes out of {', '.join(SCOPES)}, with commas between")
    return wanted


def show(store_id: int) -> None:
    """Nothing comes back; the tokens are listed. Raises CommandFailed."""

    async def read(unit: Reading) -> tuple[Shop | None, Sequence[Grant]]:
        return await unit.shops.find("store_id", store_id), await unit.tokens.all(store_id)

    async def work(store: OpenStore) -> tuple[Shop | None, Sequence[Grant]]:
        return await store.read(read)

    shop, grants = with_store(work)
    if shop is None:
        raise _no_store(store_id)
    table = Table(title=f"{len(grants)} token(s) of store {store_id}", title_justify="left")
    for heading in ("token", "for", "scopes", "made", "state"):
        table.add_column(heading)
    for grant in grants:
        state = "live" if grant.revoked_at is None else f"revoked {_day(grant.revoked_at)}"
        colour = "green" if grant.revoked_at is None else "dim"
        cells = (str(grant.token_id), grant.name, ", ".join(sorted(grant.scopes)), _day(grant.created_at), state)
        table.add_row(*cells, style=colour)
    Console().print(table, markup=False)


def revoke(store_id: int, token_id: int) -> None:
    """Nothing comes back; the token is dead. Raises CommandFailed."""

    async def put(unit: Writing) -> bool:
        return await unit.tokens.revoke(store_id, token_id)

    async def work(store: OpenStore) -> bool:
        return await store.write(put)

    if not with_store(work):
        raise CommandFailed(f"store {store_id} has no live token {token_id}: patron token list {store_id} shows them")
    Console().print(f"[green]Revoked[/] token {token_id} of store {store_id}.", highlight=False)


def _no_store(store_id: int) -> CommandFailed:
    return CommandFailed(f"there is no store {store_id}: patron store list shows them")


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).strftime("%Y-%m-%d %H:%M")
