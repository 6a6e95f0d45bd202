"""`patron settings`."""

from __future__ import annotations

import os

import typer
from rich.console import Console
from rich.table import Table

from patron.settings import TABLE, BadSettings, read_settings
from patron.settings.showing import markdown as as_markdown
from patron.settings.showing import shown

WIDE = 110
"""Columns of a terminal in which the meanings fit beside the values."""


def show(*, markdown: bool) -> None:
    """Nothing comes back; the table is printed, then every fault. Raises BadSettings."""
    if markdown:
        typer.echo(as_markdown(), nl=False)
        return
    console = Console()
    wide = console.width >= WIDE
    table = Table(title="Settings in force", title_justify="left")
    table.add_column("variable", no_wrap=True)
    table.add_column("value", overflow="fold")
    table.add_column("from", no_wrap=True)
    if wide:
        table.add_column("meaning")
    faults = _faults()
    for row in TABLE:
        value, source = shown(row, os.environ)
        wrong = any(fault.startswith(f"{row.name} ") for fault in faults)
        colour = "red" if wrong else "bold" if source == "environment" else "dim"
        meaning = (row.about.replace("`", ""),) if wide else ()
        table.add_row(row.name, value, source, *meaning, style=colour)
    console.print(table, markup=False)
    if not wide:
        console.print("What they mean: patron settings --markdown, or a wider terminal.", highlight=False)
    if faults:
        raise BadSettings(faults)


def _faults() -> tuple[str, ...]:
    try:
        read_settings(os.environ)
    except BadSettings as bad:
        return bad.faults
    return ()
