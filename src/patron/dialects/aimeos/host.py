"""What Aimeos leaves to its host: `POST /login`, `POST /logout` and `POST /sanctum/token`, as Laravel has them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from patron.dialects.aimeos import host_parse as parse
from patron.dialects.aimeos.door import BY_COOKIE, BY_TOKEN, Door
from patron.dialects.aimeos.host_render import HostRenderer, preflight, refuse, token
from patron.operations import entering
from patron.operations.ports import Reading
from patron.operations.visiting import Visitor
from patron.wire.dialect import Dialect, Route, acts, anybody, at_once, reads, secretive, writes
from patron.wire.request import Wire

FORM_LIMIT = 16_384


def hosts(door: Door) -> tuple[Dialect, ...]:
    """The calls beside `/jsonapi`, each under a path of its own."""
    render = HostRenderer(door)
    entry, leaving = door.guarded(parse.entry), door.guarded(parse.leaving)
    return (
        _dialect("login", door.identify, acts("POST", "", anybody, entry, BY_COOKIE.enter, render.entered)),
        _dialect("logout", door.identify, writes("POST", "", anybody, leaving, entering.leave, render.left)),
        # No session is begun or used here: there is none to protect.
        _dialect("sanctum", door.stranger, acts("POST", "/token", anybody, parse.token_entry, BY_TOKEN.enter, token)),
    )


def _dialect(prefix: str, identify: Callable[[Wire], Awaitable[Visitor]], row: Route) -> Dialect:
    asked = reads("OPTIONS", row.path, anybody, parse.nothing, _nothing, preflight)
    return Dialect(
        name=f"aimeos-{prefix}",
        prefixes=(prefix,),
        greet=at_once,
        identify=identify,
        refuse=refuse,
        body_limit=FORM_LIMIT,
        routes=(secretive(row), asked),
    )


async def _nothing(_unit: Reading, _visitor: Visitor, _command: None) -> None:
    """Nothing: what may be sent is asked of nobody."""
