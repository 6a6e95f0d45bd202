"""The answer to a call that its sender may repeat (`Idempotency-Key`)."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class Progress(Enum):
    """How far a call has come that bears a key."""

    RUNNING = "running"
    COMMITTED = "committed"
    """Something of it is stored; its answer is not."""
    DONE = "done"


class KeptAnswer(Struct, frozen=True):
    """What is kept of a call under its key."""

    request_hash: str
    """Of method, path, query and body, under the key: it is good for one request."""
    progress: Progress
    status: int = 0
    media_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
