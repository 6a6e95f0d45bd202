"""The console command, run as an operator runs it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.parts.server import PATRON


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
        done = subprocess.run(
            [str(PATRON), *arguments],
            cwd=self.folder,
            env={**clean, "COLUMNS": "160", **self.settings, **settings},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr
        assert "fault of Patron" not in done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    def fine(self, *arguments: str, **settings: str) -> str:
        """What the command said on standard output; it went well."""
        done = self.run(*arguments, **settings)
        assert done.code == 0, done.said
        return done.out
