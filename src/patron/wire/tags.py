"""Texts with what looks like an HTML tag made harmless, by EverShop's narrow rule (evershop.md 1.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

# `<letters>`, `<letters blank anything>`, `</letters>`: a digit in the name, or `<br/>`, is no tag to this rule.
_TAG = re.compile(r"</?[A-Za-z]+>|<[A-Za-z]+\s[^>]*>")


def escaped(text: str) -> str:
    """The text, `<` and `>` of its tags as entities; nothing else changes, `&` neither."""
    if "<" not in text:
        return text
    # Behind the last `>` there is no tag, and looking for one would read to the end from each `<` again.
    end = text.rfind(">") + 1
    return _TAG.sub(_entities, text[:end]) + text[end:]


def _entities(tag: re.Match[str]) -> str:
    return tag[0].replace("<", "&lt;").replace(">", "&gt;")


def escaped_document(value: object, but: frozenset[str] = frozenset()) -> object:
    """The document with every text of its objects escaped, at any depth; texts directly in a list stay as they are.

    `but` names keys of the outermost object that are left alone.
    """
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, object]", value).items()
        return {key: one if key in but else _inside(one) for key, one in pairs}
    if isinstance(value, list):
        return [escaped_document(one) for one in cast("list[object]", value)]
    return value


def _inside(value: object) -> object:
    return escaped(value) if isinstance(value, str) else escaped_document(value)
