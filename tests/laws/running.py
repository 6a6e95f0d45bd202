"""Several engines at once, each in a process of its own, with a bar for each and a table at the end."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table


class Engine(Struct, frozen=True):
    """Where the laws are tried."""

    name: str
    database: str


class Run(Struct, frozen=True):
    """How it went on one engine."""

    engine: Engine
    counts: Counter[str]
    seconds: float
    broken: str
    """What is said of a broken law; "" where all of them held."""
    finished: bool

    @property
    def verdict(self) -> str:
        """Whether all laws held."""
        return "no" if self.broken else "yes" if self.finished else "so far"


def run_all(engines: Sequence[Engine], steps: int, *, seed: int | None, hurry: bool) -> bool:
    """True when every law held on every engine; a run that is interrupted says how far it came."""
    console = Console(stderr=True)
    rate = TextColumn("{task.fields[rate]:>5.0f} steps/s")
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    more = [*(("--seed", str(seed)) if seed is not None else ()), *(("--hurry",) if hurry else ())]
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks = {engine.name: bars.add_task(engine.name, total=steps, rate=0.0) for engine in engines}
        with ThreadPoolExecutor(len(engines)) as pool:
            started: list[subprocess.Popen[bytes]] = []
            going = [pool.submit(_run, engine, steps, more, bars, tasks[engine.name], started) for engine in engines]
            try:
                wait(going)
            except KeyboardInterrupt:
                for process in started:
                    process.terminate()
            runs = [one.result() for one in going]
    _print(runs)
    return not any(run.broken for run in runs)


def _run(
    engine: Engine,
    steps: int,
    more: Sequence[str],
    bars: Progress,
    task: TaskID,
    started: list[subprocess.Popen[bytes]],
) -> Run:
    start, counts = time.monotonic(), Counter[str]()
    command = [sys.executable, "-m", "tests.laws", "--steps", str(steps), "--database", engine.database, *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        started.append(process)
        assert process.stdout is not None
        other: list[str] = []
        for line in process.stdout:
            if line.startswith(b'{"') and b'"steps":' in line:
                counts = Counter(msgspec.json.decode(line, type=dict[str, int]))
                rate = counts["steps"] / (time.monotonic() - start)
                bars.update(task, completed=counts["steps"], rate=rate)
                sys.stderr.write("" if bars.console.is_terminal else _line(engine, counts, rate))
            else:
                other.append(line.decode(errors="replace"))
    seconds = time.monotonic() - start
    broken = "".join(other[-200:]) if process.returncode > 0 else ""
    if broken:  # said at once: the other engine may have hours to go
        bars.console.print(f"{engine.name}: a law is broken\n{broken}", markup=False, highlight=False)
    return Run(engine, counts, seconds, broken, finished=process.returncode == 0)


def _line(engine: Engine, counts: Counter[str], rate: float) -> str:
    return f"{engine.name}: {counts['steps']:,} steps, {rate:.0f} a second\n"


def _print(runs: Sequence[Run]) -> None:
    console = Console()
    table = Table("act", *(run.engine.name for run in runs), title="The laws of one record")
    for column in table.columns[1:]:
        column.justify = "right"
    table.add_row("steps", *(f"{run.counts['steps']:,}" for run in runs), style="bold")
    for name in sorted({name for run in runs for name in run.counts} - {"steps"}):
        table.add_row(name, *(f"{run.counts[name]:,}" for run in runs))
    table.add_section()
    table.add_row("seconds", *(f"{run.seconds:,.0f}" for run in runs))
    table.add_row("every law held", *(run.verdict for run in runs), style="bold")
    console.print(table)
