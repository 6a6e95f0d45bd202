"""One writer thread: what shares a commit, what is undone alone, and what happens when the file is busy."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from contextlib import closing
from typing import Any

import pytest

from patron.domain.customer import Customer
from patron.domain.listing import Listing
from patron.domain.refusals import NotFound, Taken, Unavailable
from patron.operations.ports import Writing
from patron.store import AnyStore, writer
from patron.store.urls import sqlite_path
from tests.store.people import SHOP, in_a_loop, insert, opened, page, refusal_of, somebody
from tests.store.raw import rows_of


async def blocked(store: AnyStore, gate: threading.Event) -> asyncio.Task[None]:
    """A write that holds the writer until the gate opens, so that others gather behind it."""
    started = threading.Event()

    async def work(_unit: Writing) -> None:
        started.set()
        gate.wait(10)

    task = asyncio.create_task(store.write(work))
    await asyncio.to_thread(started.wait, 10)
    return task


@in_a_loop
async def test_what_waits_is_committed_together(sqlite_database: str) -> None:
    async with opened(sqlite_database) as store:
        gate = threading.Event()
        holding = await blocked(store, gate)
        waiting = [asyncio.create_task(insert(store, somebody())) for _ in range(50)]
        await asyncio.sleep(0)
        seen: list[int] = []

        async def look(_unit: Writing) -> None:
            # In the middle of the batch: what came before is not visible to others yet.
            with closing(sqlite3.connect(sqlite_path(sqlite_database))) as other:
                seen.append(other.execute("SELECT count(*) FROM customer").fetchone()[0])

        looking = asyncio.create_task(store.write(look))
        await asyncio.sleep(0)
        gate.set()
        stored = await asyncio.gather(*waiting)
        await asyncio.gather(holding, looking)
        assert seen == [0]
        assert [customer.id for customer in stored] == list(range(1, 51))
        assert (await page(store, Listing())).total == 50


@in_a_loop
async def test_a_refused_job_does_not_undo_its_neighbours(sqlite_database: str) -> None:
    async with opened(sqlite_database) as store:

        async def half(unit: Writing) -> None:
            await unit.customers.insert(somebody("half@example.com"))
            raise KeyError("a fault in the middle")

        gate = threading.Event()
        holding = await blocked(store, gate)
        batch: list[asyncio.Task[Any]] = [
            asyncio.create_task(insert(store, somebody("a@example.com"))),
            asyncio.create_task(store.write(half)),
            asyncio.create_task(insert(store, somebody("a@example.com"))),
            asyncio.create_task(insert(store, somebody("b@example.com"))),
        ]
        await asyncio.sleep(0)
        gate.set()
        await holding
        first, fault, taken, last = await asyncio.gather(*batch, return_exceptions=True)
        assert isinstance(first, Customer)
        assert isinstance(fault, KeyError)
        assert isinstance(taken, Taken)
        assert isinstance(last, Customer)
        found = await page(store, Listing())
        assert [customer.email for customer in found.customers] == ["a@example.com", "b@example.com"]
        assert found.total == 2
        assert (last.id - first.id) == 1  # a draw that was undone is free again: nobody has seen it


@pytest.mark.parametrize(("written", "runs"), [(False, 1), (True, 2)])
@in_a_loop
async def test_neighbours_are_run_again_only_where_something_must_be_undone(
    sqlite_database: str, *, written: bool, runs: int
) -> None:
    async with opened(sqlite_database) as store:
        ran: list[int] = []

        async def counted(unit: Writing) -> Customer:
            ran.append(1)
            return await unit.customers.insert(somebody("kept@example.com"))

        async def refused(unit: Writing) -> None:
            if written:
                await unit.customers.insert(somebody("undone@example.com"))
            raise NotFound("customer")

        gate = threading.Event()
        holding = await blocked(store, gate)
        keeping = asyncio.create_task(store.write(counted))
        refusing = asyncio.create_task(store.write(refused))
        await asyncio.sleep(0)
        gate.set()
        outcomes = await asyncio.gather(holding, keeping, refusing, return_exceptions=True)
        assert isinstance(outcomes[2], NotFound)
        assert len(ran) == runs
        assert (await page(store, Listing())).customers == (outcomes[1],)


@in_a_loop
async def test_a_job_that_nobody_waits_for_any_more_is_not_begun(sqlite_database: str) -> None:
    async with opened(sqlite_database) as store:
        gate = threading.Event()
        holding = await blocked(store, gate)
        dropped = asyncio.create_task(insert(store, somebody()))
        kept = asyncio.create_task(insert(store, somebody("kept@example.com")))
        await asyncio.sleep(0)
        dropped.cancel()
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(holding, kept)
        assert [customer.email for customer in (await page(store, Listing())).customers] == ["kept@example.com"]


@in_a_loop
async def test_closing_finishes_what_waits(sqlite_database: str) -> None:
    async with opened(sqlite_database) as store:
        waiting = [asyncio.create_task(insert(store, somebody())) for _ in range(200)]
        await asyncio.sleep(0)
        await store.close()
        assert len(await asyncio.gather(*waiting)) == 200
        refusal = await refusal_of(insert(store, somebody()))
        assert isinstance(refusal, Unavailable)
    assert len(await rows_of(sqlite_database, "SELECT 1 FROM customer")) == 200


@in_a_loop
async def test_a_store_opens_again_after_closing(sqlite_database: str) -> None:
    async with opened(sqlite_database) as store:
        await insert(store, somebody())
        await store.close()
        await store.open()
        await insert(store, somebody())
        assert (await page(store, Listing(text="an"), heavy=True)).total == 0
        assert (await page(store, Listing())).total == 2


@in_a_loop
async def test_another_process_that_writes_is_waited_for(sqlite_database: str) -> None:
    async with opened(sqlite_database) as store:
        with closing(sqlite3.connect(sqlite_path(sqlite_database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            writing = asyncio.create_task(insert(store, somebody()))
            await asyncio.sleep(0.3)
            assert not writing.done()
            assert (await page(store, Listing())).total == 0  # readers wait for nobody
            other.execute("COMMIT")
            assert (await writing).id == 1


@in_a_loop
async def test_a_writer_that_never_ends_makes_the_store_unavailable(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "PATIENCE_SECONDS", 0.2)
    async with opened(sqlite_database) as store:
        with closing(sqlite3.connect(sqlite_path(sqlite_database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            started = time.monotonic()
            refusal = await refusal_of(insert(store, somebody()))
            assert isinstance(refusal, Unavailable)
            assert time.monotonic() - started < 5
            other.execute("ROLLBACK")
        assert (await insert(store, somebody())).id == 1


def _raw(unit: Any) -> sqlite3.Connection:
    raw: sqlite3.Connection = unit._connection.raw
    return raw


@in_a_loop
async def test_a_full_disk_is_not_success(sqlite_database: str) -> None:
    async with opened(sqlite_database) as store:

        async def bound(unit: Writing) -> None:
            # The file may not grow from here on: what SQLite answers is what a full disk makes it answer.
            raw = _raw(unit)
            raw.execute(f"PRAGMA max_page_count = {raw.execute('PRAGMA page_count').fetchone()[0]}")

        await store.write(bound)
        note = "x" * 200_000
        outcomes = await asyncio.gather(
            *(insert(store, somebody(note=note)) for _ in range(20)), return_exceptions=True
        )
        assert {type(outcome) for outcome in outcomes} == {Unavailable}
        assert (await page(store, Listing())).total == 0
        assert await rows_of(sqlite_database, f"SELECT n FROM store_counter WHERE store_id = {SHOP}") == []  # noqa: S608


@in_a_loop
async def test_a_unit_may_wait_for_nothing_but_its_database(sqlite_database: str) -> None:
    async with opened(sqlite_database) as store:

        async def idle(_unit: Writing) -> None:
            await asyncio.sleep(0)

        assert isinstance(await refusal_of(store.write(idle)), RuntimeError)
        assert (await insert(store, somebody())).id == 1
