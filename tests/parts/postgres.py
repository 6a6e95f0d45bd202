"""A real PostgreSQL server on a free port, for tests, `.ci/run` and the benchmark.

As a command it starts one, runs another command with `{postgres}` in its arguments replaced by the URL of an empty
database (also in the environment as POSTGRES_URL), and stops it:

    python -m tests.parts.postgres -- python -m bench --postgres '{postgres}'
"""

import argparse
import asyncio
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from tests.parts.installations import find_binaries, reachable_binaries, unprivileged_user
from tests.parts.ports import free_port

ABOUT = "Run a command against a PostgreSQL server that is started for it and stopped afterwards."
START_TRIES = 3  # between finding a free port and listening on it, somebody else may take it


@dataclass(frozen=True, slots=True)
class Running:
    """A PostgreSQL server that accepts connections; `url` is its maintenance database."""

    url: str
    folder: Path
    binaries: Path
    user: pwd.struct_passwd | None
    owned: bool

    def stop(self) -> None:
        """Nothing; the server is down afterwards, and a folder that it made for itself is gone."""
        self._control("fast")
        if self.owned:
            shutil.rmtree(self.folder, ignore_errors=True)

    def crash(self) -> None:
        """Nothing; the server is down without a checkpoint. `start_postgres` on the same folder recovers it."""
        self._control("immediate")

    def _control(self, mode: Literal["fast", "immediate"]) -> None:
        data = str(self.folder / "data")
        _run([str(self.binaries / "pg_ctl"), "stop", "-w", "-m", mode, "-D", data], self.user)


def start_postgres(folder: Path | None = None) -> Running:
    """A server on a free port of 127.0.0.1 whose data live in `folder`; without one, in a temporary folder.

    A folder that holds a cluster already is started as it is. As root the server runs as another user, who must be able
    to reach the folder: below pytest's `tmp_path` of root it cannot.
    """
    owned = folder is None
    home = Path(tempfile.mkdtemp(prefix="patron-postgres-")) if folder is None else folder
    home.mkdir(parents=True, exist_ok=True)
    user = unprivileged_user()
    binaries = reachable_binaries(find_binaries(), user, home)
    _own(home, user)
    if not (home / "data" / "PG_VERSION").exists():
        _make_cluster(binaries, home / "data", user)
    port = _start(binaries, home, user)
    return Running(f"postgresql://postgres@127.0.0.1:{port}/postgres", home, binaries, user, owned)


def fresh_database(url: str, name: str) -> str:
    """The URL of a new, empty database on the server at `url`; one of that name is dropped first."""
    _outside_loops(_recreate(url, name))
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def drop_database(url: str, name: str) -> None:
    """Nothing; the database is gone, whoever was connected to it."""
    _outside_loops(_drop(url, name))


def _own(home: Path, user: pwd.struct_passwd | None) -> None:
    if user is not None:
        os.chown(home, user.pw_uid, user.pw_gid)
    home.chmod(0o711)


def _make_cluster(binaries: Path, data: Path, user: pwd.struct_passwd | None) -> None:
    ask = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    _run([str(binaries / "initdb"), "-D", str(data), *ask], user)


def _start(binaries: Path, home: Path, user: pwd.struct_passwd | None) -> int:
    log = home / "log"
    for left in reversed(range(START_TRIES)):
        port = free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            "max_connections": "100",
            "shared_buffers": "64MB",
            "fsync": "on",  # the durability tests mean it
        }
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        command = [str(binaries / "pg_ctl"), "start", "-w", "-t", "60", "-D", str(home / "data"), "-l", str(log)]
        try:
            _run([*command, "-o", options], user)
        except RuntimeError as error:
            said = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            if left == 0 or "Address already in use" not in said:
                message = f"PostgreSQL did not start: {error}\n{said}"
                raise RuntimeError(message) from None
        else:
            return port
    raise AssertionError


def _run(command: Sequence[str], user: pwd.struct_passwd | None) -> None:
    done = subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",  # ours may be closed to the other user
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        # Its own group: an interrupt at the terminal reaches us, and we stop the server in order.
        start_new_session=True,
    )
    if done.returncode != 0:
        message = f"{Path(command[0]).name} ended with {done.returncode}: {done.stdout[-2000:]}"
        raise RuntimeError(message)


def _outside_loops(work: Coroutine[None, None, None]) -> None:
    # In a thread of its own, so that it may be called from inside a running event loop too.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def _recreate(url: str, name: str) -> None:
    await _drop(url, name)
    await _execute(url, f'CREATE DATABASE "{_plain(name)}" TEMPLATE template0')


async def _drop(url: str, name: str) -> None:
    await _execute(url, f'DROP DATABASE IF EXISTS "{_plain(name)}" WITH (FORCE)')


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url, timeout=30)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(128 + signal.SIGTERM)  # through `finally`, which stops the server


def _plain(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name):
        message = f"not a plain database name: {name!r}"
        raise ValueError(message)
    return name


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command that was run against the server."""
    parser = argparse.ArgumentParser(prog="python -m tests.parts.postgres", description=ABOUT)
    parser.add_argument("--print-url", action="store_true", help="print the URL of the database first")
    parser.add_argument("command", nargs="+", help="what to run; {postgres} is replaced by the URL")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _leave)
    server = start_postgres()
    try:
        url = fresh_database(server.url, "patron")
        if asked.print_url:
            print(url, flush=True)
        command = [word.replace("{postgres}", url) for word in asked.command]
        return subprocess.run(command, check=False, env={**os.environ, "POSTGRES_URL": url}).returncode
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
