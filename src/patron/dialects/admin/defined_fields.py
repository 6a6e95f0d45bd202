"""Values that the store defines, in a form: each as its type asks for, held against its definition as EverShop does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from msgspec import DecodeError, json

from patron.dialects.admin.lens import Kind
from patron.domain.customer import Definition
from patron.domain.field_types import FieldFault, field_of, tidied
from patron.domain.nesting import has_nul

YES_NO: Final = {"true": "Yes", "false": "No"}
LARGEST_WHOLE: Final = 2**53
"""To JavaScript, whole numbers beyond it are the nearest that it knows."""
_NOTHING: Final[Mapping[str, object]] = {}
_TEXTS: Final = frozenset({"short_text", "long_text", "url", "color", "date"})
_HINTS: Final[Mapping[str, str]] = {
    "integer": "A whole number",
    "number": "A number",
    "color": "Like #1a2b3c",
    "url": "A link",
    "group": 'An object, like {"key": "value"}',
}


def kind_of(definition: Definition) -> Kind:
    """The box in which its value is typed."""
    if options_of(definition):
        return "choice"
    if _is_list(definition) or definition.type in {"long_text", "rich_text", "group"}:
        return "lines"
    return "date" if definition.type == "date" else "text"


def options_of(definition: Definition) -> Mapping[str, str]:
    """Value as it is sent -> as it is shown, where there are only some."""
    if _is_list(definition):
        return {}
    if definition.type == "boolean":
        return {"": "Nothing", **YES_NO}
    rules = definition.rules.get("validations")
    for rule in cast("list[object]", rules) if isinstance(rules, list) else ():
        said = cast("Mapping[str, object]", rule) if isinstance(rule, dict) else _NOTHING
        values = said.get("values")
        if said.get("type") == "choices" and isinstance(values, list) and definition.type in _TEXTS:
            return {"": "Nothing", **{str(one): str(one) for one in cast("list[object]", values)}}
    return {}


def hint_of(definition: Definition) -> str:
    """What helps to fill it in."""
    description = definition.rules.get("description")
    parts = (
        description if isinstance(description, str) else "",
        _HINTS.get(definition.type, ""),
        ("A list, as JSON" if definition.type == "group" else "One on each line") if _is_list(definition) else "",
        "Required" if definition.required else "",
    )
    return ". ".join(part for part in parts if part)


def text_of(definition: Definition, value: object) -> str:
    """The value as it is typed; '' for nothing."""
    if value is None:
        return ""
    if _is_list(definition) and isinstance(value, list):
        items = cast("list[object]", value)
        lines = [_single_text(definition, one) for one in items]
        if all(line.strip() == line != "" and "\n" not in line and line[0] != "[" for line in lines):
            return "\n".join(lines)
        return json.encode(items).decode()
    return _single_text(definition, value)


def value_of(definition: Definition, text: str) -> object:
    """The value that is written there, as it is kept; None for nothing. Raises FieldFault."""
    if not text:
        return None
    value = _typed_list(definition, text) if _is_list(definition) else _typed(definition, text)
    if has_nul(value):
        raise FieldFault("must not hold the character NUL")
    try:
        return tidied(field_of(definition), value)
    except OverflowError:
        raise FieldFault("must not hold numbers of that size") from None


def _is_list(definition: Definition) -> bool:
    return definition.rules.get("isList") is True


def _single_text(definition: Definition, value: object) -> str:
    if isinstance(value, str) and definition.type != "group":
        return value
    return json.encode(value).decode()


def _typed_list(definition: Definition, text: str) -> object:
    if text.lstrip().startswith("["):
        return _decoded(text, "must be a list, as JSON")
    return [_typed(definition, line.strip()) for line in text.split("\n") if line.strip()]


def _typed(definition: Definition, text: str) -> object:
    if definition.type in _TEXTS:
        return text
    if definition.type == "rich_text":
        # Rows of EverShop's editor are a list; everything else is a text.
        return _decoded(text, "must be a text, or rows as JSON") if text.lstrip().startswith("[{") else text
    if definition.type == "group":
        value = _decoded(text, "must be an object, as JSON")
        if not isinstance(value, dict):
            raise FieldFault("must be object")
        return cast("object", value)
    if definition.type == "boolean":
        return {"true": True, "false": False}.get(text, text)
    return _number(text)


def _number(text: str) -> object:
    """The number, or the text as it is: then the definition says what is wrong with it."""
    try:
        value = cast("object", json.decode(text.strip()))
    except DecodeError:
        return text
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return text
    try:
        return float(value) if isinstance(value, int) and abs(value) > LARGEST_WHOLE else value
    except OverflowError:
        return text


def _decoded(text: str, words: str) -> object:
    try:
        return cast("object", json.decode(text))
    except (DecodeError, RecursionError):
        raise FieldFault(words) from None
