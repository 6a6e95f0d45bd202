"""Documents: parsed within limits, and the one operation of them that is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    SelectionNode,
    VariableNode,
    parse,
)

from patron.wire.graphql.words import QueryError, syntax_text

CONDITIONS: Final = ("skip", "include")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one document may ask for; the widest introspection query of common clients needs a quarter of it."""

    tokens: int = 3_000
    comments: int = 1_000
    depth: int = 20
    """Fields inside fields."""
    fields: int = 1_000
    """Selected fields, those of fragments counted wherever they are spread."""
    values: int = 500_000
    """Fields of all objects in one answer."""
    size: int = 4_000_000
    """Bytes of their names and texts, as UTF-8 before any are escaped."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document's operation, its fragments, and the variables that decide what is selected."""

    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    conditions: tuple[str, ...]
    """Variables of `@skip` and `@include`."""


def document(text: str, limits: Limits) -> Document:
    """The document of that text. Raises QueryError."""
    try:
        parsed = parse(text, no_location=True, max_lexical_tokens=limits.tokens, max_comments=limits.comments)
    except GraphQLSyntaxError as error:
        raise QueryError(syntax_text(error.message)) from None
    fragments = {one.name.value: one for one in parsed.definitions if isinstance(one, FragmentDefinitionNode)}
    return Document(_operation(parsed), fragments, tuple(dict.fromkeys(_conditions(parsed))))


def _operation(parsed: DocumentNode) -> OperationDefinitionNode:
    operations = [one for one in parsed.definitions if isinstance(one, OperationDefinitionNode)]
    if not operations:
        raise QueryError("Must provide an operation.")
    if len(operations) > 1:
        raise QueryError("Must provide operation name if query contains multiple operations.")
    return operations[0]


def _conditions(parsed: DocumentNode) -> Iterator[str]:
    """Names of the variables in conditions, anywhere in the document."""
    waiting: list[SelectionNode] = []
    for definition in parsed.definitions:
        if isinstance(definition, (OperationDefinitionNode, FragmentDefinitionNode)):
            waiting += definition.selection_set.selections
    while waiting:
        node = waiting.pop()
        for directive in node.directives:
            if directive.name.value in CONDITIONS:
                for argument in directive.arguments:
                    if isinstance(argument.value, VariableNode):
                        yield argument.value.name.value
        if isinstance(node, FragmentSpreadNode):
            continue
        inner = node.selection_set if isinstance(node, FieldNode) else getattr(node, "selection_set", None)
        if inner is not None:
            waiting += inner.selections
