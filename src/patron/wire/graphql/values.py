"""Variables: values of JSON in the types of the schema, with errors as graphql-js words them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLType,
    VariableDefinitionNode,
    is_input_type,
    print_ast,
)

from patron.domain.numbers import number_text
from patron.wire.graphql.kinds import is_list, is_required, is_undefined, kind_of, named, read_literal, wrapped
from patron.wire.graphql.words import QueryError, did_you_mean, shown

Variables: TypeAlias = Mapping[str, Any]
Path: TypeAlias = tuple[str | int, ...]
LARGEST_INT: Final = 2**31 - 1
SMALLEST_INT: Final = -(2**31)


_NO_FIELDS: Final[Mapping[str, object]] = {}


class _Wrong(Exception):
    """A value that does not fit its type."""

    def __init__(self, path: Path, value: object, message: str) -> None:
        super().__init__(message)
        self.path, self.value, self.message = path, value, message


def variable_values(
    schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode], given: Mapping[str, object]
) -> Variables:
    """The values of the operation's variables; those that were not given and have no default are not in it.

    Raises QueryError.
    """
    found: dict[str, Any] = {}
    for definition in definitions:
        name = definition.variable.name.value
        kind = named(schema, definition.type)
        if kind is None or not is_input_type(kind):
            written = print_ast(definition.type)
            raise QueryError(
                f'Variable "${name}" expected value of type "{written}" which cannot be used as an input type.'
            )
        if name in given:
            found[name] = _variable_value(name, given[name], kind)
        elif definition.default_value is not None:
            found[name] = read_literal(definition.default_value, kind, {})
        elif is_required(kind):
            raise QueryError(f'Variable "${name}" of required type "{kind}" was not provided.')
    return found


def _variable_value(name: str, value: object, kind: GraphQLType) -> object:
    if value is None and is_required(kind):
        raise QueryError(f'Variable "${name}" of non-null type "{kind}" must not be null.')
    try:
        return _coerced(value, kind, ())
    except _Wrong as wrong:
        at = f' at "{name}{_written(wrong.path)}"' if wrong.path else ""
        raise QueryError(f'Variable "${name}" got invalid value {shown(wrong.value)}{at}; {wrong.message}') from None


def _written(path: Path) -> str:
    return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path)


def _coerced(value: object, kind: GraphQLType, path: Path) -> object:
    if is_required(kind):
        if value is None:
            raise _Wrong(path, value, f'Expected non-nullable type "{kind}" not to be null.')
        return _coerced(value, wrapped(kind), path)
    if value is None:
        return None
    if is_list(kind):
        inner = wrapped(kind)
        if isinstance(value, list):
            return [_coerced(one, inner, (*path, i)) for i, one in enumerate(cast("list[object]", value))]
        return [_coerced(value, inner, path)]
    if isinstance(kind, GraphQLInputObjectType):
        return _coerced_object(value, kind, path)
    if isinstance(kind, GraphQLEnumType):
        return _coerced_enum(value, kind, path)
    return _coerced_scalar(value, cast("GraphQLNamedType", kind).name, path)


def _coerced_object(value: object, kind: GraphQLInputObjectType, path: Path) -> object:
    if not isinstance(value, (Mapping, list)):
        raise _Wrong(path, value, f'Expected type "{kind.name}" to be an object.')
    # To JavaScript a list is an object that has none of the fields.
    given = cast("Mapping[str, object]", value) if isinstance(value, Mapping) else _NO_FIELDS
    sent = cast("object", value)
    found: dict[str, object] = {}
    for name, field in kind.fields.items():
        inner = kind_of(field)
        if name in given:
            found[name] = _coerced(given[name], inner, (*path, name))
        elif not is_undefined(field.default_value):
            found[name] = field.default_value
        elif is_required(inner):
            raise _Wrong(path, sent, f'Field "{name}" of required type "{inner}" was not provided.')
    for name in given:
        if name not in kind.fields:
            near = did_you_mean(name, tuple(kind.fields))
            raise _Wrong(path, sent, f'Field "{name}" is not defined by type "{kind.name}".{near}')
    return found


def _coerced_enum(value: object, kind: GraphQLEnumType, path: Path) -> object:
    names = tuple(kind.values)
    if not isinstance(value, str):
        text = shown(value)
        near = did_you_mean(text, names, "the enum value")
        raise _Wrong(path, value, f'Enum "{kind.name}" cannot represent non-string value: {text}.{near}')
    if value not in kind.values:
        near = did_you_mean(value, names, "the enum value")
        raise _Wrong(path, value, f'Value "{value}" does not exist in "{kind.name}" enum.{near}')
    return kind.values[value].value


def _coerced_scalar(value: object, kind: str, path: Path) -> object:
    read = _SCALARS.get(kind)
    if read is None:
        return value
    try:
        return read(value)
    except QueryError as error:
        raise _Wrong(path, value, str(error)) from None


def _integer(value: object) -> int:
    number = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(number, bool) or not isinstance(number, int):
        raise QueryError(f"Int cannot represent non-integer value: {shown(value)}")
    if not SMALLEST_INT <= number <= LARGEST_INT:
        raise QueryError(f"Int cannot represent non 32-bit signed integer value: {shown(value)}")
    return number


def _float(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise QueryError(f"Float cannot represent non numeric value: {shown(value)}")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise QueryError(f"String cannot represent a non string value: {shown(value)}")
    return value


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise QueryError(f"Boolean cannot represent a non boolean value: {shown(value)}")
    return value


def _id(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return number_text(value)
    if isinstance(value, float) and value.is_integer():
        return number_text(value)
    raise QueryError(f"ID cannot represent value: {shown(value)}")


_SCALARS: Final[Mapping[str, Callable[[object], object]]] = {
    "Int": _integer,
    "Float": _float,
    "String": _text,
    "Boolean": _boolean,
    "ID": _id,
}
