"""Development mode: a server that tests fill, empty, and set the clock of. Never mounted without `--dev`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from patron.dialects.dev import parse, render
from patron.dialects.dev.parse import Ask
from patron.operations.letters import Message
from patron.operations.ports import Desk
from patron.wire.dialect import Dialect, acts, anybody, at_once, secretive
from patron.wire.request import Wire

WORLD_LIMIT = 64 * 1_048_576


class Workbench(Protocol):
    """What development mode can do to the server it runs in."""

    async def load_world(self, world: bytes) -> Mapping[str, object]:
        """The names that the world binds; everything that was there before is gone. Raises Invalid."""
        ...

    async def mint(self, ask: Ask) -> str:
        """A credential of that dialect. Raises NotFound."""
        ...

    def set_clock(self, now: int | None) -> None:
        """Nothing comes back; the clock stands at that moment, or runs again."""
        ...

    def mail(self) -> tuple[Message, ...]:
        """The messages sent since the world was loaded."""
        ...


def dialect(bench: Workbench) -> Dialect:
    """The calls under `/_dev`, for callers on this machine only."""

    async def load(_desk: Desk, _who: None, world: bytes) -> Mapping[str, object]:
        return await bench.load_world(world)

    async def mint(_desk: Desk, _who: None, ask: Ask) -> str:
        return await bench.mint(ask)

    async def set_clock(_desk: Desk, _who: None, now: int | None) -> None:
        bench.set_clock(now)

    async def mail(_desk: Desk, _who: None, _nothing: None) -> tuple[Message, ...]:
        return bench.mail()

    return Dialect(
        name="dev",
        prefixes=("_dev",),
        greet=at_once,
        identify=_identify,
        refuse=render.refuse,
        body_limit=WORLD_LIMIT,
        routes=(
            secretive(acts("POST", "/world", anybody, parse.world, load, render.bindings)),
            secretive(acts("POST", "/token", anybody, parse.ask, mint, render.token)),
            acts("POST", "/clock", anybody, parse.clock, set_clock, render.done),
            acts("GET", "/mail", anybody, parse.nothing, mail, render.mail),
        ),
    )


async def _identify(wire: Wire) -> None:
    """Nobody in particular. Raises NotAllowed for a caller, or a name of this server, that is not local.

    The name is looked at because a page in a browser on this machine could otherwise reach it (DNS rebinding).
    """
    parse.require_local(wire)
