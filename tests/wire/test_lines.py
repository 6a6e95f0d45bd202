"""Log lines wait for a moment, and are never lost."""

from __future__ import annotations

import asyncio
import io

from patron.wire.lines import MOST_BYTES, PATIENCE_SECONDS, Lines


def test_without_an_event_loop_a_line_is_written_at_once() -> None:
    stream = io.BytesIO()
    Lines(stream).info(b"one")
    assert stream.getvalue() == b"one\n"


async def _wait_and_see() -> tuple[bytes, bytes]:
    stream = io.BytesIO()
    lines = Lines(stream)
    lines.info(b"one")
    lines.info(b"two")
    before = stream.getvalue()
    await asyncio.sleep(PATIENCE_SECONDS * 4)
    return before, stream.getvalue()


def test_information_is_written_together_a_moment_later() -> None:
    assert asyncio.run(_wait_and_see()) == (b"", b"one\ntwo\n")


async def _fail() -> bytes:
    stream = io.BytesIO()
    lines = Lines(stream)
    lines.info(b"one")
    lines.error(b"two")
    return stream.getvalue()


def test_an_error_is_written_at_once_with_what_came_before() -> None:
    assert asyncio.run(_fail()) == b"one\ntwo\n"


async def _flood() -> int:
    stream = io.BytesIO()
    lines = Lines(stream)
    for _ in range(20):
        lines.info(b"x" * (MOST_BYTES // 10))
    return len(stream.getvalue())


def test_many_lines_do_not_wait() -> None:
    assert asyncio.run(_flood()) > MOST_BYTES


async def _from_everywhere() -> list[bytes]:
    stream = io.BytesIO()
    lines = Lines(stream)

    def log(name: int) -> None:
        for number in range(500):
            (lines.error if number % 10 == 0 else lines.info)(b"%d.%d" % (name, number))

    await asyncio.gather(*(asyncio.to_thread(log, name) for name in range(4)))
    for number in range(500):
        lines.info(b"9.%d" % number)
    await asyncio.sleep(PATIENCE_SECONDS * 4)
    return stream.getvalue().splitlines()


def test_no_line_is_lost_or_written_twice_whichever_thread_it_comes_from() -> None:
    wanted = [b"%d.%d" % (name, number) for name in (0, 1, 2, 3, 9) for number in range(500)]
    assert sorted(asyncio.run(_from_everywhere())) == sorted(wanted)


class Full(io.BytesIO):
    """A disk without space."""

    def flush(self) -> None:
        raise OSError(28, "No space left on device")


def test_a_log_that_cannot_be_written_stops_nobody() -> None:
    lines = Lines(Full())
    lines.info(b"one")
    lines.error(b"two")
    closed = io.BytesIO()
    closed.close()
    Lines(closed).error(b"three")
