"""Leaky buckets and fixed windows: of one process and of several."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from patron.wire.buckets import Buckets, Count, Level, LocalBuckets
from patron.wire.shared_buckets import SETS, SLOTS, SharedBuckets, make_buckets_file, place_of

NOW = 1_700_000_000_000


@pytest.fixture
def file() -> Iterator[str]:
    path = make_buckets_file()
    yield path
    Path(path).unlink()


@pytest.fixture
def shared(file: str) -> Iterator[SharedBuckets]:
    buckets = SharedBuckets(file)
    yield buckets
    buckets.close()


@pytest.fixture(params=["local", "shared"])
def buckets(request: pytest.FixtureRequest) -> Buckets:
    found: Buckets = LocalBuckets() if request.param == "local" else request.getfixturevalue("shared")
    return found


def test_a_bucket_fills_and_then_refuses_without_pouring(buckets: Buckets) -> None:
    levels = [buckets.pour("a", 3, 2.0, NOW) for _ in range(5)]
    assert levels == [
        Level(poured=True, level=1),
        Level(poured=True, level=2),
        Level(poured=True, level=3),
        Level(poured=False, level=3),
        Level(poured=False, level=3),
    ]


def test_it_leaks_and_a_refusal_is_not_in_it(buckets: Buckets) -> None:
    for _ in range(5):
        buckets.pour("a", 3, 2.0, NOW)
    early, late = buckets.pour("a", 3, 2.0, NOW + 499), buckets.pour("a", 3, 2.0, NOW + 501)
    assert (early.poured, round(early.level, 6)) == (False, 2.002)
    assert (late.poured, round(late.level, 6)) == (True, 2.998)
    assert buckets.pour("a", 3, 2.0, NOW + 10_000_000) == Level(poured=True, level=1)


def test_it_is_full_exactly_at_its_size_however_it_got_there(buckets: Buckets) -> None:
    # Fractions of leaked milliseconds must not cost a caller the place that leaked free.
    moment, poured = NOW, 0
    for _ in range(40):
        poured += buckets.pour("a", 40, 2.0, moment).poured
    for _ in range(1000):
        moment += 500
        poured += buckets.pour("a", 40, 2.0, moment).poured
        assert not buckets.pour("a", 40, 2.0, moment).poured
    assert poured == 1040


def test_keys_do_not_share_a_bucket(buckets: Buckets) -> None:
    assert all(buckets.pour(f"key-{number}", 1, 1.0, NOW).poured for number in range(5000))
    assert not any(buckets.pour(f"key-{number}", 1, 1.0, NOW).poured for number in range(5000))


def test_bytes_and_text_are_keys(buckets: Buckets) -> None:
    assert buckets.pour(b"a", 1, 1.0, NOW).poured
    assert not buckets.pour(b"a", 1, 1.0, NOW).poured


def test_a_clock_that_was_set_back_leaks_nothing_and_breaks_nothing(buckets: Buckets) -> None:
    buckets.pour("a", 2, 1.0, NOW)
    assert buckets.pour("a", 2, 1.0, NOW - 3_600_000) == Level(poured=True, level=2)
    assert buckets.pour("a", 2, 1.0, NOW - 3_599_000) == Level(poured=True, level=2)


def test_size_and_leak_may_change_between_calls(buckets: Buckets) -> None:
    for _ in range(3):
        buckets.pour("a", 3, 1.0, NOW)
    assert buckets.pour("a", 30, 1.0, NOW) == Level(poured=True, level=4)
    assert buckets.pour("a", 1, 1.0, NOW) == Level(poured=False, level=4)


def test_clear_empties_every_bucket(buckets: Buckets) -> None:
    buckets.pour("a", 1, 1.0, NOW)
    buckets.clear()
    assert buckets.pour("a", 1, 1.0, NOW) == Level(poured=True, level=1)


def test_local_buckets_are_bounded_and_forget_the_empty_ones_first() -> None:
    buckets = LocalBuckets(limit=100)
    for number in range(99):
        buckets.pour(f"old-{number}", 40, 2.0, NOW)
    buckets.pour("full", 1, 0.001, NOW)
    for number in range(99):
        assert buckets.pour(f"new-{number}", 40, 0.001, NOW + 60_000).poured
    assert not buckets.pour("full", 1, 0.001, NOW + 60_000).poured
    for number in range(10_000):
        assert buckets.pour(f"more-{number}", 40, 0.001, NOW + 60_000).poured
    assert len(buckets) <= 100


def test_a_full_table_of_shared_buckets_admits_rather_than_fails(shared: SharedBuckets) -> None:
    assert all(shared.pour(f"key-{number}", 1, 0.001, NOW).poured for number in range(SETS * SLOTS + 20_000))


def test_a_full_set_gives_up_its_emptiest_bucket(shared: SharedBuckets) -> None:
    buckets = shared
    keys: dict[int, list[str]] = {}
    number = 0
    while True:
        key = f"key-{number}"
        same = keys.setdefault(place_of(key)[1], [])
        same.append(key)
        if len(same) == SLOTS + 1:
            break
        number += 1
    for times, key in enumerate(same[:SLOTS], 1):
        for _ in range(times):
            buckets.pour(key, 100, 0.001, NOW)
    buckets.pour(same[SLOTS], 100, 0.001, NOW)
    assert [round(buckets.pour(key, 100, 0.001, NOW).level) for key in same[1:SLOTS]] == list(range(3, SLOTS + 2))


def _pour(file: str, keys: list[str], times: int, gate: object, admitted: object) -> None:
    buckets = SharedBuckets(file)
    gate.wait()  # type: ignore[attr-defined]  # pyright: ignore
    order = [key for key in keys for _ in range(times)]
    random.shuffle(order)
    found = dict.fromkeys(keys, 0)
    for key in order:
        found[key] += buckets.pour(key, 40, 0.0, NOW).poured
    admitted.put(found)  # type: ignore[attr-defined]  # pyright: ignore


def test_several_processes_admit_exactly_the_size(file: str) -> None:
    context = multiprocessing.get_context("spawn")
    keys = [f"app-{number}" for number in range(25)]
    gate, admitted = context.Barrier(4), context.Queue()
    workers = [context.Process(target=_pour, args=(file, keys, 100, gate, admitted)) for _ in range(4)]
    for worker in workers:
        worker.start()
    found = [admitted.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    assert {key: sum(one[key] for one in found) for key in keys} == dict.fromkeys(keys, 40)


def _die_holding(file: str) -> None:
    handle = os.open(file, os.O_RDWR)
    fcntl.lockf(handle, fcntl.LOCK_EX, 0, 0)  # every set at once
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_worker_leaves_no_lock(file: str, shared: SharedBuckets) -> None:
    worker = multiprocessing.get_context("spawn").Process(target=_die_holding, args=(file,))
    worker.start()
    worker.join()
    assert worker.exitcode == -9
    assert shared.pour("a", 1, 1.0, NOW) == Level(poured=True, level=1)


def test_the_file_is_its_owners_alone(file: str) -> None:
    assert Path(file).stat().st_mode & 0o777 == 0o600


def test_a_window_begins_with_the_first_time_and_ends_at_once(buckets: Buckets) -> None:
    assert [buckets.count("a", 60_000, NOW + ms) for ms in (0, 1, 59_999)] == [
        Count(times=1, ends_at=NOW + 60_000),
        Count(times=2, ends_at=NOW + 60_000),
        Count(times=3, ends_at=NOW + 60_000),
    ]
    assert buckets.count("a", 60_000, NOW + 60_000) == Count(times=1, ends_at=NOW + 120_000)
    assert buckets.count("b", 60_000, NOW + 60_000) == Count(times=1, ends_at=NOW + 120_000)


def test_a_clock_that_was_set_back_begins_a_window_anew(buckets: Buckets) -> None:
    buckets.count("a", 60_000, NOW)
    assert buckets.count("a", 60_000, NOW - 1) == Count(times=1, ends_at=NOW + 59_999)


def test_windows_and_buckets_stand_side_by_side_and_clear_together(buckets: Buckets) -> None:
    buckets.pour("bucket", 1, 1.0, NOW)
    buckets.count("window", 60_000, NOW)
    assert not buckets.pour("bucket", 1, 1.0, NOW).poured
    assert buckets.count("window", 60_000, NOW).times == 2
    buckets.clear()
    assert buckets.pour("bucket", 1, 1.0, NOW).poured
    assert buckets.count("window", 60_000, NOW).times == 1


def test_windows_that_have_ended_make_room_first() -> None:
    buckets = LocalBuckets(limit=100)
    for number in range(99):
        buckets.count(f"old-{number}", 1000, NOW)
    buckets.count("young", 60_000, NOW)
    for number in range(99):
        assert buckets.count(f"new-{number}", 60_000, NOW + 1000).times == 1
    assert buckets.count("young", 60_000, NOW + 1000).times == 2
    assert len(buckets) == 100


def _count(file: str, keys: list[str], times: int, gate: object, counted: object) -> None:
    buckets = SharedBuckets(file)
    gate.wait()  # type: ignore[attr-defined]  # pyright: ignore
    found = {key: [buckets.count(key, 60_000, NOW).times for _ in range(times)] for key in keys}
    counted.put(found)  # type: ignore[attr-defined]  # pyright: ignore


def test_several_processes_count_every_time_once(file: str) -> None:
    context = multiprocessing.get_context("spawn")
    keys = [f"client-{number}" for number in range(10)]
    gate, counted = context.Barrier(4), context.Queue()
    workers = [context.Process(target=_count, args=(file, keys, 50, gate, counted)) for _ in range(4)]
    for worker in workers:
        worker.start()
    found = [counted.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    for key in keys:
        assert sorted(number for one in found for number in one[key]) == list(range(1, 201))
