"""Custom values of a customer in a form: one field for each value, and room for a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

from msgspec import DecodeError, Struct, json
from msgspec.structs import replace

from patron.dialects.admin.texts import LONGEST_TEXT, Wrong
from patron.domain.customer import Customer, Json
from patron.domain.refusals import Problem
from patron.domain.shelf import Shelf

PREFIX: Final = "custom:"
NEW_KEY, NEW_VALUE = "new_custom_key", "new_custom_value"
_BAGS: Final = ("extra", "metafields")


class Custom(Struct, frozen=True):
    """One value, and where it is."""

    path: tuple[str, ...]
    label: str
    value: object
    """None: the store defines it and the customer has none."""

    @property
    def field(self) -> str:
        """Its name in a form."""
        return PREFIX + json.encode(self.path).decode()

    @property
    def text(self) -> str:
        """The value as it is typed: text as it is, everything else as JSON."""
        if self.value is None:
            return ""
        return self.value if isinstance(self.value, str) else json.encode(self.value).decode()


def customs(customer: Customer, shelf: Shelf) -> tuple[Custom, ...]:
    """Every custom value that is there, and every one that the store defines."""
    names: dict[tuple[str, ...], str] = {
        ("metafields", one.namespace, one.key): one.name or one.key for one in shelf.definitions
    }
    found: dict[tuple[str, ...], object] = {}
    for bag in _BAGS:
        found.update(_leaves((bag,), getattr(customer, bag)))
    paths = dict.fromkeys([*found, *names])
    return tuple(Custom(path, names.get(path) or " · ".join(path[1:]), found.get(path)) for path in paths)


def with_customs(customer: Customer, changed: Mapping[str, str], shelf: Shelf) -> tuple[Customer, dict[str, Problem]]:
    """The customer with those values, and what is wrong with fields. An empty text takes a value away."""
    known = {custom.field: custom for custom in customs(customer, shelf)}
    problems: dict[str, Problem] = {}
    for field, text in changed.items():
        if field in known:
            try:
                customer = _with(customer, known[field].path, _value(known[field], text))
            except Wrong as wrong:
                problems[field] = wrong.problem
    key = changed.get(NEW_KEY, "").strip()
    value = changed.get(NEW_VALUE, "")
    if key and key not in customer.extra and len(key) <= LONGEST_TEXT and "\0" not in key + value:
        customer = _with(customer, ("extra", key), value)
    elif key or value:
        problems[NEW_KEY] = Problem.TAKEN if key in customer.extra else Problem.BLANK if not key else Problem.INVALID
    return customer, problems


def _value(custom: Custom, text: str) -> object:
    if len(text) > LONGEST_TEXT * 40:
        raise Wrong(Problem.TOO_LONG)
    if "\0" in text:
        raise Wrong(Problem.INVALID)
    if not text:
        return None
    if custom.value is None or isinstance(custom.value, str):
        return text
    try:
        return cast("object", json.decode(text))
    except DecodeError:
        raise Wrong(Problem.INVALID) from None


def _leaves(path: tuple[str, ...], value: object) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(value, Mapping) and len(path) < 3:
        for key, inner in cast("Json", value).items():
            yield from _leaves((*path, key), inner)
    elif len(path) > 1:
        yield path, value


def _with(customer: Customer, path: tuple[str, ...], value: object) -> Customer:
    bag, *below = path
    return replace(customer, **{bag: _put(getattr(customer, bag), below, value)})


def _put(document: Json, path: Sequence[str], value: object) -> Json:
    """The document with that value at the path; an object that becomes empty goes, too."""
    first, *rest = path
    inner: object = value
    if rest:
        below = document.get(first)
        inner = _put(cast("Json", below) if isinstance(below, Mapping) else {}, rest, value) or None
    if inner is None:
        return {key: one for key, one in document.items() if key != first}
    return {**document, first: inner}
