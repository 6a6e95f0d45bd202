"""`patron serve`."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Callable
from dataclasses import replace

from patron import __version__
from patron.app import Blueprint
from patron.commands.failing import CommandFailed
from patron.commands.opening import settings_in_force
from patron.serving import CannotListen, address_of, listening
from patron.serving import serve as serve_blueprint
from patron.settings import Settings
from patron.settings.showing import masked


def serve(*, host: str | None, port: int | None, workers: int | None, development: bool) -> int:
    """The exit code, once the server was stopped."""
    settings = settings_in_force(
        {
            "PATRON_HOST": host,
            "PATRON_PORT": None if port is None else str(port),
            "PATRON_WORKERS": None if workers is None else str(workers),
        }
    )
    return start(for_development(settings, workers) if development else settings, development=development)


def for_development(settings: Settings, workers: int | None = None) -> Settings:
    """The settings with one worker. Raises CommandFailed where the server would be reached from elsewhere."""
    if not _is_loopback(settings.host):
        raise CommandFailed(f"--dev listens on this machine only: use --host 127.0.0.1, not {settings.host}")
    if workers is not None and workers > 1:
        raise CommandFailed("--dev has one worker: leave --workers out")
    return replace(settings, workers=1)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def start(settings: Settings, *, development: bool, more: Callable[[str], str] = lambda _address: "") -> int:
    """The exit code, once the server was stopped. Raises CommandFailed."""
    try:
        bound = listening(settings.host, settings.port)
    except CannotListen as reason:
        raise CommandFailed(f"{reason}; choose another one with --port") from None
    address = address_of(bound)
    blueprint = Blueprint(
        settings, development, address, greeting(settings, address, development=development) + more(address)
    )
    return serve_blueprint(blueprint, bound)


def greeting(settings: Settings, address: str, *, development: bool) -> str:
    """What is printed once the server answers."""
    bold, dim, plain = ("\033[1m", "\033[2m", "\033[0m") if sys.stdout.isatty() else ("", "", "")
    mode = "development mode: POST /_dev/world fills it" if development else f"{settings.workers} worker(s)"
    return (
        f"{bold}Patron {__version__}{plain} serves on {bold}{address}{plain}\n"
        f"{dim}  {masked(settings.database)} · {mode} · stop with Ctrl+C{plain}\n"
    )
