"""A bar for whatever takes long."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Told = Callable[[str, int, int], None]
"""Told what is done, how far it is, and how far it goes."""


@contextmanager
def progress_bar(title: str) -> Generator[Told]:
    """A function to tell how far it is, which is drawn where standard error is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bars:
        task = bars.add_task(title, total=None)
        yield lambda what, done, of: bars.update(task, description=what, completed=done, total=of)
