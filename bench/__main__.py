"""The benchmark: `python -m bench --postgres URL`. It prints tables of ratios and fails on nothing but errors."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from bench.cost import counts_instructions
from bench.credential import measure_credential
from bench.fill import fill
from bench.rounds import Engine, Figure, measure
from bench.starting import measure_start
from bench.storm import measure_storm
from bench.tables import show_cases, show_credential, show_growth, show_start, show_storm

SIZES = (1_000, 100_000)
MILLION = 1_000_000


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--postgres", help="URL of an empty database; without it only SQLite is measured")
    parser.add_argument("--million", action="store_true", help="also measure 1,000,000 customers")
    parser.add_argument("--seconds", type=float, default=3.0, help="of one round of one case")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", help="numbers of customers, comma separated, instead of the usual ones")
    parser.add_argument("--only", help="measure only cases whose name holds this text")
    parser.add_argument("--skip-storm", action="store_true", help="leave out the log-in storm")
    asked = parser.parse_args()
    console = Console()
    if shutil.which("wrk") is None:
        console.print("[red]wrk is missing:[/red] tools/debian.sh wrk installs it")
        return 2
    sizes = tuple(int(text) for text in asked.sizes.split(",")) if asked.sizes else SIZES
    sizes = (*sizes, MILLION) if asked.million else sizes
    perf = counts_instructions()
    unit = "thousand instructions" if perf else "CPU microseconds; this machine counts no instructions"
    console.print(f"Server and database together, per request ({unit}). Ratios are against the bare application.")
    with tempfile.TemporaryDirectory(prefix="patron-bench-") as folder:
        for engine in _engines(Path(folder), asked.postgres):
            figures: dict[int, dict[str, Figure]] = {}
            for size in sizes:
                engine.fresh(size)
                url = engine.url(size)
                asyncio.run(fill(url, size, console))
                figures[size] = measure(engine, url, size, asked, console, perf=perf)
                show_cases(console, engine, size, figures[size], perf=perf)
            show_growth(console, engine, figures)
            largest = engine.url(sizes[-1])
            show_credential(console, engine, measure_credential(largest))
            show_start(console, engine, measure_start(largest))
            if not asked.skip_storm:
                show_storm(console, engine, measure_storm(largest, sizes[-1], asked.seconds))
    return 0


def _engines(folder: Path, postgres: str | None) -> list[Engine]:
    sqlite = Engine("SQLite", f"sqlite:///{folder}/bench", None)
    return [sqlite, Engine("PostgreSQL", postgres, postgres)] if postgres else [sqlite]


if __name__ == "__main__":
    sys.exit(main())
