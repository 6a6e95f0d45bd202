"""Worlds that extend another one beside them: `extends` is for files, a server never sees it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import msgspec

from patron.commands.failing import CommandFailed

NAMES = ("as", "id", "email", "token", "code")
DEEPEST = 20


def whole_world(file: Path, depth: int = 0) -> bytes:
    """The world of the file, merged over the one that it extends. Raises CommandFailed."""
    try:
        text = file.read_bytes()
    except OSError as error:
        raise CommandFailed(f"{file} cannot be read: {error.strerror}") from None
    try:
        world = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text  # whoever reads the world says what is wrong with it
    if not isinstance(world, dict) or "extends" not in world:
        return text
    if depth == DEEPEST:
        raise CommandFailed(f"{file} extends itself")
    own = cast("dict[str, object]", world)
    below = whole_world(file.with_name(f"{own.pop('extends')}.json"), depth + 1)
    return msgspec.json.encode(merged(msgspec.json.decode(below), own))


def merged(old: object, new: object) -> object:
    """Objects key by key; lists item by item, where two items of the same name are one; else the new value."""
    if isinstance(old, dict) and isinstance(new, dict):
        before, after = cast("dict[str, object]", old), cast("dict[str, object]", new)
        return {
            **before,
            **{key: merged(before[key], value) if key in before else value for key, value in after.items()},
        }
    if isinstance(old, list) and isinstance(new, list):
        return _merged_lists(cast("list[object]", old), cast("list[object]", new))
    return new


def _merged_lists(old: list[object], new: list[object]) -> list[object]:
    out = list(old)
    for item in new:
        twin = next((place for place, one in enumerate(out) if _same(one, item)), None)
        if twin is None:
            out.append(item)
        else:
            out[twin] = merged(out[twin], item)
    return out


def _same(one: object, other: object) -> bool:
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return False
    first, second = cast("Mapping[str, object]", one), cast("Mapping[str, object]", other)
    name = next((name for name in NAMES if name in second), None)
    return name is not None and name in first and first[name] == second[name]
