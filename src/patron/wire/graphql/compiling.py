"""A selection becomes closures: what is looked up in the schema is looked up once for each distinct document."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, cast

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    GraphQLType,
    InlineFragmentNode,
    NamedTypeNode,
    SchemaMetaFieldDef,
    SelectionNode,
    SelectionSetNode,
    TypeMetaFieldDef,
    is_introspection_type,
)

from patron.wire.graphql.arguments import Arguments, arguments_of
from patron.wire.graphql.documents import Document, Limits
from patron.wire.graphql.kinds import belongs, innermost, kind_of
from patron.wire.graphql.steps import (
    Frame,
    ReadArguments,
    Step,
    completed,
    constant,
    enumerated,
    failing,
    gathered,
    introspecting,
    joined,
    written,
)
from patron.wire.graphql.values import Variables
from patron.wire.graphql.words import QueryError

Wanted: TypeAlias = frozenset[str]
"""What is selected anywhere below a field, as `Type.field`."""
Resolve: TypeAlias = Callable[[Any, Arguments, Any], Any]
"""(source, arguments, context) -> value"""
Load: TypeAlias = Callable[[Any, Arguments, Any, Wanted], Awaitable[Any]]
"""(source, arguments, context, what is wanted of it) -> value, which may come from a database"""
_NOTHING: Final[Wanted] = frozenset()
_NO_ARGUMENTS: Final[Arguments] = {}
_SHORT: Final = frozenset({"Int", "Float", "Boolean"})
"""Types whose values are too short to be counted."""


class TooMuch(QueryError):
    """A document over its limits: it is refused whole, wherever in it that shows."""


@dataclass(frozen=True, slots=True)
class Resolvers:
    """How the fields of one type are answered; `loads` are those that may have to wait."""

    resolves: Mapping[str, Resolve] = field(default_factory=dict[str, Resolve])
    loads: Mapping[str, Load] = field(default_factory=dict[str, Load])


@dataclass(frozen=True, slots=True)
class Root:
    """One field of the outermost selection: for what must be known before anything is loaded."""

    name: str
    arguments: ReadArguments
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled operation."""

    run: Callable[[Frame[Any]], Awaitable[dict[str, Any]]]
    roots: tuple[Root, ...]
    fields: int
    """How many were compiled."""


class Compiler:
    """Compiles one document for one combination of its conditions."""

    def __init__(
        self,
        schema: GraphQLSchema,
        resolvers: Mapping[str, Resolvers],
        document: Document,
        conditions: Variables,
        limits: Limits,
    ) -> None:
        self._schema = schema
        self._resolvers = resolvers
        self._document = document
        self._conditions = conditions
        self._limits = limits
        self._fields = 0
        self._roots: list[Root] = []

    def plan(self, root: GraphQLObjectType) -> Plan:
        """The compiled operation. Raises QueryError."""
        step, _ = self._object(root, (self._document.operation.selection_set,), 0)
        run = step.run
        if step.waits:
            return self._plan(lambda frame: cast("Awaitable[dict[str, Any]]", run(None, frame)))

        async def at_once(frame: Frame[Any]) -> dict[str, Any]:
            return cast("dict[str, Any]", run(None, frame))

        return self._plan(at_once)

    def _plan(self, run: Callable[[Frame[Any]], Awaitable[dict[str, Any]]]) -> Plan:
        return Plan(run, tuple(self._roots), self._fields)

    # -- what is selected ----------------------------------------------------------------------------------------

    def _collected(
        self, kind: GraphQLObjectType, selections: Iterable[SelectionSetNode]
    ) -> Mapping[str, list[FieldNode]]:
        """The fields of a type by the name they are answered under; the same name twice is one field."""
        found: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for selection in selections:
            self._collect(kind, selection.selections, found, visited)
        return found

    def _collect(
        self,
        kind: GraphQLObjectType,
        nodes: Sequence[SelectionNode],
        found: dict[str, list[FieldNode]],
        visited: set[str],
    ) -> None:
        for node in nodes:
            self._count()
            if not self._included(node.directives):
                continue
            if isinstance(node, FieldNode):
                found.setdefault((node.alias or node.name).value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                condition = cast("NamedTypeNode | None", node.type_condition)
                if condition is None or belongs(self._schema, kind, condition.name.value):
                    self._collect(kind, node.selection_set.selections, found, visited)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in visited:
                visited.add(node.name.value)
                fragment = self._document.fragments.get(node.name.value)
                if fragment is not None and belongs(self._schema, kind, fragment.type_condition.name.value):
                    self._collect(kind, fragment.selection_set.selections, found, visited)

    def _count(self) -> None:
        self._fields += 1
        if self._fields > self._limits.fields:
            raise TooMuch(f"Document selects more than {self._limits.fields} fields.")

    def _included(self, directives: Sequence[DirectiveNode]) -> bool:
        for directive in directives:
            if directive.name.value == "skip":
                if arguments_of(GraphQLSkipDirective.args, directive)(self._conditions)["if"] is True:
                    return False
            elif (
                directive.name.value == "include"
                and arguments_of(GraphQLIncludeDirective.args, directive)(self._conditions)["if"] is False
            ):
                return False
        return True

    # -- how it is answered --------------------------------------------------------------------------------------

    def _object(
        self, kind: GraphQLObjectType, selections: Sequence[SelectionSetNode], depth: int
    ) -> tuple[Step, Wanted]:
        """How an object of the type is answered, and what is selected in it."""
        if depth >= self._limits.depth:
            raise TooMuch(f"Document is nested more than {self._limits.depth} fields deep.")
        steps: list[tuple[str, Step]] = []
        wanted: set[str] = set()
        for key, nodes in self._collected(kind, selections).items():
            compiled = self._field(kind, nodes, depth)
            if compiled is not None:
                steps.append((key, compiled[0]))
                wanted |= compiled[1]
                wanted.add(f"{kind.name}.{nodes[0].name.value}")
        return gathered(steps), frozenset(wanted)

    def _field(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode], depth: int) -> tuple[Step, Wanted] | None:
        """How a field is answered; None where the schema has no such field: then it vanishes."""
        name = nodes[0].name.value
        if name == "__typename":
            return constant(kind.name), _NOTHING
        known = self._known(kind, name)
        if known is None:
            return None
        arguments = arguments_of(known.args, nodes[0])
        try:
            below, wanted = self._below(kind_of(known), nodes, depth)
        except TooMuch:
            raise
        except QueryError as error:
            # It is wrong only where it is reached: an empty list never reaches it.
            below, wanted = failing(str(error)), _NOTHING
        if depth == 0:
            self._roots.append(Root(name, arguments, wanted))
        step = self._answered(kind, name, known, arguments, wanted)
        return joined(step, completed(kind_of(known), below, f"{kind.name}.{name}")), wanted

    def _known(self, kind: GraphQLObjectType, name: str) -> GraphQLField | None:
        if name == "__schema":
            return SchemaMetaFieldDef if kind is self._schema.query_type else None
        if name == "__type":
            return TypeMetaFieldDef if kind is self._schema.query_type else None
        return cast("dict[str, GraphQLField]", kind.fields).get(name)

    def _answered(
        self, kind: GraphQLObjectType, name: str, known: GraphQLField, arguments: ReadArguments, wanted: Wanted
    ) -> Step:
        """How the value of a field is found, before it is put into the form of its type."""
        if name.startswith("__") or is_introspection_type(kind):
            return introspecting(known, arguments, self._schema)
        own = self._resolvers[kind.name]
        load = own.loads.get(name)
        if load is not None:
            return Step(
                lambda source, frame: load(source, arguments(frame.variables), frame.context, wanted), waits=True
            )
        resolve = own.resolves[name]
        if known.args:
            return Step(lambda source, frame: resolve(source, arguments(frame.variables), frame.context))
        return Step(lambda source, frame: resolve(source, _NO_ARGUMENTS, frame.context))

    def _below(self, kind: GraphQLType, nodes: Sequence[FieldNode], depth: int) -> tuple[Step | None, Wanted]:
        """How one value of a field's innermost type is answered; None where it needs nothing done."""
        inner = innermost(kind)
        if isinstance(inner, GraphQLObjectType):
            selections = [node.selection_set for node in nodes if node.selection_set is not None]
            return self._object(inner, selections, depth + 1)
        if isinstance(inner, GraphQLEnumType):
            return enumerated(inner), _NOTHING
        return (None if cast("GraphQLNamedType", inner).name in _SHORT else written()), _NOTHING
