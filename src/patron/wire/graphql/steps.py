"""What a compiled document is made of: closures that answer one field each, and how they are put together.

A step waits only where something below it is loaded; all others are plain function calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Generic, TypeAlias, TypeVar, cast

import msgspec
from graphql import GraphQLEnumType, GraphQLError, GraphQLField, GraphQLSchema, GraphQLType

from patron.wire.graphql.arguments import Arguments
from patron.wire.graphql.kinds import is_list, is_required, wrapped
from patron.wire.graphql.values import Variables
from patron.wire.graphql.words import QueryError, shown

Context = TypeVar("Context")
PUNCTUATION = 4
"""Bytes around a name: two quotes, a colon, a comma."""
_ENCODE = msgspec.json.Encoder().encode
ReadArguments: TypeAlias = Callable[[Variables], Arguments]


@dataclass(slots=True)
class Frame(Generic[Context]):
    """One run of a document."""

    variables: Variables
    context: Context
    values_left: int
    bytes_left: int

    def spend(self, values: int) -> None:
        """Nothing comes back; so many fields are going to be answered. Raises QueryError when it is too much."""
        self.values_left -= values
        if self.values_left < 0:
            raise QueryError("Query is too expensive: it asks for too many values.")

    def write(self, size: int) -> None:
        """Nothing comes back; the answer is so many bytes longer. Raises QueryError when it is too long."""
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise QueryError("Query is too expensive: its answer is too long.")


Run: TypeAlias = Callable[[Any, Frame[Any]], Any]
"""(source, frame) -> value; an awaitable of it where the step waits."""


@dataclass(frozen=True, slots=True)
class Step:
    """How one field, or one value, is answered."""

    run: Run
    waits: bool = False


def constant(value: object) -> Step:
    """The same value always."""
    return Step(lambda _source, _frame: value)


def failing(message: str) -> Step:
    """An error, if it is ever reached."""

    def run(_source: object, _frame: object) -> object:
        raise QueryError(message)

    return Step(run)


def introspecting(field: GraphQLField, arguments: ReadArguments, schema: GraphQLSchema) -> Step:
    """A field of `__Schema` and the like, which graphql-core answers."""
    resolve = cast("Callable[..., Any]", field.resolve)
    info = SimpleNamespace(schema=schema)
    return Step(lambda source, frame: resolve(source, info, **arguments(frame.variables)))


def gathered(steps: Sequence[tuple[str, Step]]) -> Step:
    """An object of those fields, one after the other: they share one connection."""
    size = len(steps)
    own = sum(_size(key) + PUNCTUATION for key, _ in steps)
    if any(step.waits for _, step in steps):
        mixed = tuple((key, step.run, step.waits) for key, step in steps)

        async def wait(source: object, frame: Frame[Any]) -> dict[str, Any]:
            frame.spend(size)
            frame.write(own)
            found: dict[str, Any] = {}
            for key, run, waits in mixed:
                value = run(source, frame)
                found[key] = await value if waits else value
            return found

        return Step(wait, waits=True)
    plain = tuple((key, step.run) for key, step in steps)

    def run_all(source: object, frame: Frame[Any]) -> dict[str, Any]:
        frame.spend(size)
        frame.write(own)
        return {key: run(source, frame) for key, run in plain}

    return Step(run_all)


def joined(first: Step, then: Step | None) -> Step:
    """The second step over what the first one gives; None: nothing more is to be done."""
    if then is None:
        return first
    before, after = first.run, then.run
    if not first.waits:
        # Where the second one waits, what comes back is its awaitable.
        return Step(lambda source, frame: after(before(source, frame), frame), waits=then.waits)
    if then.waits:

        async def wait_twice(source: object, frame: Frame[Any]) -> Any:
            return await after(await before(source, frame), frame)

        return Step(wait_twice, waits=True)

    async def wait_once(source: object, frame: Frame[Any]) -> Any:
        return after(await before(source, frame), frame)

    return Step(wait_once, waits=True)


def completed(kind: GraphQLType, inner: Step | None, owner: str) -> Step | None:
    """What puts a value into the form of its type; None where it is in that form already.

    `owner` is the field, as `Type.field`; `inner` completes what the type is made of.
    """
    if is_required(kind):
        return _required(completed(wrapped(kind), inner, owner), owner)
    if is_list(kind):
        return _or_null(_listed(completed(wrapped(kind), inner, owner)))
    return None if inner is None else _or_null(inner)


def written() -> Step:
    """A text or a document of JSON as it is, which makes the answer longer."""

    def run(value: object, frame: Frame[Any]) -> object:
        frame.write(_size(value) if isinstance(value, str) else len(_ENCODE(value)))
        return value

    return Step(run)


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def enumerated(kind: GraphQLEnumType) -> Step:
    """The name of a value of the enumeration."""

    def run(value: object, _frame: object) -> object:
        try:
            return kind.serialize(value)
        except GraphQLError:
            raise QueryError(f'Enum "{kind.name}" cannot represent value: {shown(value)}') from None

    return Step(run)


def _or_null(step: Step) -> Step:
    run = step.run
    if step.waits:

        async def wait(value: object, frame: Frame[Any]) -> Any:
            return None if value is None else await run(value, frame)

        return Step(wait, waits=True)
    return Step(lambda value, frame: None if value is None else run(value, frame))


def _required(step: Step | None, owner: str) -> Step:
    message = f"Cannot return null for non-nullable field {owner}."

    def check(value: object, _frame: Frame[Any]) -> object:
        if value is None:
            raise QueryError(message)
        return value

    return Step(check) if step is None else joined(step, Step(check))


def _listed(item: Step | None) -> Step:
    if item is None:
        return Step(lambda values, _frame: list(values))
    run = item.run
    if item.waits:

        async def wait(values: Iterable[object], frame: Frame[Any]) -> list[Any]:
            return [await run(value, frame) for value in values]

        return Step(wait, waits=True)
    return Step(lambda values, frame: [run(value, frame) for value in values])
