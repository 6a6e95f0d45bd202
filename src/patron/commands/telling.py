"""How values and events are told to people in a terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from patron.domain.history import Event, Happening

COLOURS: Final = {
    Happening.CREATED: "green",
    Happening.IMPORTED: "green",
    Happening.CHANGED: "cyan",
    Happening.DELETED: "red",
}
LONGEST: Final = 120
"""Columns of one value; --json shows all of it."""
_JOINERS: Final = "\u200c\u200d"
"""They join letters, and people of one picture; terminals do no harm with them."""


def harmless(text: str) -> str:
    """The text in one line; what would steer a terminal, or turn letters round, stands there as an escape."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in _JOINERS else _escaped(one) for one in text)


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape", "surrogatepass").decode()


def shortened(text: str, cells: int) -> str:
    """The text, harmless; one that takes more columns of a terminal ends in dots."""
    # Each letter takes a column or two, or none: what is left out is not looked at, however long it is.
    text = harmless(text[: cells * 8])
    return text if cell_len(text) <= cells else set_cell_size(text, cells - 3).rstrip() + "..."


class Hanging:
    """A text whose lines but the first stand further in, so that it is told from what follows."""

    def __init__(self, text: Text, indent: int = 2) -> None:
        self._text = text
        self._indent = indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """What rich prints."""
        width = options.max_width
        first, *more = self._text.wrap(console, width, overflow="fold")
        yield first
        if len(more) == 1 and more[0].cell_len > width - self._indent:
            yield more[0]  # a uuid, say: rather further out than in two
        elif more:
            # Again, because those lines are shorter; blanks at the end of the first are gone already.
            rest = self._text[len(first.plain) :]
            rest = rest[len(rest.plain) - len(rest.plain.lstrip()) :]
            for line in rest.wrap(console, max(width - self._indent, 1), overflow="fold"):
                yield Text(" " * self._indent).append(line)


def moment_of(milliseconds: int) -> str:
    """That moment, to the second."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def headline(event: Event, width: int, whom: str = "") -> Text:
    """When, what, which version, through which door and by whom: in one line where that is wide enough."""
    head = Text.assemble(
        (moment_of(event.at), "bold"),
        "  ",
        f"{whom} " if whom else "",
        (event.happening.value, COLOURS[event.happening]),
        f", version {event.version}",
    )
    actor = event.actor
    who = ", ".join(filter(None, (actor.who, actor.unsaid_credential)))
    door = f"via {actor.door} ({who})" if who else f"via {actor.door}"
    gap = "  " if head.cell_len + 2 + cell_len(door) <= width else "\n    "
    return head.append(gap).append(door, "dim")
