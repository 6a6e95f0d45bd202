"""What a dialect answers, before it is bytes on a socket."""

from __future__ import annotations

from msgspec import Struct

JSON = "application/json; charset=UTF-8"
HTML = "text/html; charset=utf-8"


class Reply(Struct, frozen=True):
    """Status, body and headers of one answer; `Content-Length` is added on the way out."""

    status: int
    body: bytes = b""
    media_type: str | None = JSON
    headers: tuple[tuple[str, str], ...] = ()
