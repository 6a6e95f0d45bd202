"""Rounds: Patron and the bare application side by side, in turns, and what each request cost."""

from __future__ import annotations

import argparse
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit, urlunsplit

from rich.console import Console
from rich.progress import Progress

from bench import evershop
from bench.bare import serve_bare
from bench.cost import cpu_seconds, family
from bench.load import Case, Told, cases, fire
from tests.parts.postgres import fresh_database
from tests.parts.server import serve

SETTLE = 0.3


@dataclass(frozen=True, slots=True)
class Engine:
    """A database that is measured; `server` is the maintenance URL of PostgreSQL."""

    name: str
    base: str
    server: str | None

    def url(self, size: int) -> str:
        """The database that holds so many customers."""
        if self.server is None:
            return f"{self.base}-{size}.sqlite3"
        return urlunsplit(urlsplit(self.server)._replace(path=f"/bench_{size}"))

    def fresh(self, size: int) -> None:
        """Nothing; the database exists and is empty."""
        if self.server is not None:
            fresh_database(self.server, f"bench_{size}")


@dataclass(frozen=True, slots=True)
class Figure:
    """The medians of one case."""

    per_second: float
    p50_ms: float
    p99_ms: float
    cost: float
    """Server and database together, per request: thousand instructions, or microseconds of processor time."""
    bare_per_second: float
    bare_cost: float
    failed: int


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two servers."""

    base_url: str
    processes: Callable[[], list[int]]


def measure(
    engine: Engine, url: str, size: int, asked: argparse.Namespace, console: Console, *, perf: bool
) -> dict[str, Figure]:
    """Case -> figure, over that database."""
    with ExitStack() as stack:
        server = stack.enter_context(serve({"PATRON_DATABASE": url, "PATRON_LOG_LEVEL": "info", **evershop.SETTINGS}))
        bare = stack.enter_context(serve_bare(url))
        database = _postgres_processes if engine.server else list[int]
        ours = _Side(server.base_url, lambda: family(server.process.pid) + database())
        theirs = _Side(bare.base_url, lambda: family(bare.process.pid) + database())
        run = _stamp()
        known = (*cases(size, run), *evershop.cases(size, run, evershop.sign_in(server.base_url)))
        chosen = [case for case in known if not asked.only or asked.only in case.name]
        found: dict[str, Figure] = {}
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task(f"{engine.name}, {size:,} customers", total=len(chosen) * asked.rounds * 2)
            for case in chosen:
                found[case.name] = _figure(case, ours, theirs, size, asked, lambda: progress.advance(task), perf=perf)
    return found


def _figure(
    case: Case,
    ours: _Side,
    theirs: _Side,
    size: int,
    asked: argparse.Namespace,
    done: Callable[[], None],
    *,
    perf: bool,
) -> Figure:
    rounds: dict[int, list[tuple[Told, float]]] = {0: [], 1: []}
    for side in (ours, theirs):
        fire(side.base_url, case, size, 1, first=1_000_000 if side is ours else 2_000_000)  # warm
    for turn in range(asked.rounds):
        for place, side in enumerate((ours, theirs)):
            first = (turn * 2 + place + 3) * 1_000_000
            rounds[place].append(_round(case, side, size, asked.seconds, first, perf=perf))
            done()
    return Figure(
        per_second=median(told.per_second for told, _ in rounds[0]),
        p50_ms=median(told.p50_ms for told, _ in rounds[0]),
        p99_ms=median(told.p99_ms for told, _ in rounds[0]),
        cost=median(cost for _, cost in rounds[0]),
        bare_per_second=median(told.per_second for told, _ in rounds[1]),
        bare_cost=median(cost for _, cost in rounds[1]),
        failed=sum(told.failed for told, _ in rounds[0] + rounds[1]),
    )


def _round(case: Case, side: _Side, size: int, seconds: float, first: int, *, perf: bool) -> tuple[Told, float]:
    time.sleep(SETTLE)
    processes = side.processes()
    with _instructions(processes, perf=perf) as count:
        before = cpu_seconds(processes)
        told = fire(side.base_url, case, size, seconds, first=first)
        time.sleep(SETTLE)  # what was promised to be done after the answer belongs to it
        spent = cpu_seconds(side.processes()) - before  # connections opened meanwhile count, too
    if perf:
        return told, count.total / told.requests / 1000
    return told, spent / told.requests * 1_000_000


@dataclass(slots=True)
class _Count:
    """What perf counted; known when its block has ended."""

    total: int = 0


@contextmanager
def _instructions(processes: list[int], *, perf: bool) -> Generator[_Count]:
    count = _Count()
    if not perf:
        yield count
        return
    watched = ",".join(str(process) for process in processes)
    command = ["perf", "stat", "-x,", "-e", "instructions", "-p", watched]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        yield count
    finally:
        running.terminate()
        count.total = int(running.communicate()[1].strip().partition(",")[0])


def _postgres_processes() -> list[int]:
    found = subprocess.run(["pgrep", "-x", "postgres"], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def _stamp() -> str:
    return f"{time.time_ns() // 1_000_000:x}"
