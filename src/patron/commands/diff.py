"""`patron diff`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import cast

import typer
from msgspec import json
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from patron.adapters.clock import SystemClock
from patron.commands.failing import CommandFailed, guarded
from patron.commands.looking import look
from patron.commands.telling import LONGEST, Hanging, shortened
from patron.domain.likeness import Answer, Finding, Likeness, Told, compared
from patron.domain.senses import is_nothing

SIGNS = {
    Likeness.SAME: ("=", "green"),
    Likeness.DERIVED: ("~", "cyan"),
    Likeness.ONLY_HERE: ("+", "yellow"),
    Likeness.NOT_THERE: ("-", "magenta"),
    Likeness.UNEXPLAINED: ("!", "bold red"),
}
TROUBLE = 2
"""The exit code where nothing could be compared, as other programs that compare have it."""


def diff(named: str, store_id: int | None, between: str | None, *, as_json: bool) -> int:
    """The exit code: 1 where something differs that no rule explains, 2 where nothing could be compared."""
    unexplained: list[Finding] = []
    failed = guarded(lambda: unexplained.extend(_compare(named, store_id, between, as_json=as_json)), TROUBLE)
    return failed or int(bool(unexplained))


def _compare(named: str, store_id: int | None, between: str | None, *, as_json: bool) -> list[Finding]:
    """What no rule explains; every finding is printed. Raises CommandFailed."""
    looked = look(named, store_id, SystemClock().now)
    chosen = _chosen(looked.answers, between)
    every = [answer.chart for answer in looked.answers.values()]
    findings = compared(looked.customer, chosen, every, looked.places)
    if as_json:
        for finding in findings:
            typer.echo(json.encode(finding).decode())
    else:
        console = Console()
        looked.introduce(console, [answer.chart.dialect for answer in chosen])
        _print(console, chosen, [one for one in findings if not one.says_nothing()])
    return [finding for finding in findings if finding.likeness is Likeness.UNEXPLAINED]


def _chosen(answers: Mapping[str, Answer], between: str | None) -> list[Answer]:
    names = [name.strip() for name in between.split(",")] if between is not None else list(answers)
    strange = [name for name in names if name not in answers]
    if strange:
        raise CommandFailed(f"there is no dialect {strange[0]}: there are {', '.join(answers)}")
    if len(set(names)) < 2:
        raise CommandFailed("--between wants two dialects or more, such as evershop,tiendanube")
    return [answers[name] for name in dict.fromkeys(names)]


def _print(console: Console, chosen: Sequence[Answer], findings: Sequence[Finding]) -> None:
    titles = {answer.chart.dialect: answer.chart.title for answer in chosen}
    console.print(", ".join(titles.values()), style="dim", highlight=False)
    for subject, ones in groupby(findings, key=lambda finding: finding.subject):
        console.print(f"\n{subject}", style="bold underline", highlight=False)
        for finding in ones:
            _print_finding(console, finding, titles)
    counts = Counter(finding.likeness for finding in findings)
    signs = (Text.assemble(SIGNS[one], f" {counts[one]} {one.value}") for one in Likeness if counts[one])
    console.print()
    console.print(Text(", ").join(signs))


def _print_finding(console: Console, finding: Finding, titles: Mapping[str, str]) -> None:
    head = Text.assemble(SIGNS[finding.likeness], (f" {finding.topic.replace('_', ' ')}", "bold"))
    telling = [told for told in finding.told if told.fields]
    silent = [told for told in finding.told if not told.fields]
    if finding.likeness is Likeness.SAME:
        head.append(f"  {_values(telling[0])}").append(_lacking(silent, titles))
        telling = []
    elif len(telling) == 1 and finding.likeness is not Likeness.UNEXPLAINED:
        head.append(f"  {titles[telling[0].dialect]}: ", "dim").append(_pairs(telling[0]))
        if telling[0].rule:
            head.append(f"  ({telling[0].rule})", "dim italic")
        telling = []
    elif telling:
        head.append(_lacking(silent, titles))
    else:
        telling = silent
    console.print(Hanging(head, indent=4), highlight=False)
    if telling:
        console.print(_table(telling, titles), highlight=False)


def _table(telling: Sequence[Told], titles: Mapping[str, str]) -> Padding:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(style="dim italic", overflow="fold")
    for told in telling:
        fields = ", ".join(_own_name(field) for field in told.fields)
        rule = ": ".join(part for part in (fields, told.rule) if part)
        words = (titles[told.dialect], _values(told), rule or "not there, and no rule says why")
        table.add_row(*map(Text, words))
    return Padding(table, (0, 0, 0, 4))


def _lacking(silent: Sequence[Told], titles: Mapping[str, str]) -> Text:
    """Who has no field for it."""
    return Text(f"  (not in {', '.join(titles[told.dialect] for told in silent)})" if silent else "", "dim")


def _values(told: Told) -> str:
    return " | ".join(_short(value) for value in told.fields.values())


def _pairs(told: Told) -> Text:
    """Field and value of everything that says something."""
    return Text("  ").join(
        Text.assemble((f"{_own_name(field)} ", "dim"), _short(value))
        for field, value in told.fields.items()
        if not is_nothing(value)
    )


def _own_name(place: str) -> str:
    return place.rpartition(".")[2]


def _short(value: object) -> str:
    if isinstance(value, Mapping):
        place = cast("Mapping[str, object]", value)
        if {"name", "code"} <= set(place):
            value = f"{place['name']} / {place['code']}"
    text = value if isinstance(value, str) and value else json.encode(value).decode()
    return shortened(text, LONGEST)
