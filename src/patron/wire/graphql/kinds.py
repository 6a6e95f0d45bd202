"""The types of a schema without their type parameters, of which graphql-core's own unions leave most unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    TypeNode,
    Undefined,
    ValueNode,
    is_abstract_type,
    utilities,
)

_utilities: Any = utilities
"""Two of its functions have unions with unknown parts in their signatures."""


def is_required(kind: GraphQLType) -> bool:
    """True for a type that has no null."""
    return isinstance(kind, GraphQLNonNull)


def is_list(kind: GraphQLType) -> bool:
    """True for a list, unless it is wrapped itself."""
    return isinstance(kind, GraphQLList)


def wrapped(kind: GraphQLType) -> GraphQLType:
    """What a list or a required type is made of."""
    return cast("GraphQLType", cast("Any", kind).of_type)


def innermost(kind: GraphQLType) -> GraphQLType:
    """What is left of a type without everything that wraps it."""
    while is_required(kind) or is_list(kind):
        kind = wrapped(kind)
    return kind


def kind_of(owner: GraphQLField | GraphQLArgument | GraphQLInputField) -> GraphQLType:
    """The type of a field or an argument."""
    return cast("GraphQLType", cast("Any", owner).type)


def belongs(schema: GraphQLSchema, kind: GraphQLObjectType, condition: str) -> bool:
    """True for an object of the type that a fragment is on, or of one of its kinds."""
    other: Any = schema.get_type(condition)
    return kind.name == condition or (is_abstract_type(other) and schema.is_sub_type(other, kind))


def read_literal(written: ValueNode, kind: GraphQLType, variables: Mapping[str, Any]) -> object:
    """The value of a literal, variables in it filled in; Undefined where it is none of the type."""
    value: object = _utilities.value_from_ast(written, kind, dict(variables))
    return value


def is_undefined(value: object) -> bool:
    """True for what graphql-core has in the place of JavaScript's undefined."""
    return value is Undefined


def named(schema: GraphQLSchema, written: TypeNode) -> GraphQLType | None:
    """The type that a document writes, or None where the schema has none of the name."""
    kind: GraphQLType | None = _utilities.type_from_ast(schema, written)
    return kind
