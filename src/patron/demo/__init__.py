"""A small world to try requests on."""

from __future__ import annotations

from importlib.resources import files

STORE = 1
KEY = "demo-key-for-trying-things-out-only-000000000000"
PASSWORD = "a-demo-password"  # noqa: S105 - as the next one
TOKEN = "1.demo-token-for-trying-things-out-only-0000000"  # noqa: S105 - known to everybody, on this machine only


def world() -> bytes:
    """The world as JSON."""
    return (files("patron.demo") / "world.json").read_bytes()
