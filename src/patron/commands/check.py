"""`patron check`: is everything in order, and what to do if not."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from typing import NamedTuple

from rich.console import Console

from patron.adapters.clock import SystemClock
from patron.commands.counting import difference
from patron.commands.failing import FAILED
from patron.commands.progress import progress_bar
from patron.domain.access import Shop
from patron.readiness import NotReady, OpenStore, opened, store_of
from patron.settings import BadSettings, Settings, read_settings
from patron.settings.showing import masked


class Finding(NamedTuple):
    """One thing that was looked at; `advice` is empty where it is in order."""

    what: str
    advice: str = ""
    fatal: bool = True
    """False: the server works, but not everything that it offers does."""


def check(*, quick: bool) -> int:
    """The exit code: 0 when the server can work. `quick` leaves out what takes long in a large database."""
    console = Console()
    findings = asyncio.run(_told(console, quick=quick))
    failed = [finding for finding in findings if finding.advice and finding.fatal]
    if failed:
        console.print(f"[red]{len(failed)} problem(s).[/]")
        return FAILED
    console.print("[green]Everything is in order.[/]")
    return 0


async def _told(console: Console, *, quick: bool) -> list[Finding]:
    found: list[Finding] = []
    async for finding in _findings(quick=quick):
        mark = "[green]✓[/]" if not finding.advice else "[red]✗[/]" if finding.fatal else "[yellow]![/]"
        console.print(mark, finding.what, highlight=False)
        if finding.advice:
            console.print(f"    {finding.advice}", highlight=False, markup=False)
        found.append(finding)
    return found


async def _findings(*, quick: bool) -> AsyncIterator[Finding]:
    try:
        settings = read_settings(os.environ)
    except BadSettings as bad:
        for fault in bad.faults:
            yield Finding("settings", fault)
        return
    yield Finding("settings")
    for warning in _warnings(settings):
        yield warning
    store = store_of(settings, SystemClock())
    try:
        async for finding in _of_database(store, settings, quick=quick):
            yield finding
    finally:
        await store.close()


def _warnings(settings: Settings) -> list[Finding]:
    found: list[Finding] = []
    if settings.mail and not settings.smtp_url:
        found.append(Finding("mail", "mail waits in the outbox: set PATRON_SMTP_URL, or PATRON_MAIL=off", fatal=False))
    if settings.trusted_proxy_hops and not settings.base_url:
        found.append(
            Finding("links", "behind a proxy, set PATRON_BASE_URL to the address that callers see", fatal=False)
        )
    return found


async def _of_database(store: OpenStore, settings: Settings, *, quick: bool) -> AsyncIterator[Finding]:
    what = f"database {masked(settings.database)}"
    try:
        await opened(store)
    except NotReady as reason:
        yield Finding(what, str(reason))
        return
    yield Finding(what)
    shops = await store.read(lambda unit: unit.shops.all())
    if not shops:
        yield Finding("stores", "there is none yet: patron store add NAME --currency BRL", fatal=False)
        return
    yield Finding(f"{len(shops)} store(s)")
    worlds = [str(shop.store_id) for shop in shops if shop.settings.get("world")]
    if worlds:
        yield Finding("worlds", f"store(s) {', '.join(worlds)} are made up for trying things out", fatal=False)
    if not quick:
        for shop in shops:
            yield await _of_counters(store, shop)


async def _of_counters(store: OpenStore, shop: Shop) -> Finding:
    with progress_bar("Counting customers") as told:
        kept, found = await difference(store, shop.store_id, lambda done, of: told("Counting customers", done, of))
    what = f"{found} customer(s) in store {shop.store_id}"
    if kept == found:
        return Finding(what)
    return Finding(what, f"lists say {kept}: their totals are wrong; please report it, with this version of Patron")
