"""What a step means for the customer that it found: what is asked, and what it may do to the addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tests.laws.facts import Faces, facts_of
from tests.laws.house import Answer
from tests.laws.names import ES, OFN
from tests.laws.scene import ALL_OF_A_ROW
from tests.laws.sets import Growth
from tests.laws.steps import Step
from tests.laws.views import Person, View, Views

FAULT = "Something went wrong. Please try again later."
"""EverShop's words for a fault of ours."""
TAKEN = ("has already been taken", "already used", "already exists", "is already", "An error occured")


class Known(Struct):
    """A customer as it was seen last."""

    person: Person
    views: dict[str, View]
    faces: Faces


class Act(Struct, frozen=True):
    """A step that found its customer: what is asked, and what was meant."""

    step: Step
    row: int
    fields: Mapping[str, Any]


def is_taken(answer: Answer, step: Step) -> bool:
    """True for an answer that says that somebody has this already."""
    text = str(answer.document)
    return step.tongue != OFN and any(words in text for words in TAKEN)


def flat_echo(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What an echo names, but for lists: their entries are echoed one by one."""
    flat = {key: value for key, value in fields.items() if not isinstance(value, list)}
    return {key: value for key, value in flat.items() if key.endswith("_address") or not isinstance(value, dict)}


def row_of(act: Act, fresh: list[int]) -> int:
    return fresh[0] if act.step.act == "add_row" and fresh else act.row


def growth_of(act: Act, known: Known) -> Growth:
    """What the act does to the delivery addresses (3.2)."""
    deliveries = set(known.faces.deliveries)
    match act.step.tongue, act.step.act:
        case (_, "add_row"):
            return Growth(new=1)
        case (_, "drop_row"):
            return Growth(gone=frozenset({act.row} & deliveries))
        case ("evershop", "change_row") if act.fields.get("is_default"):
            return Growth(joined=frozenset({act.row}))
        case ("openfoodnetwork", "change") if "shipping_address" in act.fields:
            shown = known.views[OFN]["shipping"]
            if act.fields["shipping_address"] is None:
                return Growth(gone=frozenset({known.faces.default or 0}) if shown else frozenset())
            return Growth(new=0 if shown else 1)
        case _:
            return Growth()


def removed_by(act: Act, known: Known) -> set[str]:
    """The facts that went with a row."""
    if act.step.act != "drop_row":
        return set()
    prefixes = known.faces.of(act.row) if act.step.tongue == ES else (f"{act.row}.",)
    return {prefix + fact for prefix in prefixes for fact in ALL_OF_A_ROW}


def apart(acts: list[Act], known: Known) -> list[Act]:
    """Those of acts at one time that state different facts: the later ones lose the fields that earlier ones have."""
    if len(acts) < 2:
        return acts
    first, second = acts
    if first.step.tongue == second.step.tongue or not all(act.step.act in ("change", "change_row") for act in acts):
        return acts[:1]
    taken = _touched(first, known, first.fields)
    fields = {key: value for key, value in second.fields.items() if not _touched(second, known, {key: value}) & taken}
    if not fields or _is_face(first) or _is_face(second):
        return acts[:1]
    return [first, replace(second, fields=fields)]


def _is_face(act: Act) -> bool:
    """True for what adds, removes or moves addresses, or locks somebody out: these depend on their order."""
    return act.step.tongue in (OFN, ES) and bool(_FACES & act.fields.keys())


_FACES: Final = frozenset({"shipping_address", "billing_address", "is_default", "status"})


def _touched(act: Act, known: Known, fields: Mapping[str, Any]) -> set[str]:
    prefix = f"row.{act.row}." if act.step.act == "change_row" else ""
    found: set[str] = set()
    for field in fields:
        facts = facts_of(act.step.tongue, prefix + field, known.faces)
        found |= facts
        found |= {fact.replace("full", "halves") for fact in facts}
        # A place is one thing for a move, a region depends on its country, and a mirror on its source.
        found |= {f"{fact.partition('.')[0]}.place" for fact in facts if not fact.startswith("c.")}
        if facts & {"c.full", "c.halves", "c.company", "c.title", "c.label"}:
            found.add("c.called")
        if facts & {"c.email", "c.login"}:
            found.add("c.enters")
        if "c.status" in facts:
            found.add("c.status")
    return found


def default_is_set(act: Act, after: Views, faces: Faces) -> None:
    """Law 9: after EverShop set the default, everybody names that address."""
    if act.step.tongue != ES or act.fields.get("is_default") is not True or act.step.act != "change_row":
        return
    assert after[ES].get(f"row.{act.row}.is_default") is True, f"law 9: {act.row} was made the default, and is not"
    assert faces.default == act.row, f"law 9: {act.row} was made the default, and Tiendanube says {faces.default}"
