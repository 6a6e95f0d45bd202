"""A running server: uvicorn with our protocol and logs, one process or a supervisor with workers."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from uvicorn.config import STARTUP_FAILURE
from uvicorn.server import Server
from uvicorn.supervisors.multiprocess import Multiprocess

from patron.app import Blueprint
from patron.wire.logs import open_log
from patron.wire.meters import SHARED_FOLDER
from patron.wire.protocol import GuardedConfig, GuardedProtocol
from patron.wire.shared_buckets import make_buckets_file


class CannotListen(Exception):
    """The address cannot be listened on; the text says which and why."""


def listening(host: str, port: int) -> socket.socket:
    """A bound socket. Raises CannotListen."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        raise CannotListen(f"cannot listen on {host} port {port}: {error.strerror}") from error
    bound.set_inheritable(True)
    return bound


def address_of(bound: socket.socket) -> str:
    """The URL under which the socket is reached from this machine."""
    name: tuple[str, int] = bound.getsockname()
    host, port = name[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - it is read here, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(blueprint: Blueprint, bound: socket.socket) -> int:
    """The exit code, when the server was told to stop (0) or could not start."""
    with _quiet_ends(), _shared_between_workers(blueprint) as shared:
        config = _config(shared)
        if shared.settings.workers > 1:
            open_log(shared.settings.log_level, shared.settings.log_format)
            return _supervised(config, bound)
        server = Server(config)
        try:
            server.run(sockets=[bound])
        except SystemExit:  # uvicorn's way to say that the application did not start; why is in the log
            return 1
        return 0


def _supervised(config: GuardedConfig, bound: socket.socket) -> int:
    supervisor = Multiprocess(config, sockets=[bound])
    supervisor.run()
    return 1 if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes) else 0


def _config(blueprint: Blueprint) -> GuardedConfig:
    settings = blueprint.settings
    config = GuardedConfig(
        blueprint,
        factory=True,
        workers=settings.workers,
        loop="uvloop",
        http=GuardedProtocol,
        ws="none",
        lifespan="on",
        interface="asgi3",
        log_config=None,
        access_log=False,  # ours tells the route, not the path
        proxy_headers=False,  # ours counts hops
        server_header=False,
        backlog=settings.backlog,
        timeout_keep_alive=settings.keep_alive_seconds,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    config.head_limit = settings.header_limit
    config.head_seconds = settings.request_seconds
    return config


@contextmanager
def _quiet_ends() -> Generator[None]:
    """Nothing; uvicorn raises the signal that stopped it once more at its end, and that must not kill us then."""

    def ignore(_signal: int, _frame: object) -> None:
        return

    before = {number: signal.signal(number, ignore) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _shared_between_workers(blueprint: Blueprint) -> Generator[Blueprint]:
    """The blueprint for each worker: figures and buckets are in files that all of them see, and that go at the end."""
    if blueprint.settings.workers == 1:
        yield blueprint
        return
    folder = tempfile.mkdtemp(prefix="patron-metrics-")
    buckets = make_buckets_file()
    os.environ[SHARED_FOLDER] = folder  # prometheus-client reads it when a worker imports it
    try:
        sys.stdout.write(blueprint.greeting)
        sys.stdout.flush()
        yield replace(blueprint, buckets_file=buckets, supervisor=os.getpid(), greeting="")
    finally:
        del os.environ[SHARED_FOLDER]
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            Path(buckets).unlink()
