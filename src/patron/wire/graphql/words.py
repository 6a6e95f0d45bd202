"""The words of graphql-js 16, where graphql-core words the same thing as Python would."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from graphql.pyutils import suggestion_list

from patron.domain.numbers import number_text

MOST_ITEMS: Final = 10
DEEPEST: Final = 2
MOST_SUGGESTIONS: Final = 5
_TOKEN: Final = re.compile(r"^(Syntax Error: (?:Expected .*, found|Unexpected) \w+) '(.*)'\.$", re.DOTALL)
_POINT: Final = re.compile(
    r"'([^'\n]{1,3}|fragment|query|mutation|subscription|on|directive|schema|type)'(?=[,.:]| or )"
)
_POINT_IN_QUOTES: Final = re.compile(r"'(\\[^']{0,12})'\.$")


class QueryError(Exception):
    """The first thing that is wrong with a document, its variables or what it asks for; the text is the message."""


def syntax_text(message: str) -> str:
    """A syntax error of graphql-core as graphql-js says it: what is quoted stands in double quotes."""
    if "did you mean to use a double quote" in message:
        return message
    token = _TOKEN.match(message)
    if token is not None:
        return f'{_double_quoted(token[1])} "{token[2]}".'
    return _POINT_IN_QUOTES.sub(r'"\1".', _double_quoted(message))


def _double_quoted(message: str) -> str:
    return _POINT.sub(r'"\1"', message)


def shown(value: object, depth: int = 0) -> str:
    """The value as `inspect` of graphql-js prints it: `{ operation: "eq", value: [1, 2] }`."""
    if isinstance(value, Mapping):
        return _shown_mapping(cast("Mapping[str, object]", value), depth)
    if isinstance(value, (list, tuple)):
        return _shown_list(cast("Sequence[object]", value), depth)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value)
    return json.dumps(value, ensure_ascii=False)


def _shown_mapping(value: Mapping[str, object], depth: int) -> str:
    if not value:
        return "{}"
    if depth > DEEPEST:
        return "[Object]"
    return "{ " + ", ".join(f"{key}: {shown(one, depth + 1)}" for key, one in value.items()) + " }"


def _shown_list(value: Sequence[object], depth: int) -> str:
    if not value:
        return "[]"
    if depth > DEEPEST:
        return "[Array]"
    items = [shown(one, depth + 1) for one in value[:MOST_ITEMS]]
    more = len(value) - MOST_ITEMS
    if more > 0:
        items.append("... 1 more item" if more == 1 else f"... {more} more items")
    return "[" + ", ".join(items) + "]"


def did_you_mean(said: str, known: Sequence[str], what: str = "") -> str:
    """` Did you mean "a" or "b"?`, or nothing where nothing is near."""
    near = [f'"{one}"' for one in suggestion_list(said, known)[:MOST_SUGGESTIONS]]
    if not near:
        return ""
    start = f" Did you mean {what} " if what else " Did you mean "
    if len(near) <= MOST_NAMED_WITH_OR:
        return f"{start}{' or '.join(near)}?"
    return f"{start}{', '.join(near[:-1])}, or {near[-1]}?"


MOST_NAMED_WITH_OR: Final = 2
