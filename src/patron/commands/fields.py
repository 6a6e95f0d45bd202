"""`patron fields`, and the page docs/field-map.md, which is printed from the same tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

import typer
from msgspec import Struct
from rich.console import Console
from rich.table import Table

from patron.dialects import every_chart
from patron.dialects.aimeos.profile import TODAY
from patron.domain import chart as faces
from patron.domain.chart import Chart, Field
from patron.domain.senses import topic_of

TWINS = frozenset({"evershop_graphql"})
"""Dialects of a platform that has another one."""
SECTIONS = (
    ("The customer", (faces.CUSTOMER,)),
    ("The billing address", (faces.BILLING, faces.ANY)),
    ("A delivery address", (faces.DELIVERY, faces.ANY)),
)
HEAD = """# The field map

Which field of each dialect tells which fact of the record. This page is printed from the tables that the server reads
and writes by (`patron fields --markdown`); a test compares them. Aimeos is in profile `2026`; the answer to PATCH in
profile `page` has `customer.status` and `customer.groups` besides. EverShop's GraphQL reads only. What no fact of the
customer stands behind is left out: links, paths of calls and names made of the uuid (`urn`, `editUrl`, `updateApi` …),
and `metafields`, which are the definitions with the values of `metaData`. So is what is only written: `password`
(EverShop, Aimeos, Tiendanube) and `send_email_invite` (Tiendanube).

| mark | meaning |
|---|---|
| `=` | exact: the fact as it is, or what the rules below show while there is none |
| `~` | derived: a notation of a fact that others tell otherwise |
| `r` | residue: no other platform tells it |
| `ro` | it is shown and not written, neither by the field nor by a route of its own |
| `-` | not expressible there: a write through that dialect leaves the fact alone |
"""


class Mark(StrEnum):
    """How a field tells its fact."""

    EXACT = "="
    DERIVED = "~"
    RESIDUE = "r"
    SHOWN = "ro"


class Row(Struct, frozen=True):
    """One fact, and the fields that tell it, by dialect."""

    topic: str
    facts: tuple[str, ...]
    fields: Mapping[str, tuple[Field, ...]]

    def mark(self, field: Field) -> str:
        """How that field tells the fact."""
        told = Mark.DERIVED if field.notation else Mark.EXACT
        mark = Mark.RESIDUE if len(self.fields.keys() - TWINS) == 1 else told
        return mark if field.written else f"{mark} {Mark.SHOWN}"


def show(*, markdown: bool) -> None:
    """Nothing comes back; the map is printed."""
    if markdown:
        typer.echo(page(), nl=False)
        return
    console = Console()
    for title, rows, every in _sections():
        table = Table(title=title, title_justify="left", expand=True)
        table.add_column("fact", ratio=2, overflow="fold")
        for chart in every:
            table.add_column(chart.title, ratio=3, overflow="fold")
        for row in rows:
            table.add_row(row.topic.replace("_", " "), *(_cell(row, chart, "", " ") for chart in every))
        console.print(table, highlight=False, markup=False)
    console.print("= exact, ~ derived, r residue, ro shown only, - not expressible")
    console.print("The rules: patron fields --markdown")


def page() -> str:
    """The page docs/field-map.md."""
    lines = [HEAD]
    for title, rows, every in _sections():
        lines += [
            f"## {title}",
            "",
            f"| fact | {' | '.join(chart.title for chart in every)} |",
            f"|---{'|---' * len(every)}|",
        ]
        lines += [_line(row, every) for row in rows]
        lines += ["", *_notes(rows, every), ""]
    return "\n".join(lines).rstrip() + "\n"


def _line(row: Row, every: Sequence[Chart]) -> str:
    columns = ", ".join(f"`{fact}`" for fact in row.facts)
    name = row.topic.replace("_", " ")
    return f"| {name if (row.topic,) == row.facts else f'{name} ({columns})'} | " + (
        " | ".join(_cell(row, chart, "`", " ") for chart in every) + " |"
    )


def _cell(row: Row, chart: Chart, quote: str, blank: str) -> str:
    """Fields with the same mark together: `first`, `last` ~."""
    marked: dict[str, list[str]] = {}
    for field in row.fields.get(chart.dialect, ()):
        marked.setdefault(row.mark(field), []).append(f"{quote}{field.name}{quote}")
    return "; ".join(f"{', '.join(names)}{blank}{quote}{mark}{quote}" for mark, names in marked.items()) or "-"


def _notes(rows: Sequence[Row], every: Sequence[Chart]) -> Iterator[str]:
    """How what is derived is made, dialect by dialect."""
    for chart in every:
        told: dict[str, list[str]] = {}
        for row in rows:
            for field in row.fields.get(chart.dialect, ()):
                rule = _rule(field)
                if rule:
                    told.setdefault(rule, []).append(f"`{field.name}`")
        if told:
            yield f"* **{chart.title}**"
            yield from (f"  * {', '.join(names)}: {rule}" for rule, names in told.items())


def _rule(field: Field) -> str:
    parts = (
        field.notation,
        f"while there is none, {field.instead}" if field.instead else "",
        f"cannot tell {field.limit}" if field.limit else "",
    )
    return "; ".join(part for part in parts if part)


def _sections() -> Iterator[tuple[str, list[Row], list[Chart]]]:
    every = list(every_chart(TODAY).values())
    for title, faces_of_it in SECTIONS:
        yield title, _rows(every, faces_of_it), every


def _rows(every: Sequence[Chart], faces_of_it: Sequence[str]) -> list[Row]:
    found: dict[str, dict[str, list[Field]]] = {}
    for chart in every:
        for face in faces_of_it:
            for field in chart.fields.get(face, ()):
                found.setdefault(topic_of(field.facts), {}).setdefault(chart.dialect, []).append(field)
    return [
        Row(
            topic,
            tuple(dict.fromkeys(fact for fields in told.values() for field in fields for fact in field.facts)),
            {dialect: tuple(fields) for dialect, fields in told.items()},
        )
        for topic, told in found.items()
    ]
