"""A dialect that shows what the wire does with a request, and an application around it without a database."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from patron.domain.refusals import NotAllowed, NotSignedIn, TooOften
from patron.operations.ports import Desk
from patron.wire.books import Books
from patron.wire.dialect import Dialect, Route, acts, anybody
from patron.wire.handler import Handler, Limits
from patron.wire.house import House
from patron.wire.logs import flush_log, open_log
from patron.wire.meters import Meters
from patron.wire.origin import Origins
from patron.wire.refusals import Fault, Refused
from patron.wire.reply import Reply
from patron.wire.request import Wire
from patron.wire.routing import Atlas
from patron.wire.watching import pages

SECRET = "maria.silva@example.com"
Json = dict[str, object]


def seen(wire: Wire, _who: object) -> Json:
    """What the parser is given."""
    return {
        "params": wire.params,
        "path": wire.path,
        "query": wire.query,
        "body": wire.body.decode("latin-1"),
        "base_url": wire.base_url,
        "client": wire.client,
    }


async def echoed(_desk: Desk, _who: object, said: Json) -> Json:
    """The same."""
    return said


async def broken(_desk: Desk, _who: object, _said: Json) -> Json:
    """A fault whose message holds what nobody may read."""
    raise RuntimeError(f"Key (email)=({SECRET}) already exists")


async def slow(_desk: Desk, _who: object, said: Json) -> Json:
    """The same, after a while."""
    await asyncio.sleep(0.5)
    return said


def shown(said: Json, _wire: Wire, _who: object) -> Reply:
    """200 and what was seen."""
    return Reply(200, json.dumps(said).encode())


def refuse(refusal: Refused, wire: Wire) -> Reply:
    """The refusal's kind; it fails itself where the test asks for that."""
    if "refuse=broken" in wire.query and isinstance(refusal, Fault):
        raise RuntimeError(SECRET)
    statuses = {
        "NoSuchRoute": 404,
        "MethodNotAllowed": 405,
        "Malformed": 400,
        "TooLarge": 413,
        "Fault": 500,
        "NotSignedIn": 401,
        "NotAllowed": 403,
        "TooOften": 429,
        "Unavailable": 503,
    }
    kind = type(refusal).__name__
    said: Json = {"refused": kind, **{name: value for name, value in vars(refusal).items() if name != "request_id"}}
    return Reply(statuses[kind], json.dumps(said, default=list).encode())


def greet(wire: Wire) -> None:
    """Nothing. Raises where the test asks for that."""
    wire.answer_headers.append(("X-Greeted", "yes"))
    if "greet=no" in wire.query:
        raise TooOften(7)


async def identify(wire: Wire) -> str:
    """The name in the header. Raises NotSignedIn."""
    name = wire.header("x-name")
    if not name:
        raise NotSignedIn
    return name


def may(who: str) -> None:
    """Nothing. Raises NotAllowed for a stranger."""
    if who == "stranger":
        raise NotAllowed("echo")


def header_of(_said: Json, wire: Wire, _who: object) -> Reply:
    """200 with the header that the body asks for."""
    return Reply(200, b"{}", headers=(("X-Said", wire.body.decode()), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")))


def nothing(_said: Json, _wire: Wire, _who: object) -> Reply:
    """204."""
    return Reply(204)


def routes() -> tuple[Route, ...]:
    """The table."""
    return (
        acts("GET", "/things/{id}", may, seen, echoed, shown),
        acts("DELETE", "/things/{id}", may, seen, echoed, nothing),
        acts("GET", "/things/{id}/parts/{part}", may, seen, echoed, shown),
        acts("POST", "/things", may, seen, echoed, shown),
        acts("POST", "/header", may, seen, echoed, header_of),
        acts("POST", "/slow", may, seen, slow, shown),
        acts("GET", "/broken/{id}", anybody, seen, broken, shown),
    )


DIALECT = Dialect(
    name="echo",
    prefixes=("echo", "echo2/v1"),
    routes=routes(),
    greet=greet,
    identify=identify,
    refuse=refuse,
    body_limit=1000,
)


def dialect(**more: Any) -> Dialect:
    """The dialect under /echo and /echo2/v1, with what is named changed."""
    return replace(DIALECT, **more)


async def fine() -> str:
    """Ready."""
    return ""


@dataclass
class Echo:
    """The handler over the dialect, with its meters and its log."""

    dialects: tuple[Dialect, ...] = ()
    origins: Origins = field(default_factory=lambda: Origins("", 0))
    access_log: bool = True
    seconds: float = 30
    ready: Any = fine
    output: io.BytesIO = field(default_factory=io.BytesIO)
    meters: Meters = field(default_factory=Meters)
    handler: Handler = field(init=False)

    def __post_init__(self) -> None:
        log = open_log("info", "json", self.output)
        self.handler = Handler(
            Atlas(self.dialects or (dialect(),)),
            cast("House", None),  # no operation here asks for it
            pages(self.meters, self.ready),
            self.origins,
            Books(self.meters, log, self.access_log),
            Limits(2000, self.seconds),
        )

    def ask(self, method: str, target: str, body: bytes = b"", **headers: str) -> Answer:
        """The answer to one request; `x_name` becomes the header `x-name`."""
        return asyncio.run(self.asked(method, target, [body], headers))

    def ask_in_parts(self, target: str, parts: list[bytes | None], **headers: str) -> Answer:
        """The answer to a POST whose body comes in these parts; None hangs up, an empty list never ends."""
        return asyncio.run(self.asked("POST", target, parts, headers))

    async def asked(self, method: str, target: str, parts: list[bytes | None], headers: Mapping[str, str]) -> Answer:
        path, _, query = target.partition("?")
        raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "raw_path": path.encode("latin-1"),
            "path": path,
            "query_string": query.encode("latin-1"),
            "headers": raw,
            "client": ("192.0.2.1", 5000),
            "server": ("127.0.0.1", 8000),
        }
        waiting = list(parts)
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if not waiting:
                await asyncio.sleep(3600)
            part = waiting.pop(0)
            if part is None:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": part, "more_body": bool(waiting) or len(parts) == 0}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.handler(scope, receive, send)
        return Answer(sent)

    def written(self) -> str:
        """Everything in the log."""
        flush_log()
        return self.output.getvalue().decode()

    def lines(self) -> list[Json]:
        """What was logged."""
        return [json.loads(line) for line in self.written().splitlines()]


class Answer:
    """What the handler sent."""

    def __init__(self, sent: list[dict[str, Any]]) -> None:
        self.silent = not sent
        self.status: int = 0 if self.silent else sent[0]["status"]
        self.raw: list[tuple[bytes, bytes]] = [] if self.silent else sent[0]["headers"]
        self.headers = {name.decode(): value.decode("latin-1") for name, value in self.raw}
        self.body = b"".join(message.get("body", b"") for message in sent[1:])

    @property
    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)
