"""Query parameters as PHP reads them: `fields[customer]=a,b` is a map, and all may stand under a prefix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias
from urllib.parse import parse_qsl, quote

from msgspec import Struct

from patron.dialects.aimeos.profile import known_domain
from patron.wire.refusals import Malformed

MOST_PARAMETERS = 200
DEEPEST = 8
ECHOED = ("id", "related", "relatedid", "filter", "page", "sort", "include", "fields")
Tree: TypeAlias = "dict[str, str | Tree]"


class Parameters(Struct, frozen=True):
    """The parameters of one request; those under the prefix win over bare ones."""

    tree: Mapping[str, str | Tree]

    def text(self, name: str) -> str | None:
        """The parameter, or None where it was not sent. Raises Malformed where it is a map."""
        value = self.tree.get(name)
        if value is None or isinstance(value, str):
            return value
        raise Malformed("query")

    def domains(self) -> frozenset[str]:
        """What `include` names, as it is and under the stored names of domains. Raises Malformed."""
        names = [name.strip() for name in (self.text("include") or "").split(",") if name.strip()]
        return frozenset((*names, *(known_domain(name) for name in names)))

    def fields(self) -> Mapping[str, frozenset[str]]:
        """Type under its stored name -> attributes that are wanted of it. Raises Malformed."""
        asked = self.tree.get("fields")
        if asked is None:
            return {}
        if isinstance(asked, str):
            raise Malformed("query")
        wanted: dict[str, frozenset[str]] = {}
        for name, value in asked.items():
            if not isinstance(value, str):
                raise Malformed("query")
            wanted[known_domain(name)] = frozenset(part.strip() for part in value.split(","))
        return wanted

    def pretty(self) -> bool:
        """True when the answer is to be indented; `0` and nothing are false, as in PHP."""
        return self.tree.get("pretty", "") not in ("", "0")

    def echo(self, *without: str) -> str:
        """The query of a link to this very request: known parameters in the order sent, percent-encoded."""
        pairs = [pair for name in self.tree if name in ECHOED and name not in without for pair in self._pairs(name)]
        return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)

    def _pairs(self, name: str) -> Iterator[tuple[str, str]]:
        return _flat(name, self.tree[name])


def read(query: str, prefix: str) -> Parameters:
    """What a raw query string says. Raises Malformed when it has too many parameters."""
    if not query:
        return _NOTHING
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="replace", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise Malformed("query") from None
    tree: Tree = {}
    for name, value in pairs:
        _put(tree, _path(name), value)
    nested = tree.pop(prefix, None) if prefix else None
    return Parameters({**tree, **nested} if isinstance(nested, dict) else tree)


_NOTHING = Parameters({})


def _path(name: str) -> list[str]:
    """`filter[==][customer.code]` as its parts; a bracket that is never closed belongs to the name."""
    head, bracket, rest = name.partition("[")
    if not (head and bracket):
        return [name]
    path = [head]
    while True:
        part, closed, rest = rest.partition("]")
        if not closed:
            return path if len(path) > 1 else [name]
        path.append(part)
        if not rest.startswith("[") or len(path) > DEEPEST:
            return path
        rest = rest[1:]


def _put(tree: Tree, path: list[str], value: str) -> None:
    for part in path[:-1]:
        inner = tree.get(part)
        if not isinstance(inner, dict):
            inner = {}
            tree[part] = inner
        tree = inner
    tree[path[-1] or str(len(tree))] = value


def _flat(name: str, value: str | Tree) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    else:
        for key, inner in value.items():
            yield from _flat(f"{name}[{key}]", inner)
