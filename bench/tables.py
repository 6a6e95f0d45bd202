"""The tables that the benchmark prints."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from bench.credential import Credential
from bench.rounds import Engine, Figure
from bench.starting import Start
from bench.storm import Storm


def show_cases(console: Console, engine: Engine, size: int, figures: Mapping[str, Figure], *, perf: bool) -> None:
    """Nothing; one line for each case."""
    table = Table(title=f"{engine.name}, {size:,} customers", title_justify="left")
    table.add_column("request")
    unit = "ki" if perf else "cpu µs"
    for name in ("requests/s", "p50 ms", "p99 ms", f"{unit}/request", f"bare {unit}", "/ bare", "failed"):
        table.add_column(name, justify="right")
    for name, figure in figures.items():
        table.add_row(
            name,
            f"{figure.per_second:,.0f}",
            f"{figure.p50_ms:.1f}",
            f"{figure.p99_ms:.1f}",
            f"{figure.cost:,.0f}",
            f"{figure.bare_cost:,.0f}",
            f"{figure.cost / figure.bare_cost:.2f}" if figure.bare_cost else "-",
            str(figure.failed),
        )
    console.print(table)


def show_growth(console: Console, engine: Engine, figures: Mapping[int, Mapping[str, Figure]]) -> None:
    """Nothing; how the cost of each case grows with the number of customers."""
    sizes = list(figures)
    if len(sizes) < 2:
        return
    table = Table(
        title=f"{engine.name}: cost per request, divided by that at {sizes[0]:,} customers", title_justify="left"
    )
    table.add_column("request")
    for size in sizes[1:]:
        table.add_column(f"{size:,}", justify="right")
    for name, first in figures[sizes[0]].items():
        table.add_row(name, *(f"{figures[size][name].cost / first.cost:.2f}" for size in sizes[1:] if first.cost))
    console.print(table)


def show_credential(console: Console, engine: Engine, cost: Credential) -> None:
    """Nothing; one line."""
    console.print(
        f"{engine.name}: credential check {cost.check:.1f} µs, {cost.check / cost.digest:.1f} times its SHA-256 alone\n"
    )


def show_start(console: Console, engine: Engine, start: Start) -> None:
    """Nothing; one line."""
    console.print(
        f"{engine.name}: first answer {start.seconds:.2f} s after the start, {start.megabytes:.0f} MB (PSS)\n"
    )


def show_storm(console: Console, engine: Engine, storm: Storm) -> None:
    """Nothing; one line."""
    rate = storm.beside.per_second / storm.calm.per_second
    console.print(
        f"{engine.name}: reads beside two clients that hash without a pause ({storm.hashes_per_second:.0f} hashes/s): "
        f"{rate:.2f} of the rate, p99 {storm.calm.p99_ms:.1f} -> {storm.beside.p99_ms:.1f} ms\n"
    )
