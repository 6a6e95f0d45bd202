"""Custom values of a customer in a form: one field for each value, and room for a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

from msgspec import DecodeError, Struct, json
from msgspec.structs import replace

from patron.dialects.admin import defined_fields
from patron.dialects.admin.lens import Kind
from patron.dialects.admin.texts import LONGEST_TEXT, Wrong
from patron.domain.customer import Customer, Definition, Json
from patron.domain.field_types import FieldFault
from patron.domain.nesting import has_nul, is_deeper
from patron.domain.refusals import Problem
from patron.domain.shelf import Shelf

PREFIX: Final = "custom:"
NEW_KEY, NEW_VALUE = "new_custom_key", "new_custom_value"
EXTRA, METAFIELDS = "extra", "metafields"
BAGS: Final = (EXTRA, METAFIELDS)
LONGEST_VALUE: Final = 20_000
DEEPEST: Final = 32
"""Layers of a value, as in Tiendanube's `extra`."""
UNDEFINED: Final = "The store does not define it: EverShop shows it and leaves it as it is"


class Custom(Struct, frozen=True):
    """One value, and where it is."""

    path: tuple[str, ...]
    value: object
    """None: the store defines it and the customer has none."""
    definition: Definition | None = None

    @property
    def field(self) -> str:
        """Its name in a form."""
        return PREFIX + json.encode(self.path).decode()

    @property
    def label(self) -> str:
        """What people call it."""
        if self.definition is not None:
            return self.definition.name or self.definition.key
        return " · ".join(self.path[1:])

    @property
    def kind(self) -> Kind:
        """The box in which it is typed."""
        return defined_fields.kind_of(self.definition) if self.definition else "lines"

    @property
    def options(self) -> Mapping[str, str]:
        """Value -> what it is called, where there are only some."""
        return defined_fields.options_of(self.definition) if self.definition else {}

    @property
    def hint(self) -> str:
        """What helps to fill it in."""
        if self.definition is not None:
            return defined_fields.hint_of(self.definition)
        if self.path[0] == METAFIELDS:
            return UNDEFINED
        return "" if self.value is None or isinstance(self.value, str) else "As JSON"

    @property
    def text(self) -> str:
        """The value as it is typed: text as it is, everything else as JSON or as its definition has it."""
        if self.definition is not None:
            return defined_fields.text_of(self.definition, self.value)
        if self.value is None:
            return ""
        return self.value if isinstance(self.value, str) else json.encode(self.value).decode()


def customs(customer: Customer, shelf: Shelf) -> tuple[Custom, ...]:
    """Every custom value that is there, and every one that the store defines."""
    defined: dict[tuple[str, ...], Definition] = {
        (METAFIELDS, one.namespace, one.key): one for one in shelf.definitions
    }
    found: dict[tuple[str, ...], object] = {}
    for bag in BAGS:
        found.update(leaves(bag, getattr(customer, bag), defined))
    return tuple(Custom(path, found.get(path), defined.get(path)) for path in dict.fromkeys([*defined, *found]))


def custom_of(field: str, customer: Customer, shelf: Shelf) -> Custom | None:
    """The value behind the field of that name, be it there or not; None for no such name."""
    for custom in customs(customer, shelf):
        if custom.field == field:
            return custom
    path = path_of(field)
    return Custom(path, None) if path and all(_may_be_key(key) for key in path) else None


def _may_be_key(key: str) -> bool:
    return bool(key) and "\0" not in key and len(key) <= LONGEST_TEXT


def path_of(field: str) -> tuple[str, ...]:
    """Where the value of that field is: bag and keys; empty for no such name."""
    try:
        path = json.decode(field.removeprefix(PREFIX), type=tuple[str, ...])
    except DecodeError:
        return ()
    return path if 2 <= len(path) <= 3 and path[0] in BAGS and field.startswith(PREFIX) else ()


def with_customs(customer: Customer, changed: Mapping[str, str], shelf: Shelf) -> tuple[Customer, dict[str, Problem]]:
    """The customer with those values, and what is wrong with fields. An empty text takes a value away."""
    problems: dict[str, Problem] = {}
    told = customer
    for field, text in changed.items():
        custom = custom_of(field, customer, shelf) if field.startswith(PREFIX) else None
        if custom is not None:
            try:
                told = with_value(told, custom.path, _value(custom, text))
            except Wrong as wrong:
                problems[field] = wrong.problem
    told = _with_new(told, changed, problems)
    if told.metafields != customer.metafields:
        problems = {**_missing(told, shelf), **problems}
    return told, problems


def complaint(field: str, text: str, customer: Customer, shelf: Shelf) -> str:
    """What the definition says against that text; '' for nothing."""
    custom = custom_of(field, customer, shelf)
    if custom is None or custom.definition is None:
        return ""
    try:
        defined_fields.value_of(custom.definition, text)
    except FieldFault as fault:
        return f"It {fault.words}."
    return ""


def _missing(told: Customer, shelf: Shelf) -> dict[str, Problem]:
    """Whoever writes one metafield writes all that are required (evershop.md 7)."""
    required = (one for one in customs(told, shelf) if one.definition is not None and one.definition.required)
    return {one.field: Problem.BLANK for one in required if one.value is None}


def _with_new(customer: Customer, changed: Mapping[str, str], problems: dict[str, Problem]) -> Customer:
    key, value = changed.get(NEW_KEY, "").strip(), changed.get(NEW_VALUE, "")
    if not (key or value):
        return customer
    problem = _problem_of_key(key, customer)
    if problem is not None:
        problems[NEW_KEY] = problem
    elif "\0" in value:
        problems[NEW_VALUE] = Problem.INVALID
    elif len(value) > LONGEST_VALUE:
        problems[NEW_VALUE] = Problem.TOO_LONG
    return customer if problems else with_value(customer, (EXTRA, key), value)


def _problem_of_key(key: str, customer: Customer) -> Problem | None:
    if not key:
        return Problem.BLANK
    if key in customer.extra:
        return Problem.TAKEN
    if "\0" in key:
        return Problem.INVALID
    return Problem.TOO_LONG if len(key) > LONGEST_TEXT else None


def _value(custom: Custom, text: str) -> object:
    if len(text) > LONGEST_VALUE:
        raise Wrong(Problem.TOO_LONG)
    if custom.definition is not None:
        try:
            return defined_fields.value_of(custom.definition, text)
        except FieldFault:
            raise Wrong(Problem.INVALID) from None
    return _undefined_value(custom.value, text)


def _undefined_value(before: object, text: str) -> object:
    """The value, of the kind that was there before: text stays text."""
    if "\0" in text:
        raise Wrong(Problem.INVALID)
    if not text or before is None or isinstance(before, str):
        return text or None
    try:
        value = cast("object", json.decode(text))
    except (DecodeError, RecursionError):
        raise Wrong(Problem.INVALID) from None
    if is_deeper(value, DEEPEST) or has_nul(value):
        raise Wrong(Problem.INVALID)
    return value


def leaves(
    bag: str, document: Json, defined: Mapping[tuple[str, ...], Definition]
) -> Iterator[tuple[tuple[str, ...], object]]:
    """Path -> value of everything in the bag; a defined value is one, be it an object or not."""
    for key, value in document.items():
        path = (bag, key)
        if isinstance(value, Mapping) and value and path not in defined:
            for inner, one in cast("Json", value).items():
                yield (*path, inner), one
        else:
            yield path, value


def with_value(customer: Customer, path: tuple[str, ...], value: object) -> Customer:
    """The customer with that value at the path; None takes it away, and an object that becomes empty goes, too."""
    bag, *below = path
    return replace(customer, **{bag: _put(getattr(customer, bag), below, value)})


def _put(document: Json, path: Sequence[str], value: object) -> Json:
    first, *rest = path
    inner: object = value
    if rest:
        below = document.get(first)
        inner = _put(cast("Json", below) if isinstance(below, Mapping) else {}, rest, value) or None
    if inner is None:
        return {key: one for key, one in document.items() if key != first}
    return {**document, first: inner}
