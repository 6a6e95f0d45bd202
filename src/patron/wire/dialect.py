"""Routes and dialects: tables of functions that must fit each other, or the type checker says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeVar

from patron.domain.history import CredentialKind
from patron.operations.ports import Desk, Reading, Writing
from patron.wire.conditions import require_no_version
from patron.wire.refusals import Refused
from patron.wire.reply import Reply
from patron.wire.request import Wire

Who = TypeVar("Who")
Command = TypeVar("Command")
Result = TypeVar("Result")
Run: TypeAlias = Callable[[Desk, Any, Any], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Route:
    """One row of a dialect's table; made by `reads`, `writes` or `acts`, which check that its functions fit."""

    method: str
    path: str
    may: Callable[[Any], None]
    parse: Callable[[Wire, Any], Any]
    run: Run
    render: Callable[[Any, Wire, Any], Reply]
    kept: bool = True
    """False: its answers are never kept for repetitions (`Idempotency-Key`)."""
    body_limit: int | None = None
    """Bytes of a body; None: what the dialect says."""


def reads(
    method: str,
    path: str,
    may: Callable[[Who], None],
    parse: Callable[[Wire, Who], Command],
    operation: Callable[[Reading, Who, Command], Awaitable[Result]],
    render: Callable[[Result, Wire, Who], Reply],
    heavy: Callable[[Command], bool] | None = None,
) -> Route:
    """A route whose operation reads in one unit of work; `heavy` tells which commands may scan."""

    async def run(desk: Desk, who: Who, command: Command) -> Result:
        return await desk.store.read(
            lambda unit: operation(unit, who, command), heavy=heavy is not None and heavy(command)
        )

    return Route(method, path, may, parse, run, render)


def writes(
    method: str,
    path: str,
    may: Callable[[Who], None],
    parse: Callable[[Wire, Who], Command],
    operation: Callable[[Writing, Who, Command], Awaitable[Result]],
    render: Callable[[Result, Wire, Who], Reply],
) -> Route:
    """A route whose operation writes in one unit of work: raising undoes it, returning commits it."""

    async def run(desk: Desk, who: Who, command: Command) -> Result:
        return await desk.store.write(lambda unit: operation(unit, who, command))

    return Route(method, path, may, parse, run, render)


def acts(
    method: str,
    path: str,
    may: Callable[[Who], None],
    parse: Callable[[Wire, Who], Command],
    operation: Callable[[Desk, Who, Command], Awaitable[Result]],
    render: Callable[[Result, Wire, Who], Reply],
) -> Route:
    """A route whose operation opens its units itself, because it does something slow between them (a hash)."""
    return Route(method, path, may, parse, operation, render)


def secretive(route: Route) -> Route:
    """The route, whose answers are never kept: they hold tokens, or there is nothing to repeat."""
    return replace(route, kept=False)


def roomy(route: Route, body_limit: int) -> Route:
    """The route, whose bodies may have so many bytes, whatever the dialect says of its others."""
    return replace(route, body_limit=body_limit)


def unversioned(route: Route) -> Route:
    """The route, refused to whoever expects a version (`If-Match`): there is none of what it writes."""

    def parse(wire: Wire, who: Any) -> Any:
        require_no_version(wire)
        return route.parse(wire, who)

    return replace(route, parse=parse)


def chosen(
    method: str,
    path: str,
    may: Callable[[Who], None],
    choose: Callable[[Wire, Who], str],
    rows: Mapping[str, Route],
) -> Route:
    """A row for several on one path; `choose` names the one that a request means, by its query for example.

    The rows keep their own functions, which reads, writes and acts have checked; their `may` is not asked.
    """

    def parse(wire: Wire, who: Who) -> tuple[Route, Any]:
        row = rows[choose(wire, who)]
        return row, row.parse(wire, who)

    async def run(desk: Desk, who: Who, command: tuple[Route, Any]) -> tuple[Route, Any]:
        row, inner = command
        return row, await row.run(desk, who, inner)

    def render(result: tuple[Route, Any], wire: Wire, who: Who) -> Reply:
        row, inner = result
        return row.render(inner, wire, who)

    return Route(method, path, may, parse, run, render)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One platform's API: a table of routes and how it greets, identifies, refuses."""

    name: str
    prefixes: tuple[str, ...]
    """First path segments that belong to it; a route's path is appended to each."""
    routes: tuple[Route, ...]
    greet: Callable[[Wire], None]
    """Runs before the route is looked up; may raise."""
    identify: Callable[[Wire], Awaitable[Any]]
    """Who is asking; raises NotSignedIn where the dialect has no anonymous caller."""
    refuse: Callable[[Refused, Wire], Reply]
    names: Callable[[Any], str] = lambda _who: ""
    """What the history calls the caller: `app 3`, `the customer` ...; never a name, an address or a secret."""
    credential: Callable[[Any], CredentialKind] = lambda _who: CredentialKind.NONE
    """What kind of credential let the caller in, for the history."""
    keys: Callable[[Any], str] | None = None
    """Whose `Idempotency-Key` it is, where `names` does not tell enough; secrets are fine, only a hash is kept."""
    again: Callable[[Wire, Any], Awaitable[None]] | None = None
    """Asked before a stored answer is given again, where the body tells who is asking; raises as `identify`."""
    body_limit: int | None = None
    """Bytes of a body; None: what the settings say."""
    reads_body: Callable[[Wire], bool] = lambda _wire: True
    """False for a body that is nothing to this dialect (of another media type): `body_limit` does not hold for it."""
    open: Callable[[Wire], object] | None = None
    """Reads the body, with any method, before the route asks who may: a body that cannot be read then wins over a

    caller who may not. What comes back is `wire.document`; may raise.
    """
    any_case: bool = False
    """Paths are found in any case, and with a slash at their end."""


def anybody(_who: object) -> None:
    """Nothing: the route is open to whoever was identified."""


def at_once(_wire: Wire) -> None:
    """Nothing: the dialect asks nothing of a request before its route is known."""
