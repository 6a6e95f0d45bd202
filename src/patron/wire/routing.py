"""A path to its route through a tree of dictionaries, one level per path segment.

A list of regular expressions costs more than the rest of a request at a hundred routes (docs/architecture.md); this
costs a dictionary look-up per segment. Literal segments win over parameters, and only for the methods that they have:
a more specific path without the asked method gives way to the next one that has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from patron.wire.dialect import Dialect, Route
from patron.wire.refusals import MethodNotAllowed, NoSuchRoute


@dataclass(frozen=True, slots=True)
class Found:
    """A route, its whole path for logs and metrics, and which segments are its parameters."""

    route: Route
    template: str
    names: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict[str, "_Node"])
    parameter: _Node | None = None
    routes: dict[str, Found] = field(default_factory=dict[str, Found])


class Mount:
    """One dialect under one of its prefixes."""

    def __init__(self, dialect: Dialect, prefix: Sequence[str]) -> None:
        self.dialect = dialect
        self.depth = len(prefix)
        self._root = _Node()
        for route in dialect.routes:
            self._add(route, prefix)

    def _add(self, route: Route, prefix: Sequence[str]) -> None:
        own = route.path.lstrip("/").split("/") if route.path else []
        template = "/" + "/".join([*prefix, *own])
        node = self._root
        for segment in own:
            node = _next(node, segment)
        if route.method in node.routes:
            raise ValueError(f"{route.method} {template} is in the table of {self.dialect.name} twice")
        names = tuple(
            (segment[1:-1], self.depth + place) for place, segment in enumerate(own) if _is_parameter(segment)
        )
        node.routes[route.method] = Found(route, template, names)

    def find(self, method: str, segments: Sequence[str]) -> Found:
        """The route for the whole path's segments; HEAD falls to GET. Raises NoSuchRoute, MethodNotAllowed."""
        if self.dialect.any_case:
            segments = _folded(segments)
        allowed: set[str] = set()
        for routes in _candidates(self._root, segments, self.depth):
            found = routes.get(method) or (routes.get("GET") if method == "HEAD" else None)
            if found is not None:
                return found
            allowed.update(routes)
        if not allowed:
            raise NoSuchRoute
        raise MethodNotAllowed(tuple(sorted(allowed | {"HEAD"} if "GET" in allowed else allowed)))


@dataclass(slots=True)
class _Place:
    deeper: dict[str, _Place] = field(default_factory=dict[str, "_Place"])
    mount: Mount | None = None


class Atlas:
    """All dialects by their prefixes; the longest prefix wins."""

    def __init__(self, dialects: Iterable[Dialect]) -> None:
        self._root = _Place()
        for dialect in dialects:
            for prefix in dialect.prefixes:
                self._mount(dialect, [segment for segment in prefix.split("/") if segment])

    def _mount(self, dialect: Dialect, prefix: Sequence[str]) -> None:
        place = self._root
        for segment in prefix:
            place = place.deeper.setdefault(segment, _Place())
        if place.mount is not None:
            raise ValueError(f"{dialect.name} and {place.mount.dialect.name} both claim /{'/'.join(prefix)}")
        place.mount = Mount(dialect, prefix)

    def mount(self, segments: Sequence[str]) -> Mount | None:
        """The dialect that the path belongs to, or None."""
        mount = self._deepest(segments)
        if mount is None or mount.dialect.any_case:
            folded = self._deepest(_folded(segments))
            if folded is not None and folded.dialect.any_case:
                return folded
        return mount

    def _deepest(self, segments: Sequence[str]) -> Mount | None:
        place, mount = self._root, self._root.mount
        for segment in segments:
            deeper = place.deeper.get(segment)
            if deeper is None:
                break
            place, mount = deeper, deeper.mount or mount
        return mount


def _folded(segments: Sequence[str]) -> Sequence[str]:
    """The segments in lower case, without the empty one that a slash at the end makes."""
    folded = [segment.lower() for segment in segments]
    return folded[:-1] if len(folded) > 1 and not folded[-1] else folded


def _is_parameter(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}")


def _next(node: _Node, segment: str) -> _Node:
    if _is_parameter(segment):
        node.parameter = node.parameter or _Node()
        return node.parameter
    return node.literals.setdefault(segment, _Node())


def _candidates(node: _Node, segments: Sequence[str], place: int) -> Sequence[dict[str, Found]]:
    """The tables of methods of every path that fits, the most literal first."""
    if place == len(segments):
        return (node.routes,) if node.routes else ()
    segment = segments[place]
    literal = node.literals.get(segment)
    parameter = node.parameter if segment else None  # a parameter is never empty
    if literal is None:
        return _candidates(parameter, segments, place + 1) if parameter else ()
    if parameter is None:
        return _candidates(literal, segments, place + 1)
    return (*_candidates(literal, segments, place + 1), *_candidates(parameter, segments, place + 1))
