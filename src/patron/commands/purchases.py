"""`patron purchases`: what an order system knows of the customers, from a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.table import Table

from patron.commands.failing import CommandFailed
from patron.commands.opening import store_asked_for, with_store
from patron.commands.progress import Told, progress_bar
from patron.dialects import SPEECHES
from patron.operations.purchase_lines import Fault, Line, csv_lines, json_lines
from patron.operations.purchases import BadLines, matched, told
from patron.operations.record import Record
from patron.readiness import OpenStore

READERS = {".csv": csv_lines, ".jsonl": json_lines, ".ndjson": json_lines}


def load(file: Path, store_id: int | None) -> None:
    """Nothing comes back; the facts of every line are in the store, or those of none. Raises CommandFailed."""
    console = Console(stderr=True)
    try:
        with progress_bar("Reading") as bar:
            lines, faults = _read(file, bar)
            changed = with_store(lambda store: _load(store, store_id, lines, faults, bar))
    except BadLines as bad:
        console.print(_table(bad.faults), markup=False)
        raise CommandFailed(f"{len(bad.faults)} line(s) cannot be used: nothing was loaded") from None
    same = len(lines) - changed
    console.print(
        f"[green]Loaded[/] {len(lines)} line(s): {changed} customer(s) changed, {same} were so already.",
        highlight=False,
    )


def _read(file: Path, bar: Told) -> tuple[list[Line], list[Fault]]:
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        raise CommandFailed(f"{file.name} is of no kind that is known: call it .jsonl or .csv")
    lines: list[Line] = []
    faults: list[Fault] = []
    try:
        with file.open("rb") as opened:
            size = file.stat().st_size
            for one in reader(_followed(opened, lambda done: bar("Reading bytes", done, size))):
                if isinstance(one, Line):
                    lines.append(one)
                else:
                    faults.append(one)
    except OSError as error:
        raise CommandFailed(f"{file} cannot be read: {error.strerror}") from None
    return lines, faults


def _followed(lines: Iterable[bytes], progress: Callable[[int], None]) -> Iterator[bytes]:
    done = 0
    for number, line in enumerate(lines, 1):
        done += len(line)
        if number % 1000 == 0:
            progress(done)
        yield line


async def _load(store: OpenStore, asked: int | None, lines: Sequence[Line], faults: Sequence[Fault], bar: Told) -> int:
    store_id = await store_asked_for(store, asked)
    last = lines[-1].number if lines else 0
    aimed, unmatched = await matched(store, store_id, lines, lambda done: bar("Finding customers", done, last))
    if faults or unmatched:
        raise BadLines(sorted((*faults, *unmatched), key=lambda fault: fault.number))
    return await told(store, Record(SPEECHES), store_id, aimed, lambda done: bar("Writing", done, len(aimed)))


def _table(faults: Sequence[Fault]) -> Table:
    table = Table(title="Bad lines", title_justify="left")
    table.add_column("line", justify="right", no_wrap=True)
    table.add_column("why", overflow="fold")
    for span, reason in _spans(faults):
        table.add_row(span, reason)
    return table


def _spans(faults: Sequence[Fault]) -> Iterator[tuple[str, str]]:
    """(`7`, why) and (`8-1200`, why): a file that is wrong from beginning to end is told in one row."""
    runs = groupby(enumerate(faults), key=lambda one: (one[1].number - one[0], one[1].reason))
    for (_, reason), run in runs:
        numbers = [fault.number for _, fault in run]
        yield (str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"), reason
