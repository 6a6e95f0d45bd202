"""6.4: when something was made, which never changes, and when it changed last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from tests.laws.facts import facts_of, fallbacks_of
from tests.laws.house import shown_second
from tests.laws.laws import FLAGS, TEXTS
from tests.laws.names import AI, ES, OFN, TN
from tests.laws.scene import Scene
from tests.laws.told import ANYTHING, same
from tests.laws.views import View

Times: TypeAlias = Mapping[int, tuple[str, str]]
"""Address -> when it was made, and when it changed last."""

_OWN: Final[Mapping[str, frozenset[str]]] = {
    OFN: frozenset({"code", "tags"}),
    TN: frozenset({"note", "extra", "locality", "billing_locality"}),
    AI: frozenset(
        {"salutation", "title", "company", "label", "code", "mobile", "telefax", "website", "birthday", "languageid",
         "position"}
    ),
}  # fmt: skip
"""Fields that only the dialect itself shows, and in no other words than it was told: its own writes show a change."""


def time_moves(scene: Scene, now: int) -> None:
    """6.4: `updated_at` is the moment of the last change of a fact; an echo does not move it."""
    made, stamp = scene.after[TN]["created_at"], scene.after[TN]["updated_at"]
    assert made == scene.before[TN]["created_at"], f"6.4: created_at became {made}"
    moved = stamp != scene.before[TN]["updated_at"]
    writers = {said.tongue for said in scene.told}
    differs = [
        f"{tongue} {key}: {view.get(key)!r}, {scene.after[tongue].get(key)!r}"
        for tongue, view in scene.before.items()
        if tongue in scene.after
        for key in view.keys() | scene.after[tongue].keys()
        if key != "updated_at"
        and (tongue not in writers or key.rpartition(".")[2] in _OWN.get(tongue, ()))
        and not (tongue == ES and key.endswith(TEXTS))
        and not same(view.get(key, ANYTHING), scene.after[tongue].get(key, ANYTHING))
    ]
    if differs:
        assert moved, f"6.4: facts changed, and updated_at is as it was: {differs}"
    if moved:
        assert stamp == shown_second(now), f"6.4: updated_at is {stamp} at {shown_second(now)}"


def times_of_addresses(scene: Scene, now: int) -> None:
    """6.4: an address has times of its own, which nothing moves but its own facts."""
    before: Times = scene.before[TN]["times"]
    after: Times = scene.after[TN]["times"]
    writers = {said.tongue for said in scene.told}
    for number, (made, stamp) in after.items():
        if number not in before:
            # A billing address that is delivered to from now on was made long ago.
            assert stamp == shown_second(now), f"6.4: the new address {number} changed at {stamp}"
            continue
        assert made == before[number][0], f"6.4: address {number} was made at {before[number][0]}, now at {made}"
        moved = stamp != before[number][1]
        assert not moved or stamp == shown_second(now), f"6.4: address {number} changed at {stamp}"
        if number in (scene.faces.two_faced, scene.faces_before.two_faced):
            continue
        about = {fact for fact in scene.all_stated | scene.moved if fact.startswith(f"{number}.")}
        flags = [views[ES].get(f"row.{number}.is_default") for views in (scene.before, scene.after) if ES in views]
        if not about and len(set(flags)) < 2:
            assert not moved, f"6.4: nobody said anything of address {number}, and it changed at {stamp}"
        others = [view for view in scene.before if view not in writers and view in scene.after]
        differs = [
            f"{tongue} {key}"
            for tongue in others
            for key in scene.before[tongue].keys() & scene.after[tongue].keys()
            if _is_own(key, number)
            and not fallbacks_of(tongue, key, scene.after)
            and not about.isdisjoint(facts_of(tongue, key, scene.faces))
            and not same(scene.before[tongue][key], scene.after[tongue][key])
        ]
        assert moved or not differs, f"6.4: {differs} changed, and address {number} stays of {stamp}"


def _is_own(key: str, number: int) -> bool:
    return key.startswith(f"row.{number}.") and not key.endswith((*FLAGS, *TEXTS))


def made_now(view: View, now: int) -> None:
    """6.4: whoever is new was made at this moment, and all their addresses were."""
    times = {view["created_at"], view["updated_at"], *(time for row in view["times"].values() for time in row)}
    assert times == {shown_second(now)}, f"6.4: made at {shown_second(now)}, and the times are {sorted(times)}"


def version_moves(was: int, now: int, stamp_before: str, stamp: str) -> None:
    """Section 0, 7: a change of a fact moves the version; what is stored besides may."""
    assert now >= was, f"0.7: version {was} became {now}"
    assert now > was or stamp == stamp_before, f"0.7: a fact changed at {stamp}, and the version is still {now}"
