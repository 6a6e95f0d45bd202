"""The console command, run as an operator runs it.

Each command has a process of its own, with its own environment, folder and streams. The process is a fork of one that
has imported Patron already: most of a command's time is imports, and hundreds of them are run here. That the installed
command works by itself, too, is seen wherever a server is started.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

import patron.commands
from tests.parts.server import PATRON

SECONDS: Final = 60
STREAMS: Final = ("stdin", "stdout", "stderr")


def _forks() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    commands = [f"patron.commands.{module.name}" for module in iter_modules(patron.commands.__path__)]
    # pytest, because each fork imports the main program of this process
    context.set_forkserver_preload(["pytest", "patron.cli", "patron.store.sqlite", "patron.store.postgres", *commands])
    return context


FORKS: Final = _forks()


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both, with line ends and repeated blanks as single blanks: a terminal folds them anywhere."""
        return " ".join(f"{self.out} {self.err}".split())


@dataclass(frozen=True, slots=True)
class Shell:
    """A folder with an environment."""

    folder: Path
    settings: Mapping[str, str]

    def run(self, *arguments: str, stdin: str = "", **settings: str) -> Done:
        """The command's end. A traceback in its output fails the test, whatever the command did."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PATRON_")}
        environment = {**clean, "COLUMNS": "160", **self.settings, **settings}
        with tempfile.TemporaryDirectory() as name:
            streams = Path(name)
            (streams / "stdin").write_text(stdin)
            process = FORKS.Process(target=_command, args=(arguments, self.folder, environment, streams))
            process.start()
            process.join(SECONDS)
            code = process.exitcode
            if code is None:
                process.kill()
                process.join()
            out, err = ((streams / stream).read_text() for stream in STREAMS[1:])
            process.close()
        assert code is not None, f"patron {' '.join(arguments)} did not end in {SECONDS} s: {out}{err}"
        assert "Traceback" not in out + err
        assert "fault of Patron" not in err, err
        return Done(code, out, err)

    def fine(self, *arguments: str, **settings: str) -> str:
        """What the command said on standard output; it went well."""
        done = self.run(*arguments, **settings)
        assert done.code == 0, done.said
        return done.out


def _command(arguments: Sequence[str], folder: Path, environment: Mapping[str, str], streams: Path) -> None:
    """Nothing comes back; the process that this runs in has become the command."""
    from patron.cli import main

    for number, stream in enumerate(STREAMS):
        opened = os.open(streams / stream, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - multiprocessing has closed it
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = [str(PATRON), *arguments]
    main()
