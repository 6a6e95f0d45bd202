"""`patron show`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import typer
from msgspec import json
from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from patron.adapters.clock import SystemClock
from patron.commands.looking import look
from patron.commands.telling import Hanging, harmless
from patron.domain.likeness import Answer
from patron.domain.senses import is_nothing

NARROWEST = 38
"""Columns that one answer needs to be read."""
INDENT = 2
LINKS = "links"


def show(named: str, store_id: int | None, *, as_json: bool) -> None:
    """Nothing comes back; the answers are printed side by side. Raises CommandFailed."""
    looked = look(named, store_id, SystemClock().now)
    if as_json:
        documents = {name: answer.view.document for name, answer in looked.answers.items()}
        typer.echo(json.format(json.encode(documents)).decode())
        return
    console = Console()
    looked.introduce(console, looked.answers)
    beside = max(1, min(len(looked.answers), console.width // NARROWEST))
    answers = tuple(looked.answers.values())
    for start in range(0, len(answers), beside):
        console.print(_row(answers[start : start + beside], beside))


def _row(answers: Sequence[Answer], beside: int) -> Table:
    row = Table.grid(expand=True)
    for _ in range(beside):
        row.add_column(ratio=1)
    row.add_row(*(_panel(answer) for answer in answers))
    return row


def _panel(answer: Answer) -> Panel:
    lines = Group(*(Padding(Hanging(line), (0, 0, 0, depth)) for depth, line in _lines(answer.view.document, 0)))
    return Panel(lines, title=answer.chart.title, title_align="left", border_style="dim", padding=(0, 1))


def _lines(value: object, depth: int) -> Iterator[tuple[int, Text]]:
    """The document as lines `key: value`, each with its indent; links to other calls are left out."""
    if isinstance(value, Mapping):
        for key, one in cast("Mapping[str, object]", value).items():
            if key != LINKS:
                yield from _entry(Text(f"{harmless(key)}:", "cyan"), one, depth)
    else:
        for one in cast("Sequence[object]", value):
            yield from _item(one, depth)


def _item(value: object, depth: int) -> Iterator[tuple[int, Text]]:
    inner = [(depth + INDENT, _leaf(value))] if _is_plain(value) else _lines(value, depth + INDENT)
    for at, (deeper, line) in enumerate(inner):
        yield (depth, _text(Text("- ", "cyan"), line)) if at == 0 else (deeper, line)


def _entry(mark: Text, value: object, depth: int) -> Iterator[tuple[int, Text]]:
    if _is_plain(value):
        yield depth, _text(mark, Text(" "), _leaf(value))
    else:
        yield depth, mark
        yield from _lines(value, depth + INDENT)


def _text(*parts: Text) -> Text:
    return Text.assemble(*parts, overflow="fold")


def _is_plain(value: object) -> bool:
    """True for what fits into a line."""
    if isinstance(value, Mapping):
        return not value
    if isinstance(value, (list, tuple)):
        return not any(isinstance(one, (Mapping, list, tuple)) for one in cast("Sequence[object]", value))
    return True


def _leaf(value: object) -> Text:
    if isinstance(value, str) and value:
        return Text(harmless(value))
    if value is None:
        return Text("null", "dim")
    return Text(json.encode(value).decode(), "dim" if is_nothing(value) else "green")
