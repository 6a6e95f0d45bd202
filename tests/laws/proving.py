"""Histories by the thousand: hypothesis makes them, one live application goes through all of them."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import asyncpg
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.laws.history import History
from tests.laws.house import House, opened
from tests.laws.known import KNOWN
from tests.laws.names import AI, ES, OFN, TN
from tests.laws.steps import HISTORIES, Step

STEPS_OF_A_HISTORY: Final = 15
"""At least so many steps of a history do something, on the average."""
TOLD: Final = 1_000
"""Steps between two words of how far it is."""
ROUND: Final = 100
"""Histories in a round; hypothesis remembers all that it made, so a longer run has several."""
STEPS: Final = 20_000
ACTS: Final = {
    TN: ("create done", "change done", "add_row done", "change_row done", "echo done", "delete done", "buy done",
         "set_password done", "stale refused", "again done"),
    OFN: ("create done", "change done", "echo done", "delete done", "move done", "stale refused", "again done"),
    AI: ("create done", "change done", "add_row done", "change_row done", "drop_row done", "echo done", "delete done",
         "add_entry done", "change_entry done", "drop_entry done", "set_password done", "stale refused", "again done"),
    ES: ("create done", "change done", "add_row done", "change_row done", "drop_row done", "echo done", "delete done",
         "fill done", "set_password done", "stale refused", "again done"),
}  # fmt: skip
"""What a run of so many steps surely does."""
PROFILES: Final = ("page", "2026", "page")
"""Aimeos' wire dialects, round by round."""


def prove(
    database: str,
    steps: int,
    *,
    number: int | None = None,
    shrink: bool = True,
    progress: Callable[[Counter[str]], None] = lambda _counts: None,
) -> Counter[str]:
    """How often each act was carried out or refused; `number` chooses the histories. Raises AssertionError.

    So many steps are random; those of the known histories come on top.
    """
    counts: Counter[str] = Counter()
    told = 0

    def tell() -> None:
        nonlocal told
        if counts["steps"] - told >= TOLD or counts["steps"] >= steps:
            told = counts["steps"]
            progress(counts)

    with asyncio.Runner() as runner:
        if not database.startswith("sqlite"):
            runner.run(_forgetful(database))
        rounds, known = 0, 0
        while counts["steps"] < steps + known:
            histories = min(ROUND, (steps + known - counts["steps"]) // STEPS_OF_A_HISTORY + 1)
            around = opened(database, PROFILES[rounds % len(PROFILES)])
            house = runner.run(around.__aenter__())
            try:
                if rounds < len(set(PROFILES)):
                    before = counts["steps"]
                    _relive(runner, house, counts)
                    known += counts["steps"] - before
                _live(
                    runner, house, histories, None if number is None else number + rounds, counts, tell, shrink=shrink
                )
            finally:
                runner.run(around.__aexit__(None, None, None))
            rounds += 1
    return counts


def prove_enough(database: str) -> None:
    """Nothing; so many steps as a run of the tests has time for were taken, of every kind. Raises AssertionError."""
    steps = int(os.environ.get("LAWS_STEPS", str(STEPS)))
    counts = prove(database, steps)
    assert counts["steps"] >= steps
    idle = [f"{tongue} {act}" for tongue, acts in ACTS.items() for act in acts if not counts[f"{tongue} {act}"]]
    assert idle == [] or steps < STEPS


@contextmanager
def quick_folder(otherwise: Path) -> Generator[Path]:
    """A folder in memory where the machine has one: nothing here is to outlive a power cut."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    if not os.access(memory, os.W_OK):
        yield otherwise
        return
    with TemporaryDirectory(dir=memory, prefix="patron-laws-") as folder:
        yield Path(folder)


def _relive(runner: asyncio.Runner, house: House, counts: Counter[str]) -> None:
    """Nothing; what is known to be hard was gone through. Raises AssertionError."""
    for steps in KNOWN:
        history = History(house)
        try:
            runner.run(history.live(steps))
        except BaseException as broken:
            broken.add_note(f"Failing test case: {steps}")
            raise
        counts.update(history.counts)


def _live(
    runner: asyncio.Runner,
    house: House,
    histories: int,
    number: int | None,
    counts: Counter[str],
    tell: Callable[[], None],
    *,
    shrink: bool,
) -> None:
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)

    @settings(
        max_examples=histories,
        deadline=None,
        database=None,
        phases=phases,
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example),
        report_multiple_bugs=False,
    )
    @given(HISTORIES)
    def lived(steps: list[Step]) -> None:
        history = History(house)
        try:
            runner.run(history.live(steps))
        except BaseException:
            house.spoil()
            raise
        finally:
            counts.update(history.counts)
            tell()

    run: Callable[[], None] = lived if number is None else seed(number)(lived)
    run()


async def _forgetful(database: str) -> None:
    """Nothing; commits to the database do not wait for the disk: nobody pulls its plug here."""
    connection = await asyncpg.connect(database)
    try:
        name = await connection.fetchval("SELECT current_database()")
        await connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    finally:
        await connection.close()
