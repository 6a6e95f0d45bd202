"""Faults put into the mapping code on purpose, one at a time: the laws must notice each (`make mutations`).

A fault that no law notices must have a reason beside it, in `missed`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from tests.laws.proving import quick_folder

SOURCE: Final = Path(__file__).parents[2] / "src"
HERE: Final = Path(__file__).parents[2]
STEPS: Final = 5_000
SECONDS: Final = 900
BROKEN: Final = "Failing test case"
"""What hypothesis says of a broken law, and of nothing else."""


class Mutation(Struct, frozen=True):
    """What is put in place of what, where."""

    name: str
    file: str
    old: str
    new: str
    missed: str = ""
    """Why no law needs to notice it."""


def mutations() -> list[Mutation]:
    """All of them, as `mutations.toml` lists them."""
    listed = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["mutation"]
    return msgspec.convert(listed, list[Mutation])


def main() -> None:
    """Nothing; a line for each fault is printed. Exit status 1 when one was missed without a reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="words of the names of those to try")
    parser.add_argument("--steps", type=int, default=STEPS)
    said = parser.parse_args()
    wanted = [one for one in mutations() if not said.only or any(word in one.name for word in said.only)]
    missed = [one for one in wanted if not _caught(one, said.steps) and not one.missed]
    print(f"{len(wanted) - len(missed)} of {len(wanted)} caught or excused")  # noqa: T201 - what a command says
    sys.exit(bool(missed))


def _caught(mutation: Mutation, steps: int) -> bool:
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as spare, quick_folder(Path(spare)) as folder:
        copy = folder / "src"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        file = copy / "patron" / mutation.file
        text = file.read_text("utf-8")
        if mutation.old not in text:
            print(f"STALE   {mutation.name}: its text is not in {mutation.file}", flush=True)  # noqa: T201
            return False
        file.write_text(text.replace(mutation.old, mutation.new, 1), "utf-8")
        law = _broken_law(copy, folder / "laws.sqlite3", steps)
    verdict = "caught " if law else "MISSED "
    print(f"{verdict} {mutation.name} ({time.monotonic() - start:.0f} s) {law}", flush=True)  # noqa: T201
    return bool(law)


def _broken_law(source: Path, database: Path, steps: int) -> str:
    """What the laws say of that source; empty when they hold."""
    command = [sys.executable, "-m", "tests.laws", "--steps", str(steps), "--hurry", "--seed", "1"]
    done = subprocess.run(
        [*command, "--database", f"sqlite:///{database}"],
        check=False,
        capture_output=True,
        text=True,
        cwd=HERE,
        timeout=SECONDS,
        env={**os.environ, "PYTHONPATH": f"{source}{os.pathsep}{HERE}"},
    )
    if done.returncode == 0:
        return ""
    if BROKEN not in done.stderr:
        raise RuntimeError(done.stderr[-2000:])
    lines = [line for line in done.stderr.splitlines() if "Error" in line and not line.startswith(" ")]
    return (lines[-1] if lines else done.stderr[-200:]).removeprefix("AssertionError: ")[:160]


if __name__ == "__main__":
    main()
