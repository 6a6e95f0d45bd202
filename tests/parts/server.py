"""Patron itself, as its users start it: a process of its own with nothing but the given settings."""

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.parts.ports import free_port

PATRON = Path(sys.executable).with_name("patron")
READY_SECONDS = 30.0
STOP_SECONDS = 15.0


@dataclass(slots=True)
class Serving:
    """A server process; the same port and settings over all its lives."""

    port: int
    environment: Mapping[str, str]
    arguments: Sequence[str]
    output: Path
    """What all lives wrote to standard output and standard error."""
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def base_url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Nothing; the server answers `/readyz`. Raises RuntimeError with its output when it does not get there."""
        with self.output.open("ab") as log:
            self.process = subprocess.Popen(
                [str(PATRON), "serve", "--port", str(self.port), *self.arguments],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that kill() takes its workers along
            )
        deadline = time.monotonic() + READY_SECONDS
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                message = f"patron serve was not ready (exit status {self.process.returncode}):\n{self.said()[-4000:]}"
                raise RuntimeError(message)
            time.sleep(0.02)

    def stop(self) -> int:
        """The exit status after SIGTERM; a server that does not stop by itself is killed and fails the test."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            message = f"patron serve did not stop within {STOP_SECONDS} s:\n{self.said()[-4000:]}"
            raise RuntimeError(message) from None

    def kill(self) -> None:
        """Nothing; the process and all its workers got SIGKILL and are gone."""
        with suppress(ProcessLookupError):  # all of them may have ended already
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        """Nothing; a new life on the same port, with the same settings."""
        self.stop()
        self.start()

    def said(self) -> str:
        """Everything it wrote so far."""
        return self.output.read_text(errors="replace")

    def _ready(self) -> bool:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            link.request("GET", "/readyz")
            return link.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()


@contextmanager
def serve(settings: Mapping[str, str], *arguments: str) -> Generator[Serving]:
    """A server on a free port, ready to answer, stopped when the block ends.

    It sees the given PATRON_* settings and no other; `{base_url}` and `{port}` in their values are filled in. Without
    PATRON_DATABASE it gets an SQLite file of its own.
    """
    with tempfile.TemporaryDirectory(prefix="patron-server-") as folder:
        port = free_port()
        own = {"PATRON_DATABASE": f"sqlite:///{folder}/patron.sqlite3", "PATRON_BASE_URL": "{base_url}", **settings}
        filled = {
            name: value.replace("{base_url}", f"http://127.0.0.1:{port}").replace("{port}", str(port))
            for name, value in own.items()
        }
        ours = {name: value for name, value in os.environ.items() if not name.startswith("PATRON_")}
        serving = Serving(port, {**ours, **filled}, arguments, Path(folder) / "output")
        serving.start()
        try:
            yield serving
        finally:
            if serving.process.poll() is None:
                serving.stop()
