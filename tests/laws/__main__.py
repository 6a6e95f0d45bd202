"""`python -m tests.laws`: a longer run than the tests', on both engines at once, or on the one of `--database`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Final

import msgspec

from tests.laws.proving import prove, quick_folder
from tests.laws.running import Engine, run_all
from tests.parts.postgres import fresh_database, start_postgres

STEPS: Final = 250_000


def main() -> None:
    """Nothing; the counts are printed, or the shortest history that breaks a law. Exit status 1 then."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS, help="on each engine")
    parser.add_argument("--seed", type=int, help="the same number, the same histories")
    parser.add_argument("--database", default="", help="on this one alone; it is emptied")
    parser.add_argument("--hurry", action="store_true", help="stop at the first broken law, without a shorter history")
    said = parser.parse_args()
    if said.database:
        _alone(said.database, said)
        return
    signal.signal(signal.SIGTERM, _stop)
    with tempfile.TemporaryDirectory() as spare, quick_folder(Path(spare)) as folder:
        postgres = start_postgres()
        try:
            engines = (
                Engine("SQLite", f"sqlite:///{folder / 'laws.sqlite3'}"),
                Engine("PostgreSQL", fresh_database(postgres.url, "laws")),
            )
            good = run_all(engines, said.steps, seed=said.seed, hurry=said.hurry)
        finally:
            postgres.stop()
    sys.exit(not good)


def _stop(_number: int, _frame: FrameType | None) -> None:
    """Nothing. Raises KeyboardInterrupt, once: what was begun is ended in order."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def _alone(database: str, said: argparse.Namespace) -> None:
    """Nothing; how far it is is told as a line of JSON whenever it is a bit farther."""

    def tell(counts: Counter[str]) -> None:
        sys.stdout.buffer.write(msgspec.json.encode(counts) + os.linesep.encode())
        sys.stdout.buffer.flush()

    prove(database, said.steps, number=said.seed, shrink=not said.hurry, progress=tell)


if __name__ == "__main__":
    main()
