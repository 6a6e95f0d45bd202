"""The time, running and stopped."""

from __future__ import annotations

import time

from patron.adapters.clock import StoppableClock, SystemClock


def test_the_system_clock_is_the_machines() -> None:
    before = time.time_ns() // 1_000_000
    assert before <= SystemClock().now() <= time.time_ns() // 1_000_000


def test_a_stoppable_clock_stands_until_it_runs_again() -> None:
    clock = StoppableClock()
    clock.stop(1_767_323_045_000)
    assert clock.now() == clock.now() == 1_767_323_045_000
    clock.stop(0)
    assert clock.now() == 0
    clock.stop(None)
    assert abs(clock.now() - time.time_ns() // 1_000_000) < 1000
