"""Arguments: literals and variables of a document in the types of the schema, errors as graphql-js words them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias, cast

from graphql import (
    ArgumentNode,
    DirectiveNode,
    FieldNode,
    GraphQLArgument,
    NullValueNode,
    ValueNode,
    VariableNode,
    print_ast,
)

from patron.wire.graphql.kinds import is_required, is_undefined, kind_of, read_literal
from patron.wire.graphql.values import Variables
from patron.wire.graphql.words import QueryError

Arguments: TypeAlias = Mapping[str, Any]


def arguments_of(
    known: Mapping[str, GraphQLArgument], node: FieldNode | DirectiveNode
) -> Callable[[Variables], Arguments]:
    """What gives the arguments of a field or directive for the variables of a request; it raises QueryError.

    Arguments without variables are read once, here.
    """
    written = {one.name.value: one.value for one in node.arguments}
    readers = tuple((name, _argument(name, argument, written.get(name))) for name, argument in known.items())
    if any(_holds_variable(written[name]) for name in known if name in written):
        return lambda variables: _read(readers, variables)
    try:
        fixed = _read(readers, {})
    except QueryError as error:
        message = str(error)
        return lambda _: _refused(message)
    return lambda _: fixed


_ABSENT: Final = object()
_Reader: TypeAlias = Callable[[Variables], object]


def _read(readers: Sequence[tuple[str, _Reader]], variables: Variables) -> Arguments:
    found = ((name, read(variables)) for name, read in readers)
    return {name: value for name, value in found if value is not _ABSENT}


def _refused(message: str) -> Arguments:
    raise QueryError(message)


def _argument(name: str, argument: GraphQLArgument, written: ValueNode | None) -> _Reader:
    kind = kind_of(argument)
    default = _ABSENT if is_undefined(argument.default_value) else argument.default_value

    def missing(message: str) -> object:
        if default is _ABSENT and is_required(kind):
            raise QueryError(f'Argument "{name}" of required type "{kind}" {message}.')
        return default

    def read(variables: Variables) -> object:
        if written is None:
            return missing("was not provided")
        if isinstance(written, VariableNode) and written.name.value not in variables:
            return missing(f'was provided the variable "${written.name.value}" which was not provided a runtime value')
        if is_required(kind) and _is_null(written, variables):
            raise QueryError(f'Argument "{name}" of non-null type "{kind}" must not be null.')
        value = read_literal(written, kind, variables)
        if is_undefined(value):
            raise QueryError(f'Argument "{name}" has invalid value {print_ast(written)}.')
        return value

    return read


def _is_null(written: ValueNode, variables: Variables) -> bool:
    if isinstance(written, VariableNode):
        return variables.get(written.name.value) is None
    return isinstance(written, NullValueNode)


def _holds_variable(written: object) -> bool:
    """True where a variable stands somewhere in the value."""
    waiting = [written]
    while waiting:
        node = waiting.pop()
        if isinstance(node, VariableNode):
            return True
        waiting += getattr(node, "values", ())
        waiting += (one.value for one in cast("Sequence[ArgumentNode]", getattr(node, "fields", ())))
    return False
