"""When the postman looks into the outbox, and what stops it."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import Awaitable, Callable

from patron.postman import Postman
from patron.wire.logs import open_log


class Outbox:
    """Letters that leave one by one."""

    def __init__(self, letters: int = 0, seconds: float = 0.0) -> None:
        self.letters = letters
        self.seconds = seconds
        self.looks: list[float] = []
        self.output = io.BytesIO()
        self.nudged = asyncio.Event()

    async def deliver(self) -> int:
        self.looks.append(time.monotonic())
        await asyncio.sleep(self.seconds)
        if self.letters < 0:
            raise RuntimeError("maria@example.com")
        sent = min(1, self.letters)
        self.letters -= sent
        return sent

    async def run(self, work: Callable[[], Awaitable[None]], pause: float = 60) -> None:
        log = open_log("info", "json", self.output)
        async with Postman(self.deliver, self.nudged, log, seconds=pause).at_work():
            await work()


def test_everything_leaves_in_a_row_and_then_there_is_peace() -> None:
    async def scenario() -> None:
        box = Outbox(letters=5)
        await box.run(lambda: asyncio.sleep(0.1))
        assert box.letters == 0
        assert len(box.looks) == 6

    asyncio.run(scenario())


def test_a_nudge_is_answered_at_once_and_silence_every_few_seconds() -> None:
    async def scenario() -> None:
        box = Outbox()

        async def nudge() -> None:
            await asyncio.sleep(0.05)
            box.letters = 1
            box.nudged.set()
            await asyncio.sleep(0.05)

        await box.run(nudge)
        assert box.letters == 0
        patient = Outbox()
        await patient.run(lambda: asyncio.sleep(0.5), pause=0.1)
        assert 4 <= len(patient.looks) <= 7

    asyncio.run(scenario())


def test_a_nudge_during_a_round_is_not_lost() -> None:
    async def scenario() -> None:
        box = Outbox(seconds=0.1)

        async def nudge() -> None:
            await asyncio.sleep(0.05)
            box.nudged.set()
            await asyncio.sleep(0.3)

        await box.run(nudge)
        assert len(box.looks) == 2

    asyncio.run(scenario())


def test_a_failing_round_is_logged_without_values_and_tried_again() -> None:
    async def scenario() -> None:
        box = Outbox(letters=-1)
        await box.run(lambda: asyncio.sleep(0.25), pause=0.1)
        assert 2 <= len(box.looks) <= 4
        first = json.loads(box.output.getvalue().splitlines()[0])
        assert (first["event"], first["error"]["type"]) == ("mail round failed", "builtins.RuntimeError")
        assert b"maria" not in box.output.getvalue()

    asyncio.run(scenario())


def test_a_message_on_its_way_is_finished_at_the_end() -> None:
    async def scenario() -> None:
        box = Outbox(letters=1, seconds=0.3)
        await box.run(lambda: asyncio.sleep(0.05))
        assert box.letters == 0

    asyncio.run(scenario())
