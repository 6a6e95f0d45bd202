"""The composition root: settings to an ASGI application, and everything that it holds open."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.types import Receive, Scope, Send

from patron.adapters.clock import StoppableClock, SystemClock
from patron.adapters.mail import CollectingMailBox, SmtpMailBox, smtp_server
from patron.adapters.passwords import PasswordPool
from patron.dialects import SPEECHES, dialects, minters
from patron.dialects.account.stationery import AccountStationery
from patron.following import follow, tidy
from patron.operations.access import AppTokens
from patron.operations.customers import Customers
from patron.operations.documents import Documents
from patron.operations.letters import MailBox, deliver_due
from patron.operations.record import Record
from patron.operations.staff_keys import StaffKeys
from patron.operations.sweeping import sweep
from patron.postman import Postman
from patron.readiness import NotReady, OpenStore, opened, opened_for_development, readiness, store_of
from patron.settings import Settings
from patron.wire.books import Books
from patron.wire.buckets import Buckets, LocalBuckets
from patron.wire.handler import Handler, Limits
from patron.wire.house import House
from patron.wire.logs import flush_log, open_log
from patron.wire.meters import SHARED_FOLDER, Meters
from patron.wire.origin import Origins
from patron.wire.routing import Atlas
from patron.wire.shared_buckets import SharedBuckets
from patron.wire.watching import pages
from patron.workbench import Bench

SWEEP_SECONDS = 600.0
DEVELOPMENT_SENDER = "Patron <no-reply@patron.invalid>"


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What it takes to build the application: in this process or, pickled, in each worker."""

    settings: Settings
    development: bool = False
    address: str = "http://127.0.0.1:8000"
    """Where the server listens: the base of links where no public base URL is set."""
    greeting: str = ""
    """Printed once the application is open."""
    buckets_file: str | None = None
    """Leaky buckets shared by several workers."""
    supervisor: int | None = None
    """The process that starts the workers and that they must not outlive."""

    def __call__(self) -> Application:
        """The application; nothing is open yet."""
        return Application(self)


class Application:
    """An ASGI application: `lifespan` opens and closes it, `http` is answered by the one handler."""

    def __init__(self, blueprint: Blueprint) -> None:
        settings = blueprint.settings
        self._blueprint = blueprint
        self._log = open_log(settings.log_level, settings.log_format, messages=blueprint.development)
        self._handler: Handler | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Nothing comes back; one request is answered, or one life is lived."""
        if scope["type"] == "http" and self._handler is not None:
            await self._handler(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with self.running():
                sys.stdout.write(self._blueprint.greeting)
                sys.stdout.flush()
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except NotReady as reason:
            await send({"type": "lifespan.startup.failed", "message": str(reason)})
            return
        finally:
            flush_log()
        await send({"type": "lifespan.shutdown.complete"})

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[Handler]:
        """The handler, with everything open that it needs. Raises NotReady."""
        blueprint = self._blueprint
        clock = StoppableClock() if blueprint.development else SystemClock()
        store = store_of(blueprint.settings, clock)
        hasher = PasswordPool(blueprint.settings.hash_threads, development=blueprint.development)
        try:
            if blueprint.development:
                await opened_for_development(store, blueprint.settings.database)
            else:
                await opened(store)
            async with self._at_work(store, clock, hasher) as handler:
                self._handler = handler
                _settle_memory()
                yield handler
        finally:
            self._handler = None
            hasher.close()
            await store.close()

    @asynccontextmanager
    async def _at_work(
        self, store: OpenStore, clock: StoppableClock | SystemClock, hasher: PasswordPool
    ) -> AsyncGenerator[Handler]:
        blueprint = self._blueprint
        collected = CollectingMailBox(blueprint.settings.mail_from or DEVELOPMENT_SENDER)
        nudged = asyncio.Event()
        record = Record(SPEECHES)
        house = House(
            store=store,
            hasher=hasher,
            clock=clock,
            places=store.places,
            app_tokens=AppTokens(store),
            staff_keys=StaffKeys(store),
            record=record,
            customers=Customers(record),
            documents=Documents(),
            buckets=_buckets(blueprint),
            mailbox=_mailbox(blueprint, collected),
            base_url=blueprint.settings.base_url or blueprint.address,
            development=blueprint.development,
            wake=nudged.set,
        )
        made = minters(house, blueprint.settings)
        bench = Bench(store, house, clock, collected, made) if isinstance(clock, StoppableClock) else None
        async with self._postman(house, nudged), self._caretaker(house), self._following():
            yield self._handler_of(house, bench, store)

    def _handler_of(self, house: House, bench: Bench | None, store: OpenStore) -> Handler:
        settings = self._blueprint.settings
        meters = Meters()
        return Handler(
            Atlas(dialects(house, settings, bench)),
            house,
            pages(meters, readiness(store)),
            Origins(settings.base_url, settings.trusted_proxy_hops),
            Books(meters, self._log, settings.access_log, self._blueprint.development),
            Limits(settings.body_limit, settings.request_seconds),
        )

    @asynccontextmanager
    async def _postman(self, house: House, nudged: asyncio.Event) -> AsyncGenerator[None]:
        if house.mailbox is not None:
            deliver = partial(deliver_due, house, house.mailbox, AccountStationery(), house.base_url)
            async with Postman(deliver, nudged, self._log).at_work():
                yield
        else:
            if self._blueprint.settings.mail:
                self._log.warning("mail waits in the outbox: PATRON_SMTP_URL is not set")
            yield

    @asynccontextmanager
    async def _caretaker(self, house: House) -> AsyncGenerator[None]:
        rounds = Postman(partial(sweep, house), asyncio.Event(), self._log, seconds=SWEEP_SECONDS, called="sweeping")
        async with rounds.at_work():
            yield

    @asynccontextmanager
    async def _following(self) -> AsyncGenerator[None]:
        supervisor = self._blueprint.supervisor
        if supervisor is not None:
            async with _beside(follow(supervisor)):
                yield
            tidy(supervisor, self._blueprint.buckets_file, os.environ.get(SHARED_FOLDER))
        else:
            yield


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
    """Nothing; the work goes on in the background and is cancelled at the end."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _settle_memory() -> None:
    """Nothing; what was loaded to start with is never looked at by the collector again, and it runs less often.

    A request makes hundreds of small objects and no cycles: at the usual threshold of 700 the collector runs, for
    nothing, in every list.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _mailbox(blueprint: Blueprint, collected: CollectingMailBox) -> MailBox | None:
    settings = blueprint.settings
    if not settings.mail:
        return None
    if blueprint.development:
        return collected
    return SmtpMailBox(smtp_server(settings.smtp_url), settings.mail_from) if settings.smtp_url else None


def _buckets(blueprint: Blueprint) -> Buckets | None:
    if not blueprint.settings.rate_limits:
        return None
    return SharedBuckets(blueprint.buckets_file) if blueprint.buckets_file else LocalBuckets()
