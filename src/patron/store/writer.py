"""The one writer of an SQLite file: a thread that commits everything waiting in one transaction.

A refusal undoes only itself; all jobs share one COMMIT, and with it one wait for the disk. Nobody is told of success
before that.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from patron.domain.refusals import Unavailable
from patron.store.failures import is_busy, sqlite_refusal
from patron.store.sqlite_connection import SqliteConnection, drive

T = TypeVar("T")
BATCH: Final = 64
PATIENCE_SECONDS: Final = 4.0
"""How long a batch waits for the writer of another process."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work, and whoever waits for its outcome."""

    work: Callable[[SqliteConnection], Awaitable[Any]]
    waiting: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: its result where there is no error."""

    job: Job
    result: object = None
    error: BaseException | None = None


class BatchLost(Exception):
    """The whole transaction was undone by SQLite, which does so when the disk is full, for one."""


class Writer:
    """Takes work from the event loop's thread and does it in its own."""

    def __init__(self, connect: Callable[[], SqliteConnection]) -> None:
        self._connect = connect
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Nothing comes back; from now on there is a writer."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="patron-writer", daemon=True)
        self._thread.start()

    async def write(self, work: Callable[[SqliteConnection], Awaitable[T]]) -> T:
        """What `work` returns, after the commit. Raises Unavailable, and whatever `work` raises."""
        if self._loop is None or self._thread is None:
            raise Unavailable
        waiting: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put(Job(work, waiting))
        return await waiting

    async def close(self) -> None:
        """Nothing comes back; what was waiting is written, and the thread has ended."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._jobs.put(None)
            await asyncio.to_thread(thread.join)

    def _run(self) -> None:
        connection = self._connect()
        try:
            while batch := self._next_batch():
                self._tell(_committed(connection, batch))
        finally:
            connection.raw.close()

    def _next_batch(self) -> list[Job]:
        """Everything that waits, up to a limit; nothing once the writer is closed and the queue empty."""
        batch: list[Job] = []
        job = self._jobs.get()
        while job is not None:
            batch.append(job)
            if len(batch) == BATCH:
                return batch
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return batch
        if batch:
            self._jobs.put(None)  # the end comes after this batch
        return batch

    def _tell(self, outcomes: list[Outcome]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(_resolve, outcomes)


def _committed(connection: SqliteConnection, batch: list[Job]) -> list[Outcome]:
    """What became of the jobs, once it is certain."""
    raw = connection.raw
    try:
        _begin(raw)
        jobs = [job for job in batch if not job.waiting.cancelled()]
        outcomes = _all_done(connection, jobs)
        if outcomes is None:
            _roll_back(raw)
            _begin(raw)
            outcomes = [_done(connection, job) for job in jobs]
        raw.execute("COMMIT")
    except (sqlite3.Error, BatchLost) as error:
        with suppress(
            sqlite3.Error
        ):  # a disk that fails may fail here, too: whoever waits must hear of it all the same
            _roll_back(raw)
        refusal = sqlite_refusal(error) if isinstance(error, sqlite3.Error) else Unavailable()
        refusal.__cause__ = error
        return [Outcome(job, error=refusal) for job in batch]
    return outcomes


def _roll_back(raw: sqlite3.Connection) -> None:
    if raw.in_transaction:
        raw.execute("ROLLBACK")


def _all_done(connection: SqliteConnection, jobs: list[Job]) -> list[Outcome] | None:
    """The outcomes of all jobs; None where one has to be undone, so that all are done again in savepoints.

    That is rare, as most refusals come before anything was written. A savepoint makes the search index write out what
    it has gathered: a third of what a creation costs.
    """
    outcomes: list[Outcome] = []
    for job in jobs:
        written = connection.raw.total_changes
        try:
            outcomes.append(Outcome(job, drive(job.work(connection))))
        except BaseException as error:  # noqa: BLE001 - it is raised again where the job came from
            if connection.raw.total_changes != written or not connection.raw.in_transaction:
                return None
            outcomes.append(Outcome(job, error=error))
    return outcomes


def _begin(raw: sqlite3.Connection) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            raw.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
        else:
            return


def _done(connection: SqliteConnection, job: Job) -> Outcome:
    """The job's outcome, its savepoint kept or undone. Raises BatchLost."""
    raw = connection.raw
    raw.execute("SAVEPOINT job")
    try:
        outcome = Outcome(job, drive(job.work(connection)))
    except BaseException as error:
        if not raw.in_transaction:
            raise BatchLost from error
        raw.execute("ROLLBACK TO job")
        outcome = Outcome(job, error=error)
    raw.execute("RELEASE job")
    return outcome


def _resolve(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        waiting = outcome.job.waiting
        if waiting.done():
            continue  # nobody waits any more
        if outcome.error is None:
            waiting.set_result(outcome.result)
        else:
            waiting.set_exception(outcome.error)
