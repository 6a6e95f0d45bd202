"""GraphQL without a dialect: documents become closures once, and are run without being validated first.

graphql-core reads documents and schemas and answers introspection; its executor is ten times dearer than closures
(docs/architecture.md). Queries are not validated against the schema, because the platforms that are served do not do
it either: a field that the schema lacks is left out, whatever it is given.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import GraphQLObjectType, GraphQLSchema, OperationType, build_schema

from patron.wire.graphql.arguments import Arguments
from patron.wire.graphql.compiling import Compiler, Load, Plan, Resolve, Resolvers, Wanted
from patron.wire.graphql.documents import Document, Limits, document
from patron.wire.graphql.steps import Frame
from patron.wire.graphql.values import Variables, variable_values
from patron.wire.graphql.words import QueryError

__all__ = [
    "Arguments",
    "Call",
    "Endpoint",
    "Limits",
    "Load",
    "Prepared",
    "QueryError",
    "Resolve",
    "Resolvers",
    "Wanted",
]

LONGEST_KEPT: Final = 2_048
"""Characters of a document that is kept."""
MOST_VARIANTS: Final = 2
"""Combinations of conditions that are kept of one document."""
MOST_KEPT: Final = 48_000
"""Characters of all documents that are kept compiled; anybody can send some, and each is some hundred times as big."""
FIELD: Final = 8
"""Characters that a compiled field is as big as."""


@dataclass(frozen=True, slots=True)
class Call:
    """A field of the outermost selection with its arguments, as it is going to be answered."""

    name: str
    arguments: Arguments
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with its variables, ready to be run."""

    plan: Plan
    variables: Variables
    limits: Limits

    def calls(self) -> tuple[Call, ...]:
        """What is going to be asked for at the outermost level. Raises QueryError."""
        return tuple(Call(one.name, one.arguments(self.variables), one.wanted) for one in self.plan.roots)

    async def run(self, context: object) -> dict[str, Any]:
        """The answer, fields in the order of the document. Raises QueryError."""
        return await self.plan.run(Frame(self.variables, context, self.limits.values, self.limits.size))


@dataclass(slots=True)
class _Kept:
    size: int
    document: Document
    counted: int = 0
    """How much of its size was added up."""
    plans: dict[tuple[object, ...], Plan] = field(default_factory=dict[tuple[object, ...], Plan])


class Endpoint:
    """One schema and how its fields are answered."""

    def __init__(self, sdl: str, resolvers: Mapping[str, Resolvers], limits: Limits | None = None) -> None:
        """Raises LookupError for a field of the schema that nothing answers."""
        self._schema = build_schema(sdl)
        self._resolvers = resolvers
        self._limits = limits or Limits()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._size = 0
        _check(self._schema, resolvers)

    def prepared(self, text: str, given: Mapping[str, object]) -> Prepared:
        """The document of that text with those variables. Raises QueryError."""
        kept = self._kept.get(text)
        if kept is None:
            kept = _Kept(len(text), document(text, self._limits))
        else:
            self._kept.move_to_end(text)
        operation = kept.document.operation
        variables = variable_values(self._schema, operation.variable_definitions, given)
        plan = self._plan(kept, variables)
        self._keep(text, kept)
        return Prepared(plan, variables, self._limits)

    def _keep(self, text: str, kept: _Kept) -> None:
        """Nothing comes back; the document is the last that goes, the one that was not asked for longest the first."""
        if len(text) > LONGEST_KEPT:
            return
        self._size += kept.size - kept.counted
        kept.counted = kept.size
        self._kept[text] = kept
        while self._size > MOST_KEPT:
            _, gone = self._kept.popitem(last=False)
            self._size -= gone.counted

    def _plan(self, kept: _Kept, variables: Variables) -> Plan:
        conditions = {name: variables[name] for name in kept.document.conditions if name in variables}
        key = tuple((name, value if isinstance(value, bool) else repr(value)) for name, value in conditions.items())
        plan = kept.plans.get(key)
        if plan is None:
            root = self._root(kept.document)
            plan = Compiler(self._schema, self._resolvers, kept.document, conditions, self._limits).plan(root)
            if len(kept.plans) < MOST_VARIANTS:
                kept.plans[key] = plan
                kept.size += plan.fields * FIELD
        return plan

    def _root(self, asked: Document) -> GraphQLObjectType:
        operation = asked.operation.operation
        root = self._schema.get_root_type(operation)
        if root is None or operation is not OperationType.QUERY:
            raise QueryError(f"Schema is not configured to execute {operation.value} operation.")
        return root


def _check(schema: GraphQLSchema, resolvers: Mapping[str, Resolvers]) -> None:
    for name, kind in schema.type_map.items():
        if not isinstance(kind, GraphQLObjectType) or name.startswith("__"):
            continue
        own = resolvers.get(name, Resolvers())
        missing = set(kind.fields) - set(own.resolves) - set(own.loads)
        if missing:
            raise LookupError(f"nothing answers {', '.join(f'{name}.{one}' for one in sorted(missing))}")
