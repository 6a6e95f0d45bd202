"""One customer around one moment of writing: what was shown before and after, and what was stated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from tests.laws.counterparts import KNOWS, LAND, LINE, TOWN
from tests.laws.facts import LEFT_BEHIND, ROW, Faces, facts_of
from tests.laws.names import AI, ES, OFN, TN
from tests.laws.told import Told
from tests.laws.views import Person, Views


class Scene(Struct, frozen=True):
    """One customer around one moment of writing."""

    person: Person
    before: Views
    after: Views
    faces_before: Faces
    faces: Faces
    told: tuple[Told, ...]
    stated: Mapping[str, frozenset[str]]
    """Dialect that wrote -> the facts that it stated."""
    named: frozenset[tuple[str, str]]
    """(dialect, key) that were named, echoes included."""
    moved: frozenset[str]
    """The facts that a move may have cleared."""

    @property
    def all_stated(self) -> frozenset[str]:
        """The facts that anybody stated."""
        return frozenset[str]().union(*self.stated.values())


def faces_of(views: Views, known: Faces) -> Faces:
    """Which address bears which face, as far as the outside can tell; `known`: as it was before."""
    tn = views[TN]
    deliveries: tuple[int, ...] = tn["addresses"]
    both = known.billing if views[OFN]["billing"] and known.billing in deliveries else None
    if ES not in views:
        return Faces(deliveries, both, tn["default_address"])
    alone = [number for number in views[ES]["addresses"] if number not in deliveries]
    assert len(alone) <= 1, f"law 10: EverShop shows {alone} beside the deliveries"
    return Faces(deliveries, alone[0] if alone else both, tn["default_address"])


def stated_facts(
    said: Told, before: Views | None, faces_before: Faces, faces: Faces, *, alone: bool = True
) -> set[str]:
    """The facts behind the statements of a write.

    One that was not alone may have come second: what was shown before the two may not have been shown any more.
    """
    found: set[str] = set()
    keys = said.stated(before and before.get(said.tongue)) if alone else set(said.named)
    for key in keys:
        if key in ("billing", "shipping"):
            found |= {f"b.{fact}" if key == "billing" else f"{faces_before.default}.{fact}" for fact in ALL_OF_A_ROW}
            continue
        found |= facts_of(said.tongue, key, faces) | (facts_of(said.tongue, key, faces_before) if before else set())
        if key.endswith(("country", "countryid")) and _region_is_named(said, key):
            found |= {fact.replace("country", "region") for fact in found if fact.endswith(".country")}
    return found


ALL_OF_A_ROW: Final = frozenset(fact for fields in ROW.values() for facts in fields.values() for fact in facts)


def _region_is_named(said: Told, key: str) -> bool:
    field = "state" if said.tongue == AI else "region" if said.tongue == OFN else "province"
    return key.replace("countryid", "country").replace("country", field) in said.named


def moves_of(said: Told, before: Views | None, after: Views, faces_before: Faces, faces: Faces) -> set[str]:
    """The facts that the write cleared with a move, if it was one (section 0, 4)."""
    view, now = (before or {}).get(said.tongue), after[said.tongue]
    found: set[str] = set()
    if view is None:
        return found
    for prefix in {key.rpartition(LINE[said.tongue][0])[0] for key in said.named if LINE[said.tongue][0] in key} | {
        key.rpartition("number")[0] for key in said.named if said.tongue == TN and key.endswith("number")
    }:
        line = any(view.get(prefix + one) != now.get(prefix + one) for one in LINE[said.tongue])
        towns = (*TOWN[said.tongue], LAND[said.tongue])
        if line and any(view.get(prefix + one) != now.get(prefix + one) for one in towns):
            for key in (prefix + towns[0],):
                for owner in (faces_before, faces):
                    heads = {fact.partition(".")[0] for fact in facts_of(said.tongue, key, owner)}
                    found |= {
                        f"{head}.{fact}" for head in heads for fact in LEFT_BEHIND if fact not in KNOWS[said.tongue]
                    }
    return found
