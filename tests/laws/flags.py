"""3.2: the flag of the default address as EverShop shows it: true, false, or null where nobody said anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from tests.laws.acts import Act
from tests.laws.names import ES, OFN
from tests.laws.scene import Scene
from tests.laws.views import View

Flags: TypeAlias = Mapping[int, bool | None]
"""Address -> what is said of it."""


def flags_are(act: Act, scene: Scene) -> None:
    """3.2 and section 9, 12: nobody moves a flag but by saying so, or by a new default."""
    if ES not in scene.before or ES not in scene.after:
        return
    was, now = _flags(scene.before[ES]), _flags(scene.after[ES])
    fresh = now.keys() - was.keys()
    hidden = fresh - set(scene.faces.deliveries) if scene.faces_before.two_faced is None else set[int]()
    wanted: dict[int, bool | None] = {number: was.get(number) for number in now}
    match act.step.tongue, act.step.act:
        case ("evershop", "add_row" | "change_row") if "is_default" in act.fields:
            _said(wanted, act.row or max(fresh), act.fields["is_default"])
        case ("tiendanube", "add_row"):
            wanted |= dict.fromkeys(fresh & set(scene.faces.deliveries), not scene.faces_before.deliveries)
        case ("openfoodnetwork", "change") if _ships_anew(act, scene):
            wanted = {number: False if flag else flag for number, flag in wanted.items()}
            wanted |= dict.fromkeys(fresh & set(scene.faces.deliveries), True)
        case _:
            pass
    # A face that is taken away takes its flag along.
    lost = set(scene.faces_before.deliveries) - set(scene.faces.deliveries)
    wanted |= dict.fromkeys(lost & now.keys())
    for number in now.keys() - hidden:  # what was said of a row that was not shown is not known
        assert now[number] is wanted[number], f"3.2: the flags {was} became {now}, not {wanted}, by {act.step}"


def _flags(view: View) -> Flags:
    return {number: view[f"row.{number}.is_default"] for number in view["addresses"]}


def _said(flags: dict[int, bool | None], number: int, flag: bool | None) -> None:
    if flag and not flags[number]:
        flags |= dict.fromkeys(flags, False)
    flags[number] = flag


def _ships_anew(act: Act, scene: Scene) -> bool:
    return bool(act.fields.get("shipping_address")) and not scene.before[OFN]["shipping"]
