"""3.3: lines that one dialect writes whole and another in two parts are divided where the old boundary survives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tests.laws.facts import facts_of
from tests.laws.names import AI, ES, OFN, TN
from tests.laws.scene import Scene
from tests.laws.views import View

_WHOLE: Final[Mapping[str, Mapping[str, str]]] = {
    ES: {"address_1": "street", "address_2": "line2"},
    OFN: {"street_address_1": "street", "street_address_2": "line2"},
    AI: {"address1": "street"},
    TN: {"floor": "line2", "billing_floor": "line2"},
}
"""Field that is written whole -> the fact on its left."""
_PARTS: Final = {"street": (TN, " ", ("address", "number")), "line2": (AI, ", ", ("address2", "address3"))}
"""Left fact -> who shows both parts, what stands between them, and where they are shown."""


def lines_divide(scene: Scene) -> None:
    """3.3: a side that survives on its end of the new line stays; where none does, all of it goes to the left."""
    if len(scene.told) != 1:
        return
    (said,) = scene.told
    for key in said.stated(scene.before.get(said.tongue)) & said.named.keys():
        fact = _WHOLE[said.tongue].get(key.rpartition(".")[2])
        if fact is None:
            continue
        witness, separator, fields = _PARTS[fact]
        if witness not in scene.before or witness not in scene.after:
            continue
        line = str(said.named[key].shown or "")
        for prefix in _prefixes(witness, facts_of(said.tongue, key, scene.faces)):
            old, new = (_parts(scene_views[witness], prefix, fields) for scene_views in (scene.before, scene.after))
            wanted = _divided(line, *old, separator)
            assert new == wanted, f"3.3: {line!r} after {old} is divided into {new}, not {wanted}"


def _prefixes(witness: str, facts: frozenset[str]) -> Iterator[str]:
    for head in {fact.partition(".")[0] for fact in facts}:
        if head != "b":
            yield f"row.{head}."
        else:
            yield "billing_" if witness == TN else ""


def _parts(view: View, prefix: str, fields: Sequence[str]) -> tuple[str, str]:
    left, right = (str(view.get(prefix + field) or "") for field in fields)
    return left, right


def _divided(line: str, left: str, right: str, separator: str) -> tuple[str, str]:
    said, first, last = (text.split(separator) if text else [] for text in (line, left, right))
    if said == first + last:
        return left, right
    if last and len(said) > len(last) and said[-len(last) :] == last:
        at = len(said) - len(last)
    else:
        at = len(first) if first and len(said) > len(first) and said[: len(first)] == first else len(said)
    return separator.join(said[:at]), separator.join(said[at:])
