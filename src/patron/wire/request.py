"""One request as the parsers see it."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from patron.operations.ports import Desk


class Wire:
    """A request, and what travels beside it from the parser to the renderer.

    `base_url` has no slash at its end. `body` is filled once the caller is known and allowed. `answer_headers` go onto
    whatever is answered, refusals included. `asked` is a dialect's own note of how the answer is wanted (which fields).
    `document` is what a dialect's `open` made of the body, `acting` what the history calls the caller.
    `path` is as sent, `params` are percent-decoded; `template` is the route's path, empty until one is found.
    """

    __slots__ = (
        "acting",
        "answer_headers",
        "asked",
        "base_url",
        "body",
        "client",
        "desk",
        "document",
        "method",
        "params",
        "path",
        "request",
        "request_id",
        "template",
    )

    def __init__(
        self, request: Request, desk: Desk, *, method: str, path: str, base_url: str, client: str, request_id: str
    ) -> None:
        self.request = request
        self.desk = desk
        self.method = method
        self.path = path
        self.base_url = base_url
        self.client = client
        self.request_id = request_id
        self.params: dict[str, str] = {}
        self.body = b""
        self.answer_headers: list[tuple[str, str]] = []
        self.asked: Any = None
        self.document: object = None
        self.acting = ""
        self.template = ""

    def header(self, name: str) -> str | None:
        """The first header of that name (lower case), or None."""
        wanted = name.encode("latin-1")
        for key, value in self.request.scope["headers"]:
            if key == wanted:
                return bytes(value).decode("latin-1")
        return None

    def every_header(self, name: str) -> list[str]:
        """Every header of that name (lower case), in the order of the wire."""
        wanted = name.encode("latin-1")
        return [bytes(value).decode("latin-1") for key, value in self.request.scope["headers"] if key == wanted]

    @property
    def query(self) -> str:
        """The raw query string, without its question mark."""
        return bytes(self.request.scope["query_string"]).decode("latin-1")
