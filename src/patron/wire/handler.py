"""The one handler: every request of every dialect goes through it, and every exception ends in it.

A caller that hangs up does not cancel anything: uvicorn lets the task run to its end, so a write that has begun is
committed or refused as if the caller were still there. Only a body that never arrives whole stops a request, and that
is before anything was done.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from time import perf_counter
from typing import cast

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from patron.domain.acting import ACTING, Acting
from patron.domain.history import Actor
from patron.domain.refusals import Refusal
from patron.wire import nowhere
from patron.wire.answer import RawHeaders, raw_headers, send_reply
from patron.wire.body import ClientGone, read_body
from patron.wire.books import NONE, Books
from patron.wire.conditions import KEY, SAFE_METHODS, answered_once, expected
from patron.wire.dialect import Dialect, Route
from patron.wire.house import House
from patron.wire.origin import Origins
from patron.wire.refusals import Fault, Malformed, MethodNotAllowed, Refused
from patron.wire.reply import Reply
from patron.wire.request import Wire
from patron.wire.routing import Atlas, Mount
from patron.wire.target import readable_query, segments_of
from patron.wire.watching import Page

BODILESS_METHODS = frozenset({"GET", "HEAD"})
CLIENT_GONE = 499
"""What logs and metrics show for a caller that hung up; nobody is sent it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a body may be, in bytes, and how long it may take, in seconds."""

    body: int = 1_048_576
    seconds: float = 30


class Handler:
    """An ASGI application for the scope type `http`."""

    def __init__(
        self, atlas: Atlas, house: House, pages: Mapping[str, Page], origins: Origins, books: Books, limits: Limits
    ) -> None:
        self._atlas = atlas
        self._house = house
        self._pages = pages
        self._origins = origins
        self._books = books
        self._limits = limits
        # Unique among processes and cheaper than randomness for each: nothing secret depends on it.
        self._process = secrets.token_hex(6)
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Nothing comes back; the request is answered."""
        started = perf_counter()
        request_id = self._origins.request_id(scope) or f"{self._process}{next(self._numbers):08x}"
        path: str = scope["raw_path"].decode("latin-1")
        segments, readable = segments_of(path)
        mount = self._atlas.mount(segments)
        if mount is None or path in self._pages:
            await self._elsewhere(scope, send, path, request_id, readable, started)
            return
        wire = Wire(
            Request(scope, receive),
            self._house,
            method=scope["method"],
            path=path,
            base_url=self._origins.base_url(scope),
            client=self._origins.client(scope),
            request_id=request_id,
        )
        status = await self._answer(mount, wire, segments, readable, send)
        name = mount.dialect.name
        self._books.request(request_id, name, wire.template, wire.method, status, perf_counter() - started)

    async def _answer(self, mount: Mount, wire: Wire, segments: list[str], readable: bool, send: Send) -> int:
        """The status that was answered."""
        try:
            try:
                reply = await self._served(mount, wire, segments, readable)
            except Refusal as refusal:
                reply = self._refused(mount.dialect, cast("Refused", refusal), wire)
            headers = raw_headers(reply, wire.answer_headers, wire.request_id)
        except ClientGone:
            return CLIENT_GONE
        except Exception as error:  # noqa: BLE001 - the one place where every fault ends
            reply, headers = self._faulty(mount.dialect, error, wire)
        await send_reply(send, reply, headers, bare=wire.method == "HEAD")
        return reply.status

    async def _served(self, mount: Mount, wire: Wire, segments: list[str], readable: bool) -> Reply:
        dialect = mount.dialect
        dialect.greet(wire)
        if not readable:
            raise Malformed("path")
        found = mount.find(wire.method, segments)
        wire.template = found.template
        if not readable_query(wire.request.scope["query_string"]):
            raise Malformed("query")
        wire.params = {name: segments[place] for name, place in found.names}
        route = found.route
        who = await dialect.identify(wire)
        changes = wire.method not in SAFE_METHODS
        if changes:
            wire.acting = dialect.names(who)
            actor = Actor(dialect.name, wire.acting, wire.request_id, dialect.credential(who))
            ACTING.set(Acting(actor, expected(wire)))
        if dialect.open is not None:
            wire.body = await self._body(dialect, route, wire)
            wire.document = dialect.open(wire)
        route.may(who)
        if dialect.open is None and wire.method not in BODILESS_METHODS:
            wire.body = await self._body(dialect, route, wire)

        async def carried_out() -> Reply:
            return route.render(await route.run(self._house, who, route.parse(wire, who)), wire, who)

        if changes and route.kept and wire.header(KEY) is not None:
            if dialect.again is not None:
                await dialect.again(wire, who)
            house, whose = self._house, dialect.keys(who) if dialect.keys else wire.acting
            return await answered_once(house.store, house.clock.now(), dialect.name, whose, wire, carried_out)
        return await carried_out()

    async def _body(self, dialect: Dialect, route: Route, wire: Wire) -> bytes:
        own = (route.body_limit or dialect.body_limit) if dialect.reads_body(wire) else None
        limit = self._limits.body if own is None else own
        return await read_body(wire.request.scope["headers"], wire.request.receive, limit, self._limits.seconds)

    def _refused(self, dialect: Dialect, refusal: Refused, wire: Wire) -> Reply:
        self._books.refusal(wire.request_id, dialect.name, refusal)
        if isinstance(refusal, MethodNotAllowed):
            wire.answer_headers.append(("Allow", ", ".join(refusal.allowed)))
        return dialect.refuse(refusal, wire)

    def _faulty(self, dialect: Dialect, error: Exception, wire: Wire) -> tuple[Reply, RawHeaders]:
        self._books.fault(wire.request_id, dialect.name, wire.template, error)
        try:
            reply = dialect.refuse(Fault(wire.request_id), wire)
            return reply, raw_headers(reply, wire.answer_headers, wire.request_id)
        except Exception as second:  # noqa: BLE001 - a dialect that cannot even refuse must not leave the caller alone
            self._books.fault(wire.request_id, dialect.name, wire.template, second)
            reply = nowhere.broken(wire.header("accept") or "")
            return reply, raw_headers(reply, (), wire.request_id)

    async def _elsewhere(
        self, scope: Scope, send: Send, path: str, request_id: str, readable: bool, started: float
    ) -> None:
        page, method = self._pages.get(path), scope["method"]
        accept = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"accept"), "")
        if page is not None and method in BODILESS_METHODS:
            reply = await self._page(page, path, request_id, accept)
        else:
            reply = nowhere.nowhere(accept) if readable else nowhere.unreadable(accept)
            self._books.request(request_id, NONE, NONE, method, reply.status, perf_counter() - started)
        await send_reply(send, reply, raw_headers(reply, (), request_id), bare=method == "HEAD")

    async def _page(self, page: Page, path: str, request_id: str, accept: str) -> Reply:
        """The page; it is not counted: whoever watches must not change what is seen."""
        try:
            return await page()
        except Exception as error:  # noqa: BLE001 - as in _answer
            self._books.fault(request_id, NONE, path, error)
            return nowhere.broken(accept)
